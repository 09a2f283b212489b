// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QVBoxLayout>

#include "core/alerts/channels/channel_registry.h"
#include "core/plugin/apply/steps.h"
#include "ui/alerts/alert_watch.h"
#include "ui/connection/field_editor.h"
#include "ui/session/workspace_context.h"
#include "ui/widgets/dialog_frame.h"

namespace tributary::ui {

/// Where messages go: one channel, drawn from its kind's descriptor, with a test button. UI thread.
class ChannelDialog : public DialogFrame {
    Q_OBJECT

  public:
    /// `record` without an id: a new one.
    ChannelDialog(WorkspaceContext& context, AlertWatch& watch, alerts::ChannelRecord record,
                  QWidget* parent = nullptr);

    void chooseKind(const std::string& kind);

  private:
    void rebuild();
    alerts::ChannelRecord record() const;
    std::map<std::string, std::string> typedSecrets() const;
    QString check() const;
    void edited();
    void test();
    void save();
    void tell(const QString& text, const char* kind);

    WorkspaceContext& m_context;
    AlertWatch& m_watch;
    alerts::ChannelRecord m_record;
    alerts::channels::ChannelRegistry m_registry;
    std::shared_ptr<const alerts::channels::Channel> m_kind;
    QComboBox* m_kinds;
    QLineEdit* m_name;
    QCheckBox* m_enabled;
    QLabel* m_description;
    QFrame* m_form;
    QWidget* m_fieldsPlace = nullptr;
    std::vector<FieldEditor*> m_fields;
    QLabel* m_message;
    QPushButton* m_test;
    QPushButton* m_save;
    bool m_nameTyped = false;
};

/// Sends through a channel, with secrets as typed now, else as kept. `plugins`: who sends for the kinds of
/// plugins; may be null. Blocks: for a background thread.
Result<void> sendThrough(engine::Workbench& workbench, const plugin::Steps* plugins,
                         const alerts::ChannelRecord& record, const std::map<std::string, std::string>& typed,
                         const alerts::channels::Message& message, const CancelToken& token);

/// Sends a test message through a kept channel; the outcome is told by the navigator.
void testChannel(WorkspaceContext& context, AlertWatch& watch, const QString& name, QObject* receiver);

}  // namespace tributary::ui
