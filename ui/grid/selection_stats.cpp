// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/selection_stats.h"

#include <QtCore/QLocale>
#include <QtCore/QStringList>
#include <algorithm>
#include <utility>

#include "core/result/cell_format.h"
#include "core/result/store_query.h"

namespace tributary::ui {

namespace {

std::string totalsSql(const std::vector<sql::Column>& all, const std::vector<int>& columns, bool numeric) {
    std::string values;
    for (const int column : columns) {
        values += (values.empty() ? "" : ", ") + result::StoreQuery::column(static_cast<size_t>(column));
    }
    const std::string from = columns.size() == 1
                                 ? "(SELECT " + values + " AS v FROM result_rows())"
                                 : "(SELECT unnest([" + values + "]) AS v FROM result_rows())";
    std::string text = "SELECT count(v)";
    // Nested values have no order a person expects; of several columns only numbers compare.
    const bool ordered =
        numeric || (columns.size() == 1 && !all[static_cast<size_t>(columns[0])].type.IsNested());
    text += ordered ? ", min(v), max(v)" : ", NULL, NULL";
    text += numeric ? ", sum(v), avg(v)" : ", NULL, NULL";
    return text + " FROM " + from;
}

QString textOf(duckdb::DataChunk& chunk, duckdb::idx_t column) {
    const auto texts = result::formatVector(chunk.data[column], 1);
    if (texts.empty() || !texts[0]) return {};
    const QString text = QString::fromStdString(*texts[0]);
    return text.size() > 60 ? text.left(60) + QChar(0x2026) : text;
}

}  // namespace

Result<CellTotals> computeTotals(const result::StoreView& view, const std::vector<SelectedCells>& selection,
                                 const CancelToken& token) {
    CellTotals totals;
    std::vector<result::RowRange> ranges;
    std::vector<int> columns;
    for (const auto& part : selection) {
        totals.cells += part.rows.count * part.columns.size();
        ranges.push_back(part.rows);
        columns = part.columns;
    }
    // Rectangles of different columns have no common total; counting them is still right.
    const bool uniform = std::all_of(selection.begin(), selection.end(),
                                     [&](const SelectedCells& part) { return part.columns == columns; });
    if (columns.empty() || !uniform || totals.cells == 0) return totals;
    const auto& all = view.store().columns();
    const bool numeric = std::all_of(columns.begin(), columns.end(), [&](int column) {
        return result::isNumeric(all.at(static_cast<size_t>(column)).type);
    });
    if (!numeric && columns.size() > 1) return totals;
    auto query = result::StoreQuery::open(view, std::move(ranges));
    if (!query) return fail(query.error());
    auto done =
        (*query)->run(totalsSql(all, columns, numeric), token, [&](duckdb::DataChunk& chunk) -> Result<void> {
            totals.nonNull = static_cast<uint64_t>(chunk.GetValue(0, 0).GetValue<int64_t>());
            totals.minimum = textOf(chunk, 1);
            totals.maximum = textOf(chunk, 2);
            totals.sum = textOf(chunk, 3);
            totals.average = textOf(chunk, 4);
            return {};
        });
    if (!done) return fail(done.error());
    return totals;
}

SelectionStats::SelectionStats(Background& background, QObject* parent)
    : QObject(parent), m_background(background) {}

void SelectionStats::select(const result::StoreView& view, std::vector<SelectedCells> selection) {
    m_token.cancel();
    const uint64_t generation = ++m_generation;
    m_totals = {};
    for (const auto& part : selection) m_totals.cells += part.rows.count * part.columns.size();
    Q_EMIT changed();
    if (view.isEmpty() || m_totals.cells <= 1) return;
    m_token = m_background.run(
        this,
        [view, selection = std::move(selection)](const CancelToken& token) {
            return computeTotals(view, selection, token);
        },
        [this, generation](const Result<CellTotals>& totals) {
            // A sum that overflows has no total; the count stays.
            if (generation != m_generation || !totals) return;
            m_totals = *totals;
            Q_EMIT changed();
        });
}

QString SelectionStats::text() const {
    if (m_totals.cells == 0) return {};
    const QLocale locale;
    QStringList parts;
    if (!m_totals.sum.isEmpty()) parts << QStringLiteral("Σ ") + m_totals.sum;
    if (!m_totals.average.isEmpty()) parts << tr("avg %1").arg(m_totals.average);
    if (!m_totals.minimum.isEmpty()) {
        parts << tr("min %1").arg(m_totals.minimum) << tr("max %1").arg(m_totals.maximum);
    }
    QString count = tr("selection %1").arg(locale.toString(static_cast<qulonglong>(m_totals.cells)));
    if (m_totals.nonNull > 0 && m_totals.nonNull != m_totals.cells) {
        count += tr(" (%1 not NULL)").arg(locale.toString(static_cast<qulonglong>(m_totals.nonNull)));
    }
    parts << count;
    return parts.join(QStringLiteral(" · "));
}

}  // namespace tributary::ui
