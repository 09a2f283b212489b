// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

#include "ui/session/run.h"
#include "ui/theme/theme.h"

class QTextBrowser;

namespace tributary::ui {

/// What a run had to say, as HTML: statement, outcome, times, sources, warnings, notes of columns, the error
/// with what to try. Everything that came from outside is escaped.
QString messagesHtml(const Run& run, const Theme& theme);

/// The Messages tab.
class MessageLog : public QWidget {
    Q_OBJECT

  public:
    explicit MessageLog(const Theme& theme, QWidget* parent = nullptr);
    void showRun(const std::shared_ptr<Run>& run);

  private:
    const Theme& m_theme;
    std::shared_ptr<Run> m_run;
    QTextBrowser* m_text = nullptr;
};

}  // namespace tributary::ui
