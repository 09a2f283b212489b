// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <tributary_plugin.hpp>
#include <vector>

namespace tributary_notify {

struct HttpPost {
    std::string url;
    std::string body;
    std::vector<std::string> headers;  ///< "Name: value", beyond the content type
    std::string user, password;        ///< Basic authentication when there is a user
    std::string caFile;
    bool verifyPeer = true;
    /// Never shown: replaced by *** in every text that leaves.
    std::vector<std::string> secrets;
};

struct HttpAnswer {
    long status = 0;
    std::string body;  ///< at most 1 MiB
};

/// Sends and waits, 10 s to connect and `timeout` seconds in all; looks at the host's wish to cancel all the
/// time. Throws Failure: RETRY for 408, 425, 429, 5xx and a network that does not answer, FAILED for every
/// other status but 2xx. Redirects are not followed: what is signed for one address must not go to another.
HttpAnswer post(const tributary_sdk::Host& host, const HttpPost& request, long timeout = 30);

/// `text` without the secrets, in one line of at most 300 bytes.
std::string excerpt(std::string text, const std::vector<std::string>& secrets);

}  // namespace tributary_notify
