// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/alerts/model/time.h"

namespace tributary::alerts::channels {

/// An e-mail: text and HTML as alternatives, pictures beside the HTML under their cid.
struct Mail {
    std::string from;  ///< "Name <address>" or an address
    std::vector<std::string> to;
    std::string subject;
    TimePoint date{};
    std::string messageId;  ///< without < >
    std::string thread;     ///< Message-ID it answers to; empty: none
    std::string text;
    std::string html;  ///< empty: text only
    std::string png;   ///< empty: none; the HTML shows it as cid:chart
    std::vector<std::pair<std::string, std::string>> headers;
};

/// RFC 5322 with CRLF. Line ends in header values become blanks, what is not ASCII is encoded.
std::string mimeText(const Mail& mail);
/// "Ann <ann@example.org>" → "ann@example.org".
std::string addressOf(const std::string& mailbox);
/// One address, without blanks, control characters or angle brackets.
bool isAddress(const std::string& address);

}  // namespace tributary::alerts::channels
