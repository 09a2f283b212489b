// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/clickhouse/statement_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace tributary::connectors::clickhouse {
namespace {

bool isWord(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

size_t endOfQuoted(std::string_view text, size_t at) {
    const char quote = text[at];
    for (at++; at < text.size() && text[at] != quote; at++) {
        if (text[at] == '\\') at++;
    }
    return std::min(at + 1, text.size());
}

/// Where a comment that begins at `at` ends; `at` itself when there is none.
size_t endOfComment(std::string_view text, size_t at) {
    const std::string_view two = text.substr(at, 2);
    if (two == "--" || text[at] == '#') return std::min(text.find('\n', at), text.size());
    if (two != "/*") return at;
    const size_t end = text.find("*/", at + 2);
    return end == std::string_view::npos ? text.size() : end + 2;
}

/// Words in upper case, quoted things as "'", everything else as single characters; at most `limit`, 0: all.
std::vector<std::string> tokens(std::string_view text, size_t limit = 0) {
    std::vector<std::string> out;
    for (size_t at = 0; at < text.size() && (limit == 0 || out.size() < limit);) {
        const char c = text[at];
        if (const size_t end = endOfComment(text, at); end != at) {
            at = end;
        } else if (std::isspace(static_cast<unsigned char>(c))) {
            at++;
        } else if (c == '\'' || c == '"' || c == '`') {
            at = endOfQuoted(text, at);
            out.emplace_back("'");
        } else if (isWord(c)) {
            std::string word;
            for (; at < text.size() && isWord(text[at]); at++) {
                word += static_cast<char>(std::toupper(static_cast<unsigned char>(text[at])));
            }
            out.push_back(std::move(word));
        } else {
            out.emplace_back(1, c);
            at++;
        }
    }
    return out;
}

std::string firstWord(std::string_view statement) {
    for (const auto& token : tokens(statement, 8)) {
        if (token != "(") return token;
    }
    return {};
}

template <size_t N>
bool isOneOf(const std::string& word, const std::array<std::string_view, N>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool isQuery(std::string_view statement) {
    const std::string word = firstWord(statement);
    return (word == "SELECT" || word == "WITH") && trailingFormat(statement).empty();
}

bool returnsRows(std::string_view statement) {
    static constexpr std::array<std::string_view, 7> kWords = {"SELECT", "WITH",   "SHOW",   "DESCRIBE",
                                                               "DESC",   "EXISTS", "EXPLAIN"};
    return isOneOf(firstWord(statement), kWords);
}

std::string trailingFormat(std::string_view statement) {
    if (firstWord(statement) == "INSERT") return {};
    auto all = tokens(statement);
    while (!all.empty() && all.back() == ";") all.pop_back();
    static constexpr std::array<std::string_view, 7> kNames = {"SELECT", "FROM", "JOIN", "AS",
                                                               "BY",     ",",    "."};
    for (size_t i = 1; i + 1 < all.size(); i++) {
        if (all[i] != "FORMAT" || !isWord(all[i + 1][0]) || isOneOf(all[i - 1], kNames)) continue;
        if (i + 2 == all.size() || all[i + 2] == "SETTINGS") return all[i + 1];
    }
    return {};
}

std::string withoutEnd(std::string_view statement) {
    while (!statement.empty() &&
           (statement.back() == ';' || std::isspace(static_cast<unsigned char>(statement.back())))) {
        statement.remove_suffix(1);
    }
    return std::string(statement);
}

}  // namespace tributary::connectors::clickhouse
