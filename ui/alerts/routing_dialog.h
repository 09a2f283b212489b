// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>

#include "core/alerts/routing/routing_config.h"
#include "ui/alerts/alert_watch.h"
#include "ui/session/workspace_context.h"
#include "ui/widgets/dialog_frame.h"

namespace tributary::ui {

/// The routing as text (alertmanager.yml with our additions), checked while it is typed; and where an alert
/// with given labels would go. UI thread.
class RoutingDialog : public DialogFrame {
    Q_OBJECT

  public:
    RoutingDialog(WorkspaceContext& context, AlertWatch& watch, QWidget* parent = nullptr);

  private:
    void check();
    void showWay();
    void load(const QString& path);
    void exportTo(const QString& path);
    void save();

    WorkspaceContext& m_context;
    AlertWatch& m_watch;
    std::shared_ptr<const alerts::RoutingConfig> m_config;  ///< null: the text is wrong
    QPlainTextEdit* m_text;
    QLabel* m_complaint;
    QLineEdit* m_labels;
    QLabel* m_way;
    QPushButton* m_save;
    QTimer m_delay;
};

}  // namespace tributary::ui
