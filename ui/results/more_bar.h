// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>

#include "ui/session/run.h"
#include "ui/theme/theme.h"

class QLabel;
class QPushButton;

namespace tributary::ui {

/// The line under a result that was cut at the row limit: says so, and fetches more. Hidden otherwise.
class MoreBar : public QFrame {
    Q_OBJECT

  public:
    explicit MoreBar(const Theme& theme, QWidget* parent = nullptr);
    void showRun(const Run& run);

  Q_SIGNALS:
    void moreWanted(qulonglong rows);  ///< 0: all
    void stopWanted();

  private:
    QLabel* m_text = nullptr;
    QPushButton* m_more = nullptr;
    QPushButton* m_all = nullptr;
    QPushButton* m_stop = nullptr;
    qulonglong m_step = 0;
};

}  // namespace tributary::ui
