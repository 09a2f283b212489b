// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/alerts/model/labels.h"
#include "core/alerts/model/time.h"

namespace tributary::alerts::yaml {

/// Writes block-style YAML key by key; long texts keep their lines, so that files read well and differ
/// little.
class Writer {
  public:
    void text(std::string_view key, std::string_view value);
    void number(std::string_view key, double value);
    void count(std::string_view key, uint64_t value);
    void duration(std::string_view key, Duration value);
    /// Nothing for an empty one, as for all lists and maps.
    void texts(std::string_view key, const std::vector<std::string>& values);
    void labels(std::string_view key, const Labels& labels);
    void map(std::string_view key, const std::function<void()>& entries);
    template <typename Items, typename Write>
    void list(std::string_view key, const Items& items, Write&& write) {
        if (items.empty()) return;
        this->key(key);
        m_out += '\n';
        for (const auto& item : items) this->item([&] { write(item); });
    }
    /// One entry of a list: a map.
    void item(const std::function<void()>& entries);

    std::string take() { return std::move(m_out); }

  private:
    void key(std::string_view key);
    void scalar(std::string_view value);
    std::string m_out;
    size_t m_indent = 0;
    bool m_dash = false;  ///< the next key stands behind "- "
};

}  // namespace tributary::alerts::yaml
