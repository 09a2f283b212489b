// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in FROM, as relations.
#include <algorithm>

#include "core/lineage/resolve/resolver.h"
#include "core/lineage/syntax/table_functions.h"

namespace tributary::lineage {

void Resolver::enter(Scope& scope, const std::vector<Source>& sources) {
    for (const auto& one : sources) source(scope, one);
}

void Resolver::source(Scope& scope, const Source& one) {
    const size_t first = scope.sources.size();
    Visible visible;
    visible.alias = one.alias;
    visible.hidden = one.hidden;
    switch (one.kind) {
        case Source::Kind::Group:
            if (one.alias.empty() && one.pivots.empty()) {
                enter(scope, one.group);
                join(scope, first, one);
                return;
            }
            visible.relation = group(scope, one);
            break;
        case Source::Kind::Query:
            if (one.query) {
                // A query may name what stands before it (LATERAL, APPLY): harmless where it may not.
                Scope before;
                before.parent = scope.parent;
                before.with = scope.with;
                before.sources = scope.sources;
                visible.relation = body(*one.query, &before, scope.with);
            }
            break;
        case Source::Kind::Unnest:
        case Source::Kind::View:
            visible.relation = unnest(scope, one);
            break;
        case Source::Kind::Function:
            visible.relation = function(scope, one);
            break;
        case Source::Kind::Table:
            named(scope, one, visible);
            break;
    }
    if (!visible.relation) visible.relation = std::make_shared<Relation>();
    if (one.kind != Source::Kind::Unnest && one.kind != Source::Kind::View &&
        one.kind != Source::Kind::Function) {
        visible.relation = renamed(visible.relation, one.columnAliases);
    }
    for (const auto& pivot : one.pivots) {
        Scope inner;
        inner.parent = scope.parent;
        inner.with = scope.with;
        inner.sources.push_back(visible);
        visible.relation = renamed(pivoted(pivot, visible.relation, inner), pivot.columnAliases);
        visible.base = false;
        if (!pivot.alias.empty()) visible.alias = pivot.alias;
    }
    scope.sources.push_back(std::move(visible));
    join(scope, first, one);
}

/// (a JOIN b) AS c: one source with the columns of both.
RelationPtr Resolver::group(const Scope& scope, const Source& one) {
    Scope inner;
    inner.parent = scope.parent;
    inner.with = scope.with;
    enter(inner, one.group);
    auto all = std::make_shared<Relation>();
    SelectItem everything;
    everything.star = true;
    item(everything, inner, all->columns);
    return all;
}

/// A common table, a file, a column to unnest, or a table.
void Resolver::named(const Scope& scope, const Source& one, Visible& visible) {
    if (one.unknownName) return;
    visible.name = one.name;
    if (one.path) {
        auto relation = std::make_shared<Relation>();
        Output all;
        all.star = true;
        all.name = "*";
        for (const auto& path : one.name) {
            all.flows.push_back({fileTable(path), "*", Subtype::Identity, false});
            read(all.flows.back().table);
        }
        relation->columns.push_back(std::move(all));
        visible.relation = std::move(relation);
        return;
    }
    if (one.name.size() == 1) visible.relation = common(one.name.front(), scope.with);
    if (visible.relation) return;
    // BigQuery, Spark: FROM t, t.items unnests a column of t.
    Flows field;
    const bool ofSource = std::any_of(scope.sources.begin(), scope.sources.end(), [&](const Visible& s) {
        const std::string name = s.alias.empty() && !s.name.empty() ? s.name.back() : s.alias;
        return sameName(name, one.name.front());
    });
    if (one.name.size() > 1 && ofSource && qualified(one.name, scope, field, false)) {
        auto relation = std::make_shared<Relation>();
        relation->anyField = true;
        relation->all = std::move(field);
        visible.relation = std::move(relation);
        return;
    }
    visible.relation = table(one.name);
    visible.base = true;
}

void Resolver::join(Scope& scope, size_t firstNew, const Source& one) {
    // Each join's list is kept backwards: a star puts the last of them first.
    for (auto column = one.usingColumns.rbegin(); column != one.usingColumns.rend(); ++column) {
        merge(scope, *column, firstNew, one.keeps);
    }
    if (one.natural && firstNew > 0 && firstNew < scope.sources.size()) {
        for (const auto& source : scope.sources) {
            if (source.relation->open()) scope.openNatural = true;
        }
        std::vector<std::string> names;  // in the order of what stands first
        for (size_t i = 0; i < firstNew; ++i) {
            for (const auto& column : scope.sources[i].relation->columns) {
                Flows ignored;
                const bool shared = !column.star && !column.implicit &&
                                    columnOf(scope.sources[firstNew], column.name, ignored, false);
                const bool isNew = std::none_of(names.begin(), names.end(), [&](const std::string& name) {
                    return sameName(name, column.name);
                });
                if (shared && isNew) names.push_back(column.name);
            }
        }
        for (auto name = names.rbegin(); name != names.rend(); ++name) {
            merge(scope, *name, firstNew, one.keeps);
        }
    }
    if (!one.on.references.empty() || !one.on.subqueries.empty()) decide(one.on, scope, Subtype::Join);
}

/// Columns of USING and NATURAL are one: both sides' value, or that of the side whose rows all stay.
void Resolver::merge(Scope& scope, const std::string& column, size_t firstNew, Source::Keeps keeps) {
    scope.shared.push_back(column);
    const auto known = std::find_if(scope.merged.begin(), scope.merged.end(),
                                    [&](const auto& m) { return sameName(m.first, column); });
    Flows left = known == scope.merged.end() ? Flows() : known->second;
    Flows right;
    for (size_t i = 0; i < scope.sources.size(); ++i) {
        const bool isNew = i >= firstNew;
        if (!isNew && known != scope.merged.end()) continue;
        if (scope.sources[i].hidden) continue;
        Flows these;
        const bool open = scope.sources.size() == 2 || isNew;
        if (columnOf(scope.sources[i], column, these, open)) append(isNew ? right : left, these);
    }
    for (const Flows* side : {&left, &right}) {
        for (const auto& flow : *side) m_indirect.push_back({flow.table, flow.column, Subtype::Join, false});
    }
    const bool one = m_names.traits().usingTakesSide && keeps != Source::Keeps::Both;
    Flows flows = one && keeps == Source::Keeps::Right && !right.empty() ? right : left;
    if (!one || left.empty()) append(flows, right);
    normalize(flows);
    if (known == scope.merged.end()) {
        scope.merged.emplace_back(column, std::move(flows));
    } else {
        known->second = std::move(flows);
    }
}

RelationPtr Resolver::unnest(Scope& scope, const Source& one) {
    auto out = std::make_shared<Relation>();
    std::vector<Flows> arguments;
    for (const auto& argument : one.arguments) {
        Flows found = flows(argument, scope);
        for (auto& flow : found) {
            if (isDirect(flow.subtype)) flow.subtype = std::max(flow.subtype, Subtype::Transformation);
        }
        append(out->all, found);
        arguments.push_back(std::move(found));
    }
    normalize(out->all);
    out->anyField = true;
    std::vector<std::string> fields;
    for (const auto& argument : one.arguments) {
        if (!m_names.traits().unnestsFields) break;
        for (auto& field : structFieldsOf(argument, scope)) fields.push_back(std::move(field));
    }
    std::vector<std::string> names = one.columnAliases;
    // LATERAL VIEW explode(x) c and UNNEST(x) AS c name the column, not a table.
    if (names.empty() && !one.alias.empty() && one.ordinality != "?") names.push_back(one.alias);
    const bool numbered = one.ordinality == "?" && names.size() > 1;
    const size_t valued = names.size() - (numbered ? 1 : 0);
    const bool each = one.kind == Source::Kind::Unnest && arguments.size() > 1 && arguments.size() == valued;
    for (size_t i = 0; i < names.size(); ++i) {
        Output column;
        column.name = names[i];
        if (!(numbered && i + 1 == names.size())) column.flows = each ? arguments[i] : out->all;
        column.implicit = !fields.empty();
        out->columns.push_back(std::move(column));
    }
    for (auto& field : fields) {
        Output column;
        column.name = std::move(field);
        column.flows = out->all;
        out->columns.push_back(std::move(column));
    }
    if (!one.ordinality.empty() && one.ordinality != "?") {
        Output offset;
        offset.name = one.ordinality;
        out->columns.push_back(std::move(offset));
    }
    return out;
}

/// Fields of the structs an argument holds: written in it, or in the column it names.
std::vector<std::string> Resolver::structFieldsOf(const Expression& argument, const Scope& scope) const {
    if (!argument.fields.empty() || !argument.identity || argument.references.empty()) return argument.fields;
    const auto& parts = argument.references.front().parts;
    for (const auto& source : scope.sources) {
        if (parts.size() > 1 && !sameName(source.alias, parts.front()) &&
            !(source.alias.empty() && !source.name.empty() && sameName(source.name.back(), parts.front()))) {
            continue;
        }
        for (const auto& column : source.relation->columns) {
            if (!column.star && sameName(column.name, parts.back())) return column.fields;
        }
    }
    return {};
}

/// A table function makes columns nobody knows: what it is given takes part in all of them.
RelationPtr Resolver::function(Scope& scope, const Source& one) {
    auto out = std::make_shared<Relation>();
    for (const auto& argument : one.arguments) {
        Flows found = flows(argument, scope);
        for (auto& flow : found) {
            if (isDirect(flow.subtype)) flow.subtype = std::max(flow.subtype, Subtype::Transformation);
        }
        append(out->all, found);
    }
    normalize(out->all);
    if (out->all.empty() && !one.call.empty()) {
        // Made of nothing but constants: the call is where its columns come from.
        Output all;
        all.star = true;
        all.name = "*";
        all.flows.push_back({std::string(kCallPrefix) + one.call, "*", Subtype::Identity, false});
        out->columns.push_back(std::move(all));
        return renamed(out, one.columnAliases);
    }
    out->anyField = true;
    for (const auto& name : one.columnAliases) {
        Output column;
        column.name = name;
        column.flows = out->all;
        out->columns.push_back(std::move(column));
    }
    return out;
}

RelationPtr Resolver::pivoted(const Pivot& pivot, RelationPtr from, const Scope& scope) {
    if (pivot.unpivot) return unpivoted(pivot, *from);
    if (pivot.match) return matched(pivot, *from, scope);
    auto out = std::make_shared<Relation>();
    std::vector<std::string> used;
    for (const auto& reference : pivot.over) used.push_back(reference.parts.back());
    for (const auto& aggregate : pivot.aggregates) {
        for (const auto& reference : aggregate.expression.references) used.push_back(reference.parts.back());
    }
    for (Output column : from->columns) {
        const bool gone = std::any_of(used.begin(), used.end(),
                                      [&](const std::string& name) { return sameName(name, column.name); });
        const bool grouped = pivot.groups.empty() ||
                             std::any_of(pivot.groups.begin(), pivot.groups.end(), [&](const Reference& r) {
                                 return sameName(r.parts.back(), column.name);
                             });
        if (!column.star && (gone || !grouped)) continue;
        out->columns.push_back(std::move(column));
    }
    const bool aliasFirst = m_names.traits().dialect == SqlDialect::BigQuery;
    for (const auto& value : pivot.values) {
        for (const auto& aggregate : pivot.aggregates) {
            Output column;
            column.flows = flows(aggregate.expression, scope);
            column.expression = aggregate.expression.text;
            column.name = value.name;
            if (!aggregate.aliases.empty()) {
                const std::string& alias = aggregate.aliases.front();
                column.name = aliasFirst ? alias + "_" + column.name : column.name + "_" + alias;
            } else if (pivot.aggregates.size() > 1) {
                column.name += "_" + aggregate.expression.text;
            }
            out->columns.push_back(std::move(column));
        }
    }
    if (pivot.open) {
        // Which values there are is not in the text: any name that is left means all of it.
        Output rest;
        rest.star = true;
        rest.name = "*";
        for (const auto& aggregate : pivot.aggregates) append(rest.flows, flows(aggregate.expression, scope));
        normalize(rest.flows);
        out->anyField = true;
        out->all = rest.flows;
        if (!out->open()) out->columns.push_back(std::move(rest));
    }
    for (const auto& reference : pivot.over) {
        Flows found;
        if (!lookUp(reference.parts, scope, found)) continue;
        for (const auto& flow : found)
            m_indirect.push_back({flow.table, flow.column, Subtype::GroupBy, false});
    }
    return out;
}

/// One row of a match has what it is partitioned by and the measures; all rows have their own columns too.
RelationPtr Resolver::matched(const Pivot& pivot, const Relation& from, const Scope& scope) {
    auto out = std::make_shared<Relation>();
    if (pivot.allRows) out->columns = from.columns;
    for (const auto& reference : pivot.over) {
        if (pivot.allRows) break;
        Output column;
        column.name = reference.parts.back();
        if (lookUp(reference.parts, scope, column.flows)) out->columns.push_back(std::move(column));
    }
    for (const auto& measure : pivot.aggregates) {
        Output column;
        column.flows = flows(measure.expression, scope);
        column.expression = measure.expression.text;
        column.name = measure.aliases.empty() ? measure.expression.text : measure.aliases.front();
        out->columns.push_back(std::move(column));
    }
    for (const auto& filter : pivot.filters) decide(filter, scope, Subtype::Filter);
    return out;
}

RelationPtr Resolver::unpivoted(const Pivot& pivot, const Relation& from) {
    auto out = std::make_shared<Relation>();
    Visible source;
    source.relation = std::make_shared<Relation>(from);
    std::vector<std::string> folded;
    Flows names;
    std::vector<Flows> values(pivot.valueColumns.size());
    std::vector<Pivot::Value> listed = pivot.values;
    for (const auto& one : pivot.folded) {
        Scope scope;
        scope.sources.push_back(source);
        std::vector<Output> columns;
        item(one, scope, columns);
        for (auto& column : columns) listed.push_back({"", {std::move(column.name)}});
    }
    for (const auto& value : listed) {
        for (size_t i = 0; i < value.columns.size(); ++i) {
            folded.push_back(value.columns[i]);
            Flows found;
            if (!columnOf(source, value.columns[i], found, true)) continue;
            for (auto& flow : found) {
                if (isDirect(flow.subtype)) flow.subtype = std::max(flow.subtype, Subtype::Transformation);
            }
            append(names, found);
            if (!values.empty()) append(values[std::min(i, values.size() - 1)], found);
        }
    }
    for (Output column : from.columns) {
        const bool gone = std::any_of(folded.begin(), folded.end(),
                                      [&](const std::string& name) { return sameName(name, column.name); });
        if (gone && !column.star) continue;
        if (column.star) column.except.insert(column.except.end(), folded.begin(), folded.end());
        out->columns.push_back(std::move(column));
    }
    normalize(names);
    for (const auto& name : pivot.nameColumns) {
        Output column;
        column.name = name;
        column.flows = names;
        out->columns.push_back(std::move(column));
    }
    for (size_t i = 0; i < pivot.valueColumns.size(); ++i) {
        normalize(values[i]);
        Output column;
        column.name = pivot.valueColumns[i];
        column.flows = values[i];
        out->columns.push_back(std::move(column));
    }
    return out;
}

}  // namespace tributary::lineage
