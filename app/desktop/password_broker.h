// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtWidgets/QWidget>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace tributary::desktop {

/// Asks the person for the password of the secret file on behalf of a worker. `ask` blocks its thread, never
/// the UI thread, until the dialog is answered or `cancelAll` is called.
class PasswordBroker : public QObject {
    Q_OBJECT

  public:
    /// `window` gives the parent of the dialog at the time it is needed.
    explicit PasswordBroker(std::function<QWidget*()> window);
    ~PasswordBroker() override;

    Result<std::string> ask(bool newFile);  ///< any thread but the UI's
    void cancelAll();                       ///< UI thread

  private:
    struct Question;
    void show(const std::shared_ptr<Question>& question, bool newFile);

    std::function<QWidget*()> m_window;
    std::vector<std::weak_ptr<Question>> m_open;
    bool m_closed = false;
};

}  // namespace tributary::desktop
