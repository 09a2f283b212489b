// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::sql {

/// Which lexical rules a text follows.
enum class Lexis { Standard, PostgreSql, MySql, ClickHouse, Sqlite, DuckDb, InfluxQl, Flux };

/// Lexis for a connector id ("postgresql" …); DuckDb for "" (federated).
Lexis lexisFor(std::string_view connectorId);

enum class TokenKind { Word, QuotedIdentifier, String, Number, Operator, Parameter, Comment, Space, Unknown };

/// A token by byte offsets into the text it came from.
struct Token {
    TokenKind kind = TokenKind::Unknown;
    size_t begin = 0;
    size_t end = 0;
    bool unterminated = false;
};

/// Every byte of `text` belongs to exactly one token. Never fails: what it cannot read is Unknown. Linear
/// time.
std::vector<Token> tokenize(std::string_view text, Lexis lexis);

/// One statement of a script: [begin, end) without the semicolon, leading and trailing space and comments
/// trimmed.
struct Statement {
    size_t begin = 0;
    size_t end = 0;
    std::string_view in(std::string_view script) const { return script.substr(begin, end - begin); }
};

/// Splits at top-level semicolons; knows strings, comments, dollar quotes, BEGIN…END bodies of CREATE
/// PROCEDURE/FUNCTION/TRIGGER, and MySQL's DELIMITER. Flux is one statement.
std::vector<Statement> splitStatements(std::string_view script, Lexis lexis);

/// The statement a cursor at byte `offset` stands in (the one before it when it stands in between);
/// npos-free: returns an empty statement for an empty script.
Statement statementAt(std::string_view script, size_t offset, Lexis lexis);

/// Names of `$name` parameters outside literals, comments, casts and dollar quotes, in order, without
/// repeats.
std::vector<std::string> parameterNames(std::string_view statement, Lexis lexis);

/// SELECT, INSERT, CREATE …: the first keyword in upper case; empty if there is none.
std::string firstKeyword(std::string_view statement, Lexis lexis);

/// Is it a statement that counts the rows it changes (INSERT, UPDATE, DELETE, MERGE …)?
bool changesRows(std::string_view statement, Lexis lexis);

/// Could the statement write? SELECT/SHOW/EXPLAIN/DESCRIBE/WITH without a data-changing part are reads;
/// unknown is true.
bool mayWrite(std::string_view statement, Lexis lexis);

}  // namespace tributary::sql
