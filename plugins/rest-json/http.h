// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <curl/curl.h>

#include "plugins/rest-json/settings.h"

namespace tributary::plugins::rest {

struct Reply {
    long status = 0;
    std::string body;
    std::string link;         ///< the header Link
    std::string location;     ///< of a redirect
    int64_t retryAfter = -1;  ///< seconds; -1: not said
};

/// GET with the connection's settings: retries, rate limits, redirects to the same server only. One thread;
/// it looks at `cancelled` every 50 ms at least.
class Http {
  public:
    Http(const Settings& settings, const std::atomic<bool>& cancelled);
    ~Http();
    Http(const Http&) = delete;

    /// The answer with status 200; throws an sdk::Error for everything else.
    Reply get(const std::string& url);
    /// `reference` (absolute, or relative to `base`) as an absolute URL of the same server; throws if it is
    /// of another.
    std::string resolve(const std::string& base, const std::string& reference) const;

  private:
    Reply once(const std::string& url);
    void perform(CURL* easy);
    void pause(int64_t milliseconds);
    void prepare(CURL* easy, const std::string& url, Reply& reply);
    std::string hide(std::string text) const;
    [[noreturn]] void refuse(const Reply& reply, const std::string& url) const;

    const Settings& m_settings;
    const std::atomic<bool>& m_cancelled;
    CURLM* m_multi = nullptr;
    CURL* m_easy = nullptr;
    curl_slist* m_headers = nullptr;
    bool m_before = false;
};

/// `url` with "name=value" added to its query, value percent-encoded.
std::string withParameter(const std::string& url, const std::string& name, const std::string& value);

}  // namespace tributary::plugins::rest
