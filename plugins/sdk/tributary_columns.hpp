// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <memory>

#include "tributary_types.hpp"

namespace tributary_sdk {

/// One column of a batch, read by row. Dictionaries are looked through. The array must outlive it. The host
/// checks every buffer before a plugin sees it, so nothing is checked again here.
class Column {
  public:
    Column() = default;
    Column(const ArrowSchema* schema, const ArrowArray* array, int64_t offset = 0)
        : m_schema(schema),
          m_array(array),
          m_offset(array->offset + offset),
          m_info(TypeInfo::parse(schema->format)) {
        if (!schema->dictionary) return;
        m_indices = m_info;
        m_values = std::make_shared<Column>(schema->dictionary, array->dictionary);
        m_info = m_values->m_info;
    }

    /// The type of the values, of a dictionary's values where there is one.
    const TypeInfo& info() const { return m_info; }
    std::string name() const { return m_schema->name ? m_schema->name : ""; }
    const ArrowSchema* schema() const { return m_schema; }

    bool isNull(int64_t row) const {
        if (!m_values && m_info.type == Type::Null) return true;
        if (!m_values && m_info.type == Type::Union)
            return unionMember(row, [](const Column& c, int64_t r) { return c.isNull(r); });
        const auto* validity = buffer<uint8_t>(0);
        const int64_t at = m_offset + row;
        if (validity && m_array->null_count != 0 && !(validity[at >> 3] >> (at & 7) & 1)) return true;
        return m_values && m_values->isNull(index(row));
    }
    bool boolean(int64_t row) const {
        if (m_values) return m_values->boolean(index(row));
        const int64_t at = m_offset + row;
        return buffer<uint8_t>(1)[at >> 3] >> (at & 7) & 1;
    }
    /// Of Int, UInt (modulo 2^64), Date (days), and of Time, Timestamp and Duration in their own unit.
    int64_t integer(int64_t row) const {
        if (m_values) return m_values->integer(index(row));
        const bool plain = m_info.type != Type::UInt;
        switch (m_info.width) {
            case 1:
                return plain ? value<int8_t>(row) : value<uint8_t>(row);
            case 2:
                return plain ? value<int16_t>(row) : value<uint16_t>(row);
            case 4:
                return plain ? int64_t{value<int32_t>(row)} : int64_t{value<uint32_t>(row)};
            default:
                break;
        }
        const int64_t out = value<int64_t>(row);
        return m_info.type == Type::Date ? floorDivide(out, 86400000) : out;
    }
    /// Any number as the nearest double; a Bool as 0 or 1; a Date or Timestamp as seconds since 1970.
    double number(int64_t row) const;
    /// Microseconds since 1970 of a Date or Timestamp.
    int64_t micros(int64_t row) const {
        const TypeInfo& i = info();
        if (i.type == Type::Date) return integer(row) * 86400000000;
        const int64_t units = integer(row);
        return i.perSecond > 1000000 ? floorDivide(units, i.perSecond / 1000000)
                                     : units * (1000000 / i.perSecond);
    }
    /// The bytes of a Text or Binary value.
    std::string_view text(int64_t row) const;
    /// The raw bytes of a fixed-width value.
    const uint8_t* bytes(int64_t row) const {
        if (m_values) return m_values->bytes(index(row));
        return buffer<uint8_t>(1) + (m_offset + row) * m_info.width;
    }
    /// Any value as exact text; empty for NULL. Lists, structs and maps as JSON.
    std::string display(int64_t row) const;

  private:
    template <class T>
    const T* buffer(int64_t i) const {
        return i < m_array->n_buffers ? static_cast<const T*>(m_array->buffers[i]) : nullptr;
    }
    template <class T>
    T value(int64_t row) const {
        return buffer<T>(1)[m_offset + row];
    }
    int64_t index(int64_t row) const {
        const bool plain = m_indices.type == Type::Int;
        switch (m_indices.width) {
            case 1:
                return plain ? value<int8_t>(row) : value<uint8_t>(row);
            case 2:
                return plain ? value<int16_t>(row) : value<uint16_t>(row);
            case 4:
                return plain ? int64_t{value<int32_t>(row)} : int64_t{value<uint32_t>(row)};
            default:
                return value<int64_t>(row);
        }
    }
    Column child(int64_t i) const { return Column(m_schema->children[i], m_array->children[i]); }
    template <class F>
    auto unionMember(int64_t row, F&& f) const -> decltype(f(std::declval<const Column&>(), int64_t{})) {
        const int64_t at = m_offset + row;
        const int id = buffer<int8_t>(0)[at];
        for (size_t i = 0; i < m_info.typeIds.size(); ++i) {
            if (m_info.typeIds[i] != id) continue;
            return f(child(static_cast<int64_t>(i)),
                     m_info.layout == Layout::Dense ? buffer<int32_t>(1)[at] : at);
        }
        failData("A union's value has a type id it does not declare.");
    }
    std::pair<int64_t, int64_t> listRange(int64_t row) const;
    void writeJson(int64_t row, std::string& out) const;
    void writeNested(int64_t row, std::string& out) const;
    std::string intervalText(int64_t row) const;

    const ArrowSchema* m_schema = nullptr;
    const ArrowArray* m_array = nullptr;
    int64_t m_offset = 0;
    TypeInfo m_info, m_indices;
    std::shared_ptr<const Column> m_values;
};

inline double halfToDouble(uint16_t half) {
    const int exponent = half >> 10 & 31, fraction = half & 1023;
    const double size = exponent == 0    ? std::ldexp(fraction, -24)
                        : exponent == 31 ? (fraction ? std::nan("") : HUGE_VAL)
                                         : std::ldexp(1024 + fraction, exponent - 25);
    return half & 0x8000 ? -size : size;
}

inline double Column::number(int64_t row) const {
    if (m_values) return m_values->number(index(row));
    switch (m_info.type) {
        case Type::Bool:
            return boolean(row) ? 1 : 0;
        case Type::Float:
            if (m_info.width == 8) return value<double>(row);
            return m_info.width == 4 ? value<float>(row) : halfToDouble(value<uint16_t>(row));
        case Type::UInt:
            return static_cast<double>(static_cast<uint64_t>(integer(row)));
        case Type::Int:
            return static_cast<double>(integer(row));
        case Type::Date:
            return static_cast<double>(integer(row)) * 86400;
        case Type::Timestamp:
            return static_cast<double>(integer(row)) / static_cast<double>(m_info.perSecond);
        case Type::Decimal: {
            const std::string text = decimalText(bytes(row), m_info.width, m_info.scale);
            double out = 0;
            std::from_chars(text.data(), text.data() + text.size(), out);
            return out;
        }
        default:
            failData("The column \"" + name() + "\" holds no numbers.");
    }
}

inline std::string_view Column::text(int64_t row) const {
    if (m_values) return m_values->text(index(row));
    const int64_t at = m_offset + row;
    const auto slice = [&](int64_t from, int64_t to) {
        return to == from ? std::string_view()
                          : std::string_view(buffer<char>(2) + from, static_cast<size_t>(to - from));
    };
    switch (m_info.layout) {
        case Layout::Offsets32:
            return slice(buffer<int32_t>(1)[at], buffer<int32_t>(1)[at + 1]);
        case Layout::Offsets64:
            return slice(buffer<int64_t>(1)[at], buffer<int64_t>(1)[at + 1]);
        case Layout::Fixed:
            return {reinterpret_cast<const char*>(bytes(row)), static_cast<size_t>(m_info.width)};
        case Layout::Views:
            break;
        default:
            failData("The column \"" + name() + "\" holds no texts.");
    }
    const char* view = buffer<char>(1) + at * 16;
    int32_t parts[4];
    std::memcpy(parts, view, sizeof parts);
    const auto length = static_cast<size_t>(parts[0]);
    if (length <= 12) return {view + 4, length};
    return {buffer<char>(2 + parts[2]) + parts[3], length};
}

inline std::pair<int64_t, int64_t> Column::listRange(int64_t row) const {
    const int64_t at = m_offset + row;
    switch (m_info.layout) {
        case Layout::Offsets64:
            return {buffer<int64_t>(1)[at], buffer<int64_t>(1)[at + 1]};
        case Layout::FixedList:
            return {at * m_info.width, (at + 1) * m_info.width};
        case Layout::ListView32:
            return {buffer<int32_t>(1)[at], int64_t{buffer<int32_t>(1)[at]} + buffer<int32_t>(2)[at]};
        case Layout::ListView64:
            return {buffer<int64_t>(1)[at], buffer<int64_t>(1)[at] + buffer<int64_t>(2)[at]};
        default:
            return {buffer<int32_t>(1)[at], buffer<int32_t>(1)[at + 1]};
    }
}

inline std::string Column::intervalText(int64_t row) const {
    const uint8_t* at = bytes(row);
    int32_t first = 0, second = 0;
    int64_t nanos = 0;
    std::memcpy(&first, at, 4);
    if (m_info.interval == 'M') return std::to_string(first) + " months";
    std::memcpy(&second, at + 4, 4);
    if (m_info.interval == 'D') return std::to_string(first) + " days " + std::to_string(second) + " ms";
    std::memcpy(&nanos, at + 8, 8);
    std::string out;
    const auto put = [&](int64_t n, const char* unit) {
        if (n != 0) out += (out.empty() ? "" : " ") + std::to_string(n) + unit;
    };
    put(first, " months");
    put(second, " days");
    if (nanos != 0 || out.empty())
        out += (out.empty() ? "" : " ") + std::string(nanos < 0 ? "-" : "") +
               clockText(nanos < 0 ? -nanos : nanos, 1000000000);
    return out;
}

inline std::string floatText(double value, bool single) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    char text[40];
    const auto end = single ? std::to_chars(text, text + sizeof text, static_cast<float>(value))
                            : std::to_chars(text, text + sizeof text, value);
    return std::string(text, end.ptr);
}

inline std::string Column::display(int64_t row) const {
    if (isNull(row)) return {};
    if (m_values) return m_values->display(index(row));
    switch (m_info.type) {
        case Type::Null:
            return {};
        case Type::Bool:
            return boolean(row) ? "true" : "false";
        case Type::Int:
            return std::to_string(integer(row));
        case Type::UInt:
            return std::to_string(static_cast<uint64_t>(integer(row)));
        case Type::Float:
            return floatText(number(row), m_info.width < 8);
        case Type::Decimal:
            return decimalText(bytes(row), m_info.width, m_info.scale);
        case Type::Text:
            return std::string(text(row));
        case Type::Binary: {
            std::string out = "0x";
            for (const char c : text(row)) {
                out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
                out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
            }
            return out;
        }
        case Type::Date:
            return dateText(integer(row));
        case Type::Time:
            return clockText(integer(row), m_info.perSecond);
        case Type::Timestamp:
            return timestampText(integer(row), m_info.perSecond, !m_info.zone.empty());
        case Type::Duration: {
            const int64_t units = integer(row);
            return (units < 0 ? "-" : "") + clockText(units < 0 ? -units : units, m_info.perSecond);
        }
        case Type::Interval:
            return intervalText(row);
        case Type::Union:
            return unionMember(row, [](const Column& c, int64_t r) { return c.display(r); });
        default:
            break;
    }
    std::string out;
    writeNested(row, out);
    return out;
}

inline void Column::writeJson(int64_t row, std::string& out) const {
    if (isNull(row)) {
        out += "null";
    } else if (m_values) {
        m_values->writeJson(index(row), out);
    } else if (m_info.layout == Layout::Children || m_info.type == Type::List || m_info.type == Type::Map) {
        writeNested(row, out);
    } else if (m_info.type == Type::Bool || m_info.type == Type::Int || m_info.type == Type::UInt ||
               m_info.type == Type::Decimal || (m_info.type == Type::Float && std::isfinite(number(row)))) {
        out += display(row);
    } else {
        Json::quote(display(row), out);
    }
}

inline void Column::writeNested(int64_t row, std::string& out) const {
    if (m_info.type == Type::Struct) {
        out += '{';
        for (int64_t i = 0; i < m_schema->n_children; ++i) {
            const Column member = child(i);
            out += i ? ", " : "";
            Json::quote(member.name(), out);
            out += ": ";
            member.writeJson(m_offset + row, out);
        }
        out += '}';
        return;
    }
    const auto [from, to] = listRange(row);
    const Column values = child(0);
    out += '[';
    for (int64_t i = from; i < to; ++i) {
        out += i > from ? ", " : "";
        values.writeJson(i, out);
    }
    out += ']';
}

}  // namespace tributary_sdk
