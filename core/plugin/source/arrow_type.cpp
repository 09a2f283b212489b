// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/arrow_type.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "core/plugin/source/arrow_decode.h"

namespace tributary::plugin {

using duckdb::LogicalType;
using duckdb::LogicalTypeId;

namespace {

constexpr int kDeepest = 16;

struct Plain {
    std::string_view format;
    LogicalTypeId type;
    ArrowDecoder decode;
    const char* name;
    const char* note = "";
};

// Formats without parameters.
const Plain kPlain[] = {
    {"n", LogicalTypeId::INTEGER, decodeNull, "null", "The source gives it no type: always NULL."},
    {"b", LogicalTypeId::BOOLEAN, decodeBool, "bool"},
    {"c", LogicalTypeId::TINYINT, decodeFixed1, "int8"},
    {"C", LogicalTypeId::UTINYINT, decodeFixed1, "uint8"},
    {"s", LogicalTypeId::SMALLINT, decodeFixed2, "int16"},
    {"S", LogicalTypeId::USMALLINT, decodeFixed2, "uint16"},
    {"i", LogicalTypeId::INTEGER, decodeFixed4, "int32"},
    {"I", LogicalTypeId::UINTEGER, decodeFixed4, "uint32"},
    {"l", LogicalTypeId::BIGINT, decodeFixed8, "int64"},
    {"L", LogicalTypeId::UBIGINT, decodeFixed8, "uint64"},
    {"e", LogicalTypeId::FLOAT, decodeHalf, "halffloat", "Half precision, widened."},
    {"f", LogicalTypeId::FLOAT, decodeFixed4, "float"},
    {"g", LogicalTypeId::DOUBLE, decodeFixed8, "double"},
    {"z", LogicalTypeId::BLOB, decodeText, "binary"},
    {"Z", LogicalTypeId::BLOB, decodeLargeText, "large_binary"},
    {"vz", LogicalTypeId::BLOB, decodeTextView, "binary_view"},
    {"u", LogicalTypeId::VARCHAR, decodeText, "string"},
    {"U", LogicalTypeId::VARCHAR, decodeLargeText, "large_string"},
    {"vu", LogicalTypeId::VARCHAR, decodeTextView, "string_view"},
    {"tdD", LogicalTypeId::DATE, decodeDate32, "date32[day]"},
    {"tdm", LogicalTypeId::DATE, decodeDate64, "date64[ms]"},
    {"tts", LogicalTypeId::TIME, decodeTimeSeconds, "time32[s]"},
    {"ttm", LogicalTypeId::TIME, decodeTimeMillis, "time32[ms]"},
    {"ttu", LogicalTypeId::TIME, decodeTimeMicros, "time64[us]"},
    {"ttn", LogicalTypeId::TIME_NS, decodeTimeNanos, "time64[ns]"},
    {"tDs", LogicalTypeId::INTERVAL, decodeDurationSeconds, "duration[s]"},
    {"tDm", LogicalTypeId::INTERVAL, decodeDurationMillis, "duration[ms]"},
    {"tDu", LogicalTypeId::INTERVAL, decodeDurationMicros, "duration[us]"},
    {"tDn", LogicalTypeId::BIGINT, decodeFixed8, "duration[ns]", "A duration in nanoseconds."},
    {"tiM", LogicalTypeId::INTERVAL, decodeMonths, "month_interval"},
    {"tiD", LogicalTypeId::INTERVAL, decodeDayTime, "day_time_interval"},
    {"tin", LogicalTypeId::INTERVAL, decodeMonthDayNano, "month_day_nano_interval"},
};

tl::unexpected<Error> unknown(const ArrowColumn& column, std::string_view format) {
    return fail(ErrorCode::Unsupported,
                "Column '" + column.name + "' has the Arrow type '" + std::string(format) +
                    "', which this program does not know",
                "Leave the column out, or convert it in the source's own language.");
}

std::optional<int32_t> number(std::string_view text) {
    int32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const size_t end = text.find(separator);
        out.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return out;
}

/// "d:precision,scale" or "d:precision,scale,bits".
bool readDecimal(ArrowColumn& column, std::string_view parameters) {
    const auto parts = split(parameters, ',');
    if (parts.size() < 2 || parts.size() > 3) return false;
    const auto precision = number(parts[0]);
    const auto scale = number(parts[1]);
    const auto bits = parts.size() == 3 ? number(parts[2]) : std::optional<int32_t>(128);
    if (!precision || !scale || !bits) return false;
    if (*bits != 32 && *bits != 64 && *bits != 128 && *bits != 256) return false;
    if (*precision < 1 || *precision > 76 || std::abs(*scale) > 1000) return false;
    column.precision = *precision;
    column.scale = *scale;
    column.width = *bits / 8;
    column.arrowType = "decimal" + std::to_string(*bits) + "(" + std::to_string(*precision) + ", " +
                       std::to_string(*scale) + ")";
    if (*precision <= 38 && *scale >= 0 && *scale <= *precision) {
        column.type = LogicalType::DECIMAL(static_cast<uint8_t>(*precision), static_cast<uint8_t>(*scale));
        column.decode = decodeDecimal;
    } else {
        column.type = LogicalType::VARCHAR;
        column.decode = decodeDecimalText;
        column.note = column.arrowType + ": more digits than DECIMAL holds, kept as exact text.";
    }
    return true;
}

/// "ts" unit ":" zone. An instant when there is a zone.
bool readTimestamp(ArrowColumn& column, std::string_view format) {
    if (format.size() < 4 || format[3] != ':') return false;
    const std::string zone(format.substr(4));
    struct Unit {
        char letter;
        const char* name;
        LogicalTypeId local;
        ArrowDecoder decodeLocal;
        LogicalTypeId instant;
        ArrowDecoder decodeInstant;
    };
    static const Unit kUnits[] = {{'s', "s", LogicalTypeId::TIMESTAMP_SEC, decodeStampSeconds,
                                   LogicalTypeId::TIMESTAMP_TZ, decodeZonedSeconds},
                                  {'m', "ms", LogicalTypeId::TIMESTAMP_MS, decodeStampMillis,
                                   LogicalTypeId::TIMESTAMP_TZ, decodeZonedMillis},
                                  {'u', "us", LogicalTypeId::TIMESTAMP, decodeStampMicros,
                                   LogicalTypeId::TIMESTAMP_TZ, decodeStampMicros},
                                  {'n', "ns", LogicalTypeId::TIMESTAMP_NS, decodeStampNanos,
                                   LogicalTypeId::TIMESTAMP_NS, decodeStampNanos}};
    for (const auto& unit : kUnits) {
        if (unit.letter != format[2]) continue;
        column.arrowType = std::string("timestamp[") + unit.name + (zone.empty() ? "" : ", tz=" + zone) + "]";
        column.type = zone.empty() ? unit.local : unit.instant;
        column.decode = zone.empty() ? unit.decodeLocal : unit.decodeInstant;
        if (!zone.empty() && unit.letter == 'n') {
            column.note = "An instant, in UTC; the source's time zone is " + zone + ".";
        } else if (!zone.empty() && zone != "UTC") {
            column.note = "An instant; the source's time zone is " + zone + ".";
        }
        return true;
    }
    return false;
}

bool readFixedBytes(ArrowColumn& column, std::string_view parameter) {
    const auto width = number(parameter);
    if (!width || *width < 0) return false;
    column.width = *width;
    column.arrowType = "fixed_size_binary[" + std::to_string(*width) + "]";
    column.type = LogicalType::BLOB;
    column.decode = decodeFixedBytes;
    return true;
}

Result<ArrowColumn> readField(const ArrowSchema& field, int depth);

Result<void> readChildren(ArrowColumn& column, const ArrowSchema& field, int depth) {
    for (int64_t i = 0; i < field.n_children; i++) {
        auto child = readField(*field.children[i], depth + 1);
        if (!child) return fail(child.error());
        column.children.push_back(std::move(*child));
    }
    return {};
}

/// Names of a struct or union are told apart in DuckDB without regard to case, and never empty.
duckdb::child_list_t<LogicalType> namedChildren(ArrowColumn& column) {
    duckdb::child_list_t<LogicalType> out;
    std::set<std::string> taken;
    for (size_t i = 0; i < column.children.size(); i++) {
        const std::string own = column.children[i].name;
        std::string name = own.empty() ? std::to_string(i + 1) : own;
        for (int n = 1; !taken.insert(duckdb::StringUtil::Lower(name)).second; n++)
            name = own + "_" + std::to_string(n);
        if (name != own && !own.empty()) column.note = "Fields of the same name are numbered.";
        out.emplace_back(name, column.children[i].type);
    }
    return out;
}

bool readUnion(ArrowColumn& column, std::string_view format) {
    const auto ids = split(format.substr(4), ',');
    if (format[3] != ':' || ids.size() != column.children.size() || ids.empty()) return false;
    if (ids.size() >= duckdb::UnionType::MAX_UNION_MEMBERS) return false;
    column.members.fill(-1);
    for (size_t i = 0; i < ids.size(); i++) {
        const auto id = number(ids[i]);
        if (!id || *id < 0 || *id > 127) return false;
        column.members[static_cast<size_t>(*id)] = static_cast<int16_t>(i);
    }
    column.decode = format[2] == 'd' ? decodeDenseUnion : decodeSparseUnion;
    column.arrowType = format[2] == 'd' ? "dense_union" : "sparse_union";
    column.type = LogicalType::UNION(namedChildren(column));
    return true;
}

bool readList(ArrowColumn& column, std::string_view format) {
    if (column.children.size() != 1) return false;
    const LogicalType& item = column.children[0].type;
    static const std::map<std::string_view, std::pair<const char*, ArrowDecoder>> kLists = {
        {"+l", {"list", decodeList}},
        {"+L", {"large_list", decodeLargeList}},
        {"+vl", {"list_view", decodeListView}},
        {"+vL", {"large_list_view", decodeLargeListView}}};
    const std::string of = "<" + column.children[0].arrowType + ">";
    if (const auto found = kLists.find(format); found != kLists.end()) {
        column.arrowType = found->second.first + of;
        column.decode = found->second.second;
        column.type = LogicalType::LIST(item);
        return true;
    }
    const auto width = format.substr(0, 3) == "+w:" ? number(format.substr(3)) : std::nullopt;
    if (!width || *width < 0) return false;
    column.width = *width;
    column.arrowType = "fixed_size_list" + of + "[" + std::to_string(*width) + "]";
    const bool fits = *width > 0 && static_cast<duckdb::idx_t>(*width) <= duckdb::ArrayType::MAX_ARRAY_SIZE;
    column.decode = fits ? decodeFixedList : decodeFixedListAsList;
    column.type =
        fits ? LogicalType::ARRAY(item, static_cast<duckdb::idx_t>(*width)) : LogicalType::LIST(item);
    return true;
}

bool readMap(ArrowColumn& column) {
    if (column.children.size() != 1 || column.children[0].children.size() != 2) return false;
    const auto& entry = column.children[0].children;
    column.arrowType = "map<" + entry[0].arrowType + ", " + entry[1].arrowType + ">";
    column.type = LogicalType::MAP(entry[0].type, entry[1].type);
    column.decode = decodeMap;
    return true;
}

bool readStruct(ArrowColumn& column) {
    column.arrowType = "struct<";
    for (size_t i = 0; i < column.children.size(); i++)
        column.arrowType += (i ? ", " : "") + column.children[i].name + ": " + column.children[i].arrowType;
    column.arrowType += ">";
    column.decode = column.children.empty() ? decodeEmptyStruct : decodeStruct;
    if (column.children.empty()) {
        column.type = LogicalType::VARCHAR;
        column.note = "A struct without fields.";
    } else {
        column.type = LogicalType::STRUCT(namedChildren(column));
    }
    return true;
}

bool readRunEnds(ArrowColumn& column, const ArrowSchema& field) {
    if (column.children.size() != 2) return false;
    column.index = field.children[0]->format[0];
    if (std::string_view("sil").find(column.index) == std::string_view::npos) return false;
    column.children.erase(column.children.begin());
    column.type = column.children[0].type;
    column.note = column.children[0].note;
    column.arrowType = "run_end_encoded<" + column.children[0].arrowType + ">";
    column.decode = decodeRunEnds;
    return true;
}

Result<bool> readNested(ArrowColumn& column, const ArrowSchema& field, std::string_view format, int depth) {
    if (auto done = readChildren(column, field, depth); !done) return fail(done.error());
    if (format == "+s") return readStruct(column);
    if (format == "+m") return readMap(column);
    if (format == "+r") return readRunEnds(column, field);
    if (format.size() > 4 && format.substr(0, 2) == "+u") return readUnion(column, format);
    return readList(column, format);
}

/// DuckDB's own types that Arrow lacks travel as its raw bytes.
bool readDuckOpaque(ArrowColumn& column, const std::string& name) {
    if (name == "hugeint" && column.width == 16) {
        column.type = LogicalType::HUGEINT;
        column.decode = decodeFixed16;
    } else if (name == "uhugeint" && column.width == 16) {
        column.type = LogicalType::UHUGEINT;
        column.decode = decodeFixed16;
    } else if (name == "time_tz" && column.width == 8) {
        column.type = LogicalType::TIME_TZ;
        column.decode = decodeFixed8;
    } else if ((name == "bit" || name == "bignum") && column.type.id() == LogicalTypeId::BLOB &&
               !column.width) {
        column.type = name == "bit" ? LogicalType::BIT : LogicalType::BIGNUM;
    } else {
        return false;
    }
    column.arrowType = name;
    return true;
}

/// What extension types this program knows; others stay what they are stored as, with a note.
void applyExtension(ArrowColumn& column) {
    const auto found = column.metadata.find("ARROW:extension:name");
    if (found == column.metadata.end()) return;
    const std::string& name = found->second;
    const bool text = column.type.id() == LogicalTypeId::VARCHAR;
    if (name == "arrow.json" && text) {
        column.type = LogicalType::JSON();
        column.arrowType = "json";
    } else if (name == "arrow.uuid" && column.decode == decodeFixedBytes && column.width == 16) {
        column.type = LogicalType::UUID;
        column.decode = decodeUuid;
        column.arrowType = "uuid";
    } else if (name == "arrow.bool8" && column.type.id() == LogicalTypeId::TINYINT) {
        column.type = LogicalType::BOOLEAN;
        column.decode = decodeBool8;
        column.arrowType = "bool8";
    } else if (name == "arrow.opaque") {
        const auto details =
            nlohmann::json::parse(column.metadata["ARROW:extension:metadata"], nullptr, false);
        const std::string type = details.is_object() ? details.value("type_name", "") : "";
        const std::string vendor = details.is_object() ? details.value("vendor_name", "") : "";
        if (vendor == "DuckDB" && readDuckOpaque(column, type)) return;
        column.note = type.empty()
                          ? "A type of the source's own, as it sends it."
                          : "The source's type " + type + (text ? ", as text." : ", as the bytes it sends.");
        if (!type.empty()) column.arrowType = type;
    } else {
        column.note = "The Arrow extension type " + name + ", as it is stored.";
    }
}

Result<void> readDictionary(ArrowColumn& column, const ArrowSchema& field, int depth) {
    column.index = field.format[0];
    if (std::string_view("cCsSiIlL").find(column.index) == std::string_view::npos || field.format[1])
        return unknown(column, field.format);
    auto values = readField(*field.dictionary, depth + 1);
    if (!values) return fail(values.error());
    column.type = values->type;
    column.note = values->note;
    column.arrowType = "dictionary<" + values->arrowType + ">";
    column.decode = decodeDictionary;
    column.children.clear();
    column.children.push_back(std::move(*values));
    column.children[0].name = column.name;
    return {};
}

Result<bool> readFormat(ArrowColumn& column, const ArrowSchema& field, std::string_view format, int depth) {
    for (const auto& plain : kPlain) {
        if (plain.format != format) continue;
        column.type = plain.type;
        column.decode = plain.decode;
        column.arrowType = plain.name;
        column.note = plain.note;
        return true;
    }
    if (format.substr(0, 2) == "d:") return readDecimal(column, format.substr(2));
    if (format.substr(0, 2) == "ts") return readTimestamp(column, format);
    if (format.substr(0, 2) == "w:") return readFixedBytes(column, format.substr(2));
    if (!format.empty() && format[0] == '+') return readNested(column, field, format, depth);
    return false;
}

Result<ArrowColumn> readField(const ArrowSchema& field, int depth) {
    ArrowColumn column;
    column.name = field.name ? field.name : "";
    column.nullable = field.flags & ARROW_FLAG_NULLABLE;
    column.metadata = readArrowMetadata(field.metadata);
    if (depth > kDeepest) return fail(ErrorCode::Unsupported, "A column is nested more than 16 levels deep");
    const std::string_view format = field.format ? field.format : "";
    if (field.dictionary) {
        if (auto done = readDictionary(column, field, depth); !done) return fail(done.error());
        return column;
    }
    auto known = readFormat(column, field, format, depth);
    if (!known) return fail(known.error());
    if (!*known) return unknown(column, format);
    applyExtension(column);
    return column;
}

}  // namespace

std::map<std::string, std::string> readArrowMetadata(const char* metadata) {
    std::map<std::string, std::string> out;
    if (!metadata) return out;
    const auto next = [&metadata] {
        int32_t value = 0;
        std::memcpy(&value, metadata, sizeof value);
        metadata += sizeof value;
        return value;
    };
    const auto text = [&] {
        const int32_t size = next();
        std::string value(metadata, static_cast<size_t>(size));
        metadata += size;
        return value;
    };
    for (int32_t pairs = next(); pairs > 0; pairs--) {
        std::string key = text();
        out[std::move(key)] = text();
    }
    return out;
}

Result<ArrowColumn> readArrowField(const ArrowSchema& field) {
    return readField(field, 0);
}

Result<std::vector<ArrowColumn>> readArrowSchema(const ArrowSchema& schema) {
    std::vector<ArrowColumn> columns;
    for (int64_t i = 0; i < schema.n_children; i++) {
        auto column = readField(*schema.children[i], 0);
        if (!column) return fail(column.error());
        columns.push_back(std::move(*column));
    }
    return columns;
}

sql::Column toColumn(const ArrowColumn& column) {
    sql::Column out;
    out.name = column.name;
    out.type = column.type;
    out.nativeType = column.arrowType;
    out.nullable = column.nullable;
    out.note = column.note;
    return out;
}

std::vector<sql::Column> toColumns(const std::vector<ArrowColumn>& columns) {
    std::vector<sql::Column> out;
    for (const auto& column : columns) out.push_back(toColumn(column));
    return out;
}

}  // namespace tributary::plugin
