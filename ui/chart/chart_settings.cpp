// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/chart_settings.h"

#include <QtCore/QJsonArray>
#include <array>
#include <utility>

namespace tributary::ui {

namespace {

constexpr size_t kSuggestedSeries = 4;
constexpr std::array<std::pair<ChartType, const char*>, 5> kTypeNames{{{ChartType::Line, "line"},
                                                                       {ChartType::Area, "area"},
                                                                       {ChartType::Bar, "bar"},
                                                                       {ChartType::Scatter, "scatter"},
                                                                       {ChartType::Pie, "pie"}}};

std::optional<size_t> indexOf(const QString& name, const std::vector<sql::Column>& columns) {
    for (size_t c = 0; c < columns.size(); ++c) {
        if (QString::fromStdString(columns[c].name) == name) return c;
    }
    return std::nullopt;
}

result::AxisKind kindOf(const sql::Column& column) {
    return result::axisKind(column.type);
}

/// Keys are numbers nobody wants to see as a curve.
bool looksLikeKey(const QString& name) {
    const QString lower = name.toLower();
    return lower == QLatin1String("id") || lower.endsWith(QLatin1String("_id")) ||
           lower == QLatin1String("rowid");
}

}  // namespace

QJsonObject ChartSettings::toJson() const {
    QJsonObject object;
    for (const auto& [value, name] : kTypeNames) {
        if (value == type) object[QStringLiteral("type")] = QLatin1String(name);
    }
    object[QStringLiteral("x")] = x;
    object[QStringLiteral("y")] = QJsonArray::fromStringList(y);
    return object;
}

std::optional<ChartSettings> ChartSettings::fromJson(const QJsonObject& object) {
    ChartSettings settings;
    bool known = false;
    for (const auto& [value, name] : kTypeNames) {
        if (object[QStringLiteral("type")].toString() != QLatin1String(name)) continue;
        settings.type = value;
        known = true;
    }
    settings.x = object[QStringLiteral("x")].toString();
    for (const auto& name : object[QStringLiteral("y")].toArray()) settings.y << name.toString();
    if (!known || settings.y.isEmpty()) return std::nullopt;
    return settings;
}

std::optional<ChartColumns> resolveColumns(const ChartSettings& settings,
                                           const std::vector<sql::Column>& columns) {
    ChartColumns chosen;
    if (!settings.x.isEmpty()) {
        chosen.x = indexOf(settings.x, columns);
        if (!chosen.x) return std::nullopt;
    }
    for (const QString& name : settings.y) {
        const auto index = indexOf(name, columns);
        if (!index || kindOf(columns[*index]) != result::AxisKind::Number) return std::nullopt;
        chosen.y.push_back(*index);
    }
    if (chosen.y.empty()) return std::nullopt;
    return chosen;
}

std::optional<ChartSettings> suggestChart(const std::vector<sql::Column>& columns, uint64_t rows) {
    ChartSettings settings;
    std::optional<size_t> time;
    std::optional<size_t> label;
    std::vector<size_t> numbers;
    std::vector<size_t> keys;
    for (size_t c = 0; c < columns.size(); ++c) {
        switch (kindOf(columns[c])) {
            case result::AxisKind::Time:
                if (!time) time = c;
                break;
            case result::AxisKind::Category:
                if (!label && !columns[c].type.IsNested()) label = c;
                break;
            case result::AxisKind::Number:
                (looksLikeKey(QString::fromStdString(columns[c].name)) ? keys : numbers).push_back(c);
                break;
        }
    }
    if (numbers.empty()) numbers = std::exchange(keys, {});
    if (numbers.empty()) return std::nullopt;
    const auto name = [&](size_t c) { return QString::fromStdString(columns[c].name); };
    if (time) {
        settings.type = rows < 3 ? ChartType::Bar : ChartType::Line;
        settings.x = name(*time);
    } else if (label) {
        settings.type = ChartType::Bar;
        settings.x = name(*label);
    } else if (!keys.empty()) {
        settings.x = name(keys.front());
    }
    // Columns of one result rarely share a unit: with bars the first number speaks, curves may keep company.
    const size_t most = settings.type == ChartType::Bar ? 1 : kSuggestedSeries;
    for (size_t i = 0; i < std::min(most, numbers.size()); ++i) settings.y << name(numbers[i]);
    return settings;
}

bool usesCategories(const ChartSettings& settings, const ChartColumns& chosen,
                    const std::vector<sql::Column>& columns) {
    if (settings.type == ChartType::Pie) return true;
    return chosen.x && kindOf(columns.at(*chosen.x)) == result::AxisKind::Category;
}

}  // namespace tributary::ui
