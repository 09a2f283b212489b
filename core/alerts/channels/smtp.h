// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/net/http_client.h"

namespace tributary::alerts::channels {

struct SmtpServer {
    enum class Tls { StartTls, Smtps, None };
    std::string host;
    int port = 587;
    Tls tls = Tls::StartTls;
    net::TlsOptions options;
    std::string user;  ///< empty: no authentication
    std::string password;
    std::string helo;  ///< empty: this machine's name
};

/// Hands one mail to a server. Blocks; notices the token within 50 ms. A 4xx answer is retryable, a 5xx is
/// not; with StartTls nothing is said in the clear when the server does not offer it.
Result<void> sendMail(const SmtpServer& server, const std::string& from, const std::vector<std::string>& to,
                      const std::string& mime, const CancelToken& token);

}  // namespace tributary::alerts::channels
