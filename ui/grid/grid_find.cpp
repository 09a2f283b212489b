// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/grid_find.h"

#include <utility>

#include "core/result/store_query.h"
#include "ui/grid/row_filter.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

using Place = std::pair<uint64_t, uint64_t>;  // row, visual

Result<Place> placeAt(const result::ResultStore& matches, uint64_t index) {
    auto chunks = matches.rows(index, 1);
    if (!chunks) return fail(chunks.error());
    if (chunks->empty()) return fail(ErrorCode::NotFound, "The match is not there any more.");
    duckdb::DataChunk& chunk = *chunks->front();
    chunk.Flatten();
    return Place(duckdb::FlatVector::GetData<uint64_t>(chunk.data[0])[0],
                 duckdb::FlatVector::GetData<uint64_t>(chunk.data[1])[0]);
}

/// The first match at or behind `from`; the count of matches if there is none.
Result<uint64_t> firstFrom(const result::ResultStore& matches, const Place& from) {
    uint64_t low = 0;
    uint64_t high = matches.rowCount();
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        const auto place = placeAt(matches, middle);
        if (!place) return fail(place.error());
        if (*place < from) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

}  // namespace

std::string findSql(const GridNeedle& needle, const std::vector<int>& columns) {
    const bool exact = needle.sensitivity == Qt::CaseSensitive;
    const std::string wanted = exact ? sqlText(needle.text) : "lower(" + sqlText(needle.text) + ")";
    std::string any;
    std::string places;
    for (size_t visual = 0; visual < columns.size(); ++visual) {
        const std::string text =
            "CAST(" + result::StoreQuery::column(static_cast<size_t>(columns[visual])) + " AS VARCHAR)";
        const std::string found =
            "coalesce(contains(" + (exact ? text : "lower(" + text + ")") + ", " + wanted + "), false)";
        any += (visual == 0 ? "" : " OR ") + found;
        places += (visual == 0 ? "" : ", ") + ("CASE WHEN " + found) + " THEN " + std::to_string(visual) +
                  "::UBIGINT END";
    }
    return "SELECT view_row, place FROM (SELECT view_row, unnest([" + places +
           "]) AS place FROM result_rows() WHERE " + any +
           ") WHERE place IS NOT NULL ORDER BY view_row, place";
}

GridFind::GridFind(Background& background, QObject* parent) : QObject(parent), m_background(background) {}

void GridFind::clear() {
    m_token.cancel();
    ++m_generation;
    m_needle = {};
    m_matches.reset();
    m_count = 0;
    m_busy = false;
    Q_EMIT changed();
}

void GridFind::search(const result::StoreView& view, const GridNeedle& needle, std::vector<int> columns) {
    clear();
    m_needle = needle;
    if (needle.text.isEmpty() || view.isEmpty() || columns.empty()) return;
    m_busy = true;
    Q_EMIT changed();
    m_token = m_background.run(
        this,
        [view, text = findSql(needle, columns)](
            const CancelToken& token) -> Result<std::shared_ptr<result::ResultStore>> {
            auto query = result::StoreQuery::open(view, {{0, view.rowCount()}});
            if (!query) return fail(query.error());
            return (*query)->collect(text, token);
        },
        [this, generation = m_generation](Result<std::shared_ptr<result::ResultStore>> matches) {
            if (generation != m_generation) return;
            m_busy = false;
            if (matches) {
                m_matches = std::move(*matches);
                m_count = static_cast<qint64>(m_matches->rowCount());
            }
            Q_EMIT changed();
            if (!matches) Q_EMIT failed(make::errorText(matches.error()));
        },
        Background::Lane::OwnThread);
}

void GridFind::step(qint64 row, int visual, bool forward, bool inclusive) {
    if (!m_matches || m_count == 0) return;
    // Before the first cell is behind none of them.
    const Place from(
        static_cast<uint64_t>(std::max<qint64>(row, 0)),
        static_cast<uint64_t>(std::max(visual, 0)) + (forward && !inclusive && row >= 0 ? 1 : 0));
    m_background.run(
        this,
        [matches = m_matches, from, forward](const CancelToken&) -> Result<Match> {
            auto index = firstFrom(*matches, from);
            if (!index) return fail(index.error());
            const uint64_t count = matches->rowCount();
            if (forward && *index == count) *index = 0;
            if (!forward) *index = (*index == 0 ? count : *index) - 1;
            auto place = placeAt(*matches, *index);
            if (!place) return fail(place.error());
            return Match{static_cast<qint64>(place->first), static_cast<int>(place->second),
                         static_cast<qint64>(*index)};
        },
        [this, generation = m_generation](const Result<Match>& match) {
            if (generation != m_generation) return;
            if (match) {
                Q_EMIT arrived(*match);
            } else {
                Q_EMIT failed(make::errorText(match.error()));
            }
        });
}

}  // namespace tributary::ui
