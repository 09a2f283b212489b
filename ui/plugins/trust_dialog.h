// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/plugin/package/minisign.h"
#include "ui/async/background.h"
#include "ui/plugins/plugin_picture.h"
#include "ui/theme/theme.h"
#include "ui/widgets/dialog_frame.h"

class QLineEdit;

namespace tributary::ui {

/// Trusts the key of somebody who makes plugins, or adds a repository with its key. The key's id is shown to
/// be compared before it counts. Opened with open(), deletes itself. UI thread.
class TrustDialog : public DialogFrame {
    Q_OBJECT

  public:
    enum class What { Key, Repository };

    TrustDialog(What what, const Theme& theme, Background& background, PluginServices services,
                QWidget* parent = nullptr);

    /// The key was read, and what was asked for can be done.
    bool isReady() const { return m_key.has_value() && !m_busy; }

  Q_SIGNALS:
    void done(const QString& message);

  private:
    QWidget* buildForm(const Theme& theme);
    void browse();
    void readKey();
    void takeKey(const Result<plugin::PublicKey>& key);
    void agree();
    void take(const Result<std::string>& outcome);
    void refresh();
    void tell(const QString& text, const char* kind);

    const What m_what;
    Background& m_background;
    const PluginServices m_services;
    std::optional<plugin::PublicKey> m_key;
    CancelToken m_token;
    bool m_busy = false;
    QLineEdit* m_address = nullptr;  ///< of a repository; else null
    QLineEdit* m_owner = nullptr;    ///< of a key; else null
    QLineEdit* m_keyText = nullptr;
    QLabel* m_state = nullptr;
    QPushButton* m_agree = nullptr;
};

}  // namespace tributary::ui
