// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

#include "core/base/utf8.h"
#include "core/plugin/package/json_reader.h"
#include "core/plugin/package/manifest.h"

namespace tributary::plugin {
namespace {

constexpr const char* kFromConnection = "from_connection";

/// host:port, where the host may begin with "*." and an IPv6 address stands in brackets.
bool isHostAndPort(std::string_view text) {
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || text.size() > 300) return false;
    std::string_view host = text.substr(0, colon);
    const auto port = text.substr(colon + 1);
    uint32_t number = 0;
    const auto [end, status] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (status != std::errc() || end != port.data() + port.size() || number < 1 || number > 65535)
        return false;
    if (host.front() == '[')
        return host.back() == ']' && host.size() > 3 &&
               host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") ==
                   std::string_view::npos;
    if (host.substr(0, 2) == "*.") {
        host.remove_prefix(2);
        // "*.com" would be every host there is
        if (host.find('.') == std::string_view::npos) return false;
    }
    // Every part has to be there: "*.com." would be as good as "*.com".
    return !host.empty() && host.front() != '.' && host.front() != '-' && host.back() != '.' &&
           host.find("..") == std::string_view::npos && std::all_of(host.begin(), host.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '.';
           });
}

/// As it will be shown to the person: no second way to write "/", no detour by a process's own view, nothing
/// that a screen shows otherwise than it is.
bool isPathGrant(const std::string& text) {
    if (text == kFromConnection) return true;
    const auto normal = std::filesystem::path(text).lexically_normal();
    return text.size() > 1 && text[0] == '/' && normal.string() == text && normal != normal.root_path() &&
           !text.starts_with("/proc/") && text != "/proc" && printable(text, false) == text;
}

std::vector<std::string> more(const std::vector<std::string>& before, const std::vector<std::string>& now) {
    std::vector<std::string> out;
    std::copy_if(now.begin(), now.end(), std::back_inserter(out), [&](const std::string& one) {
        return std::find(before.begin(), before.end(), one) == before.end();
    });
    return out;
}

Permissions difference(const Permissions& before, const Permissions& now) {
    Permissions out;
    out.network = more(before.network, now.network);
    out.readFiles = more(before.readFiles, now.readFiles);
    out.writeFiles = more(before.writeFiles, now.writeFiles);
    out.systemFiles = more(before.systemFiles, now.systemFiles);
    return out;
}

std::vector<std::string> reachTexts(const Permissions& p) {
    std::vector<std::string> out;
    for (const auto& host : p.network)
        out.push_back(host == kFromConnection ? "connect to the host that its settings name"
                                              : "connect to " + host);
    for (const auto& path : p.readFiles)
        out.push_back(path == kFromConnection ? "read the files that its settings name" : "read " + path);
    for (const auto& path : p.writeFiles)
        out.push_back(path == kFromConnection ? "write the files that its settings name" : "write " + path);
    for (const auto& name : p.systemFiles) {
        out.push_back(name == "odbc" ? "read the ODBC set-up of this computer and load its drivers"
                                     : "read the figures of this computer and its processes (/proc)");
    }
    return out;
}

}  // namespace

std::vector<std::string> permissionGrowth(const Permissions& before, const Permissions& now) {
    auto out = reachTexts(difference(before, now));
    if (now.memoryMb > before.memoryMb)
        out.push_back("use up to " + std::to_string(now.memoryMb) +
                      " MB of memory (before: " + std::to_string(before.memoryMb) + ")");
    if (now.dataMb > before.dataMb)
        out.push_back("keep up to " + std::to_string(now.dataMb) +
                      " MB of files of its own (before: " + std::to_string(before.dataMb) + ")");
    if (now.callTimeoutSeconds > before.callTimeoutSeconds)
        out.push_back("take up to " + std::to_string(now.callTimeoutSeconds) +
                      " s for one call (before: " + std::to_string(before.callTimeoutSeconds) + ")");
    if (now.threads > before.threads)
        out.push_back("run up to " + std::to_string(now.threads) +
                      " threads (before: " + std::to_string(before.threads) + ")");
    return out;
}

std::vector<std::string> permissionTexts(const Permissions& p) {
    auto out = reachTexts(p);
    if (out.empty()) out.push_back("see only the data it is given: no network, no files of yours");
    out.push_back("keep up to " + std::to_string(p.dataMb) + " MB of files of its own");
    out.push_back("use up to " + std::to_string(p.memoryMb) + " MB of memory, " + std::to_string(p.threads) +
                  " threads and " + std::to_string(p.callTimeoutSeconds) + " s for one call");
    return out;
}

std::string permissionsJson(const Permissions& p) {
    return Json({{"network", p.network},
                 {"files", {{"read", p.readFiles}, {"write", p.writeFiles}}},
                 {"system_files", p.systemFiles},
                 {"memory_mb", p.memoryMb},
                 {"data_mb", p.dataMb},
                 {"call_timeout_s", p.callTimeoutSeconds},
                 {"threads", p.threads}})
        .dump();
}

Result<Permissions> parsePermissions(std::string_view text) {
    auto json = parseStrictJson(text, "`permissions`");
    if (!json) return fail(json.error());
    std::optional<Error> error;
    ObjectReader in(*json, "permissions", error);
    Permissions out;
    out.network = in.texts("network");
    for (const auto& host : out.network)
        if (host != kFromConnection && !isHostAndPort(host))
            in.complain("network",
                        "has '" + host + "': write from_connection, host:port or *.example.com:port");
    in.object("files", [&](ObjectReader& files) {
        out.readFiles = files.texts("read");
        out.writeFiles = files.texts("write");
        for (const auto* list : {&out.readFiles, &out.writeFiles})
            for (const auto& path : *list)
                if (!isPathGrant(path))
                    files.complain(list == &out.readFiles ? "read" : "write",
                                   "has '" + path +
                                       "': write from_connection or an absolute path, in its shortest form");
    });
    out.systemFiles = in.texts("system_files");
    for (const auto& name : out.systemFiles)
        if (name != "odbc" && name != "proc")
            in.complain("system_files", "has '" + name + "': known are odbc and proc");
    out.memoryMb = static_cast<uint32_t>(in.number("memory_mb", out.memoryMb, 16, 65536));
    out.dataMb = static_cast<uint32_t>(in.number("data_mb", out.dataMb, 1, 1 << 20));
    out.callTimeoutSeconds =
        static_cast<uint32_t>(in.number("call_timeout_s", out.callTimeoutSeconds, 1, 86400));
    out.threads = static_cast<uint32_t>(in.number("threads", out.threads, 1, 256));
    in.finish();
    if (error) return fail(*error);
    return out;
}

}  // namespace tributary::plugin
