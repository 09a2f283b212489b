// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/syntax/statement_reader.h"

#include <algorithm>

namespace tributary::lineage {

using K = Keyword;
using Action = Statement::Action;

bool StatementReader::word(std::string_view text, size_t ahead) const {
    const std::string_view raw = m_tokens.raw(m_at + ahead);
    return raw.size() == text.size() && std::equal(raw.begin(), raw.end(), text.begin(), [](char a, char b) {
               return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b;
           });
}

bool StatementReader::next(std::vector<Statement>& out) {
    while (m_at < end()) {
        if (separator()) {
            ++m_at;
            continue;
        }
        const size_t before = m_at;
        if (blockWord()) continue;
        const size_t count = out.size();
        dispatch(out);
        if (m_at <= before) m_at = before + 1;
        if (out.size() > count) return true;
    }
    return false;
}

Statement& StatementReader::begin(std::vector<Statement>& out, Action action, std::string kind) {
    Statement statement;
    statement.action = action;
    statement.kind = std::move(kind);
    statement.first = m_at;
    out.push_back(std::move(statement));
    return out.back();
}

/// Whether a new statement can start here although none was ended.
bool StatementReader::startsStatement(size_t at) const {
    switch (m_tokens[at].keyword) {
        case K::Insert:
        case K::Merge:
        case K::Truncate:
        case K::Declare:
        case K::Exec:
        case K::Begin:
        case K::End:
        case K::Select:
        case K::Return:
        case K::If:
        case K::While:
        case K::Loop:
        case K::Else:
        case K::Elsif:
        case K::Elseif:
        case K::Then:
        case K::Commit:
        case K::Rollback:
        case K::Print:
        case K::Exception:
        case K::Create:
        case K::Drop:
        case K::Update:
        case K::Delete:
        case K::Set:
        case K::Do:
        case K::Alter:
        case K::Execute:
        case K::Raise:
            return true;
        case K::With:  // not WITH CHECK OPTION
            return m_tokens.isName(at + 1) && (m_tokens.is(at + 2, K::As) || m_tokens.isOp(at + 2, "("));
        default:
            return false;
    }
}

size_t StatementReader::statementEnd(size_t at) const {
    while (at < end() && m_tokens[at].kind != TokenKind::Separator) {
        at = m_tokens[at].match != 0 ? std::min<size_t>(m_tokens[at].match, end() - 1) + 1 : at + 1;
    }
    return at;
}

void StatementReader::skipStatement() {
    m_at = statementEnd(m_at);
}

/// Ends a statement that has been read as far as it could be.
void StatementReader::finish(Statement& statement) {
    const bool loose = m_body || m_blocks > 0 || m_tokens.traits().newStatementByKeyword;
    if (!separator() && !(loose && startsStatement(m_at))) {
        while (!separator() && !(loose && startsStatement(m_at))) {
            m_at =
                m_tokens[m_at].match != 0 ? std::min<size_t>(m_tokens[m_at].match, end() - 1) + 1 : m_at + 1;
        }
    }
    statement.last = std::min(m_at, end());
}

/// Words that only hold statements together. True when one was stepped over.
bool StatementReader::blockWord() {
    const size_t next = m_at + 1;
    switch (m_tokens[m_at].keyword) {
        case K::Begin:
            ++m_blocks;
            ++m_at;
            while (is(K::Transaction) || word("TRAN") || word("WORK") || is(K::Try) || is(K::Catch) ||
                   word("ATOMIC") || word("NOT") || word("DEFERRED") || word("IMMEDIATE")) {
                ++m_at;
            }
            return true;
        case K::End:
            ++m_at;
            // END IF, END LOOP, END TRY, END name.
            while (!separator() && (is(K::If) || is(K::Loop) || is(K::While) || is(K::Case) || is(K::Try) ||
                                    is(K::Catch) || is(K::For) || is(K::Repeat))) {
                ++m_at;
            }
            if (m_tokens.isName(m_at) && !startsStatement(m_at) &&
                m_tokens[m_at + 1].kind == TokenKind::Separator) {
                ++m_at;
            }
            return true;
        case K::Else:
        case K::Then:
        case K::Loop:
        case K::Exception:
        case K::Repeat:
        case K::As:
        case K::Try:
        case K::Catch:
            ++m_at;
            return true;
        case K::Do:
            if (m_tokens[next].kind == TokenKind::String || m_tokens.is(next, K::Language)) return false;
            ++m_at;
            return true;
        case K::Commit:
        case K::Rollback:
            ++m_at;
            while (is(K::Transaction) || word("TRAN") || word("WORK") || is(K::To) || is(K::Savepoint))
                ++m_at;
            if (!separator() && !startsStatement(m_at)) ++m_at;
            return true;
        default:
            break;
    }
    if (m_tokens.traits().dialect == SqlDialect::Teradata && word("LOCKING")) {
        // LOCKING t FOR ACCESS, before any statement.
        while (!separator() && !is(K::For)) ++m_at;
        m_at += separator() ? 0 : 2;
        if (word("MODE")) ++m_at;
        return true;
    }
    // <<label>> and label:
    if (m_tokens.isOp(m_at, "<") || m_tokens.isOp(m_at, "}") || m_tokens.isOp(m_at, ")")) {
        ++m_at;
        return true;
    }
    if (m_tokens.isName(m_at) && m_tokens.isOp(next, ":") && !m_tokens.isOp(next + 1, ":")) {
        m_at += 2;
        return true;
    }
    return false;
}

/// IF, WHILE, WHEN, CASE …: what they test is read, the statements behind are found next.
bool StatementReader::condition(std::vector<Statement>& out) {
    switch (m_tokens[m_at].keyword) {
        case K::If:
        case K::While:
        case K::Elsif:
        case K::Elseif:
        case K::When:
        case K::Case:
        case K::Until:
        case K::Return:
        case K::Exit:
        case K::Leave:
        case K::Continue:
        case K::Raise:
        case K::Print:
        case K::Open:
        case K::Fetch:
        case K::Close:
        case K::For:
        case K::Call:
            break;
        default:
            return false;
    }
    const K keyword = m_tokens[m_at].keyword;
    if (keyword == K::For && m_tokens.isName(m_at + 1) && readRecordLoop(out)) return true;
    Statement& statement = begin(out, Action::Query, "CONTROL");
    if (keyword == K::Call) {
        statement.action = Action::Other;
        statement.kind = "CALL";
        skipStatement();
        statement.last = m_at;
        return true;
    }
    ++m_at;
    const size_t first = m_at;
    size_t cases = 0;
    while (!separator()) {
        const K k = m_tokens[m_at].keyword;
        if (k == K::Case && keyword != K::Case) ++cases;
        if (k == K::End && cases > 0) {
            --cases;
            ++m_at;
            continue;
        }
        if (cases == 0 && m_at > first && !(k == K::If && m_tokens.isOp(m_at + 1, "(")) &&
            startsStatement(m_at))
            break;
        if (cases == 0 && k == K::Select) break;
        // FOR r IN (SELECT …) LOOP
        if (keyword == K::For && (m_tokens.isOp(m_at, "(") && m_reader.startsQuery(m_at, end()))) break;
        m_at = m_tokens[m_at].match != 0 ? std::min<size_t>(m_tokens[m_at].match, end() - 1) + 1 : m_at + 1;
    }
    statement.filters.push_back(m_reader.readExpression(first, std::min(m_at, end())));
    statement.query = std::make_unique<Query>();
    statement.last = m_at;
    return true;
}

/// FOR r IN (SELECT …) LOOP, FOR r IN SELECT … LOOP, FOR r AS c CURSOR FOR SELECT … DO, FOR r IN cursor LOOP.
bool StatementReader::readRecordLoop(std::vector<Statement>& out) {
    size_t at = m_at + 2;
    if (!m_tokens.is(at, K::In) && !m_tokens.is(at, K::As)) return false;
    ++at;
    if (m_tokens.is(at + 1, K::Cursor)) at += 3;
    const bool query = m_reader.startsQuery(at, end());
    const bool cursor = m_tokens.isName(at) && (m_tokens.is(at + 1, K::Loop) || m_tokens.is(at + 1, K::Do) ||
                                                (m_tokens.isOp(at + 1, "(") && m_body));
    if (!query && !cursor) return false;
    Statement& statement = begin(out, Action::Record, "FOR");
    statement.name = m_tokens.name(m_at + 1);
    m_at = at;
    if (query) {
        statement.query = m_reader.readQuery(m_at, end());
    } else {
        statement.text = m_tokens.name(m_at++);
    }
    statement.last = m_at;
    return true;
}

void StatementReader::dispatch(std::vector<Statement>& out) {
    if (m_reader.startsQuery(m_at, end()) && !is(K::With) && !is(K::From)) {
        readSelect(out);
        return;
    }
    switch (m_tokens[m_at].keyword) {
        case K::With:
            return readWith(out);
        case K::From:
            return readFromFirst(out, kNone);
        case K::Insert:
        case K::Replace:
        case K::Upsert:
            return readInsert(out, {}, false);
        case K::Update:
            return readUpdate(out, {}, false);
        case K::Delete:
            return readDelete(out, {}, false);
        case K::Merge:
            return readMerge(out, {}, false);
        case K::Create:
            return readCreate(out);
        case K::Alter:
            return readAlter(out);
        case K::Drop:
            return readDrop(out);
        case K::Rename:
            return readRename(out);
        case K::Truncate:
            return readTruncate(out);
        case K::Copy:
            return readCopy(out);
        case K::Unload:
        case K::Export:
            return readUnload(out);
        case K::Load:
            return readLoad(out);
        case K::Cache:
            return readCache(out);
        case K::Refresh:
            return readRefresh(out);
        case K::Use:
            return readUse(out);
        case K::Set:
            return readSet(out);
        case K::Declare:
            return readDeclare(out);
        case K::Exec:
        case K::Execute:
            return readExecute(out);
        case K::Do:
            return readDo(out);
        case K::Prepare:
            return readPrepare(out);
        case K::Cursor:
            return readCursor(out);
        default:
            break;
    }
    if (condition(out)) return;
    if (readAssignment(out)) return;
    const bool routine = is(K::Procedure) || is(K::Function) || is(K::Package);
    if (routine) return readRoutine(out, m_tokens[m_at].keyword);
    static constexpr K kHarmless[] = {
        K::Grant,   K::Revoke,     K::Explain, K::Describe, K::Desc,   K::Show,    K::Analyze,  K::Comment,
        K::Start,   K::Savepoint,  K::Lock,    K::Go,       K::Goto,   K::Uncache, K::Optimize, K::Vacuum,
        K::Kill,    K::Checkpoint, K::Reset,   K::Msck,     K::Listen, K::Notify,  K::Unlisten, K::Discard,
        K::Reindex, K::Pragma,     K::Attach,  K::Detach,   K::Import, K::Add,     K::Tables,   K::Validate,
        K::Read,    K::Perform,    K::Handler, K::Null};
    const bool harmless =
        std::find(std::begin(kHarmless), std::end(kHarmless), m_tokens[m_at].keyword) != std::end(kHarmless);
    Statement& statement =
        begin(out, harmless || m_body || m_blocks > 0 ? Action::Other : Action::Unknown, "OTHER");
    if (statement.action == Action::Unknown) {
        statement.problem =
            "'" + m_tokens.slice(m_at, std::min(m_at + 3, end())) + "' starts no statement that is known";
    }
    skipStatement();
    statement.last = m_at;
}

void StatementReader::readSelect(std::vector<Statement>& out) {
    Statement& statement = begin(out, Action::Query, "SELECT");
    statement.query = m_reader.readQuery(m_at, end());
    const SqlDialect dialect = m_tokens.traits().dialect;
    const bool variable = (m_body || m_blocks > 0) && dialect != SqlDialect::TSql;
    // SELECT … INTO t … UNION …: the first branch names the target of all.
    const Query* first = statement.query.get();
    while (first->kind == Query::Kind::SetOperation && !first->branches.empty())
        first = first->branches.front().get();
    if (!first->into.empty() && (!variable || dialect == SqlDialect::InfluxQl) &&
        dialect != SqlDialect::Oracle && dialect != SqlDialect::MySql) {
        statement.action = Action::CreateTable;
        statement.kind = dialect == SqlDialect::InfluxQl ? "INSERT" : "SELECT INTO";
        statement.target = first->into;
        statement.temporary = first->intoTemporary;
    }
    finish(statement);
}

void StatementReader::readWith(std::vector<Statement>& out) {
    Query holder;
    const size_t start = m_at;
    m_reader.readWith(holder, m_at, end());
    // What a common table changes is a statement of its own.
    for (const auto& [first, last] : m_reader.takeChanges()) {
        Statement& change = begin(out, Action::Script, "WITH");
        change.first = first;
        change.last = last;
        change.text = m_tokens.slice(first, last);
    }
    switch (m_tokens[m_at].keyword) {
        case K::Insert:
        case K::Replace:
            readInsert(out, std::move(holder.with), holder.recursive);
            break;
        case K::Update:
            readUpdate(out, std::move(holder.with), holder.recursive);
            break;
        case K::Delete:
            readDelete(out, std::move(holder.with), holder.recursive);
            break;
        case K::Merge:
            readMerge(out, std::move(holder.with), holder.recursive);
            break;
        case K::From:
            readFromFirst(out, start);
            break;
        default: {
            if (!m_reader.startsQuery(m_at, end())) {
                Statement& statement = begin(out, Action::Unknown, "OTHER");
                statement.problem = "there is no query behind WITH";
                finish(statement);
                return;
            }
            readSelect(out);
            Statement& statement = out.back();
            if (!statement.query) return;
            for (auto& table : statement.query->with) holder.with.push_back(std::move(table));
            statement.query->with = std::move(holder.with);
            statement.query->recursive = statement.query->recursive || holder.recursive;
            statement.first = start;
            return;
        }
    }
    if (!out.empty()) out.back().first = start;
}

/// name := value; name = value inside a body.
bool StatementReader::readAssignment(std::vector<Statement>& out) {
    size_t at = m_at;
    if (word("LET")) ++at;
    if (!m_tokens.isName(at) && m_tokens[at].kind != TokenKind::Parameter) return false;
    size_t op = at + 1;
    while (m_tokens.isOp(op, ".")) op += 2;
    const size_t stop = statementEnd(m_at);
    while (op < stop && !m_tokens.isOp(op, ":=")) ++op;
    if (op >= stop || !m_tokens.isOp(op, ":=")) return false;
    Statement& statement = begin(out, Action::Assign, "SET");
    statement.name = m_tokens.name(at);
    statement.valueFirst = op + 1;
    m_at = op + 1;
    finish(statement);
    statement.valueLast = statement.last;
    statement.filters.push_back(m_reader.readExpression(statement.valueFirst, statement.valueLast));
    statement.query = std::make_unique<Query>();
    return true;
}

/// CURSOR c [(…)] IS SELECT …; the same behind DECLARE.
void StatementReader::readCursor(std::vector<Statement>& out) {
    const size_t stop = statementEnd(m_at);
    Statement& statement = begin(out, Action::Record, "CURSOR");
    statement.name = m_tokens.name(is(K::Cursor) ? m_at + 1 : m_at);
    while (m_at < stop && !m_reader.startsQuery(m_at, stop)) ++m_at;
    if (m_at < stop) {
        statement.query = m_reader.readQuery(m_at, end());
    } else {
        statement.action = Action::Other;
    }
    finish(statement);
}

void StatementReader::skipIfExists() {
    if (!is(K::If)) return;
    ++m_at;
    if (is(K::Not)) ++m_at;
    if (is(K::Exists)) ++m_at;
}

bool StatementReader::pathAt(size_t at) const {
    return m_tokens[at].kind == TokenKind::String || m_tokens.isOp(at, "@") ||
           (m_tokens[at].kind == TokenKind::Parameter && m_tokens.raw(at)[0] == '@');
}

std::string StatementReader::readPath() {
    if (m_tokens[m_at].kind == TokenKind::String) return m_tokens.literal(m_at++);
    std::string path;
    for (bool first = true; !separator() && (first || m_tokens[m_at].begin == m_tokens[m_at - 1].end);
         first = false) {
        if (m_tokens.isOp(m_at, ")") || m_tokens.isOp(m_at, "(")) break;
        path += m_tokens.raw(m_at++);
    }
    return path;
}

}  // namespace tributary::lineage
