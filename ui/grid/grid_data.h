// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QCache>
#include <QtCore/QObject>
#include <QtCore/QString>
#include <memory>
#include <set>
#include <vector>

#include "core/result/store_view.h"
#include "ui/async/background.h"
#include "ui/grid/cell_preview.h"

namespace tributary::ui {

/// The rows of one result as a grid shows them: a window of formatted pages over a StoreView. Pages are read
/// and formatted off the UI thread; `cell` never waits, it answers what is there and remembers what was
/// wanted. UI thread only; no widgets.
class GridData : public QObject {
    Q_OBJECT

  public:
    static constexpr qint64 kPageRows = 128;
    static constexpr int kPageColumns = 16;

    /// `background` outlives this object.
    explicit GridData(Background& background, QObject* parent = nullptr);

    void setView(result::StoreView view);
    const result::StoreView& view() const { return m_view; }
    /// The store has grown or ended: looks at its row count again.
    void refresh();

    qint64 rowCount() const { return m_rowCount; }
    int columnCount() const;
    const sql::Column& column(int column) const;

    /// Null while the page is not there yet.
    const GridCell* cell(qint64 row, int column);
    /// Starts reading what `cell` was asked for and did not have; the views call it after painting.
    void fetchWanted();
    bool isLoading() const { return m_loading; }

    /// IANA name in which values with a time zone are shown; empty: UTC.
    void setDisplayZone(const QByteArray& zone);
    const QByteArray& displayZone() const { return m_zone; }

    /// Asks for the longest text of every column among the first and last rows; `widthSample` follows.
    void sampleWidths();

  Q_SIGNALS:
    void reset();        ///< another view: columns or sequence changed
    void rowsChanged();  ///< the row count grew
    void pagesLoaded();  ///< cells that were missing are there
    void widthSample(const QStringList& longestTexts);
    void failed(const QString& message);

  private:
    struct Page {
        qint64 rows = 0;
        int columns = 0;
        std::vector<GridCell> cells;  ///< column after column
    };
    struct Key {
        qint64 rowBlock = 0;
        int columnBlock = 0;
        bool operator==(const Key& other) const = default;
        bool operator<(const Key& other) const {
            return rowBlock != other.rowBlock ? rowBlock < other.rowBlock : columnBlock < other.columnBlock;
        }
        friend uint qHash(const Key& key, uint seed = 0) {
            return ::qHash(key.rowBlock, seed) * 31U + ::qHash(key.columnBlock, seed);
        }
    };
    using LoadedPages = std::vector<std::pair<Key, std::shared_ptr<Page>>>;

    static Result<std::shared_ptr<Page>> loadPage(const result::StoreView& view, const Key& key,
                                                  const QByteArray& zone);
    void take(LoadedPages pages);
    void dropPages();

    Background& m_background;
    result::StoreView m_view;
    QCache<Key, Page> m_pages;
    std::set<Key> m_wanted;
    QByteArray m_zone;
    qint64 m_rowCount = 0;
    uint64_t m_generation = 0;
    bool m_loading = false;
};

}  // namespace tributary::ui
