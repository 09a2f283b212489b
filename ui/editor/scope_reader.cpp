// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/scope_reader.h"

#include <algorithm>
#include <cctype>

#include "ui/editor/sql_words.h"

namespace tributary::ui {

namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

bool isKeyword(std::string_view word) {
    const auto& words = sqlKeywords();
    return std::binary_search(words.begin(), words.end(), std::string_view(lower(word)));
}

std::string unquoted(std::string_view text, sql::TokenKind kind) {
    if (kind != sql::TokenKind::QuotedIdentifier || text.size() < 2) return std::string(text);
    const char quote = text.back();
    std::string inner;
    for (size_t i = 1; i + 1 < text.size(); ++i) {
        inner.push_back(text[i]);
        if (text[i] == quote && text[i + 1] == quote && i + 2 < text.size()) ++i;
    }
    return inner;
}

/// The statement's tokens without space and comments, with their text at hand.
class Words {
  public:
    Words(std::string_view text, const std::vector<sql::Token>& tokens) : m_text(text) {
        for (const sql::Token& token : tokens) {
            if (token.kind != sql::TokenKind::Space && token.kind != sql::TokenKind::Comment)
                m_tokens.push_back(token);
        }
    }
    size_t size() const { return m_tokens.size(); }
    const sql::Token& at(size_t i) const { return m_tokens[i]; }
    std::string_view text(size_t i) const {
        return i < size() ? m_text.substr(m_tokens[i].begin, m_tokens[i].end - m_tokens[i].begin)
                          : std::string_view();
    }
    bool isName(size_t i) const {
        if (i >= size()) return false;
        if (at(i).kind == sql::TokenKind::QuotedIdentifier) return true;
        return at(i).kind == sql::TokenKind::Word && !isKeyword(text(i));
    }
    bool isDot(size_t i) const { return text(i) == "."; }
    std::string name(size_t i) const { return unquoted(text(i), at(i).kind); }

  private:
    std::string_view m_text;
    std::vector<sql::Token> m_tokens;
};

bool introducesTable(const std::string& word) {
    return word == "from" || word == "join" || word == "into" || word == "update" || word == "describe" ||
           word == "summarize";
}

/// Reads `a.b.c [AS] alias`; gives the index after it. The word that ends at `typing` is not yet a name.
size_t readTable(const Words& words, size_t i, size_t typing, std::vector<ScopeTable>& tables) {
    ScopeTable table;
    while (words.isName(i)) {
        table.path.push_back(words.name(i++));
        if (!words.isDot(i)) break;
        ++i;
        if (!words.isName(i)) return i;  // a.b.| is not a table yet
    }
    if (table.path.empty() || words.text(i) == "(") return i;
    if (lower(words.text(i)) == "as") ++i;
    if (words.isName(i) && words.at(i).end != typing) table.alias = words.name(i++);
    tables.push_back(std::move(table));
    return i;
}

std::vector<ScopeTable> readTables(const Words& words, size_t typing) {
    std::vector<ScopeTable> tables;
    for (size_t i = 0; i < words.size();) {
        if (words.at(i).kind != sql::TokenKind::Word || !introducesTable(lower(words.text(i)))) {
            ++i;
            continue;
        }
        const bool list = lower(words.text(i)) == "from";
        i = readTable(words, i + 1, typing, tables);
        while (list && words.text(i) == ",") i = readTable(words, i + 1, typing, tables);
    }
    return tables;
}

/// Names before `AS (` of a statement that begins WITH.
std::vector<std::string> readWithNames(const Words& words) {
    std::vector<std::string> names;
    if (lower(words.text(0)) != "with") return names;
    for (size_t i = 1; i + 2 < words.size(); ++i) {
        if (words.isName(i) && lower(words.text(i + 1)) == "as" && words.text(i + 2) == "(")
            names.push_back(words.name(i));
    }
    return names;
}

bool tableIsDue(const Words& words, size_t wordIndex) {
    if (wordIndex == 0) return false;
    if (words.text(wordIndex - 1) != ",") return introducesTable(lower(words.text(wordIndex - 1)));
    for (size_t i = wordIndex - 1; i-- > 0;) {  // FROM a, b, |
        const std::string word = lower(words.text(i));
        if (word == "from") return true;
        if (words.at(i).kind == sql::TokenKind::Word && isKeyword(word) && word != "as") return false;
        if (word == "(" || word == ")") return false;
    }
    return false;
}

}  // namespace

Scope readScope(std::string_view statement, size_t cursor, sql::Lexis lexis) {
    Scope scope;
    cursor = std::min(cursor, statement.size());
    scope.prefixBegin = cursor;
    const std::vector<sql::Token> tokens = sql::tokenize(statement, lexis);
    for (const sql::Token& token : tokens) {
        const bool inside =
            token.begin < cursor && (cursor < token.end || (cursor == token.end && token.unterminated));
        const bool endOfLineComment = token.kind == sql::TokenKind::Comment && token.begin < cursor &&
                                      cursor == token.end && statement.substr(token.begin, 2) == "--";
        if ((inside && (token.kind == sql::TokenKind::String || token.kind == sql::TokenKind::Comment)) ||
            endOfLineComment) {
            scope.inLiteral = true;
            return scope;
        }
    }
    const Words all(statement, tokens);
    scope.tables = readTables(all, cursor);
    scope.withNames = readWithNames(all);

    const Words before(statement, sql::tokenize(statement.substr(0, cursor), lexis));
    size_t i = before.size();
    if (i > 0 && before.at(i - 1).end == cursor &&
        (before.at(i - 1).kind == sql::TokenKind::Word ||
         before.at(i - 1).kind == sql::TokenKind::QuotedIdentifier)) {
        --i;
        scope.prefixBegin = before.at(i).begin;
        scope.prefix = before.name(i);
        if (before.at(i).unterminated && !scope.prefix.empty()) scope.prefix.erase(0, 1);
    } else if (i > 0 && before.at(i - 1).end == cursor && before.at(i - 1).kind == sql::TokenKind::Number) {
        scope.inLiteral = true;  // digits: nothing to offer
        return scope;
    }
    while (i >= 2 && before.isDot(i - 1) && before.at(i - 2).kind != sql::TokenKind::Operator) {
        scope.qualifiers.insert(scope.qualifiers.begin(), before.name(i - 2));
        i -= 2;
    }
    scope.wantsTable = tableIsDue(before, i);
    return scope;
}

}  // namespace tributary::ui
