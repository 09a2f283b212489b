// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"

namespace tributary::net {

struct TlsOptions {
    bool verifyPeer = true;
    std::string caFile;           ///< empty: the system's store
    std::string certificateFile;  ///< client certificate, PEM
    std::string keyFile;
};

struct HttpRequest {
    std::string method = "GET";
    std::string url;
    std::vector<std::string> headers;  ///< "Name: value"
    std::string body;
    std::string user;  ///< Basic authentication when not empty
    std::string password;
    TlsOptions tls;
    std::chrono::milliseconds connectTimeout{10'000};
    std::chrono::milliseconds idleTimeout{0};  ///< no byte for this long is a Timeout; 0: wait for ever
    bool acceptCompressed = false;
};

/// A running exchange whose body is pulled. One thread; ends the transfer (closes the socket) when destroyed
/// early. The transfer stops reading from the socket while nobody pulls: memory stays bounded by
/// `kBufferLimit`.
class HttpStream {
  public:
    static constexpr size_t kBufferLimit = 4u << 20;

    virtual ~HttpStream() = default;
    virtual long status() const = 0;
    /// Empty when absent; names in any case.
    virtual std::string header(std::string_view name) const = 0;
    /// Appends what has arrived, at least one byte, waiting as needed; false: the body is complete.
    /// Errors: Connection (closed before the end), Timeout, Cancelled.
    virtual Result<bool> read(std::string& out) = 0;
    virtual uint64_t bytesRead() const = 0;  ///< on the wire, before decompression
};

struct HttpResponse {
    long status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
};

/// HTTP/1.1 over libcurl's multi interface. Thread-safe; each stream belongs to its caller and polls the
/// cancel token at least every 50 ms. Errors name host and port and what to try; they never hold credentials.
class HttpClient {
  public:
    HttpClient();
    ~HttpClient();

    /// Sends and waits for the response's headers.
    Result<std::unique_ptr<HttpStream>> open(const HttpRequest& request, const CancelToken& token) const;
    /// The whole exchange; a body above `maxBody` bytes is a Resource error. Any status is a success here.
    Result<HttpResponse> send(const HttpRequest& request, const CancelToken& token,
                              size_t maxBody = 64u << 20) const;

    /// Idle keep-alive connections; shared with the running streams, so a stream may outlive its client.
    struct Pool;

  private:
    std::shared_ptr<Pool> m_pool;
};

std::string urlEncode(std::string_view text);

}  // namespace tributary::net
