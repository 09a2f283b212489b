// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/record_table.h"

#include <QtGui/QPainter>
#include <QtGui/QPixmap>
#include <QtWidgets/QApplication>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QScrollBar>
#include <set>

#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr quintptr kTop = 0;  ///< internal id of top rows; children carry their parent's row + 1
constexpr int kDot = 8;

}  // namespace

RecordModel::RecordModel(Theme& theme, std::vector<RecordColumn> columns, QObject* parent)
    : QAbstractItemModel(parent), m_theme(theme), m_columns(std::move(columns)) {}

void RecordModel::setRows(std::vector<RecordRow> rows) {
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

const RecordRow* RecordModel::row(const QModelIndex& index) const {
    if (!index.isValid()) return nullptr;
    if (index.internalId() == kTop) return &m_rows[size_t(index.row())];
    return &m_rows[size_t(index.internalId() - 1)].children[size_t(index.row())];
}

QModelIndex RecordModel::indexOf(const QString& id) const {
    if (id.isEmpty()) return {};
    for (size_t top = 0; top < m_rows.size(); ++top) {
        if (m_rows[top].id == id) return createIndex(int(top), 0, kTop);
        const auto& children = m_rows[top].children;
        for (size_t child = 0; child < children.size(); ++child)
            if (children[child].id == id) return createIndex(int(child), 0, quintptr(top + 1));
    }
    return {};
}

QModelIndex RecordModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : kTop);
}

QModelIndex RecordModel::parent(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == kTop) return {};
    return createIndex(int(index.internalId()) - 1, 0, kTop);
}

int RecordModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return int(m_rows.size());
    if (parent.column() != 0 || parent.internalId() != kTop) return 0;
    return int(m_rows[size_t(parent.row())].children.size());
}

int RecordModel::columnCount(const QModelIndex&) const {
    return int(m_columns.size());
}

QIcon RecordModel::dotIcon(Role role) const {
    const int side = metrics::kIcon;
    const double ratio = qApp->devicePixelRatio();  // another one would be scaled, and no longer round
    QPixmap dot((QSizeF(side, side) * ratio).toSize());
    dot.setDevicePixelRatio(ratio);
    dot.fill(Qt::transparent);
    QPainter painter(&dot);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(role));
    painter.drawEllipse(QRectF((side - kDot) / 2.0, (side - kDot) / 2.0, kDot, kDot));
    painter.end();
    return QIcon(dot);
}

QVariant RecordModel::data(const QModelIndex& index, int role) const {
    const RecordRow* row = this->row(index);
    if (!row) return {};
    const bool heading = !row->children.empty();
    switch (role) {
        case Qt::DisplayRole:
            return index.column() < row->cells.size() ? row->cells[index.column()] : QString();
        case Qt::DecorationRole:
            if (index.column() == 0 && row->dot) return dotIcon(*row->dot);
            return {};
        case Qt::ForegroundRole:
            return m_theme.color(row->text);
        case Qt::FontRole:
            return m_theme.font(metrics::kTextBody, heading);
        case Qt::TextAlignmentRole:
            return int((m_columns[size_t(index.column())].right ? Qt::AlignRight : Qt::AlignLeft) |
                       Qt::AlignVCenter);
        case Qt::ToolTipRole:
            return row->toolTip.isEmpty() ? data(index, Qt::DisplayRole) : row->toolTip;
        case kIdRole:
            return row->id;
        default:
            return {};
    }
}

QVariant RecordModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section >= int(m_columns.size())) return {};
    if (role == Qt::DisplayRole) return m_columns[size_t(section)].title;
    if (role == Qt::TextAlignmentRole)
        return int((m_columns[size_t(section)].right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

RecordTable::RecordTable(Theme& theme, std::vector<RecordColumn> columns, const QString& name,
                         QWidget* parent)
    : QTreeView(parent),
      m_theme(theme),
      m_columns(std::move(columns)),
      m_model(new RecordModel(theme, m_columns, this)) {
    setModel(m_model);
    setAccessibleName(name);
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setRootIsDecorated(false);
    setItemsExpandable(true);
    setIndentation(metrics::kTreeIndent);
    setAllColumnsShowFocus(true);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setTextElideMode(Qt::ElideRight);
    header()->setStretchLastSection(true);
    header()->setSectionsMovable(false);
    connect(&theme, &Theme::changed, this, &RecordTable::restyle);
    restyle();
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (!m_filling) Q_EMIT chosen(currentId());
    });
    connect(this, &QTreeView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT opened(index.data(RecordModel::kIdRole).toString()); });
    connect(this, &QTreeView::customContextMenuRequested, this, [this](const QPoint& position) {
        const QModelIndex index = indexAt(position);
        Q_EMIT menuWanted(index.isValid() ? index.data(RecordModel::kIdRole).toString() : QString(),
                          viewport()->mapToGlobal(position));
    });
}

void RecordTable::restyle() {
    for (size_t column = 0; column + 1 < m_columns.size(); ++column)
        header()->resizeSection(int(column), int(m_theme.scaled(m_columns[column].width)));
}

void RecordTable::setRows(std::vector<RecordRow> rows) {
    const QString kept = currentId();
    std::set<QString> closed;
    for (int top = 0; top < m_model->rowCount(); ++top) {
        const QModelIndex index = m_model->index(top, 0);
        if (m_model->rowCount(index) > 0 && !isExpanded(index)) closed.insert(m_model->row(index)->id);
    }
    const int scrolled = verticalScrollBar()->value();
    m_filling = true;
    m_model->setRows(std::move(rows));
    bool grouped = false;
    for (int top = 0; top < m_model->rowCount(); ++top) {
        const QModelIndex index = m_model->index(top, 0);
        if (m_model->rowCount(index) == 0) continue;
        grouped = true;
        setFirstColumnSpanned(top, {}, true);
        setExpanded(index, closed.count(m_model->row(index)->id) == 0);
    }
    setRootIsDecorated(grouped);
    if (const QModelIndex index = m_model->indexOf(kept); index.isValid())
        selectionModel()->setCurrentIndex(index,
                                          QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_filling = false;
    verticalScrollBar()->setValue(scrolled);
    if (currentId() != kept) Q_EMIT chosen(currentId());
}

QString RecordTable::currentId() const {
    const QModelIndex index = currentIndex();
    return index.isValid() ? index.data(RecordModel::kIdRole).toString() : QString();
}

QStringList RecordTable::selectedIds() const {
    QStringList ids;
    for (const QModelIndex& index : selectionModel()->selectedRows())
        ids << index.data(RecordModel::kIdRole).toString();
    return ids;
}

void RecordTable::choose(const QString& id) {
    const QModelIndex index = m_model->indexOf(id);
    if (!index.isValid()) return;
    setCurrentIndex(index);
    scrollTo(index);
}

}  // namespace tributary::ui
