// SPDX-License-Identifier: GPL-3.0-or-later
// COPY and its kin, USE, SET, variables, EXECUTE.
#include <algorithm>

#include "core/lineage/syntax/statement_reader.h"

namespace tributary::lineage {

using K = Keyword;
using Action = Statement::Action;

namespace {

constexpr size_t kTextDepth = 100;  ///< of queries in a text literal

}  // namespace

/// COPY [INTO] t FROM path; COPY t TO path; COPY (SELECT …) TO path; COPY INTO @stage FROM t.
void StatementReader::readCopy(std::vector<Statement>& out) {
    Statement& statement = begin(out, Action::Copy, "COPY");
    ++m_at;
    if (is(K::Into)) ++m_at;
    const size_t stop = statementEnd(m_at);
    std::unique_ptr<Query> query;
    const bool path = pathAt(m_at);
    if (m_tokens.isOp(m_at, "(") && m_reader.startsQuery(m_at, stop)) {
        query = m_reader.readQuery(m_at, end());
    } else if (path) {
        statement.targetPath = true;
        statement.target = {readPath()};
    } else {
        readTarget(statement);
        if (m_tokens.isOp(m_at, "(")) {
            statement.columns = m_reader.readNames(m_at);
            m_at = m_reader.closing(m_at, stop) + 1;
        }
    }
    while (m_at < stop && !is(K::From) && !is(K::To)) ++m_at;
    const bool to = is(K::To);
    ++m_at;
    if (to) {
        // What was read first is the source.
        if (!query) {
            Source source;
            source.name = std::move(statement.target);
            statement.sources.push_back(std::move(source));
        }
        statement.query = std::move(query);
        statement.target.clear();
        statement.targetPath = true;
        if (pathAt(m_at)) statement.target = {readPath()};
    } else if (m_at < stop) {
        if (m_tokens.isOp(m_at, "(") && m_reader.startsQuery(m_at, stop)) {
            statement.query = m_reader.readQuery(m_at, end());
        } else {
            Source source;
            const bool quoted = m_tokens[m_at].kind == TokenKind::Quoted && !path &&
                                m_tokens.name(m_at).find('/') != std::string::npos;
            if (quoted) {
                source.path = true;
                source.name = {m_tokens.name(m_at++)};
            } else if (pathAt(m_at)) {
                source.path = true;
                source.name = {readPath()};
            } else {
                m_reader.readSource(source, m_at, stop);
            }
            if (!source.name.empty()) statement.sources.push_back(std::move(source));
        }
    }
    m_at = std::max(m_at, std::min(stop, end()));
    finish(statement);
}

/// UNLOAD ('SELECT …') TO path; EXPORT DATA OPTIONS (uri = …) AS SELECT …; EXPORT t TO path.
void StatementReader::readUnload(std::vector<Statement>& out) {
    Statement& statement = begin(out, Action::Copy, is(K::Unload) ? "UNLOAD" : "EXPORT");
    const size_t stop = statementEnd(m_at);
    statement.targetPath = true;
    ++m_at;
    if (m_tokens.isOp(m_at, "(") && m_tokens[m_at + 1].kind == TokenKind::String) {
        const TokenStream text(m_tokens.literal(m_at + 1), m_tokens.traits());
        size_t at = 0;
        QueryReader inner(text, kTextDepth);
        if (inner.startsQuery(at, text.size())) statement.query = inner.readQuery(at, text.size());
        if (statement.query) statement.query->firstToken = statement.query->lastToken = 0;  // of another text
        m_at = m_reader.closing(m_at, stop) + 1;
    } else if (m_tokens.isOp(m_at, "(") && m_reader.startsQuery(m_at, stop)) {
        statement.query = m_reader.readQuery(m_at, end());
    }
    while (m_at < stop) {
        if (is(K::To) && m_tokens[m_at + 1].kind == TokenKind::String)
            statement.target = {m_tokens.literal(m_at + 1)};
        if (m_tokens.isOp(m_at, "(") && statement.target.empty()) {
            for (size_t i = m_at; i < m_reader.closing(m_at, stop); ++i) {
                std::string name = m_tokens.name(i);
                for (char& c : name) c = static_cast<char>(c | 0x20);
                if (name == "uri" && m_tokens[i + 2].kind == TokenKind::String) {
                    statement.target = {m_tokens.literal(i + 2)};
                }
            }
        }
        if (is(K::As) && m_reader.startsQuery(m_at + 1, stop)) {
            ++m_at;
            statement.query = m_reader.readQuery(m_at, end());
            break;
        }
        if (is(K::Table) && m_tokens.isName(m_at + 1) && !statement.query && statement.sources.empty()) {
            ++m_at;
            Source source;
            source.name = m_reader.readName(m_at, end());
            statement.sources.push_back(std::move(source));
            continue;
        }
        m_at = m_tokens[m_at].match != 0 ? m_reader.closing(m_at, stop) + 1 : m_at + 1;
    }
    finish(statement);
}

/// LOAD DATA [LOCAL] INPATH|INFILE 'path' … INTO TABLE t; LOAD DATA INTO t FROM FILES (uris = […]).
void StatementReader::readLoad(std::vector<Statement>& out) {
    Statement& statement = begin(out, Action::Copy, "LOAD");
    const size_t stop = statementEnd(m_at);
    for (++m_at; m_at < stop;) {
        if (m_tokens[m_at].kind == TokenKind::String && statement.sources.empty()) {
            Source source;
            source.path = true;
            source.name = {m_tokens.literal(m_at)};
            statement.sources.push_back(std::move(source));
        }
        if ((is(K::Into) || is(K::Overwrite)) && statement.target.empty()) {
            ++m_at;
            while (is(K::Table) || is(K::Into)) ++m_at;
            statement.target = m_reader.readName(m_at, end());
            continue;
        }
        ++m_at;
    }
    finish(statement);
}

void StatementReader::readUse(std::vector<Statement>& out) {
    Statement& statement = begin(out, Action::Use, "USE");
    ++m_at;
    const K what = m_tokens[m_at].keyword;
    const bool typed = what == K::Database || what == K::Schema || what == K::Catalog || what == K::Role ||
                       m_tokens.raw(m_at) == "WAREHOUSE" || m_tokens.raw(m_at) == "warehouse" ||
                       m_tokens.raw(m_at) == "NAMESPACE";
    if (typed && m_tokens.isName(m_at + 1)) {
        statement.name = std::string(m_tokens.raw(m_at));
        for (char& c : statement.name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        ++m_at;
        if (is(K::If)) skipIfExists();
    }
    statement.target = m_reader.readName(m_at, end());
    finish(statement);
}

void StatementReader::readSet(std::vector<Statement>& out) {
    Statement& statement = begin(out, Action::Other, "SET");
    size_t at = m_at + 1;
    while (m_tokens.is(at, K::Local) || m_tokens.is(at, K::Global) || m_tokens.raw(at) == "SESSION") ++at;
    std::string name = m_tokens.name(at);
    std::string folded = name;
    for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const size_t op = at + 1;
    const bool assigns = m_tokens.isOp(op, "=") || m_tokens.isOp(op, ":=") || m_tokens.is(op, K::To);
    if (folded == "search_path" && assigns) {
        statement.action = Action::SearchPath;
        m_at = op + 1;
        statement.target = m_tokens[m_at].kind == TokenKind::String
                               ? std::vector<std::string>{m_tokens.literal(m_at)}
                               : m_reader.readName(m_at, end());
    } else if ((folded == "schema" || folded == "current_schema") &&
               m_tokens.isName(m_tokens.isOp(op, "=") ? op + 1 : op)) {
        statement.action = Action::SearchPath;
        m_at = m_tokens.isOp(op, "=") ? op + 1 : op;
        statement.target = m_reader.readName(m_at, end());
    } else if (assigns && (m_tokens.isName(at) || m_tokens[at].kind == TokenKind::Parameter)) {
        statement.action = Action::Assign;
        statement.name = name;
        statement.valueFirst = op + 1;
        m_at = std::min(op + 1, end());
        // A query in brackets is part of the value; words that start a statement end it.
        const bool loose = m_tokens.traits().newStatementByKeyword;
        while (!separator() && !(loose && startsStatement(m_at))) {
            m_at = m_tokens[m_at].match != 0 ? m_reader.closing(m_at, end() - 1) + 1 : m_at + 1;
        }
        statement.valueLast = m_at;
        statement.filters.push_back(m_reader.readExpression(statement.valueFirst, statement.valueLast));
        statement.query = std::make_unique<Query>();
    }
    finish(statement);
}

/// DECLARE @v type = value, …; DECLARE v type DEFAULT value; DECLARE c CURSOR FOR SELECT …; DECLARE @t TABLE
/// (…).
void StatementReader::readDeclare(std::vector<Statement>& out) {
    const size_t start = m_at;
    ++m_at;
    const size_t stop = statementEnd(m_at);
    if (m_tokens.is(m_at + 1, K::Table) ||
        (m_tokens.is(m_at + 1, K::As) && m_tokens.is(m_at + 2, K::Table))) {
        Statement& statement = begin(out, Action::CreateTable, "DECLARE");
        statement.temporary = true;
        statement.target = {m_tokens.name(m_at)};
        m_at += m_tokens.is(m_at + 1, K::Table) ? 2 : 3;
        if (m_tokens.isOp(m_at, "(")) {
            readColumns(statement, m_at);
            m_at = m_reader.closing(m_at, stop) + 1;
        }
        statement.first = start;
        finish(statement);
        return;
    }
    for (size_t i = m_at; i < stop; ++i) {
        if (m_tokens.is(i, K::Cursor)) return readCursor(out);
        if (m_tokens[i].match != 0) i = m_reader.closing(i, stop);
    }
    Statement& statement = begin(out, Action::Other, "DECLARE");
    const bool loose = m_tokens.traits().newStatementByKeyword;
    size_t last = m_at;
    while (last < stop && !(loose && last > m_at && startsStatement(last))) {
        last = m_tokens[last].match != 0 ? m_reader.closing(last, stop) + 1 : last + 1;
    }
    std::vector<std::pair<size_t, size_t>> parts = m_reader.splitCommas(m_at, std::min(last, stop));
    statement.last = last;
    m_at = std::min(last, stop);
    out.pop_back();
    bool any = false;
    for (const auto& [first, end] : parts) {
        size_t op = first;
        while (op < end && !m_tokens.isOp(op, "=") && !m_tokens.isOp(op, ":=") &&
               m_tokens.raw(op) != "DEFAULT" && m_tokens.raw(op) != "default") {
            op = m_tokens[op].match != 0 ? m_reader.closing(op, end) + 1 : op + 1;
        }
        if (op >= end) continue;
        const size_t at = m_at;
        Statement& assign = begin(out, Action::Assign, "DECLARE");
        assign.first = first;
        assign.name = m_tokens.name(first);
        assign.valueFirst = op + 1;
        assign.valueLast = end;
        assign.filters.push_back(m_reader.readExpression(op + 1, end));
        assign.query = std::make_unique<Query>();
        assign.last = end;
        m_at = at;
        any = true;
    }
    if (!any) {
        Statement& none = begin(out, Action::Other, "DECLARE");
        none.first = start;
        none.last = m_at;
    }
}

/// EXECUTE IMMEDIATE text; EXEC (text); EXEC sp_executesql text; EXECUTE 'text'; EXEC procedure.
void StatementReader::readExecute(std::vector<Statement>& out) {
    Statement& statement = begin(out, Action::Other, "EXECUTE");
    ++m_at;
    const bool immediate = is(K::Immediate);
    if (immediate) {
        ++m_at;
        if (is(K::From)) ++m_at;
    }
    const bool loose = m_tokens.traits().newStatementByKeyword;
    std::string name = m_tokens.name(m_at);
    size_t last = m_at + 1;
    while (m_tokens.isOp(last, ".") && m_tokens.isName(last + 1)) {
        name = m_tokens.name(last + 1);
        last += 2;
    }
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool helper = name == "sp_executesql" || name == "sp_execute_sql" || name == "dbms_sql";
    const bool text = m_tokens[m_at].kind == TokenKind::String || m_tokens.isOp(m_at, "(");
    const SqlDialect dialect = m_tokens.traits().dialect;
    const bool plain = dialect == SqlDialect::PostgreSql || dialect == SqlDialect::Redshift;
    const bool variable = plain && m_body && m_tokens.isName(m_at) && !m_tokens.isOp(m_at + 1, "(");
    const bool formatted = plain && m_body && m_tokens.isOp(m_at + 1, "(");
    const bool call = is(K::Procedure) || is(K::Function);
    if (immediate || text || helper || (variable && !call) || formatted) {
        statement.action = Action::Dynamic;
        if (helper) m_at = last;
        statement.valueFirst = m_at;
        while (!separator() && !is(K::Using) && !is(K::Into) && !(helper && m_tokens.isOp(m_at, ",")) &&
               !(loose && m_at > statement.valueFirst && startsStatement(m_at)) &&
               !(is(K::At) && !immediate)) {
            m_at = m_tokens[m_at].match != 0 ? m_reader.closing(m_at, end() - 1) + 1 : m_at + 1;
        }
        statement.valueLast = m_at;
        if (helper) m_at = statementEnd(m_at);
    } else {
        statement.name = name;
        if (loose) {
            m_at = last;
            while (!separator() && !startsStatement(m_at)) ++m_at;
        }
    }
    finish(statement);
}

void StatementReader::readDo(std::vector<Statement>& out) {
    Statement& statement = begin(out, Action::Script, "DO");
    const size_t stop = statementEnd(m_at);
    for (size_t i = m_at; i < stop; ++i) {
        if (m_tokens[i].kind == TokenKind::String) statement.text = m_tokens.literal(i);
    }
    m_at = stop;
    finish(statement);
}

/// PREPARE s FROM 'text'; PREPARE s AS SELECT …
void StatementReader::readPrepare(std::vector<Statement>& out) {
    Statement& statement = begin(out, Action::Other, "PREPARE");
    m_at += 2;
    if (is(K::From)) {
        statement.action = Action::Dynamic;
        statement.valueFirst = m_at + 1;
        skipStatement();
        statement.valueLast = m_at;
        finish(statement);
        return;
    }
    const size_t stop = statementEnd(m_at);
    while (m_at < stop && !is(K::As)) {
        m_at = m_tokens[m_at].match != 0 ? m_reader.closing(m_at, stop) + 1 : m_at + 1;
    }
    if (m_at < stop) {
        ++m_at;
        statement.last = m_at;
        return;  // what it prepares is the next statement
    }
    finish(statement);
}

}  // namespace tributary::lineage
