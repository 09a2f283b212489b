// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/connect/settings.h"
#include "core/net/http_client.h"

namespace tributary::connectors::influxdb {

/// How requests prove who sends them: Basic (1.x), "Token …" (2.x) or "Bearer …" (3.x).
enum class Authorization { Basic, Token, Bearer };

/// One running answer, pulled piece by piece. It ends early, closing the socket (which stops the statement in
/// the server), when the caller's token, `HttpSession::interrupt` or the statement timeout says so.
class Answer {
  public:
    Answer(const CancelToken& callers, CancelToken own, std::chrono::milliseconds timeout);

    /// Appends at least one byte to `out`; false: the answer is complete.
    Result<bool> read(std::string& out);
    /// Whether it was asked to stop, or ran too long; also to be asked while there are bytes left to decode.
    Result<void> check();
    uint64_t bytesRead() const { return m_stream ? m_stream->bytesRead() : 0; }

  private:
    friend class HttpSession;
    CancelToken m_own;
    CancelToken::Registration m_link;
    std::chrono::milliseconds m_timeout;
    std::chrono::steady_clock::time_point m_started = std::chrono::steady_clock::now();
    std::unique_ptr<net::HttpStream> m_stream;
};

/// Where a server is and how to talk to it. One thread, but `interrupt` from any.
class HttpSession {
  public:
    static Result<std::unique_ptr<HttpSession>> from(const connect::Settings& settings, int64_t defaultPort,
                                                     Authorization authorization);

    /// A request with credentials and timeouts; `path` begins with '/'.
    net::HttpRequest request(std::string method, std::string_view path) const;

    /// Sends it; an answer whose status is not 2xx becomes the error its body tells.
    Result<std::unique_ptr<Answer>> open(const net::HttpRequest& request, const CancelToken& token);
    /// The whole body of a small answer, at most 64 MiB. `headers` may be null.
    Result<std::string> fetch(const net::HttpRequest& request, const CancelToken& token,
                              std::map<std::string, std::string>* headers = nullptr);

    void interrupt() noexcept;
    bool readOnly() const { return m_readOnly; }
    const connect::Settings& settings() const { return m_settings; }

  private:
    HttpSession() = default;
    Error statusError(long status, const std::string& body) const;

    net::HttpClient m_client;
    connect::Settings m_settings;
    net::HttpRequest m_prototype;
    std::string m_baseUrl;
    std::chrono::milliseconds m_statementTimeout{0};
    bool m_readOnly = false;
    std::mutex m_mutex;
    CancelToken m_current;
};

/// The text of the server's error in a JSON body ("error", "message"); the body itself when it is not JSON.
std::string errorText(const std::string& body);

/// A server's own error text as our error: code by what it says.
Error serverError(std::string text);

}  // namespace tributary::connectors::influxdb
