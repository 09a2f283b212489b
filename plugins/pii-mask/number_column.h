// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>

#include "plugins/pii-mask/finders.h"

namespace pii {

/// What a sample of a column of whole numbers shows: telephone, ID or card numbers, or just numbers. In doubt
/// they are just numbers: counts, keys, sizes, amounts and times must stay what they are.
class NumberColumn {
  public:
    explicit NumberColumn(std::string_view name);

    void add(const std::string& number);
    /// What its values are; nullopt: ordinary numbers. Either the column's name says so and its values can be
    /// it, or nearly all of at least eight different values have the form, check digit included.
    std::optional<Kind> kind(const KindSet& kinds) const;
    /// Whether a value of a column of this kind is to be masked as a whole.
    static bool fits(std::string_view number, Kind kind);

  private:
    bool isVaried(Kind kind) const;

    std::optional<Kind> m_named;
    bool m_ordinary = false;  ///< its name is one of counts, keys, times …
    size_t m_count = 0;
    size_t m_fitting = 0;                  ///< that can be what the name says
    std::array<size_t, kKinds> m_exact{};  ///< by kind: form and check digit are right
    std::set<std::string> m_distinct;
    std::set<char> m_second;  ///< second digits of what may be mobile numbers
};

}  // namespace pii
