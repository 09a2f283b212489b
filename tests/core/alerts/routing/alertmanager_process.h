// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace tributary::test {

/// A private Alertmanager on loopback: the real program, its data in a folder of its own, ended with the
/// object.
class AlertmanagerProcess {
  public:
    explicit AlertmanagerProcess(const std::string& config);
    ~AlertmanagerProcess();
    AlertmanagerProcess(const AlertmanagerProcess&) = delete;
    AlertmanagerProcess& operator=(const AlertmanagerProcess&) = delete;

    static bool installed();
    bool running() const { return m_ready; }
    const std::string& log() const { return m_log; }  ///< a file
    std::chrono::system_clock::time_point startedAt() const { return m_startedAt; }
    /// The body; the status in `status`.
    std::string request(const std::string& method, const std::string& path, const std::string& body,
                        int& status) const;

  private:
    std::string m_folder;
    std::string m_log;
    int m_port = 0;
    pid_t m_pid = -1;
    bool m_ready = false;
    std::chrono::system_clock::time_point m_startedAt;
};

/// Runs a program without a shell; its output, the exit code in `code`.
std::string runProgram(const std::vector<std::string>& arguments, int& code);

}  // namespace tributary::test
