// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QStackedWidget>
#include <optional>

#include "core/connect/capabilities.h"
#include "ui/connection/connection_form.h"
#include "ui/connection/type_chooser.h"
#include "ui/session/workspace_context.h"
#include "ui/widgets/dialog_frame.h"

namespace tributary::ui {

/// Makes or changes a connection: the type at the left, its form in the middle, what a test says at the
/// right. It knows no connector, only descriptors. UI thread.
class ConnectionDialog : public DialogFrame {
    Q_OBJECT

  public:
    /// `record` null: a new connection; else the one to change.
    ConnectionDialog(WorkspaceContext& context, const store::ConnectionRecord* record,
                     QWidget* parent = nullptr);

    void chooseType(const std::string& id);
    ConnectionForm* form() const { return m_form; }
    void test();
    /// The last test has been answered.
    bool isTestDone() const;

  Q_SIGNALS:
    void saved(const std::string& name);

  private:
    QWidget* buildResultSide();
    void save();
    void orderFocus();
    void showNeutral();
    void showTested(const Result<connect::Capabilities>& outcome, qint64 milliseconds);
    void showResult(const QString& icon, Role tint, const QString& title, const QStringList& lines);

    WorkspaceContext& m_context;
    store::ConnectionRecord m_base;
    TypeChooser* m_chooser = nullptr;
    QStackedWidget* m_formPlace = nullptr;
    ConnectionForm* m_form = nullptr;
    QLabel* m_resultIcon = nullptr;
    QLabel* m_resultTitle = nullptr;
    QLabel* m_resultText = nullptr;
    QPushButton* m_test = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_save = nullptr;
    CancelToken m_testing;
    uint64_t m_testNumber = 0;
    uint64_t m_answeredTest = 0;
};

}  // namespace tributary::ui
