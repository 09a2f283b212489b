// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QSortFilterProxyModel>

namespace tributary::ui {

/// Keeps rows whose name contains the text, what leads to them and what is below them. Only what is loaded is
/// searched.
class ExplorerFilter : public QSortFilterProxyModel {
    Q_OBJECT

  public:
    explicit ExplorerFilter(QObject* parent = nullptr);
    void setText(const QString& text);
    const QString& text() const { return m_text; }
    /// By its own name.
    bool matches(const QModelIndex& sourceIndex) const;

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

  private:
    QString m_text;
};

}  // namespace tributary::ui
