// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/program.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace tributary::test {
namespace {

[[noreturn]] void become(const Call& call, const std::string& home, int in, int out, int err) {
    ::dup2(in, 0);
    const int file =
        call.outputTo.empty() ? out : ::open(call.outputTo.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(file, 1);
    ::dup2(err, 2);
    ::setenv("HOME", home.c_str(), 1);
    ::setenv("XDG_DATA_HOME", (home + "/data").c_str(), 1);
    ::setenv("TRIBUTARY_WORKSPACE", (home + "/w.tributary").c_str(), 1);
    ::setenv("TRIBUTARY_SECRETS", "file", 1);
    ::setenv("TRIBUTARY_SECRETS_PASSWORD", "password of the tests", 1);
    for (const auto& [name, value] : call.environment) ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<std::string> words = call.through;
    words.push_back(TRIBUTARY_PROGRAM);
    words.insert(words.end(), call.arguments.begin(), call.arguments.end());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
}

struct Pipe {
    int read = -1;
    int write = -1;
    Pipe() {
        int ends[2] = {-1, -1};
        if (::pipe2(ends, O_CLOEXEC) == 0) read = ends[0], write = ends[1];
    }
    void closeRead() {
        if (read >= 0) ::close(read);
        read = -1;
    }
    void closeWrite() {
        if (write >= 0) ::close(write);
        write = -1;
    }
    ~Pipe() {
        closeRead();
        closeWrite();
    }
};

/// A pseudo terminal; the child makes it its controlling one, which is what /dev/tty then is.
class Terminal {
  public:
    explicit Terminal(bool wanted) {
        if (wanted && ::openpty(&m_ours, &m_theirs, nullptr, nullptr, nullptr) != 0) m_ours = m_theirs = -1;
    }
    ~Terminal() {
        if (m_ours >= 0) ::close(m_ours);
        if (m_theirs >= 0) ::close(m_theirs);
    }
    int file() const { return m_ours; }
    void takeInChild() const {
        ::setsid();  // also without: the terminal the tests were started from is none of its business
        if (m_theirs >= 0) ::ioctl(m_theirs, TIOCSCTTY, 0);
    }
    /// Reads what is shown, and types once a question stands there.
    void serve(const std::string& typed, std::string& shown) {
        char buffer[4096];
        const ssize_t count = ::read(m_ours, buffer, sizeof buffer);
        if (count <= 0) return;
        shown.append(buffer, static_cast<size_t>(count));
        if (m_typed || shown.find(": ") == std::string::npos) return;
        m_typed = ::write(m_ours, typed.data(), typed.size()) == static_cast<ssize_t>(typed.size());
    }
    bool echoes() const {
        termios now{};
        return m_theirs >= 0 && ::tcgetattr(m_theirs, &now) == 0 && (now.c_lflag & ECHO);
    }

  private:
    int m_ours = -1;
    int m_theirs = -1;
    bool m_typed = false;
};

/// Appends what is there; closes the pipe at its end.
bool drain(Pipe& pipe, std::string& into) {
    char buffer[65536];
    const ssize_t count = ::read(pipe.read, buffer, sizeof buffer);
    if (count > 0) {
        into.append(buffer, static_cast<size_t>(count));
        return true;
    }
    pipe.closeRead();
    return false;
}

}  // namespace

Program::Program() {
    std::string name = (std::filesystem::temp_directory_path() / "tributary-cli-XXXXXX").string();
    m_home = ::mkdtemp(name.data());
}

Program::~Program() {
    std::error_code ignored;
    std::filesystem::remove_all(m_home, ignored);
}

Outcome Program::run(std::vector<std::string> arguments, std::string input) const {
    Call call;
    call.arguments = std::move(arguments);
    call.input = std::move(input);
    return run(call);
}

Outcome Program::run(const Call& call) const {
    Pipe in, out, err;
    Outcome outcome;
    Terminal terminal(call.typed.has_value());
    const pid_t child = ::fork();
    if (child < 0) return outcome;
    if (child == 0) terminal.takeInChild();
    if (child == 0) become(call, m_home.string(), in.read, out.write, err.write);
    in.closeRead();
    out.closeWrite();
    err.closeWrite();
    if (::write(in.write, call.input.data(), call.input.size()) != static_cast<ssize_t>(call.input.size())) {
        outcome.err = "the program did not read its input";
    }
    in.closeWrite();
    bool told = !call.onFirstOutput;
    while (out.read >= 0 || err.read >= 0) {
        pollfd files[3] = {{out.read, POLLIN, 0}, {err.read, POLLIN, 0}, {terminal.file(), POLLIN, 0}};
        if (::poll(files, 3, -1) < 0) break;
        if (files[2].revents & POLLIN) terminal.serve(*call.typed, outcome.terminal);
        bool some = false;
        if (out.read >= 0 && files[0].revents) some = drain(out, outcome.out);
        if (err.read >= 0 && files[1].revents) some = drain(err, outcome.err) || some;
        if (some && !told) {
            told = true;
            call.onFirstOutput(child);
        }
        if (some && call.closeOutputEarly && !outcome.out.empty()) out.closeRead();
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (call.typed) outcome.terminalEchoes = terminal.echoes();
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return outcome;
}

bool Program::anyFileHolds(const std::string& text) const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(m_home)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string content{std::istreambuf_iterator<char>(in), {}};
        if (content.find(text) != std::string::npos) return true;
    }
    return false;
}

size_t Program::filesLike(const std::string& prefix) const {
    size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(m_home)) {
        count += entry.path().filename().string().rfind(prefix, 0) == 0;
    }
    return count;
}

}  // namespace tributary::test
