// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string_view>

#include "core/alerts/model/labels.h"

namespace tributary::alerts {

/// For hash tables within the process; `fingerprint` is for others and slower.
struct HashLabels {
    size_t operator()(const Labels& labels) const {
        size_t hash = 0;
        for (const auto& [name, value] : labels) {
            hash = (hash ^ std::hash<std::string_view>()(name)) * 0x9e3779b97f4a7c15ULL;
            hash = (hash ^ std::hash<std::string_view>()(value)) * 0x9e3779b97f4a7c15ULL;
        }
        return hash ^ (hash >> 32U);
    }
};

}  // namespace tributary::alerts
