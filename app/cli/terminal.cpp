// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>

#include "core/result/text_width.h"

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

std::string_view lineOf(std::string_view text, uint32_t line) {
    size_t begin = 0;
    for (uint32_t i = 1; i < line; i++) {
        const size_t end = text.find('\n', begin);
        if (end == std::string_view::npos) return {};
        begin = end + 1;
    }
    return text.substr(begin, text.find('\n', begin) - begin);
}

/// Blanks as wide as the text before character `column` (from 1), with its tabs, so that a caret lines up.
std::string indentTo(std::string_view line, uint32_t column) {
    std::string out;
    uint32_t seen = 1;
    for (size_t i = 0; i < line.size() && seen < column; seen++) {
        const size_t begin = i++;
        while (i < line.size() && (static_cast<unsigned char>(line[i]) & 0xC0) == 0x80) i++;
        const std::string_view character = line.substr(begin, i - begin);
        out += character == "\t" ? "\t" : std::string(result::displayWidth(character), ' ');
    }
    return out;
}

}  // namespace

ExitStatus report(const Error& error, std::string_view script) {
    if (error.nativeCode == kClosedPipe) return kOk;
    std::string out = "error: ";
    if (!error.source.empty()) out += error.source + ": ";
    out += error.message;
    if (!error.nativeCode.empty() && error.message.find(error.nativeCode) == std::string::npos) {
        out += " (" + error.nativeCode + ")";
    }
    out += "\n";
    if (error.position && !script.empty()) {
        const auto& at = *error.position;
        const std::string line(lineOf(script, at.line));
        const std::string number = std::to_string(at.line);
        out += "line " + number + ", column " + std::to_string(at.column) + ":\n";
        out += "  " + number + " | " + line + "\n";
        out += "  " + std::string(number.size(), ' ') + " | " + indentTo(line, at.column) + "^" +
               std::string(at.length > 1 ? at.length - 1 : 0, '~') + "\n";
    }
    if (!error.hint.empty()) out += "hint: " + error.hint + "\n";
    std::fputs(out.c_str(), stderr);
    return statusOf(error);
}

void note(const std::string& text) {
    std::fprintf(stderr, "%s\n", text.c_str());
}

Result<std::string> askSecret(const std::string& prompt) {
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
    std::string secret;
    bool ended = write(terminal, question.data(), question.size()) < 0;
    for (char c = 0; !ended && read(terminal, &c, 1) == 1 && c != '\n';) secret += c;
    tcsetattr(terminal, TCSAFLUSH, &before);
    ended = write(terminal, "\n", 1) < 0 || ended;
    close(terminal);
    if (ended) return fail(ErrorCode::Io, "The terminal could not be used to ask for '" + prompt + "'");
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
    std::fprintf(stderr, "\r\033[K%llu rows …", static_cast<unsigned long long>(total));
}

}  // namespace tributary::cli
