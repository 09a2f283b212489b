// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "app/cli/excerpt.h"
#include "core/base/utf8.h"

namespace tributary::cli {
namespace {

ExitStatus statusOf(const Error& error) {
    switch (error.code) {
        case ErrorCode::Cancelled:
            return kInterrupted;
        case ErrorCode::Connection:
        case ErrorCode::Authentication:
            return kConnection;
        case ErrorCode::InvalidArgument:
            return kUsage;
        case ErrorCode::NotFound:
            return kNotFound;
        default:
            return kQueryError;
    }
}

}  // namespace

ExitStatus report(const Error& error, std::string_view script) {
    if (error.nativeCode == kClosedPipe) return kBrokenPipe;
    std::string out = "error: ";
    if (!error.source.empty()) out += error.source + ": ";
    out += error.message;
    if (!error.nativeCode.empty() && error.message.find(error.nativeCode) == std::string::npos) {
        out += " (" + error.nativeCode + ")";
    }
    out = printable(out, true) + "\n";
    if (error.position && !script.empty()) out += excerpt(script, *error.position);
    if (!error.hint.empty()) out += "hint: " + printable(error.hint, true) + "\n";
    std::fputs(out.c_str(), stderr);
    return statusOf(error);
}

void note(const std::string& text) {
    std::fprintf(stderr, "%s\n", printable(text, true).c_str());
}

std::string counted(uint64_t count, std::string_view what) {
    return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

namespace {

/// One line from the terminal; the token ends the wait.
Result<std::string> readLine(int terminal, const std::string& prompt, const CancelToken& token) {
    constexpr int kPollMs = 50;
    const Error unusable(ErrorCode::Io, "The terminal could not be used to ask for '" + prompt + "'");
    std::string out;
    for (;;) {
        if (token.isCancelled()) return fail(token.error());
        pollfd wait{terminal, POLLIN, 0};
        const int ready = poll(&wait, 1, kPollMs);
        if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
        char c = 0;
        if (ready < 0 || read(terminal, &c, 1) != 1) return fail(unusable);
        if (c == '\n') return out;
        out += c;
    }
}

}  // namespace

Result<bool> askYes(const std::string& question, const CancelToken& token) {
    const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal < 0) return fail(ErrorCode::InvalidArgument, "There is no terminal to ask on");
    const std::string text = printable(question, true) + " [y/N]: ";
    Result<std::string> answer = fail(ErrorCode::Io, "The terminal could not be used");
    if (write(terminal, text.data(), text.size()) >= 0) answer = readLine(terminal, "an answer", token);
    close(terminal);
    if (!answer) return fail(answer.error());
    return *answer == "y" || *answer == "Y" || *answer == "yes";
}

Result<std::string> askSecret(const std::string& prompt, const CancelToken& token) {
    const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal < 0) {
        return fail(
            ErrorCode::InvalidArgument, "There is no terminal to ask for '" + prompt + "'",
            "Give it by --secret key=env:VARIABLE or key=file:PATH, or set TRIBUTARY_SECRETS_PASSWORD.");
    }
    const std::string question = prompt + ": ";
    termios before{};
    tcgetattr(terminal, &before);
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(terminal, TCSAFLUSH, &silent);
    Result<std::string> secret = fail(ErrorCode::Io, "The terminal could not be used");
    if (write(terminal, question.data(), question.size()) >= 0) secret = readLine(terminal, prompt, token);
    tcsetattr(terminal, TCSAFLUSH, &before);
    // The line end the user typed was not echoed; that it cannot be drawn changes nothing.
    const ssize_t ended = write(terminal, "\n", 1);
    static_cast<void>(ended);
    close(terminal);
    return secret;
}

Progress::Progress() : m_active(isatty(STDERR_FILENO) == 1), m_next(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
    if (m_shown) std::fputs("\r\033[K", stderr);
}

void Progress::rows(uint64_t total) {
    if (!m_active || std::chrono::steady_clock::now() < m_next) return;
    m_next = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
    m_shown = true;
    std::fprintf(stderr, "\r\033[K%s …", counted(total, "row").c_str());
}

}  // namespace tributary::cli
