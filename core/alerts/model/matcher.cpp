// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/model/matcher.h"

#include <re2/re2.h>

namespace tributary::alerts {

Result<Matcher> Matcher::make(std::string name, Op op, std::string value) {
    Matcher matcher;
    if (op == Op::Matches || op == Op::NotMatches) {
        RE2::Options options;
        options.set_log_errors(false);
        auto expression = std::make_shared<RE2>("(?s:" + value + ")", options);
        if (!expression->ok())
            return fail(ErrorCode::Syntax,
                        "'" + value + "' for the label '" + name +
                            "' is not a regular expression: " + expression->error(),
                        "Regular expressions are written as RE2 takes them, without look-around.");
        matcher.m_expression = std::move(expression);
    }
    matcher.m_name = std::move(name);
    matcher.m_op = op;
    matcher.m_value = std::move(value);
    return matcher;
}

bool Matcher::matches(const Labels& labels) const {
    const auto found = labels.find(m_name);
    const std::string_view value = found == labels.end() ? std::string_view() : found->second;
    switch (m_op) {
        case Op::Equal:
            return value == m_value;
        case Op::NotEqual:
            return value != m_value;
        case Op::Matches:
            return RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *m_expression);
        case Op::NotMatches:
            return !RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *m_expression);
    }
    return false;
}

bool matches(const Matchers& matchers, const Labels& labels) {
    for (const Matcher& matcher : matchers)
        if (!matcher.matches(labels)) return false;
    return true;
}

}  // namespace tributary::alerts
