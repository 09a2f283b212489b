// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/resolve/resolver.h"

#include <algorithm>

namespace tributary::lineage {
namespace {

constexpr size_t kMaxDepth = 300;   ///< queries inside one another, with those of views and common tables
constexpr size_t kManyTables = 64;  ///< common tables of one WITH that are resolved one after the other

class DepthGuard {
  public:
    explicit DepthGuard(size_t& depth) : m_depth(depth) { ++m_depth; }
    ~DepthGuard() { --m_depth; }
    DepthGuard(const DepthGuard&) = delete;
    DepthGuard& operator=(const DepthGuard&) = delete;

  private:
    size_t& m_depth;
};

/// What a column is called that nobody named. Brackets tell an operator's text from a name.
std::string nameOf(const Expression& expression) {
    if (!expression.name.empty()) return expression.name;
    const bool operators = expression.function.empty() && !expression.text.starts_with("(") &&
                           (!expression.references.empty() || !expression.subqueries.empty());
    return operators ? "(" + expression.text + ")" : expression.text;
}

/// A star among `count` columns is as many as are left over, each of it all.
void spreadStar(std::vector<Output>& columns, size_t count) {
    const auto isStar = [](const Output& column) { return column.star; };
    const auto star = std::find_if(columns.begin(), columns.end(), isStar);
    const bool one = std::count_if(columns.begin(), columns.end(), isStar) == 1;
    if (!one || count < columns.size()) return;
    Output each = *star;
    each.star = false;
    const auto place = columns.erase(star);
    columns.insert(place, count - columns.size(), each);
}

constexpr size_t kMaxRounds = 8;  ///< a recursive query's columns flow into one another at most so far

}  // namespace

void Resolver::read(std::string table) {
    if (table.empty()) return;
    if (m_seen.insert(foldName(table)).second) m_tables.push_back(std::move(table));
}

RelationPtr Resolver::resolve(const Query& query, const Scope* parent) {
    return body(query, parent, parent ? parent->with : nullptr);
}

RelationPtr Resolver::body(const Query& query, const Scope* parent, const WithScope* with) {
    if (query.truncated) m_truncated = true;
    // Views of views of views: deeper than anybody nests them.
    const DepthGuard guard(m_depth);
    if (m_depth > kMaxDepth) {
        m_truncated = true;
        return std::make_shared<Relation>();
    }
    if (!query.with.empty()) with = addWith(query.with, query.recursive, parent, with);
    switch (query.kind) {
        case Query::Kind::SetOperation:
            return setOperation(query, parent, with);
        case Query::Kind::Values:
            return values(query, parent, with);
        default:
            return select(query, parent, with);
    }
}

const WithScope* Resolver::addWith(const std::vector<CommonTable>& tables, bool recursive,
                                   const Scope* parent, const WithScope* outer) {
    for (const auto& table : tables) {
        WithScope entry;
        entry.outer = outer;
        entry.table = &table;
        entry.parent = parent;
        entry.recursive = (recursive || m_names.traits().implicitRecursion) && table.query &&
                          table.query->kind == Query::Kind::SetOperation;
        m_with.push_back(std::move(entry));
        outer = &m_with.back();
        // A chain of thousands is followed from its beginning, not from its end.
        if (tables.size() > kManyTables) common(table.name, outer);
    }
    return outer;
}

void Resolver::enter(Scope& scope, const std::vector<CommonTable>& with, bool recursive) {
    scope.with = addWith(with, recursive, scope.parent, scope.with);
}

RelationPtr Resolver::common(const std::string& name, const WithScope* with) {
    for (const WithScope* at = with; at; at = at->outer) {
        if (!sameName(at->table->name, name) || !at->table->query) continue;
        auto& entry = *const_cast<WithScope*>(at);  // ours: it lives in m_with
        if (entry.relation) return entry.relation;
        if (entry.busy) continue;
        entry.busy = true;
        if (entry.recursive) {
            resolveRecursive(entry);
        } else {
            entry.relation =
                renamed(body(*entry.table->query, entry.parent, entry.outer), entry.table->columns);
        }
        entry.busy = false;
        return entry.relation;
    }
    return nullptr;
}

/// The first branch says what there is; the others are resolved against it until nothing is added.
void Resolver::resolveRecursive(WithScope& entry) {
    const Query& query = *entry.table->query;
    const auto& names = entry.table->columns;
    entry.relation = renamed(body(*query.branches.front(), entry.parent, entry.outer), names);
    for (size_t round = 0; round < kMaxRounds; ++round) {
        auto next = renamed(body(query, entry.parent, &entry), names);
        bool same = next->columns.size() == entry.relation->columns.size();
        for (size_t i = 0; same && i < next->columns.size(); ++i) {
            same = next->columns[i].flows == entry.relation->columns[i].flows;
        }
        entry.relation = std::move(next);
        if (same) return;
    }
}

RelationPtr Resolver::renamed(RelationPtr relation, const std::vector<std::string>& names) {
    if (names.empty() || !relation) return relation;
    auto out = std::make_shared<Relation>(*relation);
    // The columns of a table nobody knows take the names that are given.
    if (out->columns.size() == 1 && out->columns.front().star) {
        const Output star = out->columns.front();
        out->columns.clear();
        for (const auto& name : names) {
            Output column;
            column.name = name;
            for (Flow flow : star.flows) {
                if (flow.column == "*") flow.column = name;
                column.flows.push_back(std::move(flow));
            }
            out->columns.push_back(std::move(column));
        }
        return out;
    }
    spreadStar(out->columns, names.size());
    for (size_t i = 0; i < names.size() && i < out->columns.size(); ++i) {
        if (out->columns[i].star) break;
        if (!names[i].empty()) out->columns[i].name = names[i];
    }
    return out;
}

RelationPtr Resolver::values(const Query& query, const Scope* parent, const WithScope* with) {
    Scope scope;
    scope.parent = parent;
    scope.with = with;
    scope.query = &query;
    auto out = std::make_shared<Relation>();
    for (const auto& row : query.rows) {
        if (out->columns.size() < row.size()) out->columns.resize(row.size());
        for (size_t i = 0; i < row.size(); ++i) append(out->columns[i].flows, flows(row[i], scope));
    }
    for (size_t i = 0; i < out->columns.size(); ++i) {
        normalize(out->columns[i].flows);
        out->columns[i].name = "column" + std::to_string(i + 1);
    }
    return out;
}

RelationPtr Resolver::setOperation(const Query& query, const Scope* parent, const WithScope* with) {
    auto out = std::make_shared<Relation>();
    for (size_t b = 0; b < query.branches.size(); ++b) {
        const RelationPtr branch = body(*query.branches[b], parent, with);
        if (b == 0) {
            *out = *branch;
            continue;
        }
        const bool aligned = !query.byName && !out->open() && !branch->open();
        for (size_t i = 0; i < branch->columns.size(); ++i) {
            const Output& column = branch->columns[i];
            Output* target = nullptr;
            if (aligned) {
                if (i < out->columns.size()) target = &out->columns[i];
            } else {
                for (auto& known : out->columns) {
                    if (known.star == column.star && sameName(known.name, column.name)) target = &known;
                }
                // A star beside a named column in the same place: both may hold it.
                if (!target && !column.star && out->open() && !query.byName && out->columns.size() > i &&
                    !out->columns[i].star) {
                    target = &out->columns[i];
                }
            }
            if (!target) {
                if (aligned) continue;
                out->columns.push_back(column);
                continue;
            }
            append(target->flows, column.flows);
            normalize(target->flows);
        }
    }
    if (!query.order.empty()) {
        Scope scope;
        scope.parent = parent;
        scope.with = with;
        for (const auto& column : out->columns) scope.aliases.emplace_back(column.name, column.flows);
        for (const auto& e : query.order) decide(e, scope, Subtype::Sort);
    }
    return out;
}

RelationPtr Resolver::select(const Query& query, const Scope* parent, const WithScope* with) {
    Scope scope;
    scope.parent = parent;
    scope.with = with;
    scope.query = &query;
    enter(scope, query.from);
    // WITH expression AS name, and columns that a pipe added.
    for (const auto& table : query.with) {
        if (!table.query) scope.merged.emplace_back(table.name, flows(table.scalar, scope));
    }
    auto out = std::make_shared<Relation>();
    for (const auto& one : query.items) item(one, scope, out->columns);
    clauses(query, scope, *out);
    return out;
}

void Resolver::clauses(const Query& query, Scope& scope, const Relation& relation) {
    for (const auto& e : query.filters) decide(e, scope, Subtype::Filter);
    for (const auto& e : query.groups) decide(e, scope, Subtype::GroupBy);
    for (const auto& e : query.order) decide(e, scope, Subtype::Sort);
    if (query.distinct) {
        for (const auto& column : relation.columns) {
            for (const auto& flow : column.flows) {
                if (isDirect(flow.subtype))
                    m_indirect.push_back({flow.table, flow.column, Subtype::GroupBy, false});
            }
        }
    }
}

void Resolver::item(const SelectItem& one, Scope& scope, std::vector<Output>& out) {
    const size_t number = scope.items++;
    if (one.star) {
        one.columns ? columns(one, scope, out) : star(one, scope, out);
        return;
    }
    Output column;
    column.flows = flows(one.expression, scope);
    column.expression = one.expression.text;
    column.name = !one.aliases.empty() ? one.aliases.front() : nameOf(one.expression);
    column.fields = one.expression.fields;
    if (one.aliases.empty() && one.expression.identity &&
        one.expression.references.front().parts.back().starts_with('$') && m_names.traits().stages) {
        // $1 is called what the column there is called; where that is not known, nothing.
        column.name = placeName(one.expression.references.front().parts, scope);
        column.generated = column.name.empty();
        if (column.generated) column.name = "(" + one.expression.text + ")";
    }
    if (one.aliases.empty() && !one.expression.castOf.empty() && m_names.traits().castKeepsName) {
        column.name = one.expression.castOf;
        column.ofCast = m_names.traits().dialect == SqlDialect::Ansi;
    }
    if (m_names.traits().dialect == SqlDialect::Hive && one.aliases.empty() && one.expression.name.empty()) {
        column.name = "_c" + std::to_string(number);
        column.generated = true;
    }
    // A generator's columns all come from its argument.
    for (size_t i = 1; i < one.aliases.size(); ++i) {
        Output next = column;
        next.name = one.aliases[i];
        out.push_back(column);
        column = std::move(next);
    }
    if (!one.aliases.empty()) scope.aliases.emplace_back(column.name, column.flows);
    out.push_back(std::move(column));
}

void Resolver::composed(Flows& to, const Flows& from, Role role, bool aggregated, bool masked,
                        bool transformed) {
    const Subtype own = aggregated    ? Subtype::Aggregation
                        : transformed ? Subtype::Transformation
                                      : Subtype::Identity;
    for (Flow flow : from) {
        flow.masking = flow.masking || masked;
        if (role == Role::Conditional) {
            flow.subtype = Subtype::Conditional;
        } else if (role == Role::Window) {
            flow.subtype = Subtype::Window;
        } else if (isDirect(flow.subtype)) {
            flow.subtype = std::max(flow.subtype, own);
        }
        to.push_back(std::move(flow));
    }
}

Flows Resolver::flows(const Expression& expression, const Scope& scope) {
    Flows out;
    for (const auto& reference : expression.references) {
        Flows found;
        if (reference.columns || !lookUp(reference.parts, scope, found)) continue;
        composed(out, found, reference.role, reference.aggregated, reference.masked, reference.transformed);
    }
    for (const auto& sub : expression.subqueries) {
        const RelationPtr relation = resolve(*sub.query, &scope);
        if (sub.onlyExists) continue;
        for (const auto& column : relation->columns) {
            composed(out, column.flows, sub.role, sub.aggregated, sub.masked, sub.transformed);
        }
    }
    for (const auto& name : expression.windows) {
        if (!scope.query) break;
        for (const auto& [window, clause] : scope.query->windows) {
            if (!sameName(window, name)) continue;
            // Written once for the whole query, it acts on the query, not on one column.
            decide(clause, scope, Subtype::Window);
        }
    }
    for (const auto& parts : expression.tables) read(m_names.qualify(parts));
    normalize(out);
    return out;
}

void Resolver::decide(const Expression& expression, const Scope& scope, Subtype subtype) {
    for (const auto& reference : expression.references) {
        Flows found;
        if (!lookUp(reference.parts, scope, found)) continue;
        for (const auto& flow : found) m_indirect.push_back({flow.table, flow.column, subtype, false});
    }
    for (const auto& sub : expression.subqueries) {
        const RelationPtr relation = resolve(*sub.query, &scope);
        if (sub.onlyExists) continue;
        for (const auto& column : relation->columns) {
            for (const auto& flow : column.flows)
                m_indirect.push_back({flow.table, flow.column, subtype, false});
        }
    }
    for (const auto& parts : expression.tables) read(m_names.qualify(parts));
}

RelationPtr Resolver::table(const std::vector<std::string>& parts, std::string* fullName) {
    std::string name = m_names.qualify(parts);
    const SchemaTable* known = m_names.find(name);
    if (known) {
        if (fullName) *fullName = known->name;
        const std::string key = foldName(known->name);
        if (const Query* view = m_names.viewQuery(*known); view && m_viewsOpen.insert(key).second) {
            std::vector<std::string> columns;
            for (const auto& column : known->columns) columns.push_back(column.name);
            auto relation = renamed(body(*view, nullptr, nullptr), columns);
            m_viewsOpen.erase(key);
            return relation;
        }
        name = known->name;
    }
    if (fullName) *fullName = name;
    read(name);
    auto out = std::make_shared<Relation>();
    if (!known || known->columns.empty()) {
        Output all;
        all.star = true;
        all.name = "*";
        all.flows.push_back({name, "*", Subtype::Identity, false});
        out->columns.push_back(std::move(all));
        return out;
    }
    for (const auto& column : known->columns) {
        Output one;
        one.name = column.name;
        one.flows.push_back({name, column.name, Subtype::Identity, false});
        out->columns.push_back(std::move(one));
    }
    return out;
}

}  // namespace tributary::lineage
