// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/names.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>

#include "core/plugin/package/manifest.h"

namespace tributary::plugin {
namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isLower(char c) {
    return c >= 'a' && c <= 'z';
}
bool isUpper(char c) {
    return c >= 'A' && c <= 'Z';
}

template <typename Allowed>
bool all(std::string_view text, size_t least, size_t most, Allowed allowed) {
    return text.size() >= least && text.size() <= most && std::all_of(text.begin(), text.end(), allowed);
}

uint32_t nextNumber(std::string_view& text) {
    uint32_t out = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), out).ptr;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    if (!text.empty()) text.remove_prefix(1);
    return out;
}

/// Plugins lie beside what the program itself keeps there: its record with the journals of it, and folders.
bool isOurs(std::string_view id) {
    constexpr std::string_view kOurs[] = {"plugin-data", "logs", "current", "lock"};
    return id.starts_with("plugins.db") ||
           std::find(std::begin(kOurs), std::end(kOurs), id) != std::end(kOurs);
}

}  // namespace

bool isPluginId(std::string_view id) {
    return all(id, 2, 64, [](char c) { return isLower(c) || isDigit(c) || c == '.' || c == '-'; }) &&
           id.front() != '.' && id.front() != '-' && id.find("..") == std::string_view::npos && !isOurs(id);
}

bool isPackagePath(std::string_view path) {
    const auto allowed = [](char c) {
        return isDigit(c) || isLower(c) || isUpper(c) || c == '.' || c == '_' || c == '-' || c == '/';
    };
    if (!all(path, 1, 200, allowed)) return false;
    while (true) {
        const size_t end = path.find('/');
        const auto part = path.substr(0, end);
        if (part.empty() || part == "." || part == "..") return false;
        if (end == std::string_view::npos) return true;
        path.remove_prefix(end + 1);
    }
}

bool isFieldKey(std::string_view text) {
    return all(text, 1, 64, [](char c) { return isLower(c) || isDigit(c) || c == '_'; });
}

bool isSymbol(std::string_view text) {
    return all(text, 1, 128, [](char c) { return isLower(c) || isUpper(c) || isDigit(c) || c == '_'; }) &&
           !isDigit(text[0]);
}

bool isColor(std::string_view text) {
    return text.size() == 7 && text[0] == '#' && all(text.substr(1), 6, 6, [](char c) {
               return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

bool isSha256(std::string_view text) {
    return all(text, 64, 64, [](char c) { return isDigit(c) || (c >= 'a' && c <= 'f'); });
}

bool isKeyId(std::string_view text) {
    return all(text, 16, 16, [](char c) { return isDigit(c) || (c >= 'A' && c <= 'F'); });
}

bool isNumberList(std::string_view text) {
    return all(text, 1, 32, [](char c) { return isDigit(c) || c == '.'; }) && isDigit(text.front()) &&
           isDigit(text.back()) && text.find("..") == std::string_view::npos;
}

int compareNumberLists(std::string_view a, std::string_view b) {
    while (!a.empty() || !b.empty()) {
        const uint32_t left = nextNumber(a), right = nextNumber(b);
        if (left != right) return left < right ? -1 : 1;
    }
    return 0;
}

}  // namespace tributary::plugin
