// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QAbstractListModel>

#include "ui/palette/palette_index.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// The rows of the palette that match what is typed. UI thread.
class PaletteModel : public QAbstractListModel {
    Q_OBJECT

  public:
    PaletteModel(const Theme& theme, QObject* parent);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    void add(std::vector<PaletteItem> items);
    void search(const QString& text);
    const PaletteItem& item(int row) const { return m_items.at(m_rows.at(static_cast<size_t>(row))); }

  private:
    const Theme& m_theme;
    std::vector<PaletteItem> m_items;
    std::vector<size_t> m_rows;
    QString m_search;
};

}  // namespace tributary::ui
