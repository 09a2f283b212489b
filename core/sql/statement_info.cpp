// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/sql/keywords.h"
#include "core/sql/splitter.h"

namespace tributary::sql {
namespace {

struct Word {
    std::string_view text;
    std::string_view before;  ///< the token in front of it; empty at the start
    std::string_view after;   ///< the token behind it
    int depth = 0;            ///< parentheses around it
};

/// The words of a statement with what stands around them.
std::vector<Word> wordsOf(std::string_view statement, Lexis lexis) {
    std::vector<Word> out;
    std::string_view before;
    bool wordBefore = false;
    int depth = 0;
    for (const Token& token : tokenize(statement, lexis)) {
        if (token.kind == TokenKind::Space || token.kind == TokenKind::Comment) continue;
        const std::string_view text = statement.substr(token.begin, token.end - token.begin);
        if (wordBefore) out.back().after = text;
        wordBefore = token.kind == TokenKind::Word;
        if (text == "(") depth++;
        if (text == ")") depth--;
        if (wordBefore) out.push_back({text, before, {}, depth});
        before = text;
    }
    return out;
}

/// INSERT, UPDATE, DELETE or MERGE where a statement or a common table expression begins.
bool changesData(const std::vector<Word>& words) {
    return std::any_of(words.begin(), words.end(), [](const Word& word) {
        if (!isWord(word.text, {"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "TRUNCATE"})) return false;
        if (word.after == "(" || word.after == "." || word.before == ".") return false;
        // FOR UPDATE locks but changes nothing; ON DELETE, DO UPDATE are parts of statements that write
        // anyway.
        return !isWord(word.before, {"FOR"});
    });
}

bool selectsInto(const std::vector<Word>& words) {
    return std::any_of(words.begin(), words.end(),
                       [](const Word& word) { return word.depth <= 0 && isWord(word.text, {"INTO"}); });
}

bool fluxMayWrite(const std::vector<Word>& words) {
    return std::any_of(words.begin(), words.end(), [](const Word& word) {
        return word.after == "(" &&
               (word.text == "to" || word.text == "wideTo" || word.text == "post" || word.text == "exec");
    });
}

bool oneMayWrite(std::string_view statement, Lexis lexis) {
    const auto words = wordsOf(statement, lexis);
    if (lexis == Lexis::Flux) return fluxMayWrite(words);
    if (words.empty()) return !statement.empty();
    // MySQL's executable comment in front: nobody knows what it does.
    if (!words.front().before.empty() && words.front().before != "(") return true;
    const std::string_view first = words.front().text;
    if (isWord(first, {"SHOW", "DESCRIBE", "DESC", "SUMMARIZE"})) return false;
    if (isWord(first, {"SELECT", "VALUES", "TABLE", "FROM", "PIVOT", "UNPIVOT"})) return selectsInto(words);
    if (isWord(first, {"WITH"})) return selectsInto(words) || changesData(words);
    if (isWord(first, {"EXPLAIN"})) {
        const bool runs = std::any_of(words.begin(), words.end(), [](const Word& word) {
            return isWord(word.text, {"ANALYZE", "ANALYSE"});
        });
        const bool onlyReads = std::any_of(words.begin(), words.end(), [](const Word& word) {
            return isWord(word.text, {"SELECT", "VALUES", "TABLE", "FROM"});
        });
        return runs && (changesData(words) || selectsInto(words) || !onlyReads);
    }
    if (isWord(first, {"PRAGMA"})) return statement.find('=') != std::string_view::npos;
    return true;
}

}  // namespace

std::vector<std::string> parameterNames(std::string_view statement, Lexis lexis) {
    std::vector<std::string> out;
    for (const Token& token : tokenize(statement, lexis)) {
        if (token.kind != TokenKind::Parameter || statement[token.begin] != '$') continue;
        std::string name(statement.substr(token.begin + 1, token.end - token.begin - 1));
        if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(std::move(name));
    }
    return out;
}

std::string firstKeyword(std::string_view statement, Lexis lexis) {
    for (const Token& token : tokenize(statement, lexis)) {
        if (token.kind == TokenKind::Space || token.kind == TokenKind::Comment) continue;
        const std::string_view text = statement.substr(token.begin, token.end - token.begin);
        if (token.kind == TokenKind::Word) return upper(text);
        if (text != "(") return {};
    }
    return {};
}

bool changesRows(std::string_view statement, Lexis lexis) {
    static constexpr std::string_view kWords[] = {"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "UPSERT",
                                                  "LOAD",   "COPY",   "WITH",   "CALL",  "EXECUTE"};
    return std::find(std::begin(kWords), std::end(kWords), firstKeyword(statement, lexis)) !=
           std::end(kWords);
}

bool mayWrite(std::string_view statement, Lexis lexis) {
    const auto statements = splitStatements(statement, lexis);
    return std::any_of(statements.begin(), statements.end(),
                       [&](const Statement& one) { return oneMayWrite(one.in(statement), lexis); });
}

}  // namespace tributary::sql
