// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QWidget>
#include <map>

#include "ui/alerts/record_table.h"
#include "ui/plugins/plugin_watch.h"
#include "ui/plugins/trust_dialog.h"

namespace tributary::ui {

class PluginDetails;

/// The plugin manager: what is installed and how it does, what repositories offer, updates, and drivers found
/// on this computer. UI thread; reads and writes through the PluginWatch.
class PluginsPage : public QWidget {
    Q_OBJECT

  public:
    enum class Tab { Installed, Catalogue, Updates, Found };

    PluginsPage(Theme& theme, Background& background, PluginWatch& watch, QWidget* parent = nullptr);

    /// Says that nothing listed here is started before the program is.
    void tellSafeStart();
    void showTab(Tab tab);
    const PluginWatch& watch() const { return m_watch; }
    Tab tab() const { return static_cast<Tab>(m_tabs->currentIndex()); }
    void choose(const std::string& id);
    /// Opens the dialog that installs it.
    void install(const std::string& what);

  Q_SIGNALS:
    void told(const QString& message);

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    QWidget* buildToolBar();
    QWidget* buildFoot();
    void buildMenu(QToolButton* button);
    RecordTable* addTable(std::vector<RecordColumn> columns, const QString& name, const QString& empty);
    void connectDetails();
    void fill();
    void showSelected();
    void readDepth();
    void trust(TrustDialog::What what);
    void lookForUpdates();
    QString askedAt() const;
    void installFile();
    void remove();
    RecordTable* table() const { return m_tables[static_cast<size_t>(m_tabs->currentIndex())]; }

    Theme& m_theme;
    Background& m_background;
    PluginWatch& m_watch;
    QTabBar* m_tabs = nullptr;
    QComboBox* m_kind = nullptr;
    QLineEdit* m_search = nullptr;
    QStackedWidget* m_stack = nullptr;
    PluginDetails* m_details = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_protection = nullptr;
    QLabel* m_notice = nullptr;
    QAction* m_developer = nullptr;
    std::vector<RecordTable*> m_tables;
    std::vector<QStackedWidget*> m_places;  ///< page 0: the table, page 1: what an empty one says
    bool m_readingDepth = false;
};

}  // namespace tributary::ui
