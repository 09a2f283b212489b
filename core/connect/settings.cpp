// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connect/settings.h"

#include <charconv>

#include "core/base/redact.h"

namespace tributary::connect {

void Settings::set(std::string key, std::string value) {
    m_values[std::move(key)] = std::move(value);
}

void Settings::setSecret(std::string key, std::string value) {
    m_secretKeys.insert(key);
    set(std::move(key), std::move(value));
}

void Settings::erase(const std::string& key) {
    m_values.erase(key);
}

bool Settings::has(const std::string& key) const {
    return m_values.count(key) > 0;
}

std::string Settings::text(const std::string& key, std::string_view fallback) const {
    auto it = m_values.find(key);
    return it == m_values.end() || it->second.empty() ? std::string(fallback) : it->second;
}

bool Settings::flag(const std::string& key, bool fallback) const {
    auto it = m_values.find(key);
    if (it == m_values.end() || it->second.empty()) return fallback;
    return it->second == "true" || it->second == "1" || it->second == "yes" || it->second == "on";
}

Result<int64_t> Settings::integer(const std::string& key, int64_t fallback) const {
    auto it = m_values.find(key);
    if (it == m_values.end() || it->second.empty()) return fallback;
    const std::string& text = it->second;
    int64_t value = 0;
    auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc() || end != text.data() + text.size()) {
        return fail(ErrorCode::InvalidArgument,
                    "'" + text + "' is not a whole number, which '" + key + "' needs");
    }
    return value;
}

std::vector<std::string> Settings::secrets() const {
    std::vector<std::string> out;
    for (const auto& key : m_secretKeys) {
        auto it = m_values.find(key);
        if (it != m_values.end() && !it->second.empty()) out.push_back(it->second);
    }
    return out;
}

std::string Settings::redacted(std::string_view text) const {
    return redact(text, secrets());
}

}  // namespace tributary::connect
