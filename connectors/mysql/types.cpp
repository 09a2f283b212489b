// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/types.h"

#include <algorithm>
#include <map>

namespace tributary::connectors::mysql {

using duckdb::LogicalType;
using sql::Column;
using sql::PushRules;

namespace {

constexpr unsigned kBinaryCharset = 63;
constexpr unsigned kMaxDecimalDigits = 38;
constexpr unsigned kNotFixedDecimals = 31;
/// Servers sort by the first max_sort_length (1,024) bytes only; four bytes a character.
constexpr uint64_t kMaxSortCharacters = 255;
constexpr uint64_t kMaxSortBytes = 1024;
constexpr unsigned kBytesPerCharacter = 4;
constexpr std::string_view kCharsetMark = " character set ";
constexpr std::string_view kCollateMark = " collate ";

bool startsWith(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}

const std::map<std::string_view, Kind>& kindsByName() {
    static const std::map<std::string_view, Kind> kinds = {{"tinyint", Kind::Int8},
                                                           {"smallint", Kind::Int16},
                                                           {"mediumint", Kind::Int24},
                                                           {"int", Kind::Int32},
                                                           {"bigint", Kind::Int64},
                                                           {"float", Kind::Float},
                                                           {"double", Kind::Double},
                                                           {"decimal", Kind::Decimal},
                                                           {"bit", Kind::Bit},
                                                           {"date", Kind::Date},
                                                           {"datetime", Kind::DateTime},
                                                           {"timestamp", Kind::Timestamp},
                                                           {"time", Kind::Time},
                                                           {"year", Kind::Year},
                                                           {"char", Kind::Text},
                                                           {"varchar", Kind::Text},
                                                           {"tinytext", Kind::Text},
                                                           {"text", Kind::Text},
                                                           {"mediumtext", Kind::Text},
                                                           {"longtext", Kind::Text},
                                                           {"enum", Kind::Enum},
                                                           {"set", Kind::Enum},
                                                           {"binary", Kind::Binary},
                                                           {"varbinary", Kind::Binary},
                                                           {"tinyblob", Kind::Binary},
                                                           {"blob", Kind::Binary},
                                                           {"mediumblob", Kind::Binary},
                                                           {"longblob", Kind::Binary},
                                                           {"json", Kind::Json},
                                                           {"uuid", Kind::Uuid},
                                                           {"inet4", Kind::Inet},
                                                           {"inet6", Kind::Inet},
                                                           {"vector", Kind::Vector},
                                                           {"geometry", Kind::Geometry},
                                                           {"point", Kind::Geometry},
                                                           {"linestring", Kind::Geometry},
                                                           {"polygon", Kind::Geometry},
                                                           {"multipoint", Kind::Geometry},
                                                           {"multilinestring", Kind::Geometry},
                                                           {"multipolygon", Kind::Geometry},
                                                           {"geometrycollection", Kind::Geometry},
                                                           {"geomcollection", Kind::Geometry}};
    return kinds;
}

/// The name MariaDB sends beside the wire type for the types the protocol has no number for ("uuid", "json").
std::string extendedName(const MYSQL_FIELD& field) {
    for (auto which : {MARIADB_FIELD_ATTR_DATA_TYPE_NAME, MARIADB_FIELD_ATTR_FORMAT_NAME}) {
        MARIADB_CONST_STRING name{};
        if (mariadb_field_attr(&name, &field, which) == 0 && name.length > 0) return {name.str, name.length};
    }
    return {};
}

Kind textOrBinary(const MYSQL_FIELD& field) {
    if (field.flags & (ENUM_FLAG | SET_FLAG)) return Kind::Enum;
    return field.charsetnr == kBinaryCharset ? Kind::Binary : Kind::Text;
}

Kind kindOf(const MYSQL_FIELD& field) {
    switch (field.type) {
        case MYSQL_TYPE_TINY:
            return Kind::Int8;
        case MYSQL_TYPE_SHORT:
            return Kind::Int16;
        case MYSQL_TYPE_INT24:
            return Kind::Int24;
        case MYSQL_TYPE_LONG:
            return Kind::Int32;
        case MYSQL_TYPE_LONGLONG:
            return Kind::Int64;
        case MYSQL_TYPE_FLOAT:
            return Kind::Float;
        case MYSQL_TYPE_DOUBLE:
            return Kind::Double;
        case MYSQL_TYPE_DECIMAL:
        case MYSQL_TYPE_NEWDECIMAL:
            return Kind::Decimal;
        case MYSQL_TYPE_BIT:
            return Kind::Bit;
        case MYSQL_TYPE_DATE:
        case MYSQL_TYPE_NEWDATE:
            return Kind::Date;
        case MYSQL_TYPE_DATETIME:
            return Kind::DateTime;
        case MYSQL_TYPE_TIMESTAMP:
            return Kind::Timestamp;
        case MYSQL_TYPE_TIME:
            return Kind::Time;
        case MYSQL_TYPE_YEAR:
            return Kind::Year;
        case MYSQL_TYPE_JSON:
            return Kind::Json;
        case MYSQL_TYPE_ENUM:
        case MYSQL_TYPE_SET:
            return Kind::Enum;
        case MYSQL_TYPE_GEOMETRY:
            return Kind::Geometry;
        case MYSQL_TYPE_NULL:
            return Kind::Text;
        default:
            return textOrBinary(field);
    }
}

/// These two compare bytes and pad nothing; every other _bin collation takes 'a' and 'a ' for equal.
bool isBinaryCollation(std::string_view name) {
    return name == "utf8mb4_0900_bin" || name == "utf8mb4_nopad_bin";
}

LogicalType integerType(const NativeType& native) {
    switch (native.kind) {
        case Kind::Int8:
            return native.isUnsigned ? LogicalType::UTINYINT : LogicalType::TINYINT;
        case Kind::Int16:
            return native.isUnsigned ? LogicalType::USMALLINT : LogicalType::SMALLINT;
        case Kind::Int64:
            return native.isUnsigned ? LogicalType::UBIGINT : LogicalType::BIGINT;
        default:
            return native.isUnsigned ? LogicalType::UINTEGER : LogicalType::INTEGER;
    }
}

PushRules nullTestOnly() {
    return {false, false, false, true};
}

void applyDecimal(Column& column, const NativeType& native) {
    if (native.precision > kMaxDecimalDigits || native.precision == 0) {
        column.type = LogicalType::VARCHAR;
        column.note = "More than 38 digits: kept as exact text";
        column.push = nullTestOnly();
        return;
    }
    column.type = LogicalType::DECIMAL(static_cast<uint8_t>(native.precision),
                                       static_cast<uint8_t>(std::min(native.scale, native.precision)));
    column.push = PushRules::all();
}

void applyCalendar(Column& column, const NativeType& native, const TypeOptions& options) {
    if (options.zeroDates == ZeroDates::Text) {
        column.type = LogicalType::VARCHAR;
        column.note = "Kept as exact text, because the connection keeps zero dates as text";
        column.push = nullTestOnly();
        return;
    }
    column.type = native.kind == Kind::Date       ? LogicalType::DATE
                  : native.kind == Kind::DateTime ? LogicalType::TIMESTAMP
                                                  : LogicalType::TIMESTAMP_TZ;
    if (options.zeroDates == ZeroDates::Null) {
        // The server sees a date where we show NULL, so nothing about it may be decided there.
        column.note = "Zero dates are shown as NULL";
        column.push = PushRules::none();
        return;
    }
    column.push = PushRules::all();
    // MySQL answers IS NULL with yes for a zero date in a column declared NOT NULL.
    column.push.nullTest = column.nullable;
    column.push.likePrefix = false;
}

void applyText(Column& column, const NativeType& native) {
    column.type = LogicalType::VARCHAR;
    column.push = {true, native.maxLength > 0 && native.maxLength <= kMaxSortCharacters, true, true};
}

void applyFloat(Column& column, const NativeType& native, bool textProtocol) {
    column.type = native.kind == Kind::Float ? LogicalType::FLOAT : LogicalType::DOUBLE;
    column.push = PushRules::all();
    if (textProtocol && (native.kind == Kind::Float || native.floatHasScale)) {
        column.type = LogicalType::VARCHAR;
        column.note = "The server rounds this number in its text form; shown as it sends it";
        column.push = nullTestOnly();
    }
}

void keepAs(Column& column, LogicalType type, std::string note, PushRules push) {
    column.type = std::move(type);
    column.note = std::move(note);
    column.push = push;
}

void applyInt8(Column& column, const NativeType& native, const TypeOptions& options) {
    bool asBool = options.tinyint1Bool && native.displayWidthOne && !native.isUnsigned;
    column.type = asBool ? LogicalType::BOOLEAN : integerType(native);
    column.push = asBool ? PushRules::equalityOnly() : PushRules::all();
}

void applyBinary(Column& column, const NativeType& native) {
    column.type = LogicalType::BLOB;
    column.push = {true, native.maxLength > 0 && native.maxLength <= kMaxSortBytes, false, true};
}

std::string nativeName(const NativeType& native, const MYSQL_FIELD& field) {
    static const std::map<Kind, std::string> names = {
        {Kind::Int8, "tinyint"},        {Kind::Int16, "smallint"}, {Kind::Int24, "mediumint"},
        {Kind::Int32, "int"},           {Kind::Int64, "bigint"},   {Kind::Float, "float"},
        {Kind::Double, "double"},       {Kind::Date, "date"},      {Kind::DateTime, "datetime"},
        {Kind::Timestamp, "timestamp"}, {Kind::Time, "time"},      {Kind::Year, "year"},
        {Kind::Json, "json"},           {Kind::Uuid, "uuid"},      {Kind::Geometry, "geometry"},
        {Kind::Vector, "vector"}};
    if (native.kind == Kind::Decimal) {
        return "decimal(" + std::to_string(native.precision) + "," + std::to_string(native.scale) + ")";
    }
    if (native.kind == Kind::Bit) return "bit(" + std::to_string(native.precision) + ")";
    if (native.kind == Kind::Enum) return field.flags & SET_FLAG ? "set" : "enum";
    if (native.kind == Kind::Inet) return extendedName(field);
    auto found = names.find(native.kind);
    if (found != names.end()) {
        std::string name = found->second;
        if (native.scale > 0 && native.kind != Kind::Float && native.kind != Kind::Double) {
            name += "(" + std::to_string(native.scale) + ")";
        }
        return native.isUnsigned && native.kind != Kind::Year ? name + " unsigned" : name;
    }
    bool binary = native.kind == Kind::Binary;
    if (field.flags & BLOB_FLAG || field.type == MYSQL_TYPE_BLOB) return binary ? "blob" : "text";
    std::string base =
        field.type == MYSQL_TYPE_STRING ? (binary ? "binary" : "char") : (binary ? "varbinary" : "varchar");
    return base + "(" + std::to_string(native.maxLength) + ")";
}

}  // namespace

Result<TypeOptions> TypeOptions::from(const connect::Settings& settings) {
    TypeOptions out;
    out.tinyint1Bool = settings.flag("tinyint1_bool");
    std::string zero = settings.text("zero_dates", "error");
    if (zero == "null") {
        out.zeroDates = ZeroDates::Null;
    } else if (zero == "text") {
        out.zeroDates = ZeroDates::Text;
    } else if (zero != "error") {
        return fail(ErrorCode::InvalidArgument, "'" + zero + "' is no choice for zero_dates",
                    "Choose error, null or text.");
    }
    return out;
}

NativeType nativeTypeOf(const ColumnFacts& facts) {
    NativeType out;
    auto found = kindsByName().find(facts.dataType);
    out.kind = found == kindsByName().end() ? Kind::Unknown : found->second;
    if (facts.jsonChecked && out.kind == Kind::Text) out.kind = Kind::Json;
    out.isUnsigned = facts.columnType.find(" unsigned") != std::string::npos && out.kind != Kind::Enum;
    out.displayWidthOne = startsWith(facts.columnType, "tinyint(1)");
    out.precision = facts.precision.value_or(0);
    out.scale = facts.fraction ? *facts.fraction : facts.scale.value_or(0);
    out.maxLength = facts.maxLength.value_or(0);
    out.charset = facts.charset;
    out.collation = facts.collation;
    return out;
}

NativeType nativeTypeOf(const MYSQL_FIELD& field) {
    NativeType out;
    out.kind = kindOf(field);
    std::string extended = extendedName(field);
    if (auto found = kindsByName().find(extended); found != kindsByName().end()) out.kind = found->second;
    out.isUnsigned = field.flags & UNSIGNED_FLAG;
    out.displayWidthOne = field.type == MYSQL_TYPE_TINY && field.length == 1;
    out.floatHasScale = field.decimals < kNotFixedDecimals;
    bool text = out.kind == Kind::Text || out.kind == Kind::Json || out.kind == Kind::Enum;
    out.maxLength = text ? field.length / kBytesPerCharacter : field.length;
    switch (out.kind) {
        case Kind::Decimal:
            // The length counts the point and, for signed numbers, the sign.
            out.scale = field.decimals;
            out.precision = static_cast<unsigned>(field.length) - (field.decimals > 0) - !out.isUnsigned;
            break;
        case Kind::Bit:
            out.precision = static_cast<unsigned>(field.length);
            break;
        case Kind::DateTime:
        case Kind::Timestamp:
        case Kind::Time:
            out.scale = field.decimals <= 6 ? field.decimals : 0;
            break;
        default:
            break;
    }
    return out;
}

void applyType(Column& column, const NativeType& native, const TypeOptions& options, bool textProtocol) {
    switch (native.kind) {
        case Kind::Int8:
            return applyInt8(column, native, options);
        case Kind::Int16:
        case Kind::Int24:
        case Kind::Int32:
        case Kind::Int64:
            return keepAs(column, integerType(native), "", PushRules::all());
        case Kind::Float:
        case Kind::Double:
            return applyFloat(column, native, textProtocol);
        case Kind::Decimal:
            return applyDecimal(column, native);
        case Kind::Date:
        case Kind::DateTime:
        case Kind::Timestamp:
            return applyCalendar(column, native, options);
        case Kind::Bit:
            return keepAs(column, LogicalType::BIT, "", nullTestOnly());
        case Kind::Time:
            return keepAs(column, LogicalType::INTERVAL, "time: -838:59:59 to 838:59:59, kept as an interval",
                          nullTestOnly());
        case Kind::Year:
            return keepAs(column, LogicalType::USMALLINT, "", nullTestOnly());
        case Kind::Json:
            return keepAs(column, LogicalType::JSON(), "", nullTestOnly());
        case Kind::Uuid:
            return keepAs(column, LogicalType::UUID, "", PushRules::equalityOnly());
        case Kind::Inet:
            return keepAs(column, LogicalType::VARCHAR, "Network address kept as text", nullTestOnly());
        case Kind::Geometry:
            return keepAs(column, LogicalType::BLOB,
                          "Geometry kept as the server stores it: 4 bytes SRID, then WKB", nullTestOnly());
        case Kind::Vector:
            return keepAs(column, LogicalType::BLOB, "Vector kept as bytes: 4-byte floats, little-endian",
                          nullTestOnly());
        case Kind::Binary:
            return applyBinary(column, native);
        case Kind::Text:
        case Kind::Enum:
            return applyText(column, native);
        case Kind::Unknown:
            return keepAs(column, LogicalType::VARCHAR, "Type not known to this program: kept as text",
                          nullTestOnly());
    }
}

Column columnOf(const MYSQL_FIELD& field, const TypeOptions& options, bool textProtocol) {
    Column column;
    column.name.assign(field.name, field.name_length);
    column.nullable = !(field.flags & NOT_NULL_FLAG);
    column.primaryKey = field.flags & PRI_KEY_FLAG;
    NativeType native = nativeTypeOf(field);
    applyType(column, native, options, textProtocol);
    column.nativeType = nativeName(native, field);
    column.push = PushRules::none();
    if (field.org_table_length > 0 && field.org_name_length > 0) {
        column.source = sql::ColumnSource{{field.db, field.db_length},
                                          {field.org_table, field.org_table_length},
                                          {field.org_name, field.org_name_length}};
    }
    return column;
}

std::string describedType(const ColumnFacts& facts) {
    if (facts.charset.empty()) return facts.columnType;
    if (facts.charset != "utf8mb4") return facts.columnType + std::string(kCharsetMark) + facts.charset;
    return isBinaryCollation(facts.collation) ? facts.columnType + std::string(kCollateMark) + facts.collation
                                              : facts.columnType;
}

TextRules textRules(std::string_view nativeType) {
    TextRules rules;
    rules.utf8mb4 = nativeType.rfind(kCharsetMark) == std::string_view::npos;
    size_t mark = nativeType.rfind(kCollateMark);
    std::string_view collation =
        mark == std::string_view::npos ? "" : nativeType.substr(mark + kCollateMark.size());
    rules.binaryOrder = rules.utf8mb4 && isBinaryCollation(collation);
    return rules;
}

}  // namespace tributary::connectors::mysql
