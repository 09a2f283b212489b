// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QAbstractItemModel>
#include <QtWidgets/QTreeView>
#include <optional>
#include <vector>

#include "ui/theme/theme.h"

namespace tributary::ui {

/// One line of a RecordTable; lines with children are headings of a group.
struct RecordRow {
    QString id;  ///< stable over reloads; unique in the table
    QStringList cells;
    std::optional<Role> dot;  ///< a coloured dot before the first cell
    Role text = Role::Text;
    QString toolTip;
    std::vector<RecordRow> children;
};

struct RecordColumn {
    QString title;
    int width = 120;  ///< pixels at 100 %; the last column takes the rest
    bool right = false;
};

/// Two levels of read-only rows. Setting rows of the same ids keeps what is selected and open.
class RecordModel : public QAbstractItemModel {
    Q_OBJECT

  public:
    static constexpr int kIdRole = Qt::UserRole + 1;

    RecordModel(Theme& theme, std::vector<RecordColumn> columns, QObject* parent);

    void setRows(std::vector<RecordRow> rows);
    const std::vector<RecordRow>& rows() const { return m_rows; }
    const RecordRow* row(const QModelIndex& index) const;
    QModelIndex indexOf(const QString& id) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    QIcon dotIcon(Role role) const;

    Theme& m_theme;
    std::vector<RecordColumn> m_columns;
    std::vector<RecordRow> m_rows;
};

/// A table of records in the program's style: no grid, rows of equal height, headings bold over all columns.
class RecordTable : public QTreeView {
    Q_OBJECT

  public:
    RecordTable(Theme& theme, std::vector<RecordColumn> columns, const QString& name,
                QWidget* parent = nullptr);

    void setRows(std::vector<RecordRow> rows);
    QString currentId() const;  ///< empty: none, or a heading without an id
    QStringList selectedIds() const;
    void choose(const QString& id);
    RecordModel& records() { return *m_model; }

  Q_SIGNALS:
    void chosen(const QString& id);  ///< current row is another; empty: none
    void opened(const QString& id);  ///< double click or Enter
    void menuWanted(const QString& id, const QPoint& global);

  private:
    void restyle();

    Theme& m_theme;
    std::vector<RecordColumn> m_columns;
    RecordModel* m_model;
    bool m_filling = false;
};

}  // namespace tributary::ui
