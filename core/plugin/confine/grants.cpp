// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/grants.h"

#include <charconv>
#include <optional>

namespace tributary::plugin {
namespace {

// One record after another: a letter, the length of the value, ':' and the value. A path may hold any byte
// but 0, so nothing that needs UTF-8 will do.
void put(std::string& out, char key, const std::string& value) {
    out += key + std::to_string(value.size()) + ':' + value;
}

struct Record {
    char key;
    std::string value;
};

std::optional<Record> take(std::string_view& text) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon < 2) return std::nullopt;
    size_t length = 0;
    const auto [end, status] = std::from_chars(text.data() + 1, text.data() + colon, length);
    if (status != std::errc() || end != text.data() + colon || length > text.size() - colon - 1) {
        return std::nullopt;
    }
    Record record{text[0], std::string(text.substr(colon + 1, length))};
    text.remove_prefix(colon + 1 + length);
    return record;
}

bool number(const std::string& text, uint64_t& out) {
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), out);
    return status == std::errc() && end == text.data() + text.size();
}

bool apply(Grants& grants, Record record) {
    uint64_t value = 0;
    switch (record.key) {
        case 'n':
            grants.networkHosts.push_back(std::move(record.value));
            return true;
        case 'r':
            grants.readPaths.emplace_back(std::move(record.value));
            return true;
        case 'w':
            grants.writePaths.emplace_back(std::move(record.value));
            return true;
        case 's':
            grants.systemFiles.push_back(std::move(record.value));
            return true;
        case 'p':
            grants.packageFolder = std::move(record.value);
            return true;
        case 'd':
            grants.dataFolder = std::move(record.value);
            return true;
        case 'm':
            return number(record.value, grants.memoryBytes);
        case 'b':
            return number(record.value, grants.dataBytes);
        case 'f':
            return number(record.value, grants.dataFiles);
        case 't':
            if (!number(record.value, value)) return false;
            grants.callTimeout = std::chrono::seconds(value);
            return true;
        case 'c':
            if (!number(record.value, value)) return false;
            grants.threads = static_cast<unsigned>(value);
            return true;
        default:
            return false;
    }
}

}  // namespace

std::string dataFolderHint(const Grants& grants) {
    return "Delete what is not needed in " + grants.dataFolder.string() +
           ", or remove the plugin together with what it keeps.";
}

std::string encodeGrants(const Grants& grants) {
    std::string out;
    for (const auto& host : grants.networkHosts) put(out, 'n', host);
    for (const auto& path : grants.readPaths) put(out, 'r', path.string());
    for (const auto& path : grants.writePaths) put(out, 'w', path.string());
    for (const auto& name : grants.systemFiles) put(out, 's', name);
    put(out, 'p', grants.packageFolder.string());
    put(out, 'd', grants.dataFolder.string());
    put(out, 'm', std::to_string(grants.memoryBytes));
    put(out, 'b', std::to_string(grants.dataBytes));
    put(out, 'f', std::to_string(grants.dataFiles));
    put(out, 't', std::to_string(grants.callTimeout.count()));
    put(out, 'c', std::to_string(grants.threads));
    return out;
}

Result<Grants> decodeGrants(std::string_view text) {
    Grants grants;
    while (!text.empty()) {
        auto record = take(text);
        if (!record || !apply(grants, std::move(*record))) {
            return fail(ErrorCode::Corrupt, "The permissions of a plugin process could not be read.");
        }
    }
    return grants;
}

}  // namespace tributary::plugin
