// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tributary::connect {

/// What a user filled into a connection form, by field key. Secret values live here only in memory;
/// everything that is printed goes through `redacted`.
class Settings {
  public:
    void set(std::string key, std::string value);
    void setSecret(std::string key, std::string value);
    void erase(const std::string& key);

    bool has(const std::string& key) const;
    /// Empty text when absent.
    std::string text(const std::string& key, std::string_view fallback = {}) const;
    bool flag(const std::string& key, bool fallback = false) const;
    /// The value as a whole number; the fallback when absent, an error naming the field when it is no number.
    Result<int64_t> integer(const std::string& key, int64_t fallback) const;

    const std::map<std::string, std::string>& values() const { return m_values; }
    bool isSecret(const std::string& key) const { return m_secretKeys.count(key) > 0; }
    std::vector<std::string> secrets() const;
    std::string redacted(std::string_view text) const;

  private:
    std::map<std::string, std::string> m_values;
    std::set<std::string> m_secretKeys;
};

}  // namespace tributary::connect
