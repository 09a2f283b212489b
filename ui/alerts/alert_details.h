// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

#include "ui/alerts/alert_desk.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// What is known of one alert, and what can be done about it.
class AlertDetails : public QFrame {
    Q_OBJECT

  public:
    explicit AlertDetails(Theme& theme, QWidget* parent = nullptr);

    void show(const ActiveAlert& alert, const AlertPicture& picture);
    void clear();

  Q_SIGNALS:
    void silenceWanted(alerts::Duration span);  ///< 0: ask
    void unsilenceWanted();
    void acknowledgeWanted(bool seen);
    void notAnAnomalyWanted();
    void ruleWanted();
    void lineageWanted();

  private:
    void addLine(const QString& name, const QString& value);

    Theme& m_theme;
    QLabel* m_title;
    QLabel* m_state;
    QLabel* m_text;
    QFrame* m_facts;
    QToolButton* m_silence;
    QPushButton* m_unsilence;
    QPushButton* m_acknowledge;
    QPushButton* m_normal;
    bool m_seen = false;
};

}  // namespace tributary::ui
