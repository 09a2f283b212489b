// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>
#include <optional>

#include "ui/plugins/plugin_picture.h"
#include "ui/theme/theme.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTabBar;
class QStackedWidget;
class QVBoxLayout;

namespace tributary::ui {

class PermissionList;

/// The plugin that is chosen: what it is, who vouches, what it may do, how it does, and the buttons. It only
/// asks; the page does. UI thread.
class PluginDetails : public QFrame {
    Q_OBJECT

  public:
    explicit PluginDetails(Theme& theme, QWidget* parent = nullptr);

    void show(const PluginCard& card);
    /// A driver on this computer that is not installed; its id is "found/NAME".
    void showFound(const plugin::FoundDriver& driver);
    void showDepth(const PluginDepth& depth);
    void clear();
    const std::string& id() const { return m_id; }

  Q_SIGNALS:
    void installWanted();  ///< also: update
    void enableWanted(bool enabled);
    void rollbackWanted();
    void removeWanted();
    void readmitWanted();
    void stopWanted();
    void grantedChanged(const tributary::plugin::Permissions& granted);

  private:
    QWidget* buildActions();
    QWidget* buildPages();
    void tellWarning(const PluginCard& card);
    void showFacts(const PluginCard& card);

    Theme& m_theme;
    std::string m_id;
    bool m_installed = false;
    bool m_enabled = false;
    QStringList m_modified;
    QLabel* m_title = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_state = nullptr;
    QLabel* m_warning = nullptr;
    QPushButton* m_install = nullptr;
    QPushButton* m_enable = nullptr;
    QPushButton* m_rollback = nullptr;
    QPushButton* m_readmit = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_remove = nullptr;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_pages = nullptr;
    QLabel* m_facts = nullptr;
    PermissionList* m_permissions = nullptr;
    QLabel* m_blocked = nullptr;
    QPlainTextEdit* m_crashes = nullptr;
    QPlainTextEdit* m_log = nullptr;
    QPlainTextEdit* m_readme = nullptr;
};

}  // namespace tributary::ui
