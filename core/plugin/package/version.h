// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tributary::plugin {

/// A version as semver.org 2.0.0 has it. Build metadata is kept, and does not count in comparisons.
class Version {
  public:
    Version() = default;
    static Result<Version> parse(std::string_view text);

    const std::string& text() const { return m_text; }
    bool isPrerelease() const { return !m_prerelease.empty(); }
    std::strong_ordering operator<=>(const Version& other) const;
    bool operator==(const Version& other) const { return (*this <=> other) == 0; }

  private:
    std::string m_text = "0.0.0";
    uint64_t m_numbers[3] = {0, 0, 0};
    std::vector<std::string> m_prerelease;
};

/// ">=0.1.0 <1.0.0": comparisons that must all hold (=, <, <=, >, >=); empty: any version.
class VersionRange {
  public:
    static Result<VersionRange> parse(std::string_view text);

    const std::string& text() const { return m_text; }
    bool contains(const Version& version) const;

  private:
    struct Bound {
        std::string op;
        Version version;
    };
    std::string m_text;
    std::vector<Bound> m_bounds;
};

}  // namespace tributary::plugin
