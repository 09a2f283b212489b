// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/alerts/channels/channel_registry.h"
#include "tests/core/net/loopback_server.h"

namespace tributary::alerts::channels::test {

/// A stand-in for the services: takes HTTP requests on loopback, remembers them, and answers as told.
class Sink {
  public:
    Sink();
    std::string url(const std::string& path = "") const { return m_server.url(path); }
    /// For the next request; the last one stays.
    void answer(int status, const std::string& body, const std::string& headers = {});
    /// Says nothing until the client goes away.
    void hang();

    std::vector<std::string> requests() const;
    std::string last() const { return requests().back(); }
    nlohmann::json lastBody() const;

  private:
    mutable std::mutex m_mutex;
    std::deque<std::string> m_answers;
    bool m_hangs = false;
    std::vector<std::string> m_requests;
    tributary::test::LoopbackServer m_server;
};

inline constexpr const char* kSecret = "SECtest-signing-key";

/// Two firing alerts and a resolved one of one group, with values that need escaping.
Message sampleMessage();
TimePoint sampleNow();

/// A context whose secrets are these.
ChannelContext contextOf(Settings settings, std::map<std::string, std::string> secrets = {});

SendResult sendBy(const std::string& kind, const ChannelContext& context, const CancelToken& token = {},
                  const Message& message = sampleMessage());

}  // namespace tributary::alerts::channels::test
