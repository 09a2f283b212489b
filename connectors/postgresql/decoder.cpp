// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/decoder.h"

#include <simdjson.h>

#include <limits>

#include "connectors/postgresql/array_decoder.h"
#include "connectors/postgresql/wire_value.h"

namespace tributary::connectors::postgresql {
namespace {

using duckdb::FlatVector;
using duckdb::StringVector;
using duckdb::Vector;

constexpr int32_t kEpochDays = 10957;  // 2000-01-01, where the server counts from
constexpr int64_t kEpochMicros = 946684800LL * 1000000;
constexpr int64_t kMaxMicros = std::numeric_limits<int64_t>::max();

// One trait per type: the width on the wire and the conversion of one value. They inline into the loop below.

struct BoolTrait {
    using Out = bool;
    static constexpr int32_t kSize = 1;
    static Problem convert(const char* p, bool& out) {
        out = *p != 0;
        return Problem::None;
    }
};

template <class T, class Wire, Wire (*Load)(const char*)>
struct BitsTrait {
    using Out = T;
    static constexpr int32_t kSize = sizeof(Wire);
    static Problem convert(const char* p, T& out) {
        out = std::bit_cast<T>(Load(p));
        return Problem::None;
    }
};
using Int2Trait = BitsTrait<int16_t, uint16_t, load16>;
using Int4Trait = BitsTrait<int32_t, uint32_t, load32>;
using Int8Trait = BitsTrait<int64_t, uint64_t, load64>;
using UInt4Trait = BitsTrait<uint32_t, uint32_t, load32>;
using UInt8Trait = BitsTrait<uint64_t, uint64_t, load64>;
using Float4Trait = BitsTrait<float, uint32_t, load32>;
using Float8Trait = BitsTrait<double, uint64_t, load64>;

struct DateTrait {
    using Out = duckdb::date_t;
    static constexpr int32_t kSize = 4;
    static Problem convert(const char* p, duckdb::date_t& out) {
        auto days = static_cast<int32_t>(load32(p));
        if (days == std::numeric_limits<int32_t>::max()) {
            out = duckdb::date_t::infinity();
        } else if (days == std::numeric_limits<int32_t>::min()) {
            out = duckdb::date_t::ninfinity();
        } else if (__builtin_add_overflow(days, kEpochDays, &out.days) || out == duckdb::date_t::infinity()) {
            return Problem::DateRange;
        }
        return Problem::None;
    }
};

template <class T>
struct TimestampTrait {
    using Out = T;
    static constexpr int32_t kSize = 8;
    static Problem convert(const char* p, T& out) {
        auto micros = static_cast<int64_t>(load64(p));
        if (micros == kMaxMicros) {
            out = T(duckdb::timestamp_t::infinity());
        } else if (micros == std::numeric_limits<int64_t>::min()) {
            out = T(duckdb::timestamp_t::ninfinity());
        } else if (__builtin_add_overflow(micros, kEpochMicros, &out.value) || out.value == kMaxMicros) {
            return Problem::DateRange;
        }
        return Problem::None;
    }
};

struct TimeTrait {
    using Out = duckdb::dtime_t;
    static constexpr int32_t kSize = 8;
    static Problem convert(const char* p, duckdb::dtime_t& out) {
        out = duckdb::dtime_t(static_cast<int64_t>(load64(p)));
        return Problem::None;
    }
};

struct TimeTzTrait {
    using Out = duckdb::dtime_tz_t;
    static constexpr int32_t kSize = 12;
    static Problem convert(const char* p, duckdb::dtime_tz_t& out) {
        auto west = static_cast<int32_t>(load32(p + 8));
        if (west > duckdb::dtime_tz_t::MAX_OFFSET || west < duckdb::dtime_tz_t::MIN_OFFSET)
            return Problem::DateRange;
        out = duckdb::dtime_tz_t(duckdb::dtime_t(static_cast<int64_t>(load64(p))), -west);
        return Problem::None;
    }
};

struct IntervalTrait {
    using Out = duckdb::interval_t;
    static constexpr int32_t kSize = 16;
    static Problem convert(const char* p, duckdb::interval_t& out) {
        out.micros = static_cast<int64_t>(load64(p));
        out.days = static_cast<int32_t>(load32(p + 8));
        out.months = static_cast<int32_t>(load32(p + 12));
        bool most = out.micros == kMaxMicros && out.months == std::numeric_limits<int32_t>::max();
        bool least = out.micros == std::numeric_limits<int64_t>::min() &&
                     out.months == std::numeric_limits<int32_t>::min();
        return most || least ? Problem::Infinity : Problem::None;  // since PostgreSQL 17
    }
};

struct UuidTrait {
    using Out = duckdb::hugeint_t;
    static constexpr int32_t kSize = 16;
    static Problem convert(const char* p, duckdb::hugeint_t& out) {
        out.upper = static_cast<int64_t>(load64(p) ^ (uint64_t(1) << 63));
        out.lower = load64(p + 8);
        return Problem::None;
    }
};

template <class Trait>
class FixedDecoder final : public Decoder {
  public:
    explicit FixedDecoder(std::string column) : m_column(std::move(column)) {}
    Result<void> decode(const Cell* cells, idx_t count, Vector& out) override {
        auto* data = FlatVector::GetData<typename Trait::Out>(out);
        auto& validity = FlatVector::Validity(out);
        for (idx_t i = 0; i < count; i++) {
            const Cell& cell = cells[i];
            if (cell.size < 0) {
                validity.SetInvalid(i);
                continue;
            }
            if (cell.size != Trait::kSize) return fail(problemError(Problem::Size, m_column));
            Problem problem = Trait::convert(cell.data, data[i]);
            if (problem != Problem::None) return fail(problemError(problem, m_column));
        }
        return {};
    }

  private:
    std::string m_column;
};

/// DECIMAL in the integer DuckDB keeps it in; `Work` is wide enough for the sum on the way.
template <class Out, class Work>
class DecimalDecoder final : public Decoder {
  public:
    DecimalDecoder(std::string column, int precision, int scale)
        : m_column(std::move(column)), m_precision(precision), m_scale(scale) {}
    Result<void> decode(const Cell* cells, idx_t count, Vector& out) override {
        auto* data = FlatVector::GetData<Out>(out);
        auto& validity = FlatVector::Validity(out);
        for (idx_t i = 0; i < count; i++) {
            if (cells[i].size < 0) {
                validity.SetInvalid(i);
                continue;
            }
            WireNumeric number;
            if (!number.read(cells[i].data, cells[i].size))
                return fail(problemError(Problem::Size, m_column));
            Work value;
            Problem problem = number.scaled<Work>(m_precision, m_scale, value);
            if (problem != Problem::None) return fail(problemError(problem, m_column));
            store(value, data[i]);
        }
        return {};
    }

  private:
    static void store(Work value, Out& out) {
        if constexpr (std::is_same_v<Out, duckdb::hugeint_t>) {
            out.lower = static_cast<uint64_t>(value);
            out.upper = static_cast<int64_t>(value >> 64);
        } else {
            out = static_cast<Out>(value);
        }
    }
    std::string m_column;
    int m_precision;
    int m_scale;
};

class NumericTextDecoder final : public Decoder {
  public:
    explicit NumericTextDecoder(std::string column) : m_column(std::move(column)) {}
    Result<void> decode(const Cell* cells, idx_t count, Vector& out) override {
        auto* data = FlatVector::GetData<duckdb::string_t>(out);
        auto& validity = FlatVector::Validity(out);
        for (idx_t i = 0; i < count; i++) {
            if (cells[i].size < 0) {
                validity.SetInvalid(i);
                continue;
            }
            WireNumeric number;
            if (!number.read(cells[i].data, cells[i].size))
                return fail(problemError(Problem::Size, m_column));
            number.print(m_text);
            data[i] = StringVector::AddStringOrBlob(out, m_text.data(), m_text.size());
        }
        return {};
    }

  private:
    std::string m_column;
    std::string m_text;
};

bool isAscii(const char* data, int32_t size) {
    constexpr uint64_t kHighBits = 0x8080808080808080ULL;
    int32_t i = 0;
    for (; i + 8 <= size; i += 8) {
        uint64_t word;
        std::memcpy(&word, data + i, sizeof word);
        if (word & kHighBits) return false;
    }
    for (; i < size; i++) {
        if (static_cast<unsigned char>(data[i]) & 0x80) return false;
    }
    return true;
}

/// Text, or with `Skip` 1 jsonb (a version byte before it), or bytes that need not be text.
template <int32_t Skip, bool Utf8>
class StringDecoder final : public Decoder {
  public:
    explicit StringDecoder(std::string column) : m_column(std::move(column)) {}
    Result<void> decode(const Cell* cells, idx_t count, Vector& out) override {
        auto* data = FlatVector::GetData<duckdb::string_t>(out);
        auto& validity = FlatVector::Validity(out);
        for (idx_t i = 0; i < count; i++) {
            const char* text = cells[i].data + Skip;
            int32_t size = cells[i].size - Skip;
            if (cells[i].size < 0) {
                validity.SetInvalid(i);
                continue;
            }
            if (Skip > 0 && (size < 0 || *cells[i].data != 1))
                return fail(problemError(Problem::Version, m_column));
            // A server promises UTF-8, but an SQL_ASCII database passes on whatever bytes it was given.
            if (Utf8 && !isAscii(text, size) && !simdjson::validate_utf8(text, static_cast<size_t>(size))) {
                return fail(problemError(Problem::Encoding, m_column));
            }
            auto length = static_cast<uint32_t>(size);
            data[i] = length <= duckdb::string_t::INLINE_LENGTH
                          ? duckdb::string_t(text, length)
                          : StringVector::AddStringOrBlob(out, text, length);
        }
        return {};
    }

  private:
    std::string m_column;
};

std::unique_ptr<Decoder> makeDecimal(const TypePlan& plan, const std::string& column) {
    int precision = duckdb::DecimalType::GetWidth(plan.type);
    int scale = duckdb::DecimalType::GetScale(plan.type);
    switch (plan.type.InternalType()) {
        case duckdb::PhysicalType::INT16:
            return std::make_unique<DecimalDecoder<int16_t, int64_t>>(column, precision, scale);
        case duckdb::PhysicalType::INT32:
            return std::make_unique<DecimalDecoder<int32_t, int64_t>>(column, precision, scale);
        case duckdb::PhysicalType::INT64:
            return std::make_unique<DecimalDecoder<int64_t, int64_t>>(column, precision, scale);
        default:
            return std::make_unique<DecimalDecoder<duckdb::hugeint_t, __int128>>(column, precision, scale);
    }
}

}  // namespace

Error problemError(Problem problem, const std::string& column) {
    const std::string where = "Column '" + column + "': ";
    const std::string asText = "Read it as text: SELECT " + column + "::text … in the server's own SQL.";
    switch (problem) {
        case Problem::Encoding:
            return Error(
                ErrorCode::Data, where + "a value holds bytes that are no valid UTF-8",
                "The database stores text without an encoding (SQL_ASCII). Read the column as bytes: "
                "convert_to(" +
                    column + ", 'SQL_ASCII').");
        case Problem::DateRange:
            return Error(ErrorCode::Data, where + "a date or time lies outside the range that can be kept",
                         asText);
        case Problem::Infinity:
            return Error(ErrorCode::Data, where + "an infinite interval cannot be kept", asText);
        case Problem::NotANumber:
            return Error(ErrorCode::Data, where + "a value is NaN or infinite, which a decimal cannot hold",
                         asText);
        case Problem::Digits:
            return Error(ErrorCode::Data, where + "a number has more digits than its declared type", asText);
        case Problem::ArrayShape:
            return Error(ErrorCode::Data,
                         where + "an array has another number of dimensions than the column declares",
                         asText);
        default:
            return Error(ErrorCode::Corrupt,
                         where + "the server sent a value that is not of the announced type",
                         "Refresh the schema; the table may have changed.");
    }
}

std::unique_ptr<Decoder> makeDecoder(const TypePlan& plan, const std::string& column) {
    switch (plan.codec) {
        case Codec::Bool:
            return std::make_unique<FixedDecoder<BoolTrait>>(column);
        case Codec::Int2:
            return std::make_unique<FixedDecoder<Int2Trait>>(column);
        case Codec::Int4:
            return std::make_unique<FixedDecoder<Int4Trait>>(column);
        case Codec::Int8:
            return std::make_unique<FixedDecoder<Int8Trait>>(column);
        case Codec::UInt4:
            return std::make_unique<FixedDecoder<UInt4Trait>>(column);
        case Codec::UInt8:
            return std::make_unique<FixedDecoder<UInt8Trait>>(column);
        case Codec::Float4:
            return std::make_unique<FixedDecoder<Float4Trait>>(column);
        case Codec::Float8:
            return std::make_unique<FixedDecoder<Float8Trait>>(column);
        case Codec::Decimal:
            return makeDecimal(plan, column);
        case Codec::NumericText:
            return std::make_unique<NumericTextDecoder>(column);
        case Codec::Jsonb:
            return std::make_unique<StringDecoder<1, true>>(column);
        case Codec::Bytea:
            return std::make_unique<StringDecoder<0, false>>(column);
        case Codec::Date:
            return std::make_unique<FixedDecoder<DateTrait>>(column);
        case Codec::Timestamp:
            return std::make_unique<FixedDecoder<TimestampTrait<duckdb::timestamp_t>>>(column);
        case Codec::TimestampTz:
            return std::make_unique<FixedDecoder<TimestampTrait<duckdb::timestamp_tz_t>>>(column);
        case Codec::Time:
            return std::make_unique<FixedDecoder<TimeTrait>>(column);
        case Codec::TimeTz:
            return std::make_unique<FixedDecoder<TimeTzTrait>>(column);
        case Codec::Interval:
            return std::make_unique<FixedDecoder<IntervalTrait>>(column);
        case Codec::Uuid:
            return std::make_unique<FixedDecoder<UuidTrait>>(column);
        case Codec::Array:
            return std::make_unique<ArrayDecoder>(column, plan.dimensions,
                                                  makeDecoder(*plan.element, column));
        case Codec::Text:
        case Codec::Json:
        case Codec::Cast:
            break;
    }
    return std::make_unique<StringDecoder<0, true>>(column);
}

}  // namespace tributary::connectors::postgresql
