// SPDX-License-Identifier: GPL-3.0-or-later
// CREATE, ALTER, DROP and their kin.
#include <algorithm>

#include "core/lineage/syntax/statement_reader.h"

namespace tributary::lineage {

using K = Keyword;
using Action = Statement::Action;

void StatementReader::readCreate(std::vector<Statement>& out) {
    const size_t start = m_at;
    bool temporary = false;
    bool materialized = false;
    const size_t stop = statementEnd(m_at);
    ++m_at;
    for (size_t i = 0; i < 14 && m_at < stop; ++i, ++m_at) {
        switch (m_tokens[m_at].keyword) {
            case K::Temp:
            case K::Temporary:
            case K::Volatile:
                temporary = true;
                continue;
            case K::Materialized:
            case K::Live:
                materialized = true;
                continue;
            case K::Table:
            case K::Dictionary:
                readCreateTable(out, temporary);
                out.back().first = start;
                return;
            case K::View:
                readCreateView(out, temporary, materialized);
                out.back().first = start;
                return;
            case K::Procedure:
            case K::Proc:
            case K::Function:
            case K::Trigger:
            case K::Package:
            case K::Task:
                readRoutine(out, m_tokens[m_at].keyword);
                return;
            case K::Query:  // CREATE CONTINUOUS QUERY n ON db BEGIN SELECT … END
                while (m_at < stop && !is(K::Begin)) ++m_at;
                return;
            case K::Stage: {
                Statement& statement = begin(out, Action::Copy, "CREATE STAGE");
                ++m_at;
                skipIfExists();
                statement.target = m_reader.readName(m_at, end());
                for (size_t k = m_at; k < stop; ++k) {
                    if (m_tokens.raw(k).size() == 3 && (m_tokens.raw(k)[0] | 0x20) == 'u' &&
                        m_tokens.isOp(k + 1, "=") && m_tokens[k + 2].kind == TokenKind::String) {
                        Source path;
                        path.path = true;
                        path.name = {m_tokens.literal(k + 2)};
                        statement.sources.push_back(std::move(path));
                    }
                }
                finish(statement);
                return;
            }
            case K::Schema:
            case K::Database:
            case K::Index:
            case K::Role:
            case K::User:
            case K::Type:
                i = 14;
                break;
            default:
                continue;
        }
        break;
    }
    Statement& statement = begin(out, Action::Other, "CREATE");
    statement.first = start;
    skipStatement();
    finish(statement);
}

/// The columns of CREATE TABLE t (…): names, and types where there are any.
void StatementReader::readColumns(Statement& statement, size_t open) {
    const size_t close = m_reader.closing(open, end());
    for (const auto& [first, last] : m_reader.splitCommas(open + 1, close)) {
        if (!m_tokens.isName(first)) continue;
        const std::string_view word = m_tokens.raw(first);
        const bool bare = m_tokens[first].kind == TokenKind::Word;
        const K next = m_tokens[first + 1].keyword;
        const auto isWord = [&](std::string_view what) {
            return bare && word.size() == what.size() &&
                   std::equal(word.begin(), word.end(), what.begin(),
                              [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; });
        };
        const bool brackets = m_tokens.isOp(first + 1, "(");
        if (isWord("CONSTRAINT") || isWord("FOREIGN") || (isWord("PRIMARY") && next == K::Key) ||
            ((isWord("UNIQUE") || isWord("CHECK") || isWord("INDEX") || isWord("KEY")) &&
             (brackets || next == K::Key || m_tokens.isOp(first + 2, "("))) ||
            (isWord("LIKE") && m_tokens.isName(first + 1)) || isWord("EXCLUDE") || isWord("PERIOD") ||
            isWord("PROJECTION")) {
            if (isWord("LIKE")) {
                Source source;
                size_t at = first + 1;
                source.name = m_reader.readName(at, last);
                statement.sources.push_back(std::move(source));
            }
            continue;
        }
        statement.columns.push_back(m_tokens.name(first));
        size_t type = first + 1;
        while (type < last && type < first + 3 && m_tokens[type].keyword != K::Not &&
               m_tokens[type].keyword != K::Null) {
            ++type;
        }
        statement.types.push_back(m_tokens.slice(first + 1, type));
    }
}

void StatementReader::readCreateTable(std::vector<Statement>& out, bool temporary) {
    Statement& statement = begin(out, Action::CreateTable, "CREATE TABLE");
    statement.temporary = temporary;
    ++m_at;
    skipIfExists();
    readTarget(statement);
    if (!statement.target.empty() && statement.target.back().starts_with("#")) statement.temporary = true;
    if (statement.target.empty() && !statement.targetUnknown) {
        statement.action = Action::Unknown;
        statement.problem = "CREATE TABLE without a name";
        skipStatement();
    } else {
        readTableBody(statement);
    }
    finish(statement);
}

/// Options in any order, until a query, LIKE, CLONE or the end.
void StatementReader::readTableBody(Statement& statement) {
    const size_t stop = statementEnd(m_at);
    if (is(K::On) && word("CLUSTER", 1)) m_at += 3;
    while (m_at < stop) {
        const size_t next = m_at + 1;
        if (m_tokens.isOp(m_at, "(")) {
            if (m_reader.startsQuery(next, stop)) {
                statement.query = m_reader.readQuery(m_at, end());
                statement.kind = "CREATE TABLE AS";
                return;
            }
            if (statement.columns.empty()) readColumns(statement, m_at);
            m_at = std::min(m_reader.closing(m_at, stop) + 1, stop);
            continue;
        }
        const bool like = is(K::Like) || (is(K::Clone) && m_tokens.isName(next)) ||
                          (word("DEEP") && is(K::Clone, 1)) || (word("SHALLOW") && is(K::Clone, 1));
        if (like) {
            statement.overwrite = !is(K::Like);
            m_at += is(K::Clone, 1) ? 2 : 1;
            Source source;
            source.name = m_reader.readName(m_at, end());
            statement.sources.push_back(std::move(source));
            statement.action = Action::CreateLike;
            m_at = stop;
            return;
        }
        if (is(K::As) && m_tokens.isName(next) && !m_reader.startsQuery(next, stop) &&
            m_tokens.is(next + 1, K::With)) {
            Source source;  // Teradata: CREATE TABLE a AS b WITH DATA
            m_at = next;
            source.name = m_reader.readName(m_at, end());
            statement.sources.push_back(std::move(source));
            statement.overwrite = m_tokens.is(m_at + 1, K::Data);
            statement.action = Action::CreateLike;
            m_at = stop;
            return;
        }
        if (is(K::Location) && m_tokens[next].kind == TokenKind::String) {
            m_at += 2;
            continue;
        }
        const bool options = is(K::With) && m_tokens.isOp(next, "(");
        if (!options && m_reader.startsQuery(m_at, stop) && !is(K::From) && !is(K::Table)) {
            statement.query = m_reader.readQuery(m_at, end());
            statement.kind = "CREATE TABLE AS";
            return;
        }
        if (is(K::As) && m_reader.startsQuery(next, stop)) {
            ++m_at;
            statement.query = m_reader.readQuery(m_at, end());
            statement.kind = "CREATE TABLE AS";
            return;
        }
        // OPTIONS (…), WITH (…), DISTKEY (…): their brackets hold no columns.
        const bool word = m_tokens[m_at].kind == TokenKind::Word;
        ++m_at;
        if (word && m_tokens.isOp(m_at, "(") && !m_tokens.is(m_at - 1, K::As)) {
            m_at = std::min(m_reader.closing(m_at, stop) + 1, stop);
        }
    }
}

void StatementReader::readCreateView(std::vector<Statement>& out, bool temporary, bool materialized) {
    Statement& statement =
        begin(out, Action::CreateView, materialized ? "CREATE MATERIALIZED VIEW" : "CREATE VIEW");
    statement.temporary = temporary;
    ++m_at;
    skipIfExists();
    readTarget(statement);
    const size_t stop = statementEnd(m_at);
    if (is(K::To) && m_tokens.isName(m_at + 1)) {
        // ClickHouse: the view only feeds another table.
        ++m_at;
        statement.target = m_reader.readName(m_at, end());
        statement.action = Action::Insert;
    }
    while (m_at < stop) {
        const size_t next = m_at + 1;
        if (m_tokens.isOp(m_at, "(")) {
            if (m_reader.startsQuery(next, stop)) break;
            if (statement.columns.empty() && m_tokens.isName(m_at - 1) && !m_tokens.is(m_at - 1, K::With)) {
                readColumns(statement, m_at);
            }
            m_at = std::min(m_reader.closing(m_at, stop) + 1, stop);
            continue;
        }
        if (is(K::As) && m_reader.startsQuery(next, stop)) {
            ++m_at;
            break;
        }
        const bool options = is(K::With) && m_tokens.isOp(next, "(");
        if (!options && m_reader.startsQuery(m_at, stop) && !is(K::From) && !is(K::Table)) break;
        const bool isName = m_tokens[m_at].kind == TokenKind::Word;
        ++m_at;
        // Options' brackets; only those right behind the name list columns.
        if (isName && m_tokens.isOp(m_at, "(") && !m_tokens.is(m_at - 1, K::As)) {
            m_at = std::min(m_reader.closing(m_at, stop) + 1, stop);
        }
    }
    if (m_at < stop) {
        statement.query = m_reader.readQuery(m_at, end());
    } else {
        statement.action = Action::Unknown;
        statement.problem = "CREATE VIEW without a query";
    }
    finish(statement);
}

/// A procedure's header is stepped over; its body goes on as statements, or is a text of its own.
void StatementReader::readRoutine(std::vector<Statement>& out, Keyword what) {
    const size_t first = m_at;
    bool foreign = false;
    bool function = what == K::Function;
    size_t body = 0;
    ++m_at;
    const size_t stop = statementEnd(m_at);
    size_t name = m_at;
    for (size_t at = m_at; at < stop; ++at) {
        const Token& token = m_tokens[at];
        if (token.keyword == K::Language && m_tokens[at + 1].kind != TokenKind::End) {
            std::string language(m_tokens.raw(at + 1));
            for (char& c : language) c = static_cast<char>(c | 0x20);
            foreign = !(language.find("sql") != std::string::npos);
        }
        if (token.keyword == K::Using && m_tokens[at + 1].kind == TokenKind::Word)
            foreign = foreign || function;
        if (token.kind == TokenKind::String && (m_tokens.is(at - 1, K::As) || m_tokens.is(at - 1, K::Body)))
            body = at;
    }
    if (body != 0) {
        m_at = stop;
        Statement& statement = begin(out, foreign ? Action::Other : Action::Script,
                                     function ? "CREATE FUNCTION" : "CREATE PROCEDURE");
        statement.first = first;
        if (!foreign) statement.text = m_tokens.literal(body);
        statement.last = m_at;
        return;
    }
    if (what == K::Trigger) readTriggerRows(out, stop);
    Statement& header = begin(out, Action::Other, function ? "CREATE FUNCTION" : "CREATE PROCEDURE");
    header.first = first;
    m_at = name;
    while (m_at < stop) {
        const K keyword = m_tokens[m_at].keyword;
        if (keyword == K::As || keyword == K::Is || keyword == K::Begin) {
            if (keyword != K::Begin) ++m_at;
            ++m_blocks;
            break;
        }
        const bool dml =
            keyword == K::Select || keyword == K::Replace || keyword == K::Merge || keyword == K::With ||
            ((keyword == K::Insert || keyword == K::Update || keyword == K::Delete || keyword == K::Return) &&
             what != K::Trigger);
        if (dml && !foreign && !(keyword == K::With && m_tokens.isOp(m_at + 1, "("))) break;
        if (what == K::Trigger && keyword == K::Row) {  // FOR EACH ROW
            ++m_at;
            ++m_blocks;
            if (is(K::Execute)) m_at = stop;
            break;
        }
        m_at = m_tokens[m_at].match != 0 ? m_reader.closing(m_at, stop) + 1 : m_at + 1;
    }
    if (foreign) m_at = stop;
    header.last = m_at;
}

/// … ON t: NEW and OLD, or inserted and deleted, are rows of t.
void StatementReader::readTriggerRows(std::vector<Statement>& out, size_t stop) {
    const size_t start = m_at;
    while (m_at < stop && !is(K::On) && !is(K::Begin)) ++m_at;
    if (!is(K::On)) {
        m_at = start;
        return;
    }
    ++m_at;
    const auto table = m_reader.readName(m_at, stop);
    for (const char* row : {"new", "old"}) {
        if (table.empty()) break;
        Statement& record = begin(out, Action::Record, "TRIGGER");
        record.name = row;
        record.query = std::make_unique<Query>();
        SelectItem all;
        all.star = true;
        record.query->items.push_back(std::move(all));
        Source source;
        source.name = table;
        record.query->from.push_back(std::move(source));
        record.last = m_at;
    }
    m_at = start;
}

void StatementReader::readAlter(std::vector<Statement>& out) {
    const size_t stop = statementEnd(m_at);
    size_t at = m_at + 1;
    while (m_tokens.is(at, K::Materialized)) ++at;
    const bool view = m_tokens.is(at, K::View);
    const bool table = m_tokens.is(at, K::Table);
    Statement& statement =
        begin(out, view || table ? Action::Touch : Action::Other, view ? "ALTER VIEW" : "ALTER");
    if (!view && !table) {
        const K what = m_tokens[at].keyword;
        if (what == K::Procedure || what == K::Proc || what == K::Function || what == K::Trigger) {
            out.pop_back();
            m_at = at;
            return readRoutine(out, what);
        }
        skipStatement();
        finish(statement);
        return;
    }
    m_at = at + 1;
    skipIfExists();
    if (is(K::Only)) ++m_at;
    statement.target = m_reader.readName(m_at, end(), &statement.targetUnknown);
    while (m_at < stop) {
        const size_t next = m_at + 1;
        if (view && is(K::As) && m_reader.startsQuery(next, stop)) {
            ++m_at;
            statement.action = Action::CreateView;
            statement.query = m_reader.readQuery(m_at, end());
            break;
        }
        const bool rename = is(K::Rename) && (m_tokens.is(next, K::To) || m_tokens.is(next, K::As));
        const bool swap = is(K::Swap) && m_tokens.is(next, K::With);
        if (rename || swap || (is(K::Exchange) && m_tokens.is(next, K::Partition))) {
            statement.action = rename ? Action::Rename : swap ? Action::Swap : Action::Exchange;
            if (rename) statement.kind = "RENAME";
            m_at += 2;
            while (statement.action == Action::Exchange && m_at < stop && !is(K::Table) && !is(K::From))
                ++m_at;
            if (is(K::Table) || is(K::From)) ++m_at;
            Source other;
            other.name = m_reader.readName(m_at, end());
            statement.sources.push_back(std::move(other));
            break;
        }
        m_at = m_tokens[m_at].match != 0 ? m_reader.closing(m_at, stop) + 1 : m_at + 1;
    }
    finish(statement);
}

void StatementReader::readRename(std::vector<Statement>& out) {
    ++m_at;
    if (is(K::Table)) ++m_at;
    do {
        if (m_tokens.isOp(m_at, ",")) ++m_at;
        Statement& statement = begin(out, Action::Rename, "RENAME");
        statement.target = m_reader.readName(m_at, end());
        if (is(K::To)) ++m_at;
        Source other;
        other.name = m_reader.readName(m_at, end());
        statement.sources.push_back(std::move(other));
        statement.last = m_at;
    } while (m_tokens.isOp(m_at, ",") && m_tokens.isName(m_at + 1));
    finish(out.back());
}

void StatementReader::readDrop(std::vector<Statement>& out) {
    Statement& statement = begin(out, Action::Other, "DROP");
    ++m_at;
    while (is(K::Materialized) || is(K::Temporary) || is(K::Temp) || is(K::External)) ++m_at;
    const bool view = is(K::View);
    if (view || is(K::Table)) {
        statement.action = Action::Drop;
        statement.targetView = view;
        ++m_at;
        skipIfExists();
        statement.target = m_reader.readName(m_at, end(), &statement.targetUnknown);
        while (m_tokens.isOp(m_at, ",")) {
            ++m_at;
            statement.moreTargets.push_back(m_reader.readName(m_at, end()));
        }
    } else {
        skipStatement();
    }
    finish(statement);
}

void StatementReader::readTruncate(std::vector<Statement>& out) {
    Statement& statement = begin(out, Action::Touch, "TRUNCATE");
    ++m_at;
    if (is(K::Table)) ++m_at;
    skipIfExists();
    if (is(K::Only)) ++m_at;
    statement.target = m_reader.readName(m_at, end(), &statement.targetUnknown);
    while (m_tokens.isOp(m_at, ",")) {
        ++m_at;
        statement.moreTargets.push_back(m_reader.readName(m_at, end()));
    }
    finish(statement);
}

void StatementReader::readCache(std::vector<Statement>& out) {
    ++m_at;
    if (is(K::Lazy)) ++m_at;
    const size_t start = m_at;
    if (is(K::Table)) {
        readCreateTable(out, true);
        out.back().kind = "CACHE TABLE";
        out.back().first = start;
        if (!out.back().query) out.back().action = Action::Other;
        return;
    }
    skipStatement();
}

void StatementReader::readRefresh(std::vector<Statement>& out) {
    Statement& statement = begin(out, Action::Other, "REFRESH");
    ++m_at;
    if (is(K::Materialized) && is(K::View, 1)) {
        m_at += 2;
        if (word("CONCURRENTLY")) ++m_at;
        statement.action = Action::Refresh;
        statement.target = m_reader.readName(m_at, end());
    }
    skipStatement();
    finish(statement);
}

}  // namespace tributary::lineage
