// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QDateTime>
#include <QtWidgets/QDateTimeEdit>
#include <QtWidgets/QLineEdit>

#include "ui/alerts/alert_watch.h"
#include "ui/widgets/dialog_frame.h"

namespace tributary::ui {

/// Makes or changes a silence: which alerts, until when, why; shows which of the active ones it would hush.
class SilenceDialog : public DialogFrame {
    Q_OBJECT

  public:
    SilenceDialog(AlertWatch& watch, alerts::SilenceRecord silence, QWidget* parent = nullptr);

  private:
    void check();
    void save();

    AlertWatch& m_watch;
    alerts::SilenceRecord m_silence;
    QLineEdit* m_matchers;
    QDateTimeEdit* m_from;
    QDateTimeEdit* m_to;
    QLineEdit* m_comment;
    QLabel* m_preview;
    QPushButton* m_save;
};

/// A silence of exactly these labels from now on for `span`, by the user of this machine.
alerts::SilenceRecord silenceFor(const alerts::Labels& labels, alerts::Duration span);

}  // namespace tributary::ui
