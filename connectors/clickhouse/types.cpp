// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/clickhouse/types.h"

#include <map>

namespace tributary::connectors::clickhouse {
namespace {

using duckdb::LogicalType;
using sql::PushRules;

constexpr PushRules kCompare{true, true, false, true};
constexpr PushRules kEquality{true, false, false, true};
constexpr PushRules kNullOnly{false, false, false, true};

struct Simple {
    LogicalType type;
    PushRules push;
    const char* note = "";
};

/// Types that need no look at their arguments.
const std::map<std::string, Simple, std::less<>>& simpleTypes() {
    static const std::map<std::string, Simple, std::less<>> kTypes = {
        {"UInt8", {LogicalType::UTINYINT, kCompare}},
        {"UInt16", {LogicalType::USMALLINT, kCompare}},
        {"UInt32", {LogicalType::UINTEGER, kCompare}},
        {"UInt64", {LogicalType::UBIGINT, kCompare}},
        {"UInt128", {LogicalType::UHUGEINT, kCompare}},
        {"Int8", {LogicalType::TINYINT, kCompare}},
        {"Int16", {LogicalType::SMALLINT, kCompare}},
        {"Int32", {LogicalType::INTEGER, kCompare}},
        {"Int64", {LogicalType::BIGINT, kCompare}},
        {"Int128", {LogicalType::HUGEINT, kCompare}},
        {"UInt256", {LogicalType::VARCHAR, kNullOnly, "256-bit integer: kept as exact text"}},
        {"Int256", {LogicalType::VARCHAR, kNullOnly, "256-bit integer: kept as exact text"}},
        {"Float32", {LogicalType::FLOAT, kCompare}},
        {"Float64", {LogicalType::DOUBLE, kCompare}},
        {"BFloat16", {LogicalType::FLOAT, kNullOnly}},
        {"Bool", {LogicalType::BOOLEAN, kCompare}},
        {"Date", {LogicalType::DATE, kCompare}},
        {"Date32", {LogicalType::DATE, kCompare}},
        {"UUID", {LogicalType::UUID, kEquality}},
        {"IPv4", {LogicalType::VARCHAR, PushRules::all(), "IP address: kept as text"}},
        {"IPv6", {LogicalType::VARCHAR, kNullOnly, "IP address: kept as text"}},
        {"Nothing", {LogicalType::INTEGER, PushRules::none()}},
        {"IntervalNanosecond", {LogicalType::BIGINT, kNullOnly, "interval: a number of nanoseconds"}},
    };
    return kTypes;
}

Mapping asText(const std::string& what) {
    return {LogicalType::VARCHAR, what + ": shown as the text ClickHouse makes of it", PushRules::none(),
            true};
}

std::string zoneNote(const Type& type, size_t index) {
    if (index >= type.args.size() || type.args[index].kind != Type::Kind::Text) return {};
    return "an instant; the column's time zone is " + type.args[index].name;
}

Mapping mapDecimal(int64_t width, int64_t scale) {
    if (width > 38) {
        return {LogicalType::VARCHAR, "more than 38 digits: kept as exact text", kNullOnly};
    }
    return {LogicalType::DECIMAL(static_cast<uint8_t>(width), static_cast<uint8_t>(scale)), "", kCompare};
}

Mapping mapDateTime64(const Type& type) {
    const std::string zone = zoneNote(type, 1);
    if (type.numberAt(0, 3) <= 6) return {LogicalType::TIMESTAMP_TZ, zone, kCompare};
    return {LogicalType::TIMESTAMP_NS, "nanoseconds, in UTC" + (zone.empty() ? "" : "; " + zone), kCompare};
}

Mapping mapString(const Type& type, Strings strings) {
    if (type.is("String")) {
        return {strings == Strings::Blob ? LogicalType::BLOB : LogicalType::VARCHAR, "",
                strings == Strings::Blob ? kCompare : PushRules::all()};
    }
    if (strings == Strings::Blob) return {LogicalType::BLOB, "", kCompare};
    return {LogicalType::VARCHAR, "FixedString: the zero bytes that pad a value are left out", kCompare};
}

std::string elementName(const Type& element, size_t index) {
    return element.label.empty() ? std::to_string(index + 1) : element.label;
}

Mapping mapTuple(const Type& type, Strings strings) {
    duckdb::child_list_t<LogicalType> children;
    std::string note;
    for (size_t i = 0; i < type.args.size(); i++) {
        Mapping child = mapType(type.args[i], strings);
        if (child.asText) return asText("a tuple with " + type.args[i].name);
        if (note.empty()) note = child.note;
        children.emplace_back(elementName(type.args[i], i), child.type);
    }
    if (children.empty()) return asText("an empty tuple");
    return {LogicalType::STRUCT(std::move(children)), note};
}

Mapping mapList(const Type& element, Strings strings) {
    Mapping child = mapType(element, strings);
    if (child.asText) return asText("an array of " + element.name);
    return {LogicalType::LIST(child.type), child.note};
}

Mapping mapMap(const Type& type, Strings strings) {
    if (type.args.size() != 2) return asText(type.name);
    Mapping key = mapType(type.args[0], strings);
    Mapping value = mapType(type.args[1], strings);
    if (key.asText || value.asText)
        return asText("a map of " + type.args[0].name + " to " + type.args[1].name);
    return {LogicalType::MAP(key.type, value.type), key.note.empty() ? value.note : key.note};
}

Mapping mapInterval(const Type& type) {
    return {LogicalType::INTERVAL, type.name, kNullOnly};
}

}  // namespace

Mapping mapType(const Type& type, Strings strings) {
    if (auto it = simpleTypes().find(type.name); it != simpleTypes().end() && type.args.empty()) {
        return {it->second.type, it->second.note, it->second.push};
    }
    if (auto meaning = geometryMeaning(type)) {
        auto alias = parseType(*meaning);
        return alias ? mapType(*alias, strings) : asText(type.name);
    }
    if (type.is("Nullable") || type.is("LowCardinality")) {
        if (type.args.size() != 1) return asText(type.name);
        return mapType(type.args[0], strings);
    }
    if (type.is("SimpleAggregateFunction") && type.args.size() >= 2) return mapType(type.args[1], strings);
    if (type.is("String") || type.is("FixedString")) return mapString(type, strings);
    if (type.is("DateTime")) return {LogicalType::TIMESTAMP_TZ, zoneNote(type, 0), kCompare};
    if (type.is("DateTime64")) return mapDateTime64(type);
    if (type.is("Decimal")) return mapDecimal(type.numberAt(0, 10), type.numberAt(1, 0));
    if (type.is("Enum8") || type.is("Enum16")) return {LogicalType::VARCHAR, "", PushRules::all()};
    if (type.is("Array") && type.args.size() == 1) return mapList(type.args[0], strings);
    if (type.is("Nested")) {
        Type row{Type::Kind::Name, "Tuple", "", 0, type.args};
        return mapList(row, strings);
    }
    if (type.is("Tuple")) return mapTuple(type, strings);
    if (type.is("Map")) return mapMap(type, strings);
    if (type.name.rfind("Interval", 0) == 0 && type.args.empty()) return mapInterval(type);
    return asText(type.name);
}

std::optional<std::string_view> geometryMeaning(const Type& type) {
    static const std::map<std::string_view, std::string_view> kMeanings = {
        {"Point", "Tuple(Float64, Float64)"},
        {"Ring", "Array(Tuple(Float64, Float64))"},
        {"LineString", "Array(Tuple(Float64, Float64))"},
        {"MultiLineString", "Array(Array(Tuple(Float64, Float64)))"},
        {"Polygon", "Array(Array(Tuple(Float64, Float64)))"},
        {"MultiPolygon", "Array(Array(Array(Tuple(Float64, Float64))))"},
    };
    auto it = type.args.empty() ? kMeanings.find(type.name) : kMeanings.end();
    if (it == kMeanings.end()) return std::nullopt;
    return it->second;
}

std::string textExpression(const Type& type, const std::string& quoted) {
    // A state has no text of its own; what it would give now does.
    if (type.is("AggregateFunction")) return "toString(finalizeAggregation(" + quoted + "))";
    return "toString(" + quoted + ")";
}

sql::Column makeColumn(std::string name, const std::string& nativeType, Strings strings) {
    sql::Column column;
    column.name = std::move(name);
    column.nativeType = nativeType;
    auto type = parseType(nativeType);
    const Mapping mapping = type ? mapType(*type, strings) : asText(nativeType);
    column.type = mapping.type;
    column.note = mapping.note;
    column.push = mapping.push;
    column.nullable = type && isNullable(*type);
    return column;
}

}  // namespace tributary::connectors::clickhouse
