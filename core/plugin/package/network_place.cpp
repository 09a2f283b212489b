// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/network_place.h"

#include <algorithm>

namespace tributary::plugin {

std::string networkPlace(const std::string& host, const std::string& port) {
    const bool bare6 = host.find(':') != std::string::npos && host.front() != '[';
    return (bare6 ? "[" + host + "]" : host) + ":" + (port.empty() ? "*" : port);
}

std::optional<std::string> placeOfUrl(std::string url) {
    std::string scheme;
    if (const size_t end = url.find("://"); end != std::string::npos) {
        scheme = url.substr(0, end);
        url.erase(0, end + 3);
    }
    url.erase(std::min(url.find_first_of("/?#"), url.size()));
    if (const size_t at = url.rfind('@'); at != std::string::npos) url.erase(0, at + 1);
    if (url.empty()) return std::nullopt;
    const size_t colon = url.rfind(':');
    if (colon != std::string::npos && url.find(']', colon) == std::string::npos)
        return networkPlace(url.substr(0, colon), url.substr(colon + 1));
    return networkPlace(url, scheme == "https" ? "443" : scheme == "http" ? "80" : "");
}

}  // namespace tributary::plugin
