// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace tributary::plugin {

/// "host:port" as a permission has it; an IPv6 address is put in brackets, no port is "*".
std::string networkPlace(const std::string& host, const std::string& port);
/// The same of an URL: its port, or the one of its scheme. None: it names no host.
std::optional<std::string> placeOfUrl(std::string url);

}  // namespace tributary::plugin
