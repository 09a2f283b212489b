// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tributary::net {

/// Where a request goes, without credentials, path or query: safe to show.
struct Endpoint {
    std::string scheme;
    std::string host;
    std::string port;
    std::string text() const;  ///< "host:port"
    bool isLoopback() const;
};

Result<Endpoint> parseEndpoint(const std::string& url);

/// What libcurl met, told for people. `detail` is libcurl's own text, `headersSeen` whether an answer had
/// begun.
Error describeFailure(CURLcode code, long osError, std::string_view detail, const Endpoint& endpoint,
                      std::chrono::milliseconds connectTimeout, bool headersSeen);

Error idleTimeoutError(const Endpoint& endpoint, std::chrono::milliseconds idleTimeout);

}  // namespace tributary::net
