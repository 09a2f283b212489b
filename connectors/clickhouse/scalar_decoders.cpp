// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <map>

#include "connectors/clickhouse/column_decoder.h"

namespace tributary::connectors::clickhouse {
namespace {

using duckdb::FlatVector;
using duckdb::idx_t;
using duckdb::string_t;
using duckdb::StringVector;
using duckdb::Vector;
__extension__ using UInt128 = unsigned __int128;

using DecoderPtr = std::unique_ptr<ColumnDecoder>;

Error dataError(const std::string& what, const std::string& hint) {
    return Error(ErrorCode::Data, what, hint);
}

bool isFiller(const uint8_t* nulls, idx_t row) {
    return nulls && nulls[row];
}

/// The bytes are what DuckDB keeps too: one copy.
class CopyDecoder : public ColumnDecoder {
  public:
    explicit CopyDecoder(size_t width) : m_width(width) {}
    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t*) override {
        return wire.read(FlatVector::GetData(out), rows * m_width);
    }

  private:
    size_t m_width;
};

/// Calls `each(row, value)` for every value; it returns false for one that cannot be represented.
template <typename In, typename Each>
Result<void> forEachValue(Wire& wire, idx_t rows, const uint8_t* nulls, const char* complaint,
                          const char* hint, Each each) {
    std::array<In, 2048> batch;
    for (idx_t done = 0; done < rows;) {
        const idx_t count = std::min<idx_t>(batch.size(), rows - done);
        if (auto ok = wire.read(batch.data(), count * sizeof(In)); !ok) return ok;
        for (idx_t i = 0; i < count; i++) {
            if (!each(done + i, batch[i]) && !isFiller(nulls, done + i))
                return fail(dataError(complaint, hint));
        }
        done += count;
    }
    return {};
}

/// A value to value conversion `bool convert(In, Out&)`.
template <typename In, typename Out, typename Convert>
class ConvertDecoder : public ColumnDecoder {
  public:
    ConvertDecoder(Convert convert, const char* complaint, const char* hint)
        : m_convert(convert), m_complaint(complaint), m_hint(hint) {}
    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t* nulls) override {
        auto* data = FlatVector::GetData<Out>(out);
        return forEachValue<In>(wire, rows, nulls, m_complaint, m_hint,
                                [&](idx_t row, const In& value) { return m_convert(value, data[row]); });
    }

  private:
    Convert m_convert;
    const char* m_complaint;
    const char* m_hint;
};

template <typename In, typename Out, typename Convert>
DecoderPtr converting(Convert convert, const char* complaint = "", const char* hint = "") {
    return std::make_unique<ConvertDecoder<In, Out, Convert>>(convert, complaint, hint);
}

// --- numbers
// ---------------------------------------------------------------------------------------------------

constexpr const char* kDecimalComplaint = "a decimal has more digits than its type declares";
constexpr const char* kDecimalHint = "Cast it to a Decimal with more digits, or to String.";

template <typename In, typename Out>
DecoderPtr decimalDecoder(int64_t width) {
    In limit = 1;
    for (int64_t i = 0; i < width; i++) limit = limit * 10;
    return converting<In, Out>(
        [limit](In value, Out& out) {
            out = static_cast<Out>(value);
            return value < limit && value > -limit;
        },
        kDecimalComplaint, kDecimalHint);
}

DecoderPtr wideDecimalDecoder(int64_t width) {
    const duckdb::hugeint_t limit = duckdb::Hugeint::POWERS_OF_TEN[width];
    return converting<duckdb::hugeint_t, duckdb::hugeint_t>(
        [limit](const duckdb::hugeint_t& value, duckdb::hugeint_t& out) {
            out = value;
            return value < limit && value > -limit;
        },
        kDecimalComplaint, kDecimalHint);
}

/// 256 bits, little end first, as decimal digits with `scale` of them behind the point.
class WideIntegerDecoder : public ColumnDecoder {
  public:
    WideIntegerDecoder(bool isSigned, size_t scale) : m_signed(isSigned), m_scale(scale) {}
    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t* nulls) override {
        auto* data = FlatVector::GetData<string_t>(out);
        return forEachValue<Words>(wire, rows, nulls, "", "", [&](idx_t row, Words value) {
            data[row] = StringVector::AddString(out, text(value));
            return true;
        });
    }

  private:
    using Words = std::array<uint64_t, 4>;

    static void negate(Words& words) {
        bool carry = true;
        for (auto& word : words) {
            word = ~word + (carry ? 1 : 0);
            carry = carry && word == 0;
        }
    }

    static uint64_t divideByTenTo18(Words& words) {
        constexpr uint64_t kChunk = 1'000'000'000'000'000'000;
        uint64_t rest = 0;
        for (size_t i = words.size(); i-- > 0;) {
            const UInt128 part = (static_cast<UInt128>(rest) << 64) | words[i];
            words[i] = static_cast<uint64_t>(part / kChunk);
            rest = static_cast<uint64_t>(part % kChunk);
        }
        return rest;
    }

    std::string text(Words words) const {
        const bool negative = m_signed && (words[3] >> 63);
        if (negative) negate(words);
        std::string reversed;
        while (words != Words{}) {
            uint64_t chunk = divideByTenTo18(words);
            for (int i = 0; i < 18; i++, chunk /= 10) reversed += static_cast<char>('0' + chunk % 10);
        }
        while (!reversed.empty() && reversed.back() == '0') reversed.pop_back();
        while (reversed.size() <= m_scale) reversed += '0';
        if (m_scale > 0) reversed.insert(m_scale, 1, '.');
        if (negative) reversed += '-';
        std::reverse(reversed.begin(), reversed.end());
        return reversed;
    }

    bool m_signed;
    size_t m_scale;
};

DecoderPtr makeDecimal(const Type& type) {
    const int64_t width = type.numberAt(0, 10);
    const int64_t scale = type.numberAt(1, 0);
    if (width < 1 || scale < 0 || scale > width || width > 76) return nullptr;
    if (width <= 4) return decimalDecoder<int32_t, int16_t>(width);
    if (width <= 9) return decimalDecoder<int32_t, int32_t>(width);
    if (width <= 18) return decimalDecoder<int64_t, int64_t>(width);
    if (width <= 38) return wideDecimalDecoder(width);
    return std::make_unique<WideIntegerDecoder>(true, static_cast<size_t>(scale));
}

// --- times
// -----------------------------------------------------------------------------------------------------

DecoderPtr makeDateTime64(int64_t precision) {
    constexpr const char* kComplaint = "a time stamp is outside the years that can be shown";
    constexpr const char* kHint = "Select it with toString() to see it, or filter it out.";
    if (precision < 0 || precision > 9) return nullptr;
    int64_t factor = 1;
    for (int64_t i = precision; i < (precision <= 6 ? 6 : 9); i++) factor *= 10;
    // The far ends are DuckDB's infinities.
    constexpr int64_t kMost = std::numeric_limits<int64_t>::max() - 1;
    const int64_t least = precision <= 6 ? -9223372022400000000 : -kMost;
    return converting<int64_t, int64_t>(
        [=](int64_t ticks, int64_t& out) {
            return !__builtin_mul_overflow(ticks, factor, &out) && out <= kMost && out >= least;
        },
        kComplaint, kHint);
}

struct Unit {
    int64_t months = 0;
    int64_t days = 0;
    int64_t micros = 0;
};

DecoderPtr makeInterval(const std::string& name) {
    static const std::map<std::string, Unit, std::less<>> kUnits = {
        {"IntervalMicrosecond", {0, 0, 1}},
        {"IntervalMillisecond", {0, 0, 1000}},
        {"IntervalSecond", {0, 0, 1'000'000}},
        {"IntervalMinute", {0, 0, 60'000'000}},
        {"IntervalHour", {0, 0, 3600'000'000}},
        {"IntervalDay", {0, 1, 0}},
        {"IntervalWeek", {0, 7, 0}},
        {"IntervalMonth", {1, 0, 0}},
        {"IntervalQuarter", {3, 0, 0}},
        {"IntervalYear", {12, 0, 0}},
    };
    auto it = kUnits.find(name);
    if (it == kUnits.end()) return nullptr;
    const Unit unit = it->second;
    return converting<int64_t, duckdb::interval_t>(
        [unit](int64_t count, duckdb::interval_t& out) {
            return !__builtin_mul_overflow(count, unit.months, &out.months) &&
                   !__builtin_mul_overflow(count, unit.days, &out.days) &&
                   !__builtin_mul_overflow(count, unit.micros, &out.micros);
        },
        "an interval is too long to be shown", "Select it with toInt64() to see the number.");
}

// --- text
// ------------------------------------------------------------------------------------------------------

bool isAscii(const char* data, size_t size) {
    uint64_t seen = 0;
    for (; size >= 8; data += 8, size -= 8) {
        uint64_t word;
        std::memcpy(&word, data, 8);
        seen |= word;
    }
    for (; size > 0; data++, size--) seen |= static_cast<uint64_t>(static_cast<unsigned char>(*data));
    return (seen & 0x8080808080808080) == 0;
}

bool isText(const char* data, size_t size) {
    return isAscii(data, size) || duckdb::Value::StringIsValid(data, size);
}

Error notText() {
    return dataError(
        "a String value is not valid UTF-8 text",
        "Set 'Strings' of the connection to 'blob' to get the bytes, or select hex() of the column.");
}

class StringDecoder : public ColumnDecoder {
  public:
    explicit StringDecoder(Strings strings) : m_checked(strings == Strings::Text) {}

    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t*) override {
        auto* data = FlatVector::GetData<string_t>(out);
        for (idx_t row = 0; row < rows;) {
            if (auto ok = takeReady(wire, out, data, row, rows); !ok) return ok;
            if (row == rows) break;
            // The next value straddles what has arrived.
            auto size = wire.varUInt();
            if (!size) return fail(size.error());
            if (*size > kMaxSize)
                return fail(dataError("a String value is longer than 4 GiB", "Leave the column out."));
            if (auto ok = wire.ensure(*size); !ok) return ok;
            if (!put(out, data[row++], wire.ready().data(), *size)) return fail(notText());
            wire.skip(*size);
        }
        return {};
    }

  private:
    static constexpr uint64_t kMaxSize = std::numeric_limits<uint32_t>::max();

    bool put(Vector& out, string_t& target, const char* bytes, size_t size) const {
        target = size <= string_t::INLINE_LENGTH ? string_t(bytes, static_cast<uint32_t>(size))
                                                 : StringVector::AddStringOrBlob(out, bytes, size);
        return !m_checked || isText(bytes, size);
    }

    /// The values that have arrived as a whole, without a call per value into the wire.
    Result<void> takeReady(Wire& wire, Vector& out, string_t* data, idx_t& row, idx_t rows) const {
        const std::string_view ready = wire.ready();
        const char* at = ready.data();
        const char* const end = at + ready.size();
        while (row < rows && at < end) {
            const char* value = at;
            uint64_t size = 0;
            int shift = 0;
            bool more = true;
            for (; value < end && more && shift < 63; value++, shift += 7) {
                size |= static_cast<uint64_t>(*value & 0x7f) << shift;
                more = (*value & 0x80) != 0;
            }
            if (more || size > static_cast<uint64_t>(end - value)) break;
            if (!put(out, data[row++], value, size)) return fail(notText());
            at = value + size;
        }
        wire.skip(static_cast<size_t>(at - ready.data()));
        return {};
    }

    bool m_checked;
};

class FixedStringDecoder : public ColumnDecoder {
  public:
    FixedStringDecoder(size_t width, Strings strings) : m_width(width), m_text(strings == Strings::Text) {}
    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t*) override {
        auto* data = FlatVector::GetData<string_t>(out);
        for (idx_t row = 0; row < rows;) {
            if (auto ok = wire.ensure(m_width); !ok) return ok;
            const std::string_view ready = wire.ready();
            const idx_t count = std::min<idx_t>(rows - row, ready.size() / m_width);
            const char* bytes = ready.data();
            for (idx_t i = 0; i < count; i++, bytes += m_width) {
                size_t size = m_width;
                while (m_text && size > 0 && bytes[size - 1] == '\0') size--;
                data[row++] = StringVector::AddStringOrBlob(out, bytes, size);
                if (m_text && !isText(bytes, size)) return fail(notText());
            }
            wire.skip(count * m_width);
        }
        return {};
    }

  private:
    size_t m_width;
    bool m_text;
};

class EnumDecoder : public ColumnDecoder {
  public:
    EnumDecoder(const Type& type, bool wide) : m_wide(wide) {
        for (const auto& item : type.args) m_names[static_cast<int16_t>(item.number)] = item.name;
    }
    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t* nulls) override {
        auto* data = FlatVector::GetData<string_t>(out);
        // One copy of each name per block; the rows point at it.
        constexpr int kOffset = 32768;
        std::vector<string_t> known(65536);
        std::vector<bool> has(65536);
        for (const auto& [number, name] : m_names) {
            known[static_cast<size_t>(number + kOffset)] = StringVector::AddString(out, name);
            has[static_cast<size_t>(number + kOffset)] = true;
        }
        const auto put = [&](idx_t row, int number) {
            const auto at = static_cast<size_t>(number + kOffset);
            data[row] = known[at];
            return static_cast<bool>(has[at]);
        };
        constexpr const char* kComplaint = "an Enum holds a number its type has no name for";
        constexpr const char* kHint = "Select it with toInt16() to see the number.";
        if (m_wide) return forEachValue<int16_t>(wire, rows, nulls, kComplaint, kHint, put);
        return forEachValue<int8_t>(wire, rows, nulls, kComplaint, kHint, put);
    }

  private:
    std::map<int16_t, std::string> m_names;
    bool m_wide;
};

class Ipv4Decoder : public ColumnDecoder {
  public:
    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t* nulls) override {
        auto* data = FlatVector::GetData<string_t>(out);
        return forEachValue<uint32_t>(wire, rows, nulls, "", "", [&](idx_t row, uint32_t value) {
            char text[16];
            const int size = std::snprintf(text, sizeof text, "%u.%u.%u.%u", value >> 24, (value >> 16) & 255,
                                           (value >> 8) & 255, value & 255);
            data[row] = StringVector::AddString(out, text, static_cast<idx_t>(size));
            return true;
        });
    }
};

class Ipv6Decoder : public ColumnDecoder {
  public:
    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t* nulls) override {
        auto* data = FlatVector::GetData<string_t>(out);
        return forEachValue<Bytes>(wire, rows, nulls, "", "", [&](idx_t row, const Bytes& value) {
            data[row] = StringVector::AddString(out, text(value));
            return true;
        });
    }

  private:
    using Bytes = std::array<uint8_t, 16>;

    /// RFC 5952: lower case, the longest run of two or more zero groups as "::", IPv4-mapped and -compatible
    /// ones with dots: the text ClickHouse itself makes.
    static std::string text(const Bytes& bytes) {
        std::array<unsigned, 8> groups;
        for (size_t i = 0; i < 8; i++)
            groups[i] = static_cast<unsigned>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
        char part[24];
        const auto allZero = [&](size_t count) {
            return std::all_of(groups.begin(), groups.begin() + count, [](unsigned g) { return g == 0; });
        };
        const bool mapped = allZero(5) && groups[5] == 0xffff;
        if (mapped || (allZero(6) && groups[6] != 0)) {
            std::snprintf(part, sizeof part, "::%s%u.%u.%u.%u", mapped ? "ffff:" : "", bytes[12], bytes[13],
                          bytes[14], bytes[15]);
            return part;
        }
        size_t runAt = 8;
        size_t runSize = 1;
        for (size_t i = 0; i < 8; i++) {
            size_t size = 0;
            while (i + size < 8 && groups[i + size] == 0) size++;
            if (size > runSize) {
                runAt = i;
                runSize = size;
            }
        }
        std::string out;
        for (size_t i = 0; i < 8; i++) {
            if (i == runAt) {
                out += "::";
                i += runSize - 1;
                continue;
            }
            if (!out.empty() && out.back() != ':') out += ':';
            std::snprintf(part, sizeof part, "%x", groups[i]);
            out += part;
        }
        return out;
    }
};

DecoderPtr makeUuid() {
    using Halves = std::array<uint64_t, 2>;  // the upper half comes first, each with its little end first
    return converting<Halves, duckdb::hugeint_t>([](const Halves& value, duckdb::hugeint_t& out) {
        out.upper =
            static_cast<int64_t>(value[0] ^ (1ULL << 63));  // DuckDB keeps it so that it sorts as signed
        out.lower = value[1];
        return true;
    });
}

DecoderPtr makeBFloat16() {
    return converting<uint16_t, float>([](uint16_t value, float& out) {
        out = std::bit_cast<float>(static_cast<uint32_t>(value) << 16);
        return true;
    });
}

/// No values at all, only their number.
class NothingDecoder : public ColumnDecoder {
  public:
    Result<void> decode(Wire& wire, Vector& out, idx_t rows, const uint8_t* nulls) override {
        return forEachValue<char>(wire, rows, nulls, "", "", [&](idx_t row, char) {
            FlatVector::SetNull(out, row, true);
            return true;
        });
    }
};

template <typename T>
DecoderPtr copying() {
    return std::make_unique<CopyDecoder>(sizeof(T));
}

using Factory = DecoderPtr (*)();

const std::map<std::string, Factory, std::less<>>& plainFactories() {
    static const std::map<std::string, Factory, std::less<>> kFactories = {
        {"UInt8", &copying<uint8_t>},
        {"UInt16", &copying<uint16_t>},
        {"UInt32", &copying<uint32_t>},
        {"UInt64", &copying<uint64_t>},
        {"UInt128", &copying<duckdb::uhugeint_t>},
        {"Int8", &copying<int8_t>},
        {"Int16", &copying<int16_t>},
        {"Int32", &copying<int32_t>},
        {"Int64", &copying<int64_t>},
        {"Int128", &copying<duckdb::hugeint_t>},
        {"Float32", &copying<float>},
        {"Float64", &copying<double>},
        {"Date32", &copying<int32_t>},
        {"IntervalNanosecond", &copying<int64_t>},
        {"BFloat16", &makeBFloat16},
        {"UUID", &makeUuid},
        {"UInt256", [] { return DecoderPtr(std::make_unique<WideIntegerDecoder>(false, 0)); }},
        {"Int256", [] { return DecoderPtr(std::make_unique<WideIntegerDecoder>(true, 0)); }},
        {"IPv4", [] { return DecoderPtr(std::make_unique<Ipv4Decoder>()); }},
        {"IPv6", [] { return DecoderPtr(std::make_unique<Ipv6Decoder>()); }},
        {"Nothing", [] { return DecoderPtr(std::make_unique<NothingDecoder>()); }},
        {"Bool",
         [] {
             return converting<uint8_t, bool>([](uint8_t value, bool& out) {
                 out = value != 0;
                 return true;
             });
         }},
        {"Date",
         [] {
             return converting<uint16_t, int32_t>([](uint16_t value, int32_t& out) {
                 out = value;
                 return true;
             });
         }},
    };
    return kFactories;
}

}  // namespace

std::unique_ptr<ColumnDecoder> makeScalarDecoder(const Type& type, Strings strings) {
    if (auto it = plainFactories().find(type.name); it != plainFactories().end() && type.args.empty()) {
        return it->second();
    }
    if (type.is("String")) return std::make_unique<StringDecoder>(strings);
    if (type.is("FixedString") && type.numberAt(0, 0) > 0) {
        return std::make_unique<FixedStringDecoder>(static_cast<size_t>(type.numberAt(0, 0)), strings);
    }
    if (type.is("DateTime")) {
        return converting<uint32_t, int64_t>([](uint32_t seconds, int64_t& out) {
            out = static_cast<int64_t>(seconds) * 1'000'000;
            return true;
        });
    }
    if (type.is("DateTime64")) return makeDateTime64(type.numberAt(0, 3));
    if (type.is("Decimal")) return makeDecimal(type);
    if (type.is("Enum8")) return std::make_unique<EnumDecoder>(type, false);
    if (type.is("Enum16")) return std::make_unique<EnumDecoder>(type, true);
    return makeInterval(type.name);
}

}  // namespace tributary::connectors::clickhouse
