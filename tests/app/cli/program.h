// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tributary::test {

struct Outcome {
    int status = -1;  ///< exit status; 128 + signal when killed by one
    std::string out;
    std::string err;
    std::string terminal;        ///< what was shown on the terminal of its own (Call::typed)
    bool terminalEchoes = true;  ///< that terminal was left as it was found
};

struct Call {
    std::vector<std::string> through;  ///< a program and its arguments that start ours: a wrapper
    std::vector<std::string> arguments;
    std::string input;
    std::map<std::string, std::string> environment;
    std::string outputTo;  ///< standard output goes to this file instead
    /// Called with the process id as soon as the program has written something to standard output or error.
    std::function<void(pid_t)> onFirstOutput;
    /// Gives the program a terminal of its own, where this is typed as soon as something is asked.
    std::optional<std::string> typed;
    bool closeOutputEarly = false;  ///< stop reading after the first bytes, as `| head -1`
};

/// The built `tributary` in a private home with its own workspace.
class Program {
  public:
    Program();
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    Outcome run(const Call& call) const;
    Outcome run(std::vector<std::string> arguments, std::string input = {}) const;
    std::string file(const std::string& name) const { return (m_home / name).string(); }
    std::string workspace() const { return file("w.tributary"); }
    /// True if any file under the private home holds `text`.
    bool anyFileHolds(const std::string& text) const;
    /// How many files of the private home have names that begin so.
    size_t filesLike(const std::string& prefix) const;

  private:
    std::filesystem::path m_home;
};

}  // namespace tributary::test
