// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/connect/settings.h"
#include "core/net/http_client.h"

namespace tributary::connectors::prometheus {

/// Names and values of a request's parameters, not yet encoded.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// The error's `nativeCode` when the server refuses to load as many samples as a request asks for.
inline constexpr const char* kTooManySamples = "too many samples";

/// One running answer, pulled piece by piece. It ends early, closing the socket (which stops the query in the
/// server), when the caller's token, `ApiSession::interrupt` or the statement timeout says so.
class Answer {
  public:
    Answer(const CancelToken& callers, CancelToken own, std::chrono::milliseconds timeout);

    /// Appends at least one byte to `out`; false: the answer is complete.
    Result<bool> read(std::string& out);
    /// Whether it was asked to stop, or ran too long; also to be asked while there are bytes left to decode.
    Result<void> check();
    uint64_t bytesRead() const { return m_stream ? m_stream->bytesRead() : m_bytes; }

  private:
    friend class ApiSession;
    void close();

    CancelToken m_own;
    CancelToken::Registration m_link;
    std::chrono::milliseconds m_timeout;
    std::chrono::steady_clock::time_point m_started = std::chrono::steady_clock::now();
    std::unique_ptr<net::HttpStream> m_stream;
    uint64_t m_bytes = 0;
};

/// Where a server is and how to ask it. One thread, but `interrupt` from any.
class ApiSession {
  public:
    static Result<std::unique_ptr<ApiSession>> from(const connect::Settings& settings);

    /// Asks `path` ("/api/v1/query"); long parameters go as a form. An answer whose status is not 2xx becomes
    /// the error its body tells.
    Result<std::unique_ptr<Answer>> post(std::string_view path, const Parameters& parameters,
                                         const CancelToken& token);
    /// The whole body of an answer, at most 64 MiB. `quick`: within two seconds.
    Result<std::string> get(std::string_view path, const Parameters& parameters, const CancelToken& token,
                            bool quick = false);

    void interrupt() noexcept;
    /// How long a statement may run, as the server takes it ("30s"); empty: no limit.
    std::string timeoutText() const;

  private:
    ApiSession() = default;
    Result<std::unique_ptr<Answer>> open(const net::HttpRequest& request, const CancelToken& token);
    Error statusError(long status, const std::string& body) const;

    net::HttpClient m_client;
    connect::Settings m_settings;
    net::HttpRequest m_prototype;
    std::string m_baseUrl;
    std::chrono::milliseconds m_statementTimeout{0};
    std::mutex m_mutex;
    CancelToken m_current;
};

/// The server's own text about a query as our error: code and position by what it says.
Error queryError(const std::string& type, std::string text);

}  // namespace tributary::connectors::prometheus
