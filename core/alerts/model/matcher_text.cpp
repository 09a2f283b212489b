// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/model/matcher.h"

namespace tributary::alerts {

namespace {

std::string_view opText(Matcher::Op op) {
    switch (op) {
        case Matcher::Op::Equal:
            return "=";
        case Matcher::Op::NotEqual:
            return "!=";
        case Matcher::Op::Matches:
            return "=~";
        case Matcher::Op::NotMatches:
            return "!~";
    }
    return "=";
}

/// Reads matchers from left to right.
class MatcherReader {
  public:
    explicit MatcherReader(std::string_view text) : m_text(text) {}

    Result<Matchers> read() {
        Matchers matchers;
        skipSpace();
        const bool braces = take("{");
        for (skipSpace(); m_at < m_text.size() && m_text[m_at] != '}'; skipSpace()) {
            auto matcher = readOne();
            if (!matcher) return fail(std::move(matcher.error()));
            matchers.push_back(std::move(*matcher));
            skipSpace();
            if (!take(",")) break;
        }
        if (braces && !take("}")) return wrong("'}' is missing");
        skipSpace();
        if (m_at != m_text.size()) return wrong("a comma or the end is expected");
        return matchers;
    }

  private:
    void skipSpace() {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n'))
            ++m_at;
    }
    bool take(std::string_view word) {
        if (m_text.substr(m_at, word.size()) != word) return false;
        m_at += word.size();
        return true;
    }
    tl::unexpected<Error> wrong(const std::string& what) const {
        return fail(ErrorCode::Syntax,
                    "'" + std::string(m_text) + "' is not a list of matchers: " + what + " at character " +
                        std::to_string(m_at + 1) + ".",
                    "Matchers are written as severity=\"page\", host=~\"db.*\".");
    }
    Result<Matcher> readOne() {
        const size_t begin = m_at;
        while (m_at < m_text.size() && isLabelName(m_text.substr(begin, m_at - begin + 1))) ++m_at;
        if (m_at == begin) return wrong("a label's name is expected");
        std::string name(m_text.substr(begin, m_at - begin));
        skipSpace();
        Matcher::Op op = Matcher::Op::Equal;
        if (take("=~"))
            op = Matcher::Op::Matches;
        else if (take("!~"))
            op = Matcher::Op::NotMatches;
        else if (take("!="))
            op = Matcher::Op::NotEqual;
        else if (!take("="))
            return wrong("one of = != =~ !~ is expected");
        skipSpace();
        auto value = readValue();
        if (!value) return fail(std::move(value.error()));
        return Matcher::make(std::move(name), op, std::move(*value));
    }
    Result<std::string> readValue() {
        if (!take("\"")) {
            const size_t begin = m_at;
            while (m_at < m_text.size() && m_text[m_at] != ',' && m_text[m_at] != '}') ++m_at;
            std::string value(m_text.substr(begin, m_at - begin));
            while (!value.empty() && value.back() == ' ') value.pop_back();
            return value;
        }
        std::string value;
        for (; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == '"') {
                ++m_at;
                return value;
            }
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size()) {
                const char next = m_text[++m_at];
                if (next == 'n')
                    value += '\n';
                else if (next == '"' || next == '\\')
                    value += next;
                else
                    (value += '\\') += next;
                continue;
            }
            value += m_text[m_at];
        }
        return wrong("the closing quote is missing");
    }

    std::string_view m_text;
    size_t m_at = 0;
};

}  // namespace

std::string Matcher::text() const {
    std::string quoted = labelsText({{m_name, m_value}});
    const std::string_view pair = std::string_view(quoted).substr(1, quoted.size() - 2);
    return m_name + std::string(opText(m_op)) + std::string(pair.substr(m_name.size() + 1));
}

Result<Matchers> parseMatchers(std::string_view text) {
    return MatcherReader(text).read();
}

std::string matchersText(const Matchers& matchers) {
    std::string out = "{";
    for (const Matcher& matcher : matchers) {
        if (out.size() > 1) out += ", ";
        out += matcher.text();
    }
    return out += '}';
}

}  // namespace tributary::alerts
