// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/datafusion_dialect.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace tributary::connectors::influxdb {
namespace {

bool isText(std::string_view dataType) {
    return dataType.find("Utf8") != std::string_view::npos;
}

}  // namespace

duckdb::LogicalType arrowType(std::string_view dataType) {
    using duckdb::LogicalType;
    if (dataType == "Boolean") return LogicalType::BOOLEAN;
    if (dataType == "Float64" || dataType == "Float32") return LogicalType::DOUBLE;
    if (dataType == "Int64" || dataType == "Int32" || dataType == "Int16" || dataType == "Int8") {
        return LogicalType::BIGINT;
    }
    if (dataType == "UInt64" || dataType == "UInt32" || dataType == "UInt16" || dataType == "UInt8") {
        return LogicalType::UBIGINT;
    }
    if (dataType == "Timestamp(Nanosecond, None)" || dataType == "Timestamp(ns)")
        return LogicalType::TIMESTAMP_NS;
    return LogicalType::VARCHAR;
}

std::string DatafusionDialect::tableName(const sql::TableRef& table) const {
    return quote("iox") + "." + quote(table.name);
}

std::string DatafusionDialect::selectItem(const sql::Column& column) const {
    if (column.nativeType == "Float32") {  // its shortest text would read back as another double
        return "CAST(" + quote(column.name) + " AS DOUBLE) AS " + quote(column.name);
    }
    if (column.type.id() != duckdb::LogicalTypeId::VARCHAR || isText(column.nativeType))
        return quote(column.name);
    return "CAST(" + quote(column.name) + " AS VARCHAR) AS " + quote(column.name);
}

std::optional<std::string> DatafusionDialect::literal(const duckdb::Value& value,
                                                      const sql::Column& column) const {
    using duckdb::LogicalTypeId;
    if (value.IsNull() || value.type().id() != column.type.id()) return std::nullopt;
    switch (column.type.id()) {
        case LogicalTypeId::BIGINT: {
            const auto number = value.GetValueUnsafe<int64_t>();
            if (number == std::numeric_limits<int64_t>::min())
                return "CAST('-9223372036854775808' AS BIGINT)";
            return std::to_string(number);
        }
        case LogicalTypeId::UBIGINT:
            return "CAST('" + std::to_string(value.GetValueUnsafe<uint64_t>()) + "' AS BIGINT UNSIGNED)";
        case LogicalTypeId::DOUBLE: {
            const double number = value.GetValueUnsafe<double>();
            if (!std::isfinite(number) || number == 0) return std::nullopt;
            char text[40];
            const auto end = std::to_chars(text, text + sizeof text, number).ptr;
            return "CAST('" + std::string(text, end) + "' AS DOUBLE)";
        }
        case LogicalTypeId::BOOLEAN:
            return std::string(value.GetValueUnsafe<bool>() ? "true" : "false");
        case LogicalTypeId::TIMESTAMP_NS:
            return "to_timestamp_nanos(" + std::to_string(value.GetValueUnsafe<int64_t>()) + ")";
        case LogicalTypeId::VARCHAR: {
            const auto& text = duckdb::StringValue::Get(value);
            if (!isText(column.nativeType) || text.find('\0') != std::string::npos) return std::nullopt;
            return sql::quoteString(text);
        }
        default:
            return std::nullopt;
    }
}

std::optional<std::string> DatafusionDialect::likePrefix(const sql::Predicate& p,
                                                         const sql::Column& column) const {
    auto prefix = literal(p.values[0], column);
    if (!prefix) return std::nullopt;
    return "starts_with(" + quote(column.name) + ", " + *prefix + ")";
}

Result<std::string> DatafusionDialect::select(const sql::RemoteQuery& query) const {
    sql::RemoteQuery once = query;
    once.projection.clear();
    for (size_t index : query.projection) {
        if (std::find(once.projection.begin(), once.projection.end(), index) == once.projection.end()) {
            once.projection.push_back(index);
        }
    }
    return Dialect::select(once);
}

}  // namespace tributary::connectors::influxdb
