// SPDX-License-Identifier: GPL-3.0-or-later
// INSERT, UPDATE, DELETE, MERGE.
#include <algorithm>

#include "core/lineage/syntax/statement_reader.h"

namespace tributary::lineage {

using K = Keyword;
using Action = Statement::Action;

void StatementReader::readTarget(Statement& statement) {
    while (is(K::Table) || is(K::Only) || is(K::LowPriority) || is(K::Delayed) || is(K::HighPriority) ||
           is(K::Quick) || is(K::Ignore)) {
        if (is(K::Table) && !m_tokens.isName(m_at + 1) && m_tokens[m_at + 1].kind != TokenKind::Parameter)
            break;
        ++m_at;
    }
    if (m_tokens[m_at].kind == TokenKind::Parameter && m_tokens.raw(m_at)[0] == '@') {
        statement.target = {std::string(m_tokens.raw(m_at++))};  // a table variable
        statement.temporary = true;
        return;
    }
    if (m_tokens[m_at].kind == TokenKind::String) {
        statement.target = {m_tokens.literal(m_at++)};
        return;
    }
    statement.target = m_reader.readName(m_at, end(), &statement.targetUnknown);
}

void StatementReader::readPartition(Statement& statement) {
    if (!is(K::Partition) || !m_tokens.isOp(m_at + 1, "(")) return;
    const size_t close = m_reader.closing(m_at + 1, end());
    for (const auto& [first, last] : m_reader.splitCommas(m_at + 2, close)) {
        if (!m_tokens.isName(first)) continue;
        auto& list = last > first + 1 ? statement.staticPartitions : statement.dynamicPartitions;
        list.push_back(m_tokens.name(first));
    }
    m_at = std::min(close + 1, end());
}

void StatementReader::readInsertTarget(Statement& statement) {
    ++m_at;                    // INSERT, REPLACE
    if (is(K::Or)) m_at += 2;  // SQLite's OR IGNORE
    while (is(K::LowPriority) || is(K::Delayed) || is(K::HighPriority) || is(K::Ignore) || is(K::Top)) {
        m_at += is(K::Top) ? 2 : 1;
    }
    if (m_tokens.isOp(m_at, "(") && m_tokens.is(m_at - 1, K::Top)) m_at = m_reader.closing(m_at, end()) + 1;
    if (is(K::Overwrite)) {
        statement.overwrite = true;
        ++m_at;
    }
    if (is(K::Into)) ++m_at;
    if (is(K::Local) && m_tokens.is(m_at + 1, K::Directory)) ++m_at;
    if (is(K::Directory)) {
        ++m_at;
        statement.targetPath = true;
        if (m_tokens[m_at].kind == TokenKind::String) statement.target = {m_tokens.literal(m_at++)};
        return;
    }
    if (is(K::Function)) {  // ClickHouse: INSERT INTO FUNCTION file(…)
        skipStatement();
        return;
    }
    readTarget(statement);
    skipIfExists();
    readPartition(statement);
    if (m_tokens.isOp(m_at, "(") && !m_reader.startsQuery(m_at + 1, end())) {
        statement.columns = m_reader.readNames(m_at);
        m_at = std::min(m_reader.closing(m_at, end()) + 1, end());
    }
    readPartition(statement);
    if (m_tokens.is(m_at, K::As) && m_tokens.isName(m_at + 1) && !m_reader.startsQuery(m_at + 1, end()))
        m_at += 2;
    if (m_tokens.isOp(m_at, "(") && !m_reader.startsQuery(m_at + 1, end()) && statement.columns.empty()) {
        statement.columns = m_reader.readNames(m_at);
        m_at = std::min(m_reader.closing(m_at, end()) + 1, end());
    }
    if (is(K::By) && m_tokens.is(m_at + 1, K::Name)) {
        statement.byName = true;
        m_at += 2;
    }
}

void StatementReader::readInsertSource(Statement& statement) {
    // OVERRIDING …, OUTPUT …, PARTITION …, USING parquet OPTIONS (…), SETTINGS: up to the query.
    const size_t stop = statementEnd(m_at);
    size_t at = m_at;
    while (at < stop && !m_reader.startsQuery(at, stop) && !m_tokens.is(at, K::Set) &&
           !m_tokens.is(at, K::Exec) && !m_tokens.is(at, K::Execute) && !m_tokens.is(at, K::Default) &&
           !m_tokens.is(at, K::Value)) {
        at = m_tokens[at].match != 0 ? m_reader.closing(at, stop) + 1 : at + 1;
    }
    if (at >= stop) {
        const bool values = m_tokens.is(m_at, K::Values) || m_tokens.is(m_at, K::Format);
        if (!values && (statement.target.empty() || m_at < stop)) {
            statement.action = Action::Unknown;
            statement.problem = "INSERT without a query or values";
        }
        m_at = stop;
        return;
    }
    m_at = at;
    if (is(K::Set)) {
        size_t last = m_at + 1;
        while (last < stop && !m_tokens.is(last, K::On) && !m_tokens.is(last, K::As)) {
            last = m_tokens[last].match != 0 ? m_reader.closing(last, stop) + 1 : last + 1;
        }
        readAssignments(statement.assignments, m_at + 1, last);
        m_at = last;
    } else if (m_reader.startsQuery(m_at, stop)) {
        statement.query = m_reader.readQuery(m_at, end());
    } else {
        m_at = is(K::Value) ? m_at : stop;
    }
    readUpsert(statement);
}

/// ON CONFLICT … DO UPDATE SET, ON DUPLICATE KEY UPDATE.
void StatementReader::readUpsert(Statement& statement) {
    if (m_tokens.is(m_at, K::As) && m_tokens.isName(m_at + 1)) m_at += 2;  // MySQL's row alias
    if (!is(K::On) || (!m_tokens.is(m_at + 1, K::Conflict) && !m_tokens.is(m_at + 1, K::Duplicate))) return;
    const size_t stop = statementEnd(m_at);
    size_t at = m_at + 2;
    while (at < stop && !m_tokens.is(at, K::Update)) ++at;
    if (at >= stop) {
        m_at = stop;
        return;
    }
    ++at;
    if (m_tokens.is(at, K::Set)) ++at;
    size_t last = at;
    while (last < stop && !m_tokens.is(last, K::Where) && !m_tokens.is(last, K::Returning)) {
        last = m_tokens[last].match != 0 ? m_reader.closing(last, stop) + 1 : last + 1;
    }
    readAssignments(statement.assignments, at, std::min(last, stop));
    m_at = std::min(last, stop);
}

void StatementReader::readInsert(std::vector<Statement>& out, std::vector<CommonTable> with, bool recursive) {
    const bool multi = (m_tokens.is(m_at + 1, K::All) || m_tokens.is(m_at + 1, K::First) ||
                        (m_tokens.is(m_at + 1, K::Overwrite) &&
                         (m_tokens.is(m_at + 2, K::All) || m_tokens.is(m_at + 2, K::First)))) &&
                       !m_tokens.isOp(m_at + 2, "(");
    if (multi && (m_tokens.is(m_at + 2, K::Into) || m_tokens.is(m_at + 2, K::When) ||
                  m_tokens.is(m_at + 3, K::Into) || m_tokens.is(m_at + 3, K::When))) {
        readMultiInsert(out);
        return;
    }
    Statement& statement = begin(out, Action::Insert, is(K::Replace) ? "REPLACE" : "INSERT");
    statement.with = std::move(with);
    statement.recursive = recursive;
    readInsertTarget(statement);
    if (statement.target.empty() && !statement.targetUnknown && !statement.targetPath) {
        statement.action = Action::Unknown;
        statement.problem = "INSERT without a table";
        skipStatement();
    } else {
        readInsertSource(statement);
    }
    finish(statement);
    readOutput(out);
}

/// INSERT ALL [WHEN … THEN] INTO t [(…)] [VALUES (…)] … SELECT …
void StatementReader::readMultiInsert(std::vector<Statement>& out) {
    const size_t start = m_at;
    struct Arm {
        Statement statement;
        size_t valuesOpen = 0;
    };
    std::vector<Arm> arms;
    const size_t stop = statementEnd(m_at);
    while (m_at < stop && !m_reader.startsQuery(m_at, stop)) {
        if (!is(K::Into)) {
            m_at = m_tokens[m_at].match != 0 ? m_reader.closing(m_at, stop) + 1 : m_at + 1;
            continue;
        }
        Arm arm;
        ++m_at;
        readTarget(arm.statement);
        if (m_tokens.isOp(m_at, "(")) {
            arm.statement.columns = m_reader.readNames(m_at);
            m_at = m_reader.closing(m_at, stop) + 1;
        }
        if (is(K::Values) && m_tokens.isOp(m_at + 1, "(")) {
            arm.valuesOpen = m_at + 1;
            m_at = m_reader.closing(m_at + 1, stop) + 1;
        }
        arms.push_back(std::move(arm));
    }
    const size_t queryAt = m_at;
    for (auto& arm : arms) {
        Statement& statement = begin(out, Action::Insert, "INSERT");
        statement.first = start;
        statement.target = std::move(arm.statement.target);
        statement.columns = std::move(arm.statement.columns);
        m_at = queryAt;
        auto inner = m_reader.readQuery(m_at, end());
        if (arm.valuesOpen == 0) {
            statement.query = std::move(inner);
        } else {
            statement.query = std::make_unique<Query>();
            m_reader.readItems(statement.query->items, arm.valuesOpen + 1,
                               m_reader.closing(arm.valuesOpen, stop));
            Source source;
            source.kind = Source::Kind::Query;
            source.query = std::move(inner);
            statement.query->from.push_back(std::move(source));
        }
        finish(statement);
    }
}

/// Hive: FROM … INSERT … SELECT … INSERT … SELECT …; DuckDB: FROM … [SELECT …].
void StatementReader::readFromFirst(std::vector<Statement>& out, size_t withAt) {
    const size_t start = m_at;
    {
        std::vector<Source> probe;
        size_t at = m_at + 1;
        m_reader.readSources(probe, at, end());
        if (!m_tokens.is(at, K::Insert)) {
            readSelect(out);
            if (withAt != kNone && out.back().query) {
                Query holder;
                size_t with = withAt;
                m_reader.readWith(holder, with, end());
                out.back().query->with = std::move(holder.with);
                out.back().query->recursive = holder.recursive;
            }
            return;
        }
        m_at = at;
    }
    while (is(K::Insert)) {
        Statement& statement = begin(out, Action::Insert, "INSERT");
        statement.first = start;
        readInsertTarget(statement);
        const size_t stop = statementEnd(m_at);
        while (m_at < stop && !is(K::Select) && !is(K::Insert)) {  // ROW FORMAT …
            m_at = m_tokens[m_at].match != 0 ? m_reader.closing(m_at, stop) + 1 : m_at + 1;
        }
        auto query = m_reader.readQuery(m_at, end());
        // Each takes the rows of the one FROM, which is read anew for it.
        size_t at = start + 1;
        std::vector<Source> from;
        m_reader.readSources(from, at, end());
        for (auto& source : query->from) from.push_back(std::move(source));
        query->from = std::move(from);
        statement.query = std::move(query);
        if (withAt != kNone) {
            Query holder;
            size_t with = withAt;
            m_reader.readWith(holder, with, end());
            statement.with = std::move(holder.with);
            statement.recursive = holder.recursive;
        }
        const size_t before = m_at;
        if (!is(K::Insert) && !separator()) finish(statement);
        statement.last = m_at;
        if (m_at <= before && !is(K::Insert)) break;
    }
}

void StatementReader::readAssignments(std::vector<Assignment>& out, size_t first, size_t last) {
    for (const auto& [begin, end] : m_reader.splitCommas(first, last)) {
        Assignment assignment;
        size_t at = begin;
        if (m_tokens[at].kind == TokenKind::Parameter && m_tokens.isOp(at + 1, "=")) at += 2;  // @v = c = …
        if (m_tokens.isOp(at, "(")) {
            for (const auto& [a, b] : m_reader.splitCommas(at + 1, m_reader.closing(at, end))) {
                size_t i = a;
                assignment.targets.push_back(m_reader.readName(i, b));
            }
            at = m_reader.closing(at, end) + 1;
        } else {
            assignment.targets.push_back(m_reader.readName(at, end));
        }
        while (m_tokens.isOp(at, "[") && at < end) at = m_reader.closing(at, end) + 1;
        const bool adds = m_tokens.isOp(at, "+=") || m_tokens.isOp(at, "-=");
        if (at >= end || (!m_tokens.isOp(at, "=") && !m_tokens.isOp(at, ":=") && !adds)) continue;
        ++at;
        const bool list = assignment.targets.size() > 1 && m_tokens.isOp(at, "(") &&
                          m_reader.closing(at, end) + 1 >= end && !m_reader.startsQuery(at, end);
        if (list) {
            assignment.values = m_reader.readList(at + 1, m_reader.closing(at, end));
        } else {
            assignment.values.push_back(m_reader.readExpression(at, end));
        }
        assignment.adds = adds;
        out.push_back(std::move(assignment));
    }
}

void StatementReader::readUpdate(std::vector<Statement>& out, std::vector<CommonTable> with, bool recursive) {
    Statement& statement = begin(out, Action::Update, "UPDATE");
    statement.with = std::move(with);
    statement.recursive = recursive;
    ++m_at;
    if (is(K::Or)) m_at += 2;
    if (is(K::Top)) m_at = m_tokens.isOp(m_at + 1, "(") ? m_reader.closing(m_at + 1, end()) + 1 : m_at + 2;
    while (is(K::LowPriority) || is(K::Ignore)) ++m_at;
    if (word("STATISTICS")) {
        statement.action = Action::Other;
        ++m_at;
        m_reader.readName(m_at, end());
        finish(statement);
        return;
    }
    const size_t stop = statementEnd(m_at);
    // The target is the first of what stands before SET; MySQL joins others to it.
    std::vector<Source> before;
    m_reader.readSources(before, m_at, stop);
    if (is(K::From) && !before.empty()) {  // Teradata: UPDATE t FROM a, b SET …
        ++m_at;
        m_reader.readSources(statement.sources, m_at, stop);
    }
    if (before.empty() || !is(K::Set)) {
        statement.action = Action::Unknown;
        statement.problem = "UPDATE without a table and SET";
        skipStatement();
        finish(statement);
        return;
    }
    if (before.front().kind == Source::Kind::Table) {
        statement.target = before.front().name;
        statement.targetUnknown = before.front().unknownName;
        statement.targetAlias = before.front().alias;
    }
    for (size_t i = 0; i < before.size(); ++i) {
        if (i == 0 && before.size() == 1 && before[0].kind == Source::Kind::Table) continue;
        statement.sources.push_back(std::move(before[i]));
    }
    const size_t setEnd = m_reader.clauseEnd(m_at + 1, end());
    readAssignments(statement.assignments, m_at + 1, setEnd);
    m_at = setEnd;
    skipOutput();
    Query rest;
    m_reader.readClauses(rest, m_at, end());
    for (auto& source : rest.from) statement.sources.push_back(std::move(source));
    statement.filters = std::move(rest.filters);
    finish(statement);
    readOutput(out);
}

void StatementReader::readDelete(std::vector<Statement>& out, std::vector<CommonTable> with, bool recursive) {
    Statement& statement = begin(out, Action::Delete, "DELETE");
    statement.with = std::move(with);
    statement.recursive = recursive;
    ++m_at;
    if (is(K::Top)) m_at = m_tokens.isOp(m_at + 1, "(") ? m_reader.closing(m_at + 1, end()) + 1 : m_at + 2;
    while (is(K::LowPriority) || is(K::Ignore) || is(K::Quick)) ++m_at;
    const bool from = is(K::From);
    if (from) ++m_at;
    if (is(K::Table)) ++m_at;
    readTarget(statement);
    while (m_tokens.isOp(m_at, ",")) {
        ++m_at;
        statement.moreTargets.push_back(m_reader.readName(m_at, end()));
    }
    if (statement.target.empty() && !statement.targetUnknown) {
        statement.action = Action::Unknown;
        statement.problem = "DELETE without a table";
        skipStatement();
    }
    if (is(K::As)) ++m_at;
    if (m_tokens.isName(m_at) && m_tokens[m_at].keyword == K::None)
        statement.targetAlias = m_tokens.name(m_at++);
    skipOutput();
    const size_t stop = statementEnd(m_at);
    if (is(K::Using) || is(K::From)) {
        ++m_at;
        m_reader.readSources(statement.sources, m_at, stop);
    } else if (is(K::Join) || is(K::Inner) || is(K::Left)) {
        m_reader.readSources(statement.sources, m_at, stop);
    }
    Query rest;
    m_reader.readClauses(rest, m_at, end());
    for (auto& source : rest.from) statement.sources.push_back(std::move(source));
    statement.filters = std::move(rest.filters);
    finish(statement);
    readOutput(out);
}

void StatementReader::readMerge(std::vector<Statement>& out, std::vector<CommonTable> with, bool recursive) {
    Statement& statement = begin(out, Action::Merge, "MERGE");
    statement.with = std::move(with);
    statement.recursive = recursive;
    ++m_at;
    if (is(K::Top)) m_at = m_reader.closing(m_at + 1, end()) + 1;
    if (is(K::With) && word("SCHEMA", 1)) m_at += 3;
    if (is(K::Into)) ++m_at;
    const size_t stop = statementEnd(m_at);
    Source target;
    size_t at = m_at;
    if (m_reader.readSource(target, at, stop)) {
        statement.target = target.name;
        statement.targetUnknown = target.unknownName;
        statement.targetAlias = target.alias;
        m_at = at;
    }
    while (m_at < stop && !is(K::Using)) ++m_at;
    if (m_at >= stop || (statement.target.empty() && !statement.targetUnknown)) {
        statement.action = Action::Unknown;
        statement.problem = "MERGE without a table and USING";
        m_at = stop;
        finish(statement);
        return;
    }
    ++m_at;
    Source source;
    m_reader.readSource(source, m_at, stop);
    statement.sources.push_back(std::move(source));
    while (m_at < stop && !is(K::On) && !is(K::When)) ++m_at;
    if (is(K::On)) {
        const size_t first = m_at + 1;
        size_t last = first;
        size_t cases = 0;
        while (last < stop && !(cases == 0 && m_tokens.is(last, K::When))) {
            if (m_tokens.is(last, K::Case)) ++cases;
            if (m_tokens.is(last, K::End) && cases > 0) --cases;
            last = m_tokens[last].match != 0 ? m_reader.closing(last, stop) + 1 : last + 1;
        }
        last = std::min(last, stop);
        statement.on = m_reader.readExpression(first, last);
        m_at = last;
    }
    while (is(K::When) && m_at < end()) readMergeArm(statement);
    skipOutput();
    finish(statement);
    readOutput(out);
}

/// WHEN [NOT] MATCHED [BY …] [AND …] THEN …
void StatementReader::readMergeArm(Statement& statement) {
    const size_t stop = statementEnd(m_at);
    size_t cases = 0;
    const size_t first = m_at + 1;
    ++m_at;
    while (m_at < stop && !(cases == 0 && is(K::Then))) {
        if (is(K::Case)) ++cases;
        if (is(K::End) && cases > 0) --cases;
        m_at = m_tokens[m_at].match != 0 ? m_reader.closing(m_at, stop) + 1 : m_at + 1;
    }
    for (size_t i = first; i < m_at; ++i) {
        if (!m_tokens.is(i, K::And)) continue;
        statement.filters.push_back(m_reader.readExpression(i + 1, m_at));
        break;
    }
    m_at = std::min(m_at + 1, stop);
    cases = 0;
    size_t last = m_at;
    const bool loose = m_tokens.traits().newStatementByKeyword || m_body || m_blocks > 0;
    while (last < stop &&
           !(cases == 0 && (m_tokens.is(last, K::When) || m_tokens.is(last, K::Else) || atOutput(last)))) {
        if (loose && cases == 0 && last > m_at && !m_tokens.is(last, K::Set) && startsStatement(last) &&
            !m_tokens.is(last, K::End)) {
            break;
        }
        if (m_tokens.is(last, K::Case)) ++cases;
        if (m_tokens.is(last, K::End) && cases-- == 0) break;
        last = m_tokens[last].match != 0 ? m_reader.closing(last, stop) + 1 : last + 1;
    }
    last = std::min(last, stop);
    if (is(K::Update)) {
        size_t at = m_at + 1;
        if (m_tokens.is(at, K::Set)) ++at;
        if (m_tokens.isOp(at, "*") || m_tokens.is(at, K::All)) {
            statement.updateAll = true;
        } else {
            size_t setEnd = at;
            while (setEnd < last && !m_tokens.is(setEnd, K::Where) && !m_tokens.is(setEnd, K::Delete)) {
                setEnd = m_tokens[setEnd].match != 0 ? m_reader.closing(setEnd, last) + 1 : setEnd + 1;
            }
            readAssignments(statement.assignments, at, std::min(setEnd, last));
        }
    } else if (is(K::Insert)) {
        Statement::Insertion insertion;
        size_t at = m_at + 1;
        if (m_tokens.isOp(at, "*") || m_tokens.is(at, K::Row) || m_tokens.is(at, K::All)) {
            insertion.all = true;
        } else if (m_tokens.isOp(at, "(")) {
            insertion.columns = m_reader.readNames(at);
            at = m_reader.closing(at, last) + 1;
        }
        if (m_tokens.is(at, K::Row)) insertion.all = true;
        if (m_tokens.is(at, K::Values)) {
            if (m_tokens.isOp(at + 1, "(")) {
                insertion.values = m_reader.readList(at + 2, m_reader.closing(at + 1, last));
            }
        }
        statement.insertions.push_back(std::move(insertion));
    }
    m_at = last;
}

}  // namespace tributary::lineage
