// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/decoders.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cstring>
#include <duckdb/common/types/uuid.hpp>

namespace tributary::connectors::mysql {

using duckdb::idx_t;
using duckdb::LogicalTypeId;
using duckdb::string_t;

static_assert(std::endian::native == std::endian::little,
              "the binary protocol is read without swapping bytes");

namespace {

constexpr uint8_t kLength2 = 252, kLength3 = 253, kLength8 = 254;
constexpr const char* kZeroDateHint =
    "Set 'Zero dates' of the connection to NULL or text, or correct the value on the server.";

/// Length-encoded integer; false when the packet ends first.
bool readLength(const uint8_t*& at, const uint8_t* end, uint64_t& length) {
    if (at >= end) return false;
    uint8_t first = *at++;
    size_t more = first == kLength2 ? 2 : first == kLength3 ? 3 : first == kLength8 ? 8 : 0;
    length = first;
    if (more > 0) {
        if (static_cast<size_t>(end - at) < more) return false;
        length = 0;
        std::memcpy(&length, at, more);
        at += more;
    }
    return length <= static_cast<uint64_t>(end - at);
}

template <typename T>
bool readFixed(ColumnDecoder& decoder, idx_t row, const uint8_t*& at, const uint8_t* end) {
    if (static_cast<size_t>(end - at) < sizeof(T)) return false;
    std::memcpy(decoder.data + row * sizeof(T), at, sizeof(T));
    at += sizeof(T);
    return true;
}

bool readBool(ColumnDecoder& decoder, idx_t row, const uint8_t*& at, const uint8_t* end) {
    if (at >= end) return false;
    uint8_t value = *at++;
    if (value > 1) {
        decoder.refuse(
            "tinyint(1) holds " + std::to_string(static_cast<int8_t>(value)) + ", which is no boolean",
            "Switch 'tinyint(1) is boolean' off for this connection.");
    }
    decoder.values<bool>()[row] = value != 0;
    return true;
}

bool readCounted(ColumnDecoder& decoder, idx_t row, const uint8_t*& at, const uint8_t* end) {
    uint64_t length = 0;
    if (!readLength(at, end, length)) return false;
    decoder.store(decoder, row, reinterpret_cast<const char*>(at), length);
    at += length;
    return true;
}

template <typename T>
void storeNumber(ColumnDecoder& decoder, idx_t row, const char* text, size_t length) {
    T value{};
    auto [stop, status] = std::from_chars(text, text + length, value);
    if (status != std::errc() || stop != text + length) {
        decoder.refuse("'" + std::string(text, length) + "' is no number of its type");
    }
    decoder.values<T>()[row] = value;
}

void storeBool(ColumnDecoder& decoder, idx_t row, const char* text, size_t length) {
    uint8_t value = length == 1 && (*text == '0' || *text == '1') ? static_cast<uint8_t>(*text - '0') : 2;
    const uint8_t* at = &value;
    readBool(decoder, row, at, at + 1);
}

bool isAscii(const char* text, size_t length) {
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        uint64_t word;
        std::memcpy(&word, text + i, 8);
        if (word & 0x8080808080808080ULL) return false;
    }
    for (; i < length; i++) {
        if (text[i] & 0x80) return false;
    }
    return true;
}

void storeText(ColumnDecoder& decoder, idx_t row, const char* text, size_t length) {
    if (!isAscii(text, length) && !duckdb::Value::StringIsValid(text, length)) {
        decoder.refuse(
            "a text is not valid UTF-8",
            "Read it as bytes: SELECT CAST(column AS BINARY) in a native query, or correct the value.");
        length = 0;
    }
    decoder.values<string_t>()[row] = duckdb::StringVector::AddStringOrBlob(*decoder.vector, text, length);
}

void storeBytes(ColumnDecoder& decoder, idx_t row, const char* text, size_t length) {
    decoder.values<string_t>()[row] = duckdb::StringVector::AddStringOrBlob(*decoder.vector, text, length);
}

/// The wire has ceil(bits/8) bytes, most significant first; DuckDB puts the count of unused leading bits
/// before them and sets these bits.
void storeBits(ColumnDecoder& decoder, idx_t row, const char* text, size_t length) {
    size_t need = (decoder.bits + 7) / 8;
    if (length > need) {
        text += length - need;
        length = need;
    }
    auto& target = decoder.values<string_t>()[row];
    target = duckdb::StringVector::EmptyString(*decoder.vector, need + 1);
    auto* out = reinterpret_cast<uint8_t*>(target.GetDataWriteable());
    uint8_t unused = static_cast<uint8_t>(need * 8 - decoder.bits);
    out[0] = unused;
    std::memset(out + 1, 0, need);
    std::memcpy(out + 1 + (need - length), text, length);
    if (need > 0 && unused > 0) out[1] |= static_cast<uint8_t>(0xFF << (8 - unused));
    target.Finalize();
}

void storeUuid(ColumnDecoder& decoder, idx_t row, const char* text, size_t length) {
    duckdb::hugeint_t value;
    if (!duckdb::BaseUUID::FromString(std::string(text, length), value)) {
        decoder.refuse("'" + std::string(text, length) + "' is no UUID");
    }
    decoder.values<duckdb::hugeint_t>()[row] = value;
}

template <typename T>
T fromInt128(__int128 value) {
    return static_cast<T>(value);
}
template <>
duckdb::hugeint_t fromInt128<duckdb::hugeint_t>(__int128 value) {
    return duckdb::hugeint_t(static_cast<int64_t>(value >> 64), static_cast<uint64_t>(value));
}

/// "-12.30" as a whole number of 10^-scale. `Wide` holds every number of the column's width.
template <typename T, typename Wide>
void storeDecimal(ColumnDecoder& decoder, idx_t row, const char* text, size_t length) {
    const char* at = text;
    const char* end = text + length;
    bool negative = at < end && *at == '-';
    if (negative) at++;
    Wide value = 0;
    int digits = 0, fraction = -1;
    bool good = at < end;
    for (; at < end; at++) {
        if (*at == '.' && fraction < 0) {
            fraction = 0;
            continue;
        }
        unsigned digit = static_cast<unsigned char>(*at) - unsigned{'0'};
        if (digit > 9) good = false;
        if (digits > 0 || digit > 0) digits++;
        if (fraction >= 0) fraction++;
        if (digits <= decoder.width) value = value * 10 + digit;
    }
    for (int i = std::max(fraction, 0); i < decoder.scale; i++) {
        if (value != 0 && ++digits > decoder.width) break;
        value *= 10;
    }
    if (!good || digits > decoder.width || fraction > decoder.scale) {
        decoder.refuse(fmt::format("{} does not fit DECIMAL({},{})", std::string(text, length), decoder.width,
                                   decoder.scale),
                       "Refresh the schema if the column has changed, or CAST it in a native query.");
        value = 0;
    }
    __int128 wide = static_cast<__int128>(value);
    decoder.values<T>()[row] = fromInt128<T>(negative ? -wide : wide);
}

struct Calendar {
    unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0;
};

void storeCalendarText(ColumnDecoder& decoder, idx_t row, const Calendar& c) {
    char buffer[40];
    auto end = fmt::format_to(buffer, "{:04}-{:02}-{:02}", c.year, c.month, c.day);
    if (decoder.withTime) end = fmt::format_to(end, " {:02}:{:02}:{:02}", c.hour, c.minute, c.second);
    if (decoder.withTime && decoder.fraction > 0) {
        end = fmt::format_to(end, ".{:06}", c.micros) - (6 - decoder.fraction);
    }
    storeBytes(decoder, row, buffer, static_cast<size_t>(end - buffer));
}

void storeCalendar(ColumnDecoder& decoder, idx_t row, const Calendar& c) {
    if (decoder.zeroDates == ZeroDates::Text) return storeCalendarText(decoder, row, c);
    duckdb::date_t date;
    bool exists = duckdb::Date::TryFromDate(static_cast<int32_t>(c.year), static_cast<int32_t>(c.month),
                                            static_cast<int32_t>(c.day), date);
    if (!exists) {
        if (decoder.zeroDates == ZeroDates::Null) return decoder.setNull(row);
        decoder.refuse(fmt::format("{:04}-{:02}-{:02} is a date no calendar has", c.year, c.month, c.day),
                       kZeroDateHint);
    }
    if (!decoder.withTime) {
        decoder.values<duckdb::date_t>()[row] = date;
        return;
    }
    int64_t micros = ((c.hour * 60LL + c.minute) * 60LL + c.second) * 1000000LL + c.micros;
    decoder.values<duckdb::timestamp_t>()[row] =
        duckdb::timestamp_t(date.days * duckdb::Interval::MICROS_PER_DAY + micros);
}

bool readCalendar(ColumnDecoder& decoder, idx_t row, const uint8_t*& at, const uint8_t* end) {
    uint64_t length = 0;
    if (!readLength(at, end, length)) return false;
    Calendar c;
    if (length >= 4) {
        c.year = at[0] | at[1] << 8;
        c.month = at[2];
        c.day = at[3];
    }
    if (length >= 7) {
        c.hour = at[4];
        c.minute = at[5];
        c.second = at[6];
    }
    if (length >= 11) std::memcpy(&c.micros, at + 7, 4);
    at += length;
    storeCalendar(decoder, row, c);
    return true;
}

/// Digits up to a separator; moves behind it.
unsigned takeNumber(const char*& at, const char* end, int* digits = nullptr) {
    unsigned value = 0;
    int count = 0;
    for (; at < end && *at >= '0' && *at <= '9'; at++, count++)
        value = value * 10 + static_cast<unsigned>(*at - '0');
    if (at < end) at++;
    if (digits) *digits = count;
    return value;
}

unsigned takeMicros(const char*& at, const char* end) {
    int digits = 0;
    unsigned value = takeNumber(at, end, &digits);
    for (; digits > 0 && digits < 6; digits++) value *= 10;
    return value;
}

void storeCalendarForm(ColumnDecoder& decoder, idx_t row, const char* text, size_t length) {
    const char* end = text + length;
    Calendar c;
    c.year = takeNumber(text, end);
    c.month = takeNumber(text, end);
    c.day = takeNumber(text, end);
    c.hour = takeNumber(text, end);
    c.minute = takeNumber(text, end);
    c.second = takeNumber(text, end);
    c.micros = takeMicros(text, end);
    storeCalendar(decoder, row, c);
}

void storeInterval(ColumnDecoder& decoder, idx_t row, bool negative, int64_t micros) {
    decoder.values<duckdb::interval_t>()[row] = duckdb::interval_t{0, 0, negative ? -micros : micros};
}

bool readTime(ColumnDecoder& decoder, idx_t row, const uint8_t*& at, const uint8_t* end) {
    uint64_t length = 0;
    if (!readLength(at, end, length)) return false;
    uint32_t days = 0, micros = 0;
    int64_t seconds = 0;
    if (length >= 8) {
        std::memcpy(&days, at + 1, 4);
        seconds = ((days * 24LL + at[5]) * 60LL + at[6]) * 60LL + at[7];
    }
    if (length >= 12) std::memcpy(&micros, at + 8, 4);
    storeInterval(decoder, row, length >= 8 && at[0] == 1, seconds * 1000000LL + micros);
    at += length;
    return true;
}

void storeTime(ColumnDecoder& decoder, idx_t row, const char* text, size_t length) {
    const char* end = text + length;
    bool negative = length > 0 && *text == '-';
    if (negative) text++;
    int64_t hours = takeNumber(text, end);
    int64_t minutes = takeNumber(text, end);
    int64_t seconds = takeNumber(text, end);
    int64_t micros = takeMicros(text, end);
    storeInterval(decoder, row, negative, ((hours * 60 + minutes) * 60 + seconds) * 1000000LL + micros);
}

template <typename T>
void useNumber(ColumnDecoder& decoder) {
    decoder.read = readFixed<T>;
    decoder.store = storeNumber<T>;
}

void useDecimal(ColumnDecoder& decoder, const duckdb::LogicalType& type) {
    decoder.width = duckdb::DecimalType::GetWidth(type);
    decoder.scale = duckdb::DecimalType::GetScale(type);
    decoder.read = readCounted;
    switch (type.InternalType()) {
        case duckdb::PhysicalType::INT16:
            decoder.store = storeDecimal<int16_t, uint64_t>;
            break;
        case duckdb::PhysicalType::INT32:
            decoder.store = storeDecimal<int32_t, uint64_t>;
            break;
        case duckdb::PhysicalType::INT64:
            decoder.store = storeDecimal<int64_t, uint64_t>;
            break;
        default:
            decoder.store = storeDecimal<duckdb::hugeint_t, unsigned __int128>;
            break;
    }
}

void useCalendar(ColumnDecoder& decoder, Kind kind, unsigned fraction) {
    decoder.read = readCalendar;
    decoder.store = storeCalendarForm;
    decoder.withTime = kind != Kind::Date;
    decoder.fraction = fraction;
}

/// Picks the functions for a value that is handed out in the type the server's own type maps to.
void useType(ColumnDecoder& decoder, const duckdb::LogicalType& type) {
    decoder.read = readCounted;
    switch (type.id()) {
        case LogicalTypeId::BOOLEAN:
            decoder.read = readBool, decoder.store = storeBool;
            break;
        case LogicalTypeId::TINYINT:
            useNumber<int8_t>(decoder);
            break;
        case LogicalTypeId::UTINYINT:
            useNumber<uint8_t>(decoder);
            break;
        case LogicalTypeId::SMALLINT:
            useNumber<int16_t>(decoder);
            break;
        case LogicalTypeId::USMALLINT:
            useNumber<uint16_t>(decoder);
            break;
        case LogicalTypeId::INTEGER:
            useNumber<int32_t>(decoder);
            break;
        case LogicalTypeId::UINTEGER:
            useNumber<uint32_t>(decoder);
            break;
        case LogicalTypeId::BIGINT:
            useNumber<int64_t>(decoder);
            break;
        case LogicalTypeId::UBIGINT:
            useNumber<uint64_t>(decoder);
            break;
        case LogicalTypeId::FLOAT:
            useNumber<float>(decoder);
            break;
        case LogicalTypeId::DOUBLE:
            useNumber<double>(decoder);
            break;
        case LogicalTypeId::DECIMAL:
            useDecimal(decoder, type);
            break;
        case LogicalTypeId::INTERVAL:
            decoder.read = readTime, decoder.store = storeTime;
            break;
        case LogicalTypeId::BIT:
            decoder.store = storeBits;
            break;
        case LogicalTypeId::UUID:
            decoder.store = storeUuid;
            break;
        case LogicalTypeId::BLOB:
            decoder.store = storeBytes;
            break;
        default:
            decoder.store = storeText;
            break;
    }
}

/// Types that share their wire form, so that a plan made with the one can read the other.
bool sameForm(const duckdb::LogicalType& planned, const duckdb::LogicalType& found) {
    if (planned == found) return true;
    auto decimal = [](const auto& t) { return t.id() == LogicalTypeId::DECIMAL; };
    auto text = [](const auto& t) { return t.id() == LogicalTypeId::VARCHAR; };
    if (decimal(planned) && decimal(found)) return true;
    return text(planned) && text(found);
}

}  // namespace

void ColumnDecoder::refuse(std::string what, std::string hint) {
    if (!problem.empty()) return;
    problem = std::move(what);
    problemHint = std::move(hint);
}

Result<ColumnDecoder> makeDecoder(const sql::Column& column, const MYSQL_FIELD& field,
                                  const TypeOptions& options, bool textProtocol) {
    sql::Column found = columnOf(field, options, textProtocol);
    if (!sameForm(column.type, found.type)) {
        return fail(ErrorCode::Conflict,
                    "Column '" + column.name + "' is now " + found.nativeType +
                        " on the server, but was planned as " + column.type.ToString(),
                    "The table was changed. Refresh the connection's schema and run the query again.");
    }
    NativeType native = nativeTypeOf(field);
    ColumnDecoder decoder;
    decoder.zeroDates = options.zeroDates;
    decoder.bits = native.precision;
    bool calendar =
        native.kind == Kind::Date || native.kind == Kind::DateTime || native.kind == Kind::Timestamp;
    if (calendar) {
        useCalendar(decoder, native.kind, native.scale);
    } else {
        useType(decoder, column.type);
    }
    return decoder;
}

RowSink::RowSink(std::vector<ColumnDecoder> decoders, std::vector<std::string> names, bool skipAll)
    : m_decoders(std::move(decoders)), m_names(std::move(names)), m_skipAll(skipAll) {}

void RowSink::begin(duckdb::DataChunk& chunk) {
    m_bytes = 0;
    if (m_skipAll) return;
    for (size_t i = 0; i < m_decoders.size(); i++) {
        m_decoders[i].vector = &chunk.data[i];
        m_decoders[i].data = duckdb::FlatVector::GetData(chunk.data[i]);
    }
}

void RowSink::onValue(unsigned column, unsigned char** at) {
    if (m_damaged || m_skipAll) return;
    ColumnDecoder& decoder = m_decoders[column];
    if (at == nullptr) return decoder.setNull(m_row);
    const uint8_t* from = *at;
    const uint8_t* to = from;
    if (!decoder.read(decoder, m_row, to, m_end)) {
        m_damaged = true;
        return;
    }
    m_bytes += static_cast<uint64_t>(to - from);
    *at = const_cast<unsigned char*>(to);
    if (!decoder.problem.empty()) m_refused = true;
}

void RowSink::onText(unsigned column, const char* text, size_t length) {
    if (m_skipAll) return;
    ColumnDecoder& decoder = m_decoders[column];
    if (text == nullptr) return decoder.setNull(m_row);
    decoder.store(decoder, m_row, text, length);
    m_bytes += length;
    if (!decoder.problem.empty()) m_refused = true;
}

Error RowSink::error() const {
    for (size_t i = 0; i < m_decoders.size(); i++) {
        if (m_decoders[i].problem.empty()) continue;
        return Error(ErrorCode::Data, "Column '" + m_names[i] + "': " + m_decoders[i].problem,
                     m_decoders[i].problemHint);
    }
    return Error(ErrorCode::Corrupt, "The server sent a row that cannot be read",
                 "Try again; if it happens again, a proxy between here and the server may be at fault.");
}

}  // namespace tributary::connectors::mysql
