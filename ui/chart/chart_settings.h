// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <optional>
#include <vector>

#include "core/result/chart_sample.h"
#include "core/sql/remote_query.h"

namespace tributary::ui {

enum class ChartType { Line, Area, Bar, Scatter, Pie };

/// What a chart shows, by column name so that it survives a changed query:
/// {"type":"line","x":"at","y":["temp"]}. An empty x is the row number.
struct ChartSettings {
    ChartType type = ChartType::Line;
    QString x;
    QStringList y;

    QJsonObject toJson() const;
    static std::optional<ChartSettings> fromJson(const QJsonObject& object);
    bool operator==(const ChartSettings&) const = default;
};

/// Settings translated to the columns of a result; nullopt when one is missing or cannot be drawn.
struct ChartColumns {
    std::optional<size_t> x;
    std::vector<size_t> y;
};
std::optional<ChartColumns> resolveColumns(const ChartSettings& settings,
                                           const std::vector<sql::Column>& columns);

/// A sensible chart of these columns: a time axis if there is one, labels as bars, else numbers over row
/// number. nullopt: nothing to draw, there is no column of numbers.
std::optional<ChartSettings> suggestChart(const std::vector<sql::Column>& columns, uint64_t rows);

/// Bars and slices stand at labels unless x is a number or a time.
bool usesCategories(const ChartSettings& settings, const ChartColumns& chosen,
                    const std::vector<sql::Column>& columns);

}  // namespace tributary::ui
