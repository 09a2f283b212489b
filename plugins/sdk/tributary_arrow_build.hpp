// SPDX-License-Identifier: MIT
//
// Builds Arrow schemas, arrays and streams (C data interface) without an Arrow library: C++17, headers only.
// For sources, processors, anything that hands rows to Tributary (streams: tributary_arrow_stream.hpp).
// Nothing here is thread-safe: one builder, one thread. Functions throw tributary::sdk::Error.
#pragma once

#include <tributary_arrow.h>

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tributary::sdk {

/// What goes wrong, said for people: what happened, why, what to try. Never a secret. `status` is a number of
/// ADBC (ADBC_STATUS_…); 1 is "unknown".
class Error : public std::runtime_error {
  public:
    Error(int status, const std::string& message, std::string sqlstate = {}, int32_t vendor = 0)
        : std::runtime_error(message), status(status), sqlstate(std::move(sqlstate)), vendor(vendor) {}
    int status;
    std::string sqlstate;
    int32_t vendor;
};

/// One column (or the struct of all). `format` is the Arrow format string: l int64, g double, u text, z
/// bytes, b boolean, tdD date, ttu time, tsu:UTC timestamp, d:18,3 decimal, +l list, +s struct, +ud:0,1 dense
/// union …
struct Field {
    std::string name;
    std::string format;
    bool nullable = true;
    std::vector<Field> children = {};
};

inline Field structOf(std::vector<Field> children) {
    return Field{"", "+s", false, std::move(children)};
}

namespace detail {

struct SchemaHolder {
    Field field;
    std::vector<ArrowSchema> children;
    std::vector<ArrowSchema*> pointers;
};

inline void releaseSchema(ArrowSchema* schema) {
    auto* holder = static_cast<SchemaHolder*>(schema->private_data);
    for (auto& child : holder->children) {
        if (child.release) child.release(&child);
    }
    delete holder;
    schema->release = nullptr;
}

struct ArrayHolder {
    std::vector<std::vector<uint8_t>> buffers;
    std::vector<const void*> bufferPointers;
    std::vector<ArrowArray> children;
    std::vector<ArrowArray*> childPointers;
};

inline void releaseArray(ArrowArray* array) {
    auto* holder = static_cast<ArrayHolder*>(array->private_data);
    for (auto& child : holder->children) {
        if (child.release) child.release(&child);
    }
    delete holder;
    array->release = nullptr;
}

}  // namespace detail

inline void exportSchema(const Field& field, ArrowSchema* out) {
    auto holder = std::make_unique<detail::SchemaHolder>();
    holder->field = Field{field.name, field.format, field.nullable, {}};
    holder->children.resize(field.children.size());
    std::memset(out, 0, sizeof *out);
    out->format = holder->field.format.c_str();
    out->name = holder->field.name.c_str();
    out->flags = field.nullable ? ARROW_FLAG_NULLABLE : 0;
    out->n_children = static_cast<int64_t>(field.children.size());
    for (auto& child : holder->children) holder->pointers.push_back(&child);
    out->children = holder->pointers.empty() ? nullptr : holder->pointers.data();
    out->release = detail::releaseSchema;
    out->private_data = holder.release();
    for (size_t i = 0; i < field.children.size(); i++) exportSchema(field.children[i], out->children[i]);
}

/// Collects the values of one column, of any plugin: sources and all others. A list, map or struct: append to
/// the children first, then end the row. What it hands over outlives it.
class ColumnBuilder {
  public:
    explicit ColumnBuilder(const Field& field)
        : m_field(field), m_kind(kindOf(field.format)), m_width(widthOf(field.format)) {
        for (const auto& child : field.children) m_children.emplace_back(child);
        reset();
    }
    ColumnBuilder(std::string format, std::string name)
        : ColumnBuilder(Field{std::move(name), std::move(format)}) {}

    const Field& field() const { return m_field; }
    /// The field as a schema; the caller releases it.
    ArrowSchema schema() const {
        ArrowSchema out;
        exportSchema(m_field, &out);
        return out;
    }
    size_t rows() const { return m_rows; }
    size_t bytes() const {
        size_t sum = m_data.size() + m_offsets.size() * 4;
        for (const auto& child : m_children) sum += child.bytes();
        return sum;
    }
    ColumnBuilder& child(size_t index) { return m_children[index]; }

    void null() {
        if (m_kind == Kind::Union) throw Error(9, "A union column cannot hold a NULL of its own");
        if (m_kind == Kind::Fixed) m_data.resize(m_data.size() + m_width);
        if (m_kind == Kind::Bool) bit(m_data, m_rows, false);
        if (m_kind == Kind::Struct) {
            for (auto& child : m_children) child.null();
        }
        m_nulls++;
        end(false);
    }
    /// A number of exactly the column's width: int64_t for l and tsu, int32_t for i and tdD, __int128 for d:
    /// …
    template <class T>
    void value(T v) {
        static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T> &&
                      !std::is_same_v<T, std::string_view>);
        if (m_kind != Kind::Fixed || sizeof v != m_width)
            throw Error(9, "A value has not its column's width");
        raw(&v);
    }
    /// As many bytes as the column is wide.
    void raw(const void* from) {
        const size_t at = m_data.size();
        m_data.resize(at + m_width);
        std::memcpy(m_data.data() + at, from, m_width);
        end(true);
    }
    void boolean(bool v) {
        bit(m_data, m_rows, v);
        end(true);
    }
    void text(std::string_view v) {
        if (m_data.size() + v.size() > 0x7fffffff) {
            throw Error(7, "The column \"" + m_field.name +
                               "\" has more than 2 GB in one batch: leave it out, or make smaller batches");
        }
        m_data.insert(m_data.end(), v.begin(), v.end());
        end(true);
    }
    // A value of whatever the column holds; numbers are made as wide as it is.
    void add(bool v) { boolean(v); }
    void add(double v) {
        const float single = static_cast<float>(v);
        m_width == 4 ? value(single) : value(v);
    }
    void add(int64_t v) {  // the low bytes: the machine is little endian
        if (m_kind != Kind::Fixed || m_width > sizeof v)
            throw Error(9, "The column \"" + m_field.name + "\" does not hold such numbers");
        raw(&v);
    }
    void add(int v) { add(static_cast<int64_t>(v)); }
    void add(std::string_view v) { text(v); }
    void add(const char* v) { text(v); }
    void add(const std::string& v) { text(v); }

    /// Ends a row of a list, map or struct.
    void endRow() { end(true); }
    /// Ends a row of a dense union whose value was just appended to child(type).
    void select(int8_t type) {
        m_types.push_back(static_cast<uint8_t>(type));
        m_offsets.push_back(static_cast<int32_t>(m_children[static_cast<size_t>(type)].rows()) - 1);
        m_rows++;
    }

    /// Hands everything over and starts anew.
    ArrowArray finish() {
        ArrowArray out;
        finish(&out);
        return out;
    }
    void finish(ArrowArray* out) {
        auto holder = std::make_unique<detail::ArrayHolder>();
        std::memset(out, 0, sizeof *out);
        out->length = static_cast<int64_t>(m_rows);
        out->null_count = static_cast<int64_t>(m_nulls);
        buffers(*holder);
        for (size_t i = 0; i < holder->buffers.size(); i++) {
            const bool noNulls = i == 0 && m_kind != Kind::Union && m_nulls == 0;
            static const uint64_t kNothing = 0;
            const auto& buffer = holder->buffers[i];
            holder->bufferPointers.push_back(noNulls          ? nullptr
                                             : buffer.empty() ? static_cast<const void*>(&kNothing)
                                                              : buffer.data());
        }
        holder->children.resize(m_children.size());
        for (size_t i = 0; i < m_children.size(); i++) {
            holder->childPointers.push_back(&holder->children[i]);
            m_children[i].finish(&holder->children[i]);
        }
        out->n_buffers = static_cast<int64_t>(holder->bufferPointers.size());
        out->buffers = holder->bufferPointers.data();
        out->n_children = static_cast<int64_t>(m_children.size());
        out->children = holder->childPointers.empty() ? nullptr : holder->childPointers.data();
        out->release = detail::releaseArray;
        out->private_data = holder.release();
        reset();
    }

  private:
    enum class Kind { Null, Bool, Fixed, Variable, List, Struct, Union };

    static Kind kindOf(const std::string& f) {
        if (f == "n") return Kind::Null;
        if (f == "b") return Kind::Bool;
        if (f == "u" || f == "z") return Kind::Variable;
        if (f == "+l" || f == "+m") return Kind::List;
        if (f == "+s") return Kind::Struct;
        if (f.rfind("+ud:", 0) == 0) return Kind::Union;
        if (widthOf(f) == 0) throw Error(5, "A column of the Arrow format \"" + f + "\" cannot be built");
        return Kind::Fixed;
    }
    /// Bytes of a value; 0: they have no fixed width.
    static size_t widthOf(const std::string& f) {
        const auto is = [&](std::initializer_list<const char*> formats) {
            for (const char* one : formats) {
                if (f == one) return true;
            }
            return false;
        };
        if (is({"c", "C"})) return 1;
        if (is({"s", "S", "e"})) return 2;
        if (is({"i", "I", "f", "tdD", "tts", "ttm", "tiM"})) return 4;
        if (is({"l", "L", "g", "tdm", "ttu", "ttn", "tiD"})) return 8;
        if (f.rfind("ts", 0) == 0 || f.rfind("tD", 0) == 0) return 8;
        if (f == "tin") return 16;
        if (f.rfind("w:", 0) == 0) return static_cast<size_t>(std::stoul(f.substr(2)));
        if (f.rfind("d:", 0) != 0) return 0;
        const size_t bits = f.find(',', f.find(',') + 1);  // d:precision,scale[,bits]
        return bits == std::string::npos ? 16 : static_cast<size_t>(std::stoul(f.substr(bits + 1))) / 8;
    }
    static void bit(std::vector<uint8_t>& bits, size_t at, bool v) {
        if (at / 8 >= bits.size()) bits.push_back(0);
        if (v) bits[at / 8] = static_cast<uint8_t>(bits[at / 8] | 1u << at % 8);
    }
    void end(bool valid) {
        bit(m_validity, m_rows, valid);
        m_rows++;
        if (m_kind == Kind::Variable) m_offsets.push_back(static_cast<int32_t>(m_data.size()));
        if (m_kind == Kind::List) m_offsets.push_back(static_cast<int32_t>(m_children[0].rows()));
    }
    void buffers(detail::ArrayHolder& holder) {
        if (m_kind == Kind::Null) return;
        if (m_kind == Kind::Union) {
            holder.buffers.push_back(std::move(m_types));
        } else {
            holder.buffers.push_back(std::move(m_validity));
        }
        if (m_kind == Kind::Variable || m_kind == Kind::List || m_kind == Kind::Union) {
            std::vector<uint8_t> offsets(m_offsets.size() * 4);
            if (!offsets.empty()) std::memcpy(offsets.data(), m_offsets.data(), offsets.size());
            holder.buffers.push_back(std::move(offsets));
        }
        if (m_kind == Kind::Variable || m_kind == Kind::Fixed || m_kind == Kind::Bool)
            holder.buffers.push_back(std::move(m_data));
    }
    void reset() {
        m_validity.clear();
        m_data.clear();
        m_types.clear();
        m_offsets.clear();
        m_rows = m_nulls = 0;
        if (m_kind == Kind::Variable || m_kind == Kind::List) m_offsets.push_back(0);
    }

    Field m_field;
    Kind m_kind;
    size_t m_width;
    size_t m_rows = 0, m_nulls = 0;
    std::vector<uint8_t> m_validity, m_data, m_types;
    std::vector<int32_t> m_offsets;
    std::vector<ColumnBuilder> m_children;
};

}  // namespace tributary::sdk
