// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace tributary::net {

struct ServedRequest {
    std::string method;
    std::string path;                               ///< without the query, percent-decoded
    std::multimap<std::string, std::string> query;  ///< percent-decoded
    std::string authorization;                      ///< the header as it came
    std::string contentType;
    std::string body;
};

struct ServedResponse {
    unsigned status = 200;
    std::string contentType = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

/// Answers in a thread of the server; several at once.
using RequestHandler = std::function<ServedResponse(const ServedRequest&)>;

/// A small HTTP/1.1 server for this machine's programs: no TLS, bounded sizes, times and connections. What is
/// no HTTP, too large or too slow is answered 400, 408, 413 or 431 and closed. Thread-safe; the handler must
/// not outlive what it refers to, and is not called after the destructor returned.
class HttpServer {
  public:
    struct Options {
        std::string address = "127.0.0.1";
        uint16_t port = 0;  ///< 0: any free one
        size_t maxHeader = 16u << 10;
        size_t maxBody = 8u << 20;
        size_t maxConnections = 128;  ///< more are closed at once
        std::chrono::milliseconds requestTimeout{
            10'000};  ///< for a whole request to come in, an answer to go out
        std::chrono::milliseconds idleTimeout{60'000};  ///< between requests
        size_t threads = 2;
        /// Names this server answers to in `Host:` besides addresses and localhost; a page of another name
        /// that a browser was led here with gets 421.
        std::vector<std::string> hosts;
        bool allowRemote = false;  ///< listen on an address that is not of this machine alone
    };

    /// Conflict when the port is taken; InvalidArgument for what is no loopback address unless `allowRemote`.
    static Result<std::unique_ptr<HttpServer>> start(Options options, RequestHandler handler);
    ~HttpServer();

    uint16_t port() const;
    std::string address() const;  ///< "127.0.0.1:9187"

  private:
    struct Impl;
    explicit HttpServer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace tributary::net
