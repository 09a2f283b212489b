// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sqlite/sqlite_decoder.h"

#include "connectors/sqlite/sqlite_types.h"
#include "connectors/sqlite/sqlite_values.h"

namespace tributary::connectors::sqlite {

namespace {

using duckdb::idx_t;
using duckdb::LogicalTypeId;
constexpr int64_t kExactInDouble = int64_t(1) << 53;

bool readInteger(sqlite3_value* value, int64_t& out) {
    if (sqlite3_value_type(value) != SQLITE_INTEGER) return false;
    out = sqlite3_value_int64(value);
    return true;
}

bool readBoolean(sqlite3_value* value, bool& out) {
    if (sqlite3_value_type(value) != SQLITE_INTEGER) return false;
    const int64_t number = sqlite3_value_int64(value);
    out = number == 1;
    return number == 0 || number == 1;
}

bool readReal(sqlite3_value* value, double& out) {
    const int type = sqlite3_value_type(value);
    out = sqlite3_value_double(value);
    if (type == SQLITE_FLOAT) return true;
    if (type != SQLITE_INTEGER) return false;
    const int64_t number = sqlite3_value_int64(value);
    return number >= -kExactInDouble && number <= kExactInDouble;
}

bool readText(sqlite3_value* value, std::string_view& out) {
    if (sqlite3_value_type(value) != SQLITE_TEXT) return false;
    out = textOf(value);
    return duckdb::Value::StringIsValid(out.data(), out.size());
}

bool readBlob(sqlite3_value* value, std::string_view& out) {
    if (sqlite3_value_type(value) != SQLITE_BLOB) return false;
    out = blobOf(value);
    return true;
}

template <typename T, bool (*Parse)(std::string_view, T&)>
bool readParsed(sqlite3_value* value, T& out) {
    return sqlite3_value_type(value) == SQLITE_TEXT && Parse(textOf(value), out);
}

}  // namespace

struct ColumnDecoder::Writers {
    template <typename T, bool (*Read)(sqlite3_value*, T&)>
    static bool fixed(ColumnDecoder& self, sqlite3_value* value, idx_t row) {
        return Read(value, self.data<T>()[row]);
    }

    template <bool (*Read)(sqlite3_value*, std::string_view&)>
    static bool bytes(ColumnDecoder& self, sqlite3_value* value, idx_t row) {
        std::string_view text;
        if (!Read(value, text)) return false;
        self.store(text, row);
        return true;
    }

    static bool exact(ColumnDecoder& self, sqlite3_value* value, idx_t row) {
        exactText(value, self.m_text);
        self.store(self.m_text, row);
        return true;
    }

    template <typename T>
    static bool decimal(ColumnDecoder& self, sqlite3_value* value, idx_t row) {
        duckdb::hugeint_t number;
        return exactDecimal(value, self.m_width, self.m_scale, number) &&
               duckdb::Hugeint::TryCast(number, self.data<T>()[row]);
    }

    static Write ofDecimal(const duckdb::LogicalType& type) {
        switch (type.InternalType()) {
            case duckdb::PhysicalType::INT16:
                return decimal<int16_t>;
            case duckdb::PhysicalType::INT32:
                return decimal<int32_t>;
            case duckdb::PhysicalType::INT64:
                return decimal<int64_t>;
            default:
                return decimal<duckdb::hugeint_t>;
        }
    }

    static Write of(const duckdb::LogicalType& type) {
        switch (type.id()) {
            case LogicalTypeId::BOOLEAN:
                return fixed<bool, readBoolean>;
            case LogicalTypeId::BIGINT:
                return fixed<int64_t, readInteger>;
            case LogicalTypeId::DOUBLE:
                return fixed<double, readReal>;
            case LogicalTypeId::VARCHAR:
                return bytes<readText>;
            case LogicalTypeId::BLOB:
                return bytes<readBlob>;
            case LogicalTypeId::DATE:
                return fixed<int32_t, readParsed<int32_t, parseDate>>;
            case LogicalTypeId::TIME:
                return fixed<int64_t, readParsed<int64_t, parseTime>>;
            case LogicalTypeId::TIMESTAMP:
                return fixed<int64_t, readParsed<int64_t, parseTimestamp>>;
            case LogicalTypeId::TIMESTAMP_TZ:
                return fixed<int64_t, readParsed<int64_t, parseTimestampTz>>;
            case LogicalTypeId::DECIMAL:
                return ofDecimal(type);
            default:
                return nullptr;
        }
    }
};

ColumnDecoder::ColumnDecoder(const sql::Column& column) {
    m_write = isExactText(column) ? Writers::exact : Writers::of(column.type);
    if (column.type.id() == LogicalTypeId::DECIMAL) {
        m_width = duckdb::DecimalType::GetWidth(column.type);
        m_scale = duckdb::DecimalType::GetScale(column.type);
    }
}

void ColumnDecoder::bind(duckdb::Vector& vector) {
    m_vector = &vector;
    m_data = duckdb::FlatVector::GetData(vector);
}

void ColumnDecoder::store(std::string_view text, idx_t row) {
    data<duckdb::string_t>()[row] =
        duckdb::StringVector::AddStringOrBlob(*m_vector, text.data(), text.size());
    m_bytes += text.size();
}

bool fits(const duckdb::LogicalType& type, sqlite3_value* value) {
    bool truth;
    int32_t days;
    int64_t number;
    double real;
    std::string_view text;
    duckdb::hugeint_t huge;
    switch (type.id()) {
        case LogicalTypeId::BOOLEAN:
            return readBoolean(value, truth);
        case LogicalTypeId::BIGINT:
            return readInteger(value, number);
        case LogicalTypeId::DOUBLE:
            return readReal(value, real);
        case LogicalTypeId::VARCHAR:
            return readText(value, text);
        case LogicalTypeId::BLOB:
            return readBlob(value, text);
        case LogicalTypeId::DATE:
            return readParsed<int32_t, parseDate>(value, days);
        case LogicalTypeId::TIME:
            return readParsed<int64_t, parseTime>(value, number);
        case LogicalTypeId::TIMESTAMP:
            return readParsed<int64_t, parseTimestamp>(value, number);
        case LogicalTypeId::TIMESTAMP_TZ:
            return readParsed<int64_t, parseTimestampTz>(value, number);
        case LogicalTypeId::DECIMAL:
            return exactDecimal(value, duckdb::DecimalType::GetWidth(type),
                                duckdb::DecimalType::GetScale(type), huge);
        default:
            return false;
    }
}

Error misfit(const sql::Column& column, sqlite3_value* value, uint64_t row) {
    std::string shown;
    exactText(value, shown);
    if (shown.size() > 60) shown = "of " + std::to_string(shown.size()) + " characters";
    const char* kind = storageClass(value);
    return Error(ErrorCode::Data,
                 "Column '" + column.name + "' holds the " + kind + " value " + shown + " in row " +
                     std::to_string(row) + " of this read, which is no exact " + column.type.ToString(),
                 "Set the connection's column types to 'text' (or refresh the schema with 'sampled') to see "
                 "every value "
                 "as it is stored.");
}

}  // namespace tributary::connectors::sqlite
