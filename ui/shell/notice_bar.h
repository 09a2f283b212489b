// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>

#include "ui/theme/theme.h"

class QLabel;

namespace tributary::ui {

/// A line above the tabs for what a person must not miss: it stays until it is dismissed. Hidden while there
/// is nothing to tell. UI thread.
class NoticeBar : public QFrame {
    Q_OBJECT

  public:
    explicit NoticeBar(const Theme& theme, QWidget* parent = nullptr);
    /// Below what is there already.
    void add(const QString& message);
    QString text() const;

  public Q_SLOTS:
    void dismiss();

  private:
    void paintIcon();

    const Theme& m_theme;
    QLabel* m_icon;
    QLabel* m_text;
};

}  // namespace tributary::ui
