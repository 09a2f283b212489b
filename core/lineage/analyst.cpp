// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/analyst.h"

#include <algorithm>
#include <set>

#include "core/lineage/syntax/table_functions.h"

namespace tributary::lineage {
namespace {

using Action = Statement::Action;

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& n) { return sameName(n, name); });
}

}  // namespace

void Analyst::run(const Statement& statement) {
    switch (statement.action) {
        case Action::Query:
            return query(statement);
        case Action::Insert:
            return insert(statement);
        case Action::CreateTable:
            return createTable(statement);
        case Action::CreateView:
            return createView(statement);
        case Action::CreateLike:
            return like(statement);
        case Action::Merge:
            return merge(statement);
        case Action::Update:
            return update(statement);
        case Action::Delete:
            return remove(statement);
        case Action::Copy:
            return copy(statement);
        case Action::Refresh:
            return refresh(statement);
        case Action::Rename:
        case Action::Swap:
        case Action::Exchange:
            return rename(statement);
        case Action::Record:
            return record(statement);
        default:
            return others(statement);
    }
}

/// A row variable is a table that only this script sees.
void Analyst::record(const Statement& statement) {
    const std::string key = foldName(joinName({statement.name}));
    if (!statement.query) {
        const std::string cursor = m_session.recordTable(statement.text);
        if (!cursor.empty()) m_session.records[key] = cursor;
        return;
    }
    const std::string table = "@" + statement.name;
    const RelationPtr relation = relationOf(statement);
    m_out.outputs.push_back(table);
    map(*relation, table, {}, true);
    close(statement, {});
    m_session.records[key] = table;
}

/// The target's full name; empty when it is only known at run time.
std::string Analyst::target(const Statement& statement) {
    // UPDATE or DELETE of a common table acts on the table behind it.
    for (const auto& table : statement.with) {
        const bool named = statement.target.size() == 1 && sameName(table.name, statement.target.front());
        if (!named || !table.query || table.query->from.empty()) continue;
        const Source& behind = table.query->from.front();
        if (behind.kind == Source::Kind::Table && !behind.name.empty()) {
            Statement inner;
            inner.target = behind.name;
            return target(inner);
        }
    }
    if (statement.targetUnknown) {
        m_out.notes.emplace_back("the target's name is computed at run time");
        return {};
    }
    if (statement.targetPath)
        return statement.target.empty() ? std::string() : fileTable(statement.target.front());
    const std::string name = m_session.qualify(statement.target);
    const SchemaTable* known = m_session.find(name);
    return known ? known->name : name;
}

RelationPtr Analyst::relationOf(const Statement& statement) {
    if (!statement.query) return std::make_shared<Relation>();
    if (statement.with.empty()) return readAgain(statement, m_resolver.resolve(*statement.query));
    Scope scope;
    m_resolver.enter(scope, statement.with, statement.recursive);
    return readAgain(statement, m_resolver.resolve(*statement.query, &scope));
}

/// Two readers that agree are certain. Where the resolver could not tell and the binder can, the binder is
/// right; where both are sure and differ, the resolver knows the dialect and the binder only DuckDB's.
RelationPtr Analyst::readAgain(const Statement& statement, RelationPtr relation) {
    if (!m_second || !m_tokens) return relation;
    const auto bound = m_second->read(statement, *m_tokens, m_session, m_resolver.tables());
    if (!bound) return relation;
    const bool same = sameSources(*bound, *relation);
    m_second->compared(same);
    m_certain = same || m_resolver.doubts() > 0;
    if (same) return relation;
    if (m_resolver.doubts() > 0) return withSources(*bound, *relation);
    m_out.confidence = Confidence::Low;
    m_out.notes.emplace_back("a second reading, by DuckDB's binder, found other sources");
    return relation;
}

void Analyst::edges(const Flows& flows, const std::string& table, const std::string& column,
                    const std::string& text) {
    for (const auto& flow : flows) {
        ColumnEdge edge;
        edge.source = {flow.table, flow.column};
        edge.target = {table, column};
        edge.subtype = flow.subtype;
        edge.masking = flow.masking;
        edge.expression = text;
        m_out.edges.push_back(std::move(edge));
    }
}

void Analyst::indirect(const std::string& table) {
    Flows flows = m_resolver.indirect();
    normalize(flows);
    edges(flows, table, "", "");
}

void Analyst::close(const Statement&, const std::vector<std::string>& notRead) {
    for (const auto& table : m_resolver.tables()) {
        // A target is read too when it feeds another one.
        const bool feeds = std::any_of(m_out.edges.begin(), m_out.edges.end(), [&](const ColumnEdge& e) {
            return isDirect(e.subtype) && e.source.table == table && e.target.table != table;
        });
        if ((feeds || !contains(notRead, table)) && !contains(m_out.inputs, table))
            m_out.inputs.push_back(table);
    }
    if (m_resolver.doubts() > 0 && !m_certain) {
        m_out.confidence = Confidence::Low;
        m_out.notes.push_back(std::to_string(m_resolver.doubts()) +
                              (m_resolver.doubts() == 1 ? " name could" : " names could") +
                              " not be told to be of one table");
    }
    if (m_resolver.truncated()) {
        m_out.confidence = Confidence::Low;
        m_out.notes.emplace_back("part of the statement is not a query that can be read");
    }
    if (m_resolver.repeats()) {
        m_out.confidence = Confidence::Low;
        m_out.notes.emplace_back("columns of a derived table share a name: its star is not told apart");
    }
    if (m_out.confidence == Confidence::Low) {
        for (auto& edge : m_out.edges) edge.confidence = Confidence::Low;
    }
}

void Analyst::query(const Statement& statement) {
    Scope scope;
    for (const auto& e : statement.filters) m_resolver.decide(e, scope, Subtype::Filter);
    const RelationPtr relation = relationOf(statement);
    std::set<std::string> names;
    for (const auto& column : relation->columns) {
        m_out.outputColumns.push_back(column.name);
        // Of columns that a star gives the same name, the name is the first one's.
        const bool isNew = names.insert(foldName(column.name)).second;
        if (isNew || !column.ofStar || column.star) edges(column.flows, "", column.name, column.expression);
    }
    indirect("");
    close(statement, {});
}

std::vector<std::string> Analyst::insertColumns(const Statement& statement, const std::string& name) const {
    if (!statement.columns.empty()) {
        std::vector<std::string> columns = statement.columns;
        std::erase_if(columns, [&](const std::string& c) { return contains(statement.staticPartitions, c); });
        return columns;
    }
    const SchemaTable* known = m_session.find(name);
    std::vector<std::string> columns;
    if (!known) return columns;
    for (const auto& column : known->columns) {
        if (contains(statement.staticPartitions, column.name)) continue;
        if (contains(statement.dynamicPartitions, column.name)) continue;
        columns.push_back(column.name);
    }
    columns.insert(columns.end(), statement.dynamicPartitions.begin(), statement.dynamicPartitions.end());
    return columns;
}

/// Columns of the query to columns of the target: by position where the target's are known, else by name. A
/// star of unknown width takes the place of as many as are left over.
void Analyst::map(const Relation& relation, const std::string& table, const std::vector<std::string>& columns,
                  bool byName) {
    const size_t given = relation.columns.size();
    const auto stars = static_cast<size_t>(std::count_if(relation.columns.begin(), relation.columns.end(),
                                                         [](const Output& c) { return c.star; }));
    bool shifted = false;
    for (size_t i = 0; i < given; ++i) {
        const Output& column = relation.columns[i];
        if (column.star) {
            shifted = true;
            if (columns.empty() || stars > 1 || byName) {
                edges(column.flows, table, "*", "*");
                continue;
            }
            // t.* into known columns: which of t's is not told.
            const size_t rest = given - i - 1;
            const bool same = given == 1 && columns.size() == 1;
            if (!same) edges(column.flows, table, "*", "*");
            (void)rest;
            continue;
        }
        std::string name = column.ofCast ? column.expression : column.name;
        if (!columns.empty() && !byName) {
            if (!shifted) {
                if (i >= columns.size()) continue;
                name = columns[i];
            } else if (stars == 1) {
                const size_t fromEnd = given - i;
                if (fromEnd > columns.size()) continue;
                name = columns[columns.size() - fromEnd];
            }
        }
        edges(column.flows, table, name, column.expression);
    }
}

void Analyst::insert(const Statement& statement) {
    const std::string name = target(statement);
    const RelationPtr relation = relationOf(statement);
    auto columns = insertColumns(statement, name);
    // Of a table nobody knows, the partitions that are named take the last columns.
    const auto& partitions = statement.dynamicPartitions;
    const size_t given = relation->columns.size();
    if (columns.empty() && !partitions.empty() && !relation->open() && given >= partitions.size()) {
        for (const auto& column : relation->columns) columns.push_back(column.name);
        std::copy(partitions.begin(), partitions.end(),
                  columns.end() - static_cast<std::ptrdiff_t>(partitions.size()));
    }
    if (!name.empty()) {
        m_out.outputs.push_back(name);
        const bool plain = statement.query && statement.query->kind == Query::Kind::Values;
        if (!(plain && columns.empty())) map(*relation, name, columns, statement.byName);
        indirect(name);
    }
    for (const auto& column : relation->columns) m_out.outputColumns.push_back(column.name);
    Scope scope;
    Visible self = visibleTarget(name, "", statement.target);
    scope.sources.push_back(self);
    // EXCLUDED and VALUES() are the row that was to be inserted: its own columns' values flowed in already.
    Visible excluded;
    excluded.alias = "excluded";
    excluded.relation = std::make_shared<Relation>();
    scope.sources.push_back(excluded);
    if (!statement.assignments.empty() && statement.query) m_resolver.enter(scope, statement.query->from);
    for (const auto& assignment : statement.assignments) {
        if (!name.empty()) assign(assignment, scope, name);
    }
    close(statement, {});
}

void Analyst::createTable(const Statement& statement) {
    const std::string name = target(statement);
    const RelationPtr relation = relationOf(statement);
    std::vector<SchemaColumn> defined;
    if (!statement.query) {
        for (size_t i = 0; i < statement.columns.size(); ++i) {
            defined.push_back({statement.columns[i], i < statement.types.size() ? statement.types[i] : ""});
        }
    }
    Relation made = *relation;
    const bool hive = m_session.options.dialect == SqlDialect::Hive;
    for (size_t i = 0; i < made.columns.size(); ++i) {
        Output& column = made.columns[i];
        if (hive && column.generated) column.name.erase(0, 1);  // as Hive names them in a table
        if (column.star) break;
        // MySQL's listed columns come before those of the query, which keep their names.
        const bool apart = m_session.options.dialect == SqlDialect::MySql && !statement.types.empty() &&
                           statement.action == Action::CreateTable;
        if (apart || i >= statement.columns.size()) continue;
        column.name = statement.columns[i];
        column.ofCast = false;
    }
    if (!made.open()) {
        for (const auto& column : made.columns) defined.push_back({column.name, ""});
    }
    for (const auto& column : made.columns) m_out.outputColumns.push_back(column.name);
    if (!name.empty()) {
        m_out.outputs.push_back(name);
        map(made, name, {}, true);
        indirect(name);
    }
    close(statement, {});
    if (name.empty()) return;
    const bool variable = name.starts_with("#") || name.starts_with("@");
    const auto& marked = m_session.options.temporaryTables;
    const auto parts = SessionState::local(statement.target);
    const std::string bare = joinName(parts);
    const bool temporary =
        statement.temporary || variable || contains(marked, bare) || parts.size() < statement.target.size();
    m_session.define(temporary && parts.size() == 1 ? bare : name, std::move(defined), temporary);
    if (temporary && parts.size() == 1 && bare != name) {
        // From now on the bare name means this table.
        for (auto& output : m_out.outputs) {
            if (output == name) output = bare;
        }
        for (auto& edge : m_out.edges) {
            if (edge.target.table == name) edge.target.table = bare;
        }
    }
}

void Analyst::createView(const Statement& statement) {
    createTable(statement);
}

void Analyst::like(const Statement& statement) {
    const std::string name = target(statement);
    if (statement.sources.empty() || name.empty()) return;
    std::string from;
    const RelationPtr relation = m_resolver.table(statement.sources.front().name, &from);
    m_out.outputs.push_back(name);
    std::vector<SchemaColumn> columns;
    for (const auto& column : relation->columns) {
        if (!column.star) columns.push_back({column.name, ""});
    }
    // LIKE takes the shape, CLONE the rows too.
    if (statement.overwrite) map(*relation, name, {}, true);
    close(statement, {});
    m_session.define(name, std::move(columns), statement.temporary);
}

Visible Analyst::visibleTarget(const std::string& name, const std::string& alias,
                               const std::vector<std::string>& parts) {
    Visible visible;
    visible.alias = alias;
    visible.name = parts;
    visible.base = true;
    auto relation = std::make_shared<Relation>();
    const SchemaTable* known = m_session.find(name);
    if (known && !known->columns.empty()) {
        for (const auto& column : known->columns) {
            Output one;
            one.name = column.name;
            one.flows.push_back({name, column.name, Subtype::Identity, false});
            relation->columns.push_back(std::move(one));
        }
    } else {
        Output all;
        all.star = true;
        all.name = "*";
        all.flows.push_back({name, "*", Subtype::Identity, false});
        relation->columns.push_back(std::move(all));
    }
    visible.relation = std::move(relation);
    return visible;
}

/// Which table a.c in SET a.c = … is of.
std::string Analyst::targetOf(const std::vector<std::string>& column, const Scope& scope,
                              const std::string& fallback) {
    if (column.size() < 2) return fallback;
    for (const auto& source : scope.sources) {
        const std::string& name = !source.alias.empty() ? source.alias
                                  : source.name.empty() ? ""
                                                        : source.name.back();
        const bool direct = sameName(name, column[column.size() - 2]) ||
                            (!source.name.empty() && sameName(source.name.back(), column[column.size() - 2]));
        if (!direct || !source.base || source.relation->columns.empty()) continue;
        return source.relation->columns.front().flows.front().table;
    }
    return fallback;
}

void Analyst::assign(const Assignment& assignment, const Scope& scope, const std::string& table) {
    const auto set = [&](const std::vector<std::string>& column, const Flows& flows,
                         const std::string& text) {
        if (column.empty()) return;
        const std::string owner = targetOf(column, scope, table);
        if (!contains(m_out.outputs, owner)) m_out.outputs.push_back(owner);
        edges(flows, owner, column.back(), text);
    };
    // (a, b) = (SELECT x, y …): by position.
    const bool split = assignment.targets.size() > 1 && assignment.values.size() == 1 &&
                       assignment.values.front().subqueries.size() == 1;
    if (split) {
        const RelationPtr relation =
            m_resolver.resolve(*assignment.values.front().subqueries.front().query, &scope);
        for (size_t i = 0; i < assignment.targets.size() && i < relation->columns.size(); ++i) {
            set(assignment.targets[i], relation->columns[i].flows, relation->columns[i].expression);
        }
        return;
    }
    for (size_t i = 0; i < assignment.targets.size() && i < assignment.values.size(); ++i) {
        Flows flows = m_resolver.flows(assignment.values[i], scope);
        if (assignment.adds && !assignment.targets[i].empty()) {
            const std::string owner = targetOf(assignment.targets[i], scope, table);
            flows.push_back({owner, assignment.targets[i].back(), Subtype::Transformation, false});
        }
        set(assignment.targets[i], flows, assignment.values[i].text);
    }
}

void Analyst::update(const Statement& statement) {
    Scope outer;
    m_resolver.enter(outer, statement.with, statement.recursive);
    Scope scope;
    scope.with = outer.with;
    m_resolver.enter(scope, statement.sources);
    std::string name;
    std::vector<std::string> notRead;
    // UPDATE t SET … FROM table t: the target is what the alias stands for.
    const Visible* aliased = nullptr;
    for (const auto& source : scope.sources) {
        if (!source.base || source.relation->columns.empty()) continue;
        const bool same =
            statement.target.empty() ||
            (statement.target.size() == 1 && sameName(source.alias, statement.target.front())) ||
            (!source.name.empty() && statement.targetAlias.empty() &&
             sameName(joinName(source.name), joinName(statement.target)));
        if (same && !aliased) aliased = &source;
    }
    if (aliased) {
        name = aliased->relation->columns.front().flows.front().table;
    } else {
        name = target(statement);
        if (!name.empty()) {
            scope.sources.insert(scope.sources.begin(),
                                 visibleTarget(name, statement.targetAlias, statement.target));
        }
    }
    notRead.push_back(name);
    if (!name.empty() && !aliased) m_out.outputs.push_back(name);
    for (const auto& assignment : statement.assignments) {
        if (!name.empty()) assign(assignment, scope, name);
    }
    if (m_out.outputs.empty() && !name.empty()) m_out.outputs.push_back(name);
    notRead = m_out.outputs;
    for (const auto& e : statement.filters) m_resolver.decide(e, scope, Subtype::Filter);
    if (!name.empty()) indirect(name);
    close(statement, notRead);
}

void Analyst::remove(const Statement& statement) {
    Scope outer;
    m_resolver.enter(outer, statement.with, statement.recursive);
    Scope scope;
    scope.with = outer.with;
    m_resolver.enter(scope, statement.sources);
    std::vector<std::vector<std::string>> targets{statement.target};
    targets.insert(targets.end(), statement.moreTargets.begin(), statement.moreTargets.end());
    for (const auto& parts : targets) {
        std::string name;
        for (const auto& source : scope.sources) {
            const bool same =
                source.base && !source.relation->columns.empty() && parts.size() == 1 &&
                (sameName(source.alias, parts.front()) || (source.alias.empty() && !source.name.empty() &&
                                                           sameName(source.name.back(), parts.front())));
            if (same) name = source.relation->columns.front().flows.front().table;
        }
        if (name.empty()) {
            Statement one;
            one.target = parts;
            one.targetUnknown = statement.targetUnknown;
            name = parts == statement.target ? target(statement) : target(one);
            if (!name.empty())
                scope.sources.insert(scope.sources.begin(),
                                     visibleTarget(name, statement.targetAlias, parts));
        }
        if (!name.empty()) m_out.outputs.push_back(name);
    }
    for (const auto& e : statement.filters) m_resolver.decide(e, scope, Subtype::Filter);
    for (const auto& name : m_out.outputs) indirect(name);
    close(statement, m_out.outputs);
}

void Analyst::merge(const Statement& statement) {
    Scope outer;
    m_resolver.enter(outer, statement.with, statement.recursive);
    Scope scope;
    scope.with = outer.with;
    m_resolver.enter(scope, statement.sources);
    const std::string name = target(statement);
    const size_t firstSource = 0;
    const RelationPtr source =
        scope.sources.empty() ? std::make_shared<Relation>() : scope.sources[firstSource].relation;
    if (!name.empty()) {
        scope.sources.push_back(visibleTarget(name, statement.targetAlias, statement.target));
        m_out.outputs.push_back(name);
    }
    const SchemaTable* known = m_session.find(name);
    const auto all = [&] {
        for (const auto& column : source->columns) {
            const bool wanted =
                column.star || !known || known->columns.empty() ||
                std::any_of(known->columns.begin(), known->columns.end(),
                            [&](const SchemaColumn& c) { return sameName(c.name, column.name); });
            if (wanted) edges(column.flows, name, column.star ? "*" : column.name, column.expression);
        }
    };
    if (!name.empty()) {
        bool everything = statement.updateAll;
        for (const auto& assignment : statement.assignments) assign(assignment, scope, name);
        for (const auto& insertion : statement.insertions) {
            everything = everything || insertion.all;
            for (size_t i = 0; i < insertion.values.size(); ++i) {
                std::string column = i < insertion.columns.size() ? insertion.columns[i] : "";
                if (column.empty() && known && i < known->columns.size()) column = known->columns[i].name;
                if (column.empty()) column = insertion.values[i].name;
                edges(m_resolver.flows(insertion.values[i], scope), name,
                      column.empty() ? insertion.values[i].text : column, insertion.values[i].text);
            }
        }
        if (everything) all();
    }
    m_resolver.decide(statement.on, scope, Subtype::Join);
    for (const auto& e : statement.filters) m_resolver.decide(e, scope, Subtype::Filter);
    if (!name.empty()) indirect(name);
    close(statement, {});
}

void Analyst::copy(const Statement& statement) {
    const std::string name = target(statement);
    RelationPtr relation = relationOf(statement);
    if (!statement.query) {
        Scope scope;
        m_resolver.enter(scope, statement.sources);
        if (!scope.sources.empty()) relation = scope.sources.front().relation;
    }
    if (!name.empty()) {
        m_out.outputs.push_back(name);
        const bool table = !statement.targetPath;
        map(*relation, name, table ? insertColumns(statement, name) : std::vector<std::string>(), !table);
        if (statement.kind == "CREATE STAGE") m_out.edges.clear();
    }
    close(statement, {});
}

void Analyst::refresh(const Statement& statement) {
    const std::string name = target(statement);
    m_out.outputs.push_back(name);
    const SchemaTable* known = m_session.find(name);
    const Query* definition = known ? m_session.definition(*known) : nullptr;
    if (!definition) return;
    std::vector<std::string> columns;
    for (const auto& column : known->columns) columns.push_back(column.name);
    map(*m_resolver.resolve(*definition), name, columns, false);
    indirect(name);
    close(statement, {});
}

void Analyst::rename(const Statement& statement) {
    if (statement.sources.empty()) return;
    const std::string first = target(statement);
    std::vector<std::string> parts = statement.sources.front().name;
    // RENAME TO x keeps the schema.
    if (parts.size() == 1 && statement.target.size() > 1) {
        std::vector<std::string> full(statement.target.begin(), statement.target.end() - 1);
        full.push_back(parts.front());
        parts = std::move(full);
    }
    const std::string second = m_session.qualify(parts);
    if (statement.action == Action::Swap) {
        m_out.inputs = {first, second};
        m_out.outputs = {first, second};
        for (const auto& [from, to] : {std::pair(first, second), std::pair(second, first)}) {
            map(*visibleTarget(from, "", {}).relation, to, {}, true);
        }
    } else if (statement.action == Action::Exchange) {
        m_out.inputs = {second};
        m_out.outputs = {first};
    } else {
        m_out.inputs = {first};
        m_out.outputs = {second};
        m_session.catalog.rename(first, second);
        if (m_session.temporary.erase(foldName(first)) > 0) m_session.temporary.insert(foldName(second));
    }
}

void Analyst::others(const Statement& statement) {
    const bool touches = statement.action == Action::Touch || statement.action == Action::Drop;
    if (!touches) return;
    std::vector<std::vector<std::string>> targets{statement.target};
    targets.insert(targets.end(), statement.moreTargets.begin(), statement.moreTargets.end());
    for (const auto& parts : targets) {
        if (parts.empty()) continue;
        Statement one;
        one.target = parts;
        const std::string name = target(one);
        m_out.outputs.push_back(name);
    }
}

}  // namespace tributary::lineage
