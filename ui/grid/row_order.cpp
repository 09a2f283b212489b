// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/row_order.h"

#include <QtCore/QLocale>
#include <QtCore/QStringList>
#include <algorithm>
#include <utility>

#include "core/result/store_query.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

RowOrder::RowOrder(Background& background, QObject* parent) : QObject(parent), m_background(background) {}

void RowOrder::setStore(std::shared_ptr<const result::ResultStore> store) {
    m_store = std::move(store);
    m_sort.clear();
    m_filters.clear();
    apply();
}

void RowOrder::storeFinished() {
    if (m_store && !isPlain() && m_store->rowCount() != m_seenRows) apply();
}

void RowOrder::setSort(std::vector<SortKey> sort) {
    if (sort == m_sort) return;
    m_sort = std::move(sort);
    apply();
}

void RowOrder::cycleSort(int column, bool add) {
    std::vector<SortKey> sort = m_sort;
    const auto found =
        std::find_if(sort.begin(), sort.end(), [column](const SortKey& key) { return key.column == column; });
    if (found == sort.end()) {
        if (!add) sort.clear();
        sort.push_back({column, false});
    } else if (!found->descending) {
        found->descending = true;
        if (!add) sort.assign(1, {column, true});
    } else {
        sort.erase(found);
        if (!add) sort.clear();
    }
    setSort(std::move(sort));
}

void RowOrder::setFilters(std::vector<RowFilter> filters) {
    if (filters == m_filters) return;
    m_filters = std::move(filters);
    apply();
}

void RowOrder::addFilter(const RowFilter& filter) {
    auto filters = m_filters;
    if (std::find(filters.begin(), filters.end(), filter) == filters.end()) filters.push_back(filter);
    setFilters(std::move(filters));
}

void RowOrder::clear() {
    if (isPlain()) return;
    m_sort.clear();
    m_filters.clear();
    apply();
}

std::string RowOrder::sql() const {
    std::string text = "SELECT store_row FROM result_rows()";
    for (size_t i = 0; i < m_filters.size(); ++i) {
        text += (i == 0 ? " WHERE " : " AND ") + filterSql(m_filters[i], m_store->columns());
    }
    text += " ORDER BY ";
    for (const auto& key : m_sort) {
        text += result::StoreQuery::column(static_cast<size_t>(key.column)) +
                (key.descending ? " DESC NULLS LAST, " : " ASC NULLS LAST, ");
    }
    return text + "store_row";
}

void RowOrder::apply() {
    m_token.cancel();
    const uint64_t generation = ++m_generation;
    if (!m_store || isPlain()) {
        m_busy = false;
        Q_EMIT viewReady(result::StoreView(m_store));
        Q_EMIT changed();
        return;
    }
    m_busy = true;
    Q_EMIT changed();
    struct Ordered {
        uint64_t seen = 0;
        std::shared_ptr<result::ResultStore> rows;
    };
    m_token = m_background.run(
        this,
        [store = m_store, text = sql()](const CancelToken& token) -> Result<Ordered> {
            Ordered out;
            out.seen = store->rowCount();
            auto query = result::StoreQuery::open(result::StoreView(store), {{0, out.seen}});
            if (!query) return fail(query.error());
            auto rows = (*query)->collect(text, token);
            if (!rows) return fail(rows.error());
            out.rows = std::move(*rows);
            return out;
        },
        [this, generation](Result<Ordered> ordered) {
            if (generation != m_generation) return;
            m_busy = false;
            if (!ordered) {
                Q_EMIT changed();
                Q_EMIT failed(make::errorText(ordered.error()));
                return;
            }
            m_seenRows = ordered->seen;
            m_keptRows = ordered->rows->rowCount();
            Q_EMIT viewReady(result::StoreView(m_store, ordered->rows));
            Q_EMIT changed();
            if (m_store->isFinished()) storeFinished();
        },
        Background::Lane::OwnThread);
}

QString RowOrder::text() const {
    if (isPlain() || !m_store) return {};
    if (m_busy) return tr("sorting and filtering…");
    QStringList parts;
    if (!m_sort.empty()) {
        QStringList names;
        for (const auto& key : m_sort) {
            names << QString::fromStdString(m_store->columns().at(static_cast<size_t>(key.column)).name) +
                         (key.descending ? QStringLiteral(" ↓") : QStringLiteral(" ↑"));
        }
        parts << tr("sorted here by %1").arg(names.join(QStringLiteral(", ")));
    }
    if (!m_filters.empty()) {
        const QLocale locale;
        parts << tr("filtered: %1 of %2 rows")
                     .arg(locale.toString(static_cast<qulonglong>(m_keptRows)),
                          locale.toString(static_cast<qulonglong>(m_seenRows)));
    }
    if (!m_store->isFinished()) parts << tr("of the rows so far");
    return parts.join(QStringLiteral(" · "));
}

}  // namespace tributary::ui
