// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/grid_data.h"

#include <QtCore/QStringList>
#include <algorithm>
#include <utility>

#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kCachedCells = 200'000;
constexpr uint64_t kSampleRows = 100;

}  // namespace

GridData::GridData(Background& background, QObject* parent) : QObject(parent), m_background(background) {
    m_pages.setMaxCost(kCachedCells);
}

void GridData::setView(result::StoreView view) {
    m_view = std::move(view);
    m_rowCount = static_cast<qint64>(m_view.rowCount());
    dropPages();
    Q_EMIT reset();
}

void GridData::dropPages() {
    ++m_generation;
    m_pages.clear();
    m_wanted.clear();
    m_loading = false;
}

void GridData::refresh() {
    const auto rows = static_cast<qint64>(m_view.rowCount());
    if (rows == m_rowCount) return;
    m_rowCount = rows;
    Q_EMIT rowsChanged();
}

int GridData::columnCount() const {
    return m_view.isEmpty() ? 0 : static_cast<int>(m_view.store().columns().size());
}

const sql::Column& GridData::column(int column) const {
    return m_view.store().columns().at(static_cast<size_t>(column));
}

const GridCell* GridData::cell(qint64 row, int column) {
    if (row < 0 || row >= m_rowCount || column < 0 || column >= columnCount()) return nullptr;
    const Key key{row / kPageRows, column / kPageColumns};
    const Page* page = m_pages.object(key);
    const qint64 localRow = row % kPageRows;
    if (!page || localRow >= page->rows) {
        // A page read while rows still streamed in is short: it is read again when its later rows are looked
        // at.
        m_wanted.insert(key);
        return nullptr;
    }
    return &page->cells[static_cast<size_t>((column % kPageColumns) * page->rows + localRow)];
}

void GridData::fetchWanted() {
    if (m_loading || m_wanted.empty()) return;
    m_loading = true;
    std::vector<Key> keys(m_wanted.begin(), m_wanted.end());
    m_wanted.clear();
    m_background.run(
        this,
        [view = m_view, zone = m_zone,
         keys = std::move(keys)](const CancelToken& token) -> Result<LoadedPages> {
            LoadedPages pages;
            for (const Key& key : keys) {
                if (token.isCancelled()) break;
                auto page = loadPage(view, key, zone);
                if (!page) return fail(page.error());
                pages.emplace_back(key, std::move(*page));
            }
            return pages;
        },
        [this, generation = m_generation](Result<LoadedPages> pages) {
            if (generation != m_generation) return;
            m_loading = false;
            if (!pages) {
                m_wanted.clear();
                Q_EMIT failed(make::errorText(pages.error()));
                return;
            }
            take(std::move(*pages));
        });
}

void GridData::take(LoadedPages pages) {
    m_wanted.clear();  // the next painting tells what is still looked at
    for (auto& [key, page] : pages) {
        const int cost = std::max<int>(1, static_cast<int>(page->cells.size()));
        m_pages.insert(key, new Page(std::move(*page)), cost);
    }
    Q_EMIT pagesLoaded();
}

Result<std::shared_ptr<GridData::Page>> GridData::loadPage(const result::StoreView& view, const Key& key,
                                                           const QByteArray& zone) {
    const size_t total = view.store().columns().size();
    const size_t firstColumn = static_cast<size_t>(key.columnBlock) * kPageColumns;
    std::vector<size_t> columns;
    for (size_t c = firstColumn; c < std::min(total, firstColumn + kPageColumns); ++c) columns.push_back(c);
    auto pieces = view.rows({static_cast<uint64_t>(key.rowBlock * kPageRows), kPageRows}, columns);
    if (!pieces) return fail(pieces.error());
    auto page = std::make_shared<Page>();
    page->columns = static_cast<int>(columns.size());
    for (const auto& piece : *pieces) page->rows += static_cast<qint64>(piece.storeRows.size());
    page->cells.reserve(static_cast<size_t>(page->rows) * columns.size());
    for (size_t c = 0; c < columns.size(); ++c) {
        for (auto& piece : *pieces) {
            auto cells = previewVector(piece.chunk->data[c], piece.chunk->size(), zone);
            std::move(cells.begin(), cells.end(), std::back_inserter(page->cells));
        }
    }
    return page;
}

void GridData::setDisplayZone(const QByteArray& zone) {
    if (zone == m_zone) return;
    m_zone = zone;
    dropPages();
    Q_EMIT pagesLoaded();
}

void GridData::sampleWidths() {
    if (m_view.isEmpty() || m_rowCount == 0) return;
    m_background.run(
        this,
        [view = m_view, zone = m_zone](const CancelToken& token) -> Result<QStringList> {
            QStringList longest;
            auto pieces = view.rows({0, kSampleRows});
            if (!pieces) return fail(pieces.error());
            // Numbers that count up are longest at the end.
            const uint64_t rows = view.rowCount();
            if (rows > 2 * kSampleRows) {
                auto last = view.rows({rows - kSampleRows, kSampleRows});
                if (!last) return fail(last.error());
                for (auto& piece : *last) pieces->push_back(std::move(piece));
            }
            for (size_t c = 0; c < view.store().columns().size() && !token.isCancelled(); ++c) {
                QString widest;
                for (auto& piece : *pieces) {
                    for (auto& cell : previewVector(piece.chunk->data[c], piece.chunk->size(), zone)) {
                        if (cell.text.size() > widest.size()) widest = std::move(cell.text);
                    }
                }
                longest << widest;
            }
            return longest;
        },
        [this, generation = m_generation](const Result<QStringList>& longest) {
            if (generation == m_generation && longest) Q_EMIT widthSample(*longest);
        });
}

}  // namespace tributary::ui
