// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "core/plugin/confine/protection.h"

namespace tributary::plugin::test {

/// Skips, loudly, when the kernel lacks what a test is about.
#define NEEDS(part)                                                                              \
    if (!probeProtection().part) {                                                               \
        GTEST_SKIP() << "NOT TESTED: this kernel does not offer the protection '" #part "', so " \
                     << "plugins are not held back in this way here.";                           \
    }                                                                                            \
    static_assert(true)

/// The same for the outer layer (bubblewrap).
#define NEEDS_OUTER_LAYER()                                                                               \
    if (probeProtection().outer != Protection::Outer::Active) {                                           \
        GTEST_SKIP() << "NOT TESTED: bubblewrap is not there, forbidden or switched off, so there is no " \
                     << "outer layer round plugins here.";                                                \
    }                                                                                                     \
    static_assert(true)

/// What a plugin reads for a path it was not given: that it may not, or, in the outer layer, that there is
/// none.
inline testing::Matcher<const std::string&> refused() {
    if (probeProtection().outer != Protection::Outer::Active) return testing::Eq("EACCES");
    return testing::AnyOf("ENOENT", "EACCES", "EROFS");
}

/// The outer layer as $TRIBUTARY_BWRAP chooses it, for one test.
class OuterChoice {
  public:
    explicit OuterChoice(const std::string& value) {
        if (const char* had = std::getenv(kName)) m_before = had;
        setenv(kName, value.c_str(), 1);
    }
    ~OuterChoice() {
        if (m_before)
            setenv(kName, m_before->c_str(), 1);
        else
            unsetenv(kName);
    }
    OuterChoice(const OuterChoice&) = delete;
    OuterChoice& operator=(const OuterChoice&) = delete;

  private:
    static constexpr const char* kName = "TRIBUTARY_BWRAP";
    std::optional<std::string> m_before;
};

}  // namespace tributary::plugin::test
