// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QWidget>

#include "ui/alerts/alert_details.h"
#include "ui/alerts/alert_timeline.h"
#include "ui/alerts/alert_watch.h"
#include "ui/alerts/record_table.h"
#include "ui/session/workspace_context.h"

namespace tributary::ui {

/// The alerts of the workspace: what is wrong now, what was, the rules, silences and channels. UI thread;
/// reads and writes through the AlertWatch.
class AlertsPage : public QWidget {
    Q_OBJECT

  public:
    enum class Tab { Active, Timeline, History, Rules, Silences, Channels };

    AlertsPage(WorkspaceContext& context, AlertWatch& watch, QWidget* parent = nullptr);

    void showTab(Tab tab);
    Tab tab() const { return static_cast<Tab>(m_tabs->currentIndex()); }
    /// Selects the first row of the tab that is shown; for pictures and the keyboard.
    void chooseFirst();
    /// Shows an alert among the active ones, when it is still there.
    void showAlert(const QString& fingerprint);

  Q_SIGNALS:
    void ruleWanted(const QString& id);       ///< of alert_rows::idOf; empty: a new one
    void channelWanted(const QString& name);  ///< empty: a new one
    void channelTestWanted(const QString& name);
    void routingWanted();
    void importWanted();
    void exportWanted();

  private:
    QWidget* buildToolBar();
    QWidget* buildActive();
    QWidget* buildChannels();
    RecordTable* buildTable(std::vector<RecordColumn> columns, const QString& name);
    void connectTables();
    void fill();
    void fillActive(const AlertPicture& picture);
    void fillGrouping(const AlertPicture& picture);
    void updateButtons();
    QWidget* emptyFor(Tab tab);
    void showSelected();
    const ActiveAlert* selected() const;
    void silence(alerts::Duration span);
    void unsilence();
    void acknowledge(bool seen);
    void notAnAnomaly();
    void sendAgain(const QString& channel);
    void forgetUndelivered(const QString& channel);
    std::vector<int64_t> undelivered(const QString& channel) const;
    void showAdvice(const QString& id);
    void openRuleOf(const ActiveAlert& alert);
    void editSilence(alerts::SilenceRecord silence);
    void expireSilences(const QStringList& ids);
    void removeRules(const QStringList& ids);
    void enableRules(const QStringList& ids, bool enabled);
    void removeChannel(const QString& name);
    void showRuleMenu(const QString& id, const QPoint& at);
    void showSilenceMenu(const QString& id, const QPoint& at);
    void showChannelMenu(const QString& id, const QPoint& at);
    void showActiveMenu(const QString& id, const QPoint& at);
    void mainAction();

    WorkspaceContext& m_context;
    AlertWatch& m_watch;
    QTabBar* m_tabs = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_owner = nullptr;
    QLineEdit* m_search = nullptr;
    QComboBox* m_grouping = nullptr;
    QPushButton* m_main = nullptr;
    QPushButton* m_second = nullptr;
    QStackedWidget* m_stack = nullptr;
    RecordTable* m_active = nullptr;
    AlertDetails* m_details = nullptr;
    AlertTimeline* m_timeline = nullptr;
    RecordTable* m_history = nullptr;
    RecordTable* m_rules = nullptr;
    RecordTable* m_silences = nullptr;
    RecordTable* m_channels = nullptr;
    RecordTable* m_deliveries = nullptr;
    std::map<Tab, QStackedWidget*> m_places;  ///< page 0: the content, page 1: what an empty one says
};

}  // namespace tributary::ui
