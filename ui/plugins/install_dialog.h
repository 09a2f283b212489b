// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QDialog>
#include <optional>
#include <string>

#include "ui/async/background.h"
#include "ui/plugins/plugin_picture.h"
#include "ui/theme/theme.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace tributary::ui {

/// Installs one plugin: checks the package first, shows who vouches for it and what it wants to do, and puts
/// it in place once the person agrees. Nothing is written before. Opened with open(), deletes itself.
class InstallDialog : public QDialog {
    Q_OBJECT

  public:
    /// `what` as PluginHome::install takes it: an id, "found/NAME", or the path of a package or library.
    InstallDialog(const Theme& theme, Background& background, PluginServices services, std::string what,
                  QWidget* parent = nullptr);

    /// What the plugin may do is shown, and the button waits.
    bool isAsking() const { return !m_busy && !m_agreedSha256.empty(); }
    void install();

  Q_SIGNALS:
    void installed(const QString& id);

  protected:
    bool event(QEvent* event) override;

  private:
    void check();
    void run(bool agreed);
    void take(Result<plugin::InstalledPlugin> result, const std::optional<plugin::InstallQuestion>& question);
    void showQuestion(const plugin::InstallQuestion& question);
    void tell(const QString& text, const char* kind);
    void setBusy(bool busy);

    const Theme& m_theme;
    Background& m_background;
    const PluginServices m_services;
    const std::string m_what;
    std::string m_agreedSha256;  ///< of the package that was shown
    CancelToken m_token;
    bool m_busy = false;

    QLabel* m_title = nullptr;
    QVBoxLayout* m_body = nullptr;
    QLabel* m_state = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_install = nullptr;
    QPushButton* m_close = nullptr;
};

}  // namespace tributary::ui
