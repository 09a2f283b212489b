// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/password_broker.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "ui/widgets/ask_text.h"

namespace tributary::desktop {

struct PasswordBroker::Question {
    std::mutex mutex;
    std::condition_variable answered;
    std::optional<Result<std::string>> answer;

    void give(Result<std::string> value) {
        std::lock_guard lock(mutex);
        if (!answer) answer = std::move(value);
        answered.notify_all();
    }
};

namespace {

Error dismissed() {
    return Error(ErrorCode::Cancelled, "the password of the secret file was not given",
                 "Passwords of connections are kept in that file: try again and enter it.");
}

}  // namespace

PasswordBroker::PasswordBroker(std::function<QWidget*()> window) : m_window(std::move(window)) {}

PasswordBroker::~PasswordBroker() {
    cancelAll();
}

Result<std::string> PasswordBroker::ask(bool newFile) {
    auto question = std::make_shared<Question>();
    QMetaObject::invokeMethod(
        this, [this, question, newFile] { show(question, newFile); }, Qt::QueuedConnection);
    std::unique_lock lock(question->mutex);
    question->answered.wait(lock, [&] { return question->answer.has_value(); });
    return *question->answer;
}

void PasswordBroker::show(const std::shared_ptr<Question>& question, bool newFile) {
    QWidget* window = m_window();
    if (m_closed || !window) return question->give(fail(dismissed()));
    m_open.push_back(question);
    const QString words =
        newFile ? tr("No keyring answers on this desktop, so passwords of connections go into an encrypted "
                     "file beside the workspace. Choose a password for it.")
                : tr("Passwords of connections are in an encrypted file beside the workspace. Enter its "
                     "password.");
    ui::askPassword(window, tr("Secret file"), words, [question](const std::optional<QString>& typed) {
        question->give(typed ? Result<std::string>(typed->toStdString())
                             : Result<std::string>(fail(dismissed())));
    });
}

void PasswordBroker::cancelAll() {
    m_closed = true;
    for (const auto& open : m_open) {
        if (const auto question = open.lock()) question->give(fail(dismissed()));
    }
    m_open.clear();
}

}  // namespace tributary::desktop
