// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/redact.h"

#include <cctype>
#include <cstdio>

namespace tributary {
namespace {

void replaceAll(std::string& text, const std::string& what) {
    static constexpr std::string_view kMask = "•••";
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + kMask.size())) {
        text.replace(at, what.size(), kMask);
    }
}

std::string percentEncoded(std::string_view text) {
    std::string out;
    for (unsigned char c : text) {
        if (std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~') {
            out += static_cast<char>(c);
        } else {
            char buffer[4];
            std::snprintf(buffer, sizeof buffer, "%%%02X", c);
            out += buffer;
        }
    }
    return out;
}

std::string doubled(std::string_view text, char quote) {
    std::string out;
    for (char c : text) {
        out += c;
        if (c == quote) out += c;
    }
    return out;
}

}  // namespace

std::string redact(std::string_view text, const std::vector<std::string>& secrets) {
    std::string out(text);
    for (const auto& secret : secrets) {
        if (secret.size() < 3) continue;
        for (const auto& form :
             {secret, percentEncoded(secret), doubled(secret, '\''), doubled(secret, '\\')}) {
            replaceAll(out, form);
        }
    }
    return out;
}

}  // namespace tributary
