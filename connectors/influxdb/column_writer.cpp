// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/column_writer.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace tributary::connectors::influxdb {
namespace {

using duckdb::LogicalTypeId;

constexpr int64_t kNsPerSecond = 1'000'000'000;
/// 1677-09-22, the first day DuckDB can turn into a date and print.
constexpr int64_t kFirstTime = -106'751LL * 86'400 * kNsPerSecond;
constexpr int64_t kLastTime = std::numeric_limits<int64_t>::max() - 1;

/// Days since 1970-01-01 of a day in the proleptic Gregorian calendar.
int64_t daysFromCivil(int64_t y, unsigned m, unsigned d) {
    y -= m <= 2 ? 1 : 0;
    const int64_t era = (y >= 0 ? y : y - 399) / 400;
    const auto yoe = static_cast<unsigned>(y - era * 400);
    const unsigned doy = (153 * (m + (m > 2 ? -3u : 9u)) + 2) / 5 + d - 1;
    return era * 146097 + static_cast<int64_t>(yoe * 365 + yoe / 4 - yoe / 100 + doy) - 719468;
}

bool digits(std::string_view text, size_t at, size_t count, int64_t& out) {
    if (at + count > text.size()) return false;
    const auto [end, ec] = std::from_chars(text.data() + at, text.data() + at + count, out);
    return ec == std::errc() && end == text.data() + at + count && text[at] != '-';
}

/// Seconds to add for "Z", "+02:00" or nothing.
bool zone(std::string_view text, int64_t& seconds) {
    seconds = 0;
    if (text.empty() || text == "Z" || text == "z") return true;
    int64_t hours = 0;
    int64_t minutes = 0;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
    if (!digits(text, 1, 2, hours) || !digits(text, 4, 2, minutes)) return false;
    seconds = (text[0] == '+' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

}  // namespace

std::optional<int64_t> parseNanoseconds(std::string_view text) {
    int64_t y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, offset = 0, ns = 0;
    if (text.size() < 19 || !digits(text, 0, 4, y) || !digits(text, 5, 2, mo) || !digits(text, 8, 2, d) ||
        !digits(text, 11, 2, h) || !digits(text, 14, 2, mi) || !digits(text, 17, 2, s)) {
        return std::nullopt;
    }
    if (mo < 1 || mo > 12 || d < 1 || d > 31 || h > 23 || mi > 59 || s > 59) return std::nullopt;
    size_t at = 19;
    if (at < text.size() && text[at] == '.') {
        size_t count = 0;
        for (at++; at < text.size() && text[at] >= '0' && text[at] <= '9'; at++, count++) {
            if (count >= 9) return std::nullopt;
            ns = ns * 10 + (text[at] - '0');
        }
        for (; count < 9; count++) ns *= 10;
    }
    if (!zone(text.substr(at), offset)) return std::nullopt;
    const __int128 total =
        static_cast<__int128>(daysFromCivil(y, static_cast<unsigned>(mo), static_cast<unsigned>(d)) * 86400 +
                              h * 3600 + mi * 60 + s + offset) *
            kNsPerSecond +
        ns;
    if (total > kLastTime || total < kFirstTime) return std::nullopt;
    return static_cast<int64_t>(total);
}

std::string formatNanoseconds(int64_t ns) {
    int64_t seconds = ns / kNsPerSecond;
    int64_t rest = ns % kNsPerSecond;
    if (rest < 0) {
        rest += kNsPerSecond;
        seconds--;
    }
    int64_t days = seconds / 86400;
    int64_t ofDay = seconds % 86400;
    if (ofDay < 0) {
        ofDay += 86400;
        days--;
    }
    int32_t y = 0;
    int32_t m = 0;
    int32_t d = 0;
    duckdb::Date::Convert(duckdb::date_t(static_cast<int32_t>(days)), y, m, d);
    char out[64];
    std::snprintf(out, sizeof out, "%04d-%02d-%02dT%02d:%02d:%02d.%09dZ", y, m, d,
                  static_cast<int>(ofDay / 3600), static_cast<int>(ofDay / 60 % 60),
                  static_cast<int>(ofDay % 60), static_cast<int>(rest));
    return out;
}

ColumnWriter::ColumnWriter(sql::Column column) : m_column(std::move(column)), m_type(m_column.type.id()) {}

void ColumnWriter::bind(duckdb::Vector& vector) {
    m_vector = &vector;
    m_data = duckdb::FlatVector::GetData(vector);
    m_validity = &duckdb::FlatVector::Validity(vector);
}

bool ColumnWriter::refuse(const std::string& what) {
    const bool time = m_type == LogicalTypeId::TIMESTAMP_NS;
    m_error =
        Error(ErrorCode::Data,
              "Column '" + m_column.name + "' is read as " + m_column.type.ToString() + ", but holds " +
                  what + ", which that type cannot keep exactly",
              time ? "Times run from 1677-09-22 to 2262-04-11: filter by time to leave others out."
                   : "The field was written with several types. Leave this column out, or read it with a "
                     "native query over a time range where it has one type.");
    return false;
}

bool ColumnWriter::putInteger(duckdb::idx_t row, int64_t value) {
    switch (m_type) {
        case LogicalTypeId::BIGINT:
            data<int64_t>()[row] = value;
            return true;
        case LogicalTypeId::TIMESTAMP_NS:
            if (value > kLastTime || value < kFirstTime) return refuse("the time " + std::to_string(value));
            data<int64_t>()[row] = value;
            return true;
        case LogicalTypeId::UBIGINT:
            if (value < 0) return refuse("the number " + std::to_string(value));
            data<uint64_t>()[row] = static_cast<uint64_t>(value);
            return true;
        case LogicalTypeId::DOUBLE: {
            const auto number = static_cast<double>(value);
            if (static_cast<__int128>(number) != value) return refuse("the number " + std::to_string(value));
            data<double>()[row] = number;
            return true;
        }
        case LogicalTypeId::VARCHAR:
            return putText(row, std::to_string(value));
        default:
            return refuse("the number " + std::to_string(value));
    }
}

bool ColumnWriter::putUnsigned(duckdb::idx_t row, uint64_t value) {
    if (m_type == LogicalTypeId::UBIGINT) {
        data<uint64_t>()[row] = value;
        return true;
    }
    if (value <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
        return putInteger(row, static_cast<int64_t>(value));
    }
    if (m_type == LogicalTypeId::VARCHAR) return putText(row, std::to_string(value));
    return refuse("the number " + std::to_string(value));
}

bool ColumnWriter::putDouble(duckdb::idx_t row, double value) {
    if (m_type == LogicalTypeId::DOUBLE) {
        data<double>()[row] = value;
        return true;
    }
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    const std::string_view shown(text, static_cast<size_t>(end - text));
    if (m_type == LogicalTypeId::VARCHAR) return putText(row, shown);
    const bool whole = std::floor(value) == value;
    if (whole && value >= -0x1p63 && value < 0x1p63 && m_type != LogicalTypeId::BOOLEAN) {
        return putInteger(row, static_cast<int64_t>(value));
    }
    return refuse("the number " + std::string(shown));
}

bool ColumnWriter::putBoolean(duckdb::idx_t row, bool value) {
    if (m_type == LogicalTypeId::BOOLEAN) {
        data<bool>()[row] = value;
        return true;
    }
    if (m_type == LogicalTypeId::VARCHAR) return putText(row, value ? "true" : "false");
    return refuse(value ? "the value true" : "the value false");
}

bool ColumnWriter::putText(duckdb::idx_t row, std::string_view value) {
    if (m_type == LogicalTypeId::BLOB) {
        data<duckdb::string_t>()[row] =
            duckdb::StringVector::AddStringOrBlob(*m_vector, value.data(), value.size());
        return true;
    }
    if (m_type != LogicalTypeId::VARCHAR) return refuse("a text");
    if (value.size() > std::numeric_limits<uint32_t>::max()) return refuse("a text above 4 GiB");
    if (!duckdb::Value::StringIsValid(value.data(), value.size()))
        return refuse("bytes that are not UTF-8 text");
    data<duckdb::string_t>()[row] =
        duckdb::StringVector::AddStringOrBlob(*m_vector, value.data(), value.size());
    return true;
}

bool ColumnWriter::parse(duckdb::idx_t row, std::string_view text) {
    const char* begin = text.data();
    const char* end = begin + text.size();
    const auto number = [&](auto& value) {
        if (begin != end && *begin == '+') begin++;
        const auto [at, ec] = std::from_chars(begin, end, value);
        return ec == std::errc() && at == end;
    };
    switch (m_type) {
        case LogicalTypeId::BIGINT:
            if (number(data<int64_t>()[row])) return true;
            break;
        case LogicalTypeId::UBIGINT:
            if (number(data<uint64_t>()[row])) return true;
            break;
        case LogicalTypeId::DOUBLE: {
            double& value = data<double>()[row];
            if (text == "+Inf" || text == "Inf")
                value = std::numeric_limits<double>::infinity();
            else if (text == "-Inf")
                value = -std::numeric_limits<double>::infinity();
            else if (text == "NaN")
                value = std::numeric_limits<double>::quiet_NaN();
            else if (!number(value))
                break;
            return true;
        }
        case LogicalTypeId::BOOLEAN:
            if (text != "true" && text != "false") break;
            data<bool>()[row] = text == "true";
            return true;
        case LogicalTypeId::TIMESTAMP_NS:
            if (const auto ns = parseNanoseconds(text)) return putInteger(row, *ns);
            break;
        default:
            return putText(row, text);
    }
    return refuse("'" + std::string(text.substr(0, 80)) + "'");
}

}  // namespace tributary::connectors::influxdb
