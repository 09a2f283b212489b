// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/alerts/model/labels.h"

namespace re2 {
class RE2;
}

namespace tributary::alerts {

/// One comparison of a label, as in `severity=~"warning|critical"`. Regular expressions are RE2's and must
/// match the whole value. A label that is not there counts as empty.
class Matcher {
  public:
    enum class Op { Equal, NotEqual, Matches, NotMatches };

    /// Syntax for an expression RE2 does not take.
    static Result<Matcher> make(std::string name, Op op, std::string value);

    const std::string& name() const { return m_name; }
    const std::string& value() const { return m_value; }
    Op op() const { return m_op; }

    bool matches(const Labels& labels) const;
    /// `name=~"value"`
    std::string text() const;

    bool operator==(const Matcher& other) const {
        return m_name == other.m_name && m_op == other.m_op && m_value == other.m_value;
    }

  private:
    Matcher() = default;
    std::string m_name;
    std::string m_value;
    Op m_op = Op::Equal;
    std::shared_ptr<const re2::RE2> m_expression;
};

using Matchers = std::vector<Matcher>;

/// All of them.
bool matches(const Matchers& matchers, const Labels& labels);

/// `{a="1", b!~"x.*"}` or the same without braces; values with or without quotes: Alertmanager's notation.
Result<Matchers> parseMatchers(std::string_view text);
std::string matchersText(const Matchers& matchers);

}  // namespace tributary::alerts
