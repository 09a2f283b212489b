// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/plugin/confine/descriptor.h"
#include "core/plugin/confine/guard.h"
#include "tests/core/plugin/confine/needs.h"

namespace tributary::plugin::test {

/// One guarded run of confined_child.
class Confined : public GuardEvents {
  public:
    Confined();
    ~Confined() override;

    Grants grants;
    ResolveHost resolve = systemResolver();
    std::filesystem::path data;   ///< the data folder
    std::filesystem::path other;  ///< a folder that is not granted

    Result<void> start(std::vector<std::string> arguments);
    /// Starts, and waits for the result; "" if it ended without one.
    std::string run(std::vector<std::string> arguments);
    std::string result();

    Guard& guard() { return *m_guard; }
    bool started() const { return m_guard != nullptr; }
    ProcessEnd awaitEnd();
    std::vector<std::string> attempts() const;
    bool tried(const std::string& text) const;

    void blocked(const BlockedAttempt& attempt) override;
    void ended(const ProcessEnd& end) override;

  private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<BlockedAttempt> m_attempts;
    std::vector<ProcessEnd> m_ends;
    std::filesystem::path m_root;
    Descriptor m_socket;
    std::unique_ptr<Guard> m_guard;
};

}  // namespace tributary::plugin::test
