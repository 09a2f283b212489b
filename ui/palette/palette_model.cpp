// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/palette_model.h"

#include <iterator>

#include "ui/widgets/two_line_delegate.h"

namespace tributary::ui {

namespace {

constexpr size_t kShown = 200;

}  // namespace

PaletteModel::PaletteModel(const Theme& theme, QObject* parent)
    : QAbstractListModel(parent), m_theme(theme) {}

int PaletteModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const PaletteItem& found = item(index.row());
    switch (role) {
        case Qt::DisplayRole:
            return found.text;
        case Qt::DecorationRole:
            return m_theme.icon(found.icon);
        case TwoLineDelegate::RightRole:
            return found.right.isEmpty() ? found.detail : found.right;
        default:
            return {};
    }
}

void PaletteModel::add(std::vector<PaletteItem> items) {
    m_items.insert(m_items.end(), std::make_move_iterator(items.begin()),
                   std::make_move_iterator(items.end()));
    search(m_search);
}

void PaletteModel::search(const QString& text) {
    beginResetModel();
    m_search = text;
    m_rows = findItems(m_items, text, kShown);
    endResetModel();
}

}  // namespace tributary::ui
