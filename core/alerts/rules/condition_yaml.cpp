// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/condition_yaml.h"

#include <array>
#include <map>

#include "core/alerts/rules/rule.h"

namespace tributary::alerts {

namespace {

using Kind = Condition::Kind;
using Keys = std::vector<std::string_view>;
using yaml::Map;
using yaml::mistake;

constexpr std::array<std::string_view, 6> kComparisons{"above",   "at_least", "below",
                                                       "at_most", "equal",    "not_equal"};

const std::map<Kind, Keys>& keysByKind() {
    static const std::map<Kind, Keys> kKeys{
        {Kind::EveryRow, {}},
        {Kind::Threshold,
         {"column", "op", "warning", "critical", "warning_recovery", "critical_recovery", "counter"}},
        {Kind::Combined, {"match", "of", "counter"}},
        {Kind::Change,
         {"column", "op", "warning", "critical", "warning_recovery", "critical_recovery", "ago", "percent",
          "counter"}},
        {Kind::NoNewRows, {"warning", "critical"}},
        {Kind::RowCount, {"op", "warning", "critical", "warning_recovery", "critical_recovery"}},
        {Kind::Absence, {"expected"}},
        {Kind::Check, {"allowed_rows", "expected_columns"}},
        {Kind::Anomaly,
         {"column", "sensitivity", "direction", "min_deviation", "min_deviation_percent", "time_zone",
          "counter"}},
        {Kind::Multivariate, {"columns", "sensitivity", "time_zone", "counter"}},
        {Kind::Peers,
         {"column", "by", "sensitivity", "direction", "min_deviation", "min_deviation_percent", "counter"}}};
    return kKeys;
}

Keys kindNames() {
    Keys names;
    for (const auto& [kind, keys] : keysByKind()) names.push_back(toString(kind));
    return names;
}

std::optional<double> optionalNumber(const Map& map, const std::string& key) {
    if (!map.has(key)) return std::nullopt;
    return map.number(key, 0);
}

Bounds readBounds(const Map& map) {
    Bounds bounds;
    if (map.has("op")) {
        const std::string word = map.text("op");
        const std::array<Comparison, 6> all{Comparison::Above,  Comparison::AtLeast, Comparison::Below,
                                            Comparison::AtMost, Comparison::Equal,   Comparison::NotEqual};
        bool found = false;
        for (const Comparison candidate : all)
            if (word == kComparisons[static_cast<size_t>(candidate)] || word == toString(candidate)) {
                bounds.comparison = candidate;
                found = true;
            }
        if (!found)
            mistake(map.at("op"), "'" + word + "' is no comparison.",
                    "Comparisons are above, at_least, below, at_most, equal and not_equal.");
    }
    bounds.warning = optionalNumber(map, "warning");
    bounds.critical = optionalNumber(map, "critical");
    bounds.warningRecovery = optionalNumber(map, "warning_recovery");
    bounds.criticalRecovery = optionalNumber(map, "critical_recovery");
    return bounds;
}

Bounds readAges(const Map& map) {
    Bounds bounds;
    const auto read = [&](const std::string& key, std::optional<double>& level) {
        if (map.has(key)) level = std::chrono::duration<double>(map.duration(key)).count();
    };
    read("warning", bounds.warning);
    read("critical", bounds.critical);
    return bounds;
}

Condition::Direction readDirection(const Map& map) {
    using Direction = Condition::Direction;
    const std::string word = map.text("direction", "both");
    for (const Direction candidate : {Direction::Both, Direction::Above, Direction::Below})
        if (toString(candidate) == word) return candidate;
    mistake(map.at("direction"), "'" + word + "' is no direction.", "Directions are both, above and below.");
}

Condition::Counter readCounter(const Map& map) {
    using Counter = Condition::Counter;
    const std::string word = map.text("counter", "none");
    for (const Counter candidate : {Counter::None, Counter::Rate, Counter::Increase})
        if (toString(candidate) == word) return candidate;
    mistake(map.at("counter"), "'" + word + "' is nothing a counter gives.",
            "Say rate (a second) or increase (since the evaluation before).");
}

void readParts(const Map& map, Condition& condition) {
    const std::string match = map.text("match", "all");
    if (match != "all" && match != "any") mistake(map.at("match"), "`match` must be all or any.");
    condition.all = match == "all";
    if (!map.has("of")) return;
    for (const YAML::Node& entry : yaml::listOf(map.at("of"), "`of`")) {
        Keys keys = keysByKind().at(Kind::Threshold);
        std::erase(keys, "counter");  // of the whole
        const Map part(entry, "A combined condition", keys);
        Condition& threshold = condition.parts.emplace_back();
        threshold.kind = Kind::Threshold;
        threshold.column = part.text("column");
        threshold.bounds = readBounds(part);
    }
}

Kind readKind(const YAML::Node& node) {
    if (!node.IsMap()) mistake(node, "`condition` must be a map of keys and values.");
    const YAML::Node type = node["type"];
    if (!type.IsDefined() || !type.IsScalar())
        mistake(node, "`condition` needs a `type`.", "As `type: threshold`.");
    for (const auto& [kind, keys] : keysByKind())
        if (toString(kind) == type.Scalar()) return kind;
    const std::string near = yaml::nearest(type.Scalar(), kindNames());
    std::string known;
    for (const std::string_view name : kindNames()) (known += known.empty() ? "" : ", ") += name;
    mistake(type, "'" + type.Scalar().substr(0, 60) + "' is no type of condition.",
            near.empty() ? "Types are " + known + "." : "Did you mean '" + near + "'?");
}

void writeBounds(yaml::Writer& writer, const Bounds& bounds) {
    if (bounds.comparison != Comparison::Above)
        writer.text("op", kComparisons[static_cast<size_t>(bounds.comparison)]);
    const auto write = [&](const char* key, const std::optional<double>& value) {
        if (value) writer.number(key, *value);
    };
    write("warning", bounds.warning);
    write("warning_recovery", bounds.warningRecovery);
    write("critical", bounds.critical);
    write("critical_recovery", bounds.criticalRecovery);
}

void writeAges(yaml::Writer& writer, const Bounds& bounds) {
    const auto write = [&](const char* key, const std::optional<double>& seconds) {
        if (seconds) writer.duration(key, Duration(std::llround(*seconds * 1000)));
    };
    write("warning", bounds.warning);
    write("critical", bounds.critical);
}

void writeParts(yaml::Writer& writer, const Condition& condition) {
    if (!condition.all) writer.text("match", "any");
    writer.list("of", condition.parts, [&](const Condition& part) {
        if (!part.column.empty()) writer.text("column", part.column);
        writeBounds(writer, part.bounds);
    });
}

}  // namespace

Condition readCondition(const YAML::Node& node) {
    Condition condition;
    condition.kind = readKind(node);
    Keys keys = keysByKind().at(condition.kind);
    keys.insert(keys.end(), {"type", "breaches", "windows"});
    const Map map(node, "A condition of type " + std::string(toString(condition.kind)), keys);
    condition.column = map.text("column");
    condition.columns = map.texts("columns");
    condition.bounds = condition.kind == Kind::NoNewRows ? readAges(map) : readBounds(map);
    if (condition.kind == Kind::Combined) readParts(map, condition);
    condition.span = map.duration("ago");
    condition.percent = map.flag("percent", false);
    condition.counter = readCounter(map);
    condition.by = map.texts("by");
    condition.direction = readDirection(map);
    condition.sensitivity = map.number("sensitivity", condition.sensitivity);
    condition.minDeviation = map.number("min_deviation", 0);
    condition.minDeviationPercent = map.number("min_deviation_percent", 0);
    condition.timeZone = map.text("time_zone");
    if (map.has("expected"))
        for (const YAML::Node& entry : yaml::listOf(map.at("expected"), "`expected`"))
            condition.expectedSets.push_back(yaml::labelsOf(entry, "an entry of `expected`"));
    condition.expectedColumns = map.texts("expected_columns");
    condition.allowedRows = map.count("allowed_rows", 0);
    condition.windows = static_cast<uint32_t>(std::min<uint64_t>(map.count("windows", 1), 1000));
    condition.breaches = static_cast<uint32_t>(std::min<uint64_t>(map.count("breaches", 1), 1000));
    return condition;
}

void writeCondition(yaml::Writer& writer, const Condition& condition) {
    writer.text("type", toString(condition.kind));
    if (!condition.column.empty()) writer.text("column", condition.column);
    writer.texts("columns", condition.columns);
    if (condition.kind == Kind::NoNewRows)
        writeAges(writer, condition.bounds);
    else
        writeBounds(writer, condition.bounds);
    if (condition.kind == Kind::Combined) writeParts(writer, condition);
    if (condition.span != Duration(0)) writer.duration("ago", condition.span);
    if (condition.percent) writer.text("percent", "true");
    if (condition.counter != Condition::Counter::None) writer.text("counter", toString(condition.counter));
    writer.texts("by", condition.by);
    if (condition.kind == Kind::Anomaly || condition.kind == Kind::Multivariate ||
        condition.kind == Kind::Peers)
        writer.number("sensitivity", condition.sensitivity);
    if (condition.direction != Condition::Direction::Both)
        writer.text("direction", toString(condition.direction));
    if (condition.minDeviation != 0) writer.number("min_deviation", condition.minDeviation);
    if (condition.minDeviationPercent != 0)
        writer.number("min_deviation_percent", condition.minDeviationPercent);
    if (!condition.timeZone.empty()) writer.text("time_zone", condition.timeZone);
    writer.list("expected", condition.expectedSets, [&](const Labels& set) {
        for (const auto& [name, value] : set) writer.text(name, value);
    });
    writer.texts("expected_columns", condition.expectedColumns);
    if (condition.allowedRows != 0) writer.count("allowed_rows", condition.allowedRows);
    if (condition.windows != 1 || condition.breaches != 1) {
        writer.count("breaches", condition.breaches);
        writer.count("windows", condition.windows);
    }
}

}  // namespace tributary::alerts
