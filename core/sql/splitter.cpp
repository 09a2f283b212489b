// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sql/splitter.h"

#include <algorithm>

#include "core/sql/keywords.h"
#include "core/sql/lexer.h"

namespace tributary::sql {
namespace {

/// Follows a CREATE PROCEDURE/FUNCTION/TRIGGER/EVENT through its BEGIN … END, CASE … END and END IF.
class BodyTracker {
  public:
    void word(std::string_view text, bool qualified) {
        if (qualified) return;  // t.end is a column
        if (m_afterEnd) {
            m_afterEnd = false;
            // END IF, END LOOP … close what was not counted; END CASE closes its CASE.
            if (isWord(text, {"IF", "LOOP", "WHILE", "REPEAT", "FOR"})) return;
            close();
            if (isWord(text, {"CASE"})) return;
        }
        if (m_words++ == 0) m_create = isWord(text, {"CREATE"});
        if (!m_create) return;
        if (!m_kindKnown) {
            m_body = isWord(text, {"PROCEDURE", "FUNCTION", "TRIGGER", "EVENT"});
            m_kindKnown =
                m_body || isWord(text, {"TABLE", "VIEW", "INDEX", "DATABASE", "SCHEMA", "SEQUENCE", "TYPE",
                                        "USER", "ROLE", "MACRO", "EXTENSION", "RULE", "SERVER", "DOMAIN"});
        } else if (m_body && isWord(text, {"BEGIN", "CASE"})) {
            m_depth++;
        } else if (m_body && m_depth > 0 && isWord(text, {"END"})) {
            m_afterEnd = true;
        }
    }

    /// Any other token that counts.
    void other() {
        if (m_afterEnd) close();
        m_afterEnd = false;
    }

    bool inside() const { return m_depth > 0; }

  private:
    void close() { m_depth -= m_depth > 0; }

    int m_words = 0;
    int m_depth = 0;
    bool m_create = false;
    bool m_kindKnown = false;
    bool m_body = false;
    bool m_afterEnd = false;
};

class Splitter {
  public:
    Splitter(std::string_view script, Lexis lexis)
        : m_script(script), m_rules(rulesFor(lexis)), m_lexer(script, lexis) {}

    std::vector<Statement> run() {
        for (Token token; m_lexer.next(token);) {
            if (token.kind == TokenKind::Space || token.kind == TokenKind::Comment) continue;
            if (m_rules.delimiterCommand && !m_started && takeDelimiter(token)) continue;
            take(token);
        }
        finish();
        return std::move(m_statements);
    }

  private:
    std::string_view text(const Token& token) const {
        return m_script.substr(token.begin, token.end - token.begin);
    }

    void take(const Token& token) {
        const std::string_view what = text(token);
        const bool word = token.kind == TokenKind::Word;
        if (m_rules.bodies) word ? m_body.word(what, m_afterDot) : m_body.other();
        m_afterDot = what == ".";
        if (what == "(") m_parentheses++;
        if (what == ")" && m_parentheses > 0) m_parentheses--;
        if (token.kind == TokenKind::Operator && separates(what)) {
            finish();
            return;
        }
        if (!m_started) m_current.begin = token.begin;
        m_started = true;
        m_current.end = token.end;
    }

    bool separates(std::string_view what) const {
        if (m_rules.singleStatement) return false;
        if (!m_delimiter.empty()) return what == m_delimiter;
        return what == ";" && !m_body.inside() && (m_rules.splitInParentheses || m_parentheses == 0);
    }

    void finish() {
        if (m_started) m_statements.push_back(m_current);
        m_started = m_afterDot = false;
        m_parentheses = 0;
        m_body = BodyTracker();
    }

    /// DELIMITER // at the start of a statement: a command of the client, to the end of its line.
    bool takeDelimiter(const Token& token) {
        if (token.kind != TokenKind::Word || !isWord(text(token), {"DELIMITER"})) return false;
        m_lexer.skipLine();
        std::string_view line = m_script.substr(token.end, m_lexer.position() - token.end);
        const size_t begin = line.find_first_not_of(" \t\r\n");
        if (begin == std::string_view::npos) return true;
        line.remove_prefix(begin);
        std::string delimiter(line.substr(0, line.find_first_of(" \t\r\n")));
        m_delimiter = delimiter == ";" ? std::string() : std::move(delimiter);
        m_lexer.setDelimiter(m_delimiter);
        return true;
    }

    std::string_view m_script;
    const LexisRules& m_rules;
    Lexer m_lexer;
    BodyTracker m_body;
    std::string m_delimiter;
    std::vector<Statement> m_statements;
    Statement m_current;
    int m_parentheses = 0;
    bool m_started = false;
    bool m_afterDot = false;
};

}  // namespace

std::vector<Statement> splitStatements(std::string_view script, Lexis lexis) {
    return Splitter(script, lexis).run();
}

Statement statementAt(std::string_view script, size_t offset, Lexis lexis) {
    const auto statements = splitStatements(script, lexis);
    if (statements.empty()) return {};
    auto after = std::upper_bound(statements.begin(), statements.end(), offset,
                                  [](size_t at, const Statement& statement) { return at < statement.begin; });
    return after == statements.begin() ? statements.front() : *(after - 1);
}

}  // namespace tributary::sql
