// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/plugin/process/plugin_process.h"
#include "tests/core/plugin/confine/needs.h"

namespace tributary::plugin::test {

using std::chrono::milliseconds;
using testing::HasSubstr;
using Options = std::map<std::string, std::string>;

/// What a process tells, kept.
class Heard : public ProcessEvents {
  public:
    void blocked(const BlockedAttempt& attempt) override;
    void exited(const ExitReport& report) override;
    void output(std::string_view line) override;

    bool tried(const std::string& text);
    ExitReport awaitExit();
    size_t lines();

  private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::string> m_attempts;
    std::vector<ExitReport> m_exits;
    size_t m_lines = 0;
};

/// A hostile plugin beside a peaceful one, which must notice nothing. At the end of every test: the peaceful
/// one still answers, the hostile one's process is gone, and so is every child of this program but the
/// peaceful one.
class HostileTest : public testing::Test {
  protected:
    void SetUp() override;
    void TearDown() override;

    Launch launch(const std::string& library = "libhostile.so", const std::string& symbol = "HostileInit");
    /// Starts it; the error's message, or "".
    std::string start(const Launch& what);
    /// Opens its database with the options: the error's message, or "".
    std::string open(const Options& options = {});
    /// Starts, opens, asks and reads all: the text of the first row, or the error's message.
    std::string ask(const std::string& query, const Options& options = {});
    std::string read(const std::string& query, const CancelToken& token = CancelToken());
    /// Ends the process; how long that took.
    milliseconds close();
    void expectGoneWithin(milliseconds limit);

    Grants grants;
    std::filesystem::path data;
    std::filesystem::path outside;
    Heard heard;
    std::unique_ptr<PluginProcess> process;
    pid_t pid = 0;

  private:
    std::string bystander();

    std::filesystem::path m_root;
    Heard m_peace;
    std::unique_ptr<PluginProcess> m_bystander;
};

}  // namespace tributary::plugin::test
