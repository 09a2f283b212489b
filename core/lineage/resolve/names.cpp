// SPDX-License-Identifier: GPL-3.0-or-later
// Names of columns: which source's they are, and what a star stands for.
#include <algorithm>
#include <set>

#include "core/lineage/resolve/resolver.h"
#include "core/lineage/resolve/struct_type.h"

namespace tributary::lineage {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& n) { return sameName(n, name); });
}

/// LIKE with % and _, without regard to case; iterative.
bool likes(std::string_view text, std::string_view pattern) {
    size_t t = 0;
    size_t p = 0;
    size_t mark = std::string_view::npos;
    size_t from = 0;
    while (t < text.size()) {
        if (p < pattern.size() && (pattern[p] == '_' || sameName(pattern.substr(p, 1), text.substr(t, 1)))) {
            ++t;
            ++p;
        } else if (p < pattern.size() && pattern[p] == '%') {
            mark = p++;
            from = t;
        } else if (mark != std::string_view::npos) {
            p = mark + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '%') ++p;
    return p == pattern.size();
}

bool repeatsName(const Relation& relation) {
    std::set<std::string> names;
    for (const auto& column : relation.columns) {
        if (!column.star && !column.implicit && !names.insert(foldName(column.name)).second) return true;
    }
    return false;
}

/// Does a star begin with the columns that USING or NATURAL made one, as the standard has it?
bool sharedFirst(SqlDialect dialect) {
    switch (dialect) {
        case SqlDialect::DuckDb:
        case SqlDialect::Sqlite:
        case SqlDialect::ClickHouse:
        case SqlDialect::Databend:
        case SqlDialect::Hive:
            return false;
        default:
            return true;
    }
}

void putFirst(std::vector<Output>& out, std::ptrdiff_t first, const std::vector<std::string>& names) {
    const auto begin = out.begin() + first;
    if (std::any_of(begin, out.end(), [](const Output& column) { return column.star; })) return;
    for (const auto& name : names) {
        const auto at =
            std::find_if(begin, out.end(), [&](const Output& column) { return sameName(column.name, name); });
        if (at != out.end()) std::rotate(begin, at, at + 1);
    }
}

/// Of $2: 2. Of a name: 0.
size_t placeOf(const std::string& name) {
    if (name.size() < 2 || name[0] != '$' || name[1] < '0' || name[1] > '9') return 0;
    return std::strtoul(name.c_str() + 1, nullptr, 10);
}

bool endsWith(const std::vector<std::string>& name, const std::vector<std::string>& parts, size_t count) {
    if (count > name.size()) return false;
    for (size_t i = 0; i < count; ++i) {
        if (!sameName(name[name.size() - count + i], parts[i])) return false;
    }
    return true;
}

}  // namespace

/// What the column that is told by its place ($1, t.$1) is called; empty when that is not known.
std::string Resolver::placeName(const std::vector<std::string>& parts, const Scope& scope) {
    const size_t place = placeOf(parts.back());
    for (const auto& source : scope.sources) {
        const bool named = parts.size() == 1 || sameName(source.alias, parts[0]) ||
                           (source.alias.empty() && endsWith(source.name, parts, parts.size() - 1));
        if (!named) continue;
        const auto& columns = source.relation->columns;
        for (size_t i = 0; i < place && i < columns.size(); ++i) {
            if (columns[i].star) return {};
        }
        return place <= columns.size() ? columns[place - 1].name : std::string();
    }
    return {};
}

bool Resolver::columnOf(const Visible& source, const std::string& name, Flows& out, bool useOpen) {
    const auto& columns = source.relation->columns;
    if (const size_t position = placeOf(name)) {
        if (position > 0 && position <= columns.size() && !columns[position - 1].star) {
            append(out, columns[position - 1].flows);
            return true;
        }
        if (source.base && !columns.empty() && !columns.front().flows.empty()) {
            // Of a table that may have more columns than are known: the place, which no column is called.
            const Flow& any = columns.front().flows.front();
            out.push_back({any.table, "@" + std::to_string(position), Subtype::Identity, false});
            return true;
        }
        for (const auto& column : columns) {
            if (column.star) append(out, column.flows);
        }
        return !out.empty();
    }
    for (const auto& column : columns) {
        if (column.star || !sameName(column.name, name)) continue;
        append(out, column.flows);
        return true;
    }
    if (!useOpen) return false;
    const Output* open = nullptr;
    for (const auto& column : columns) {
        if (!column.star || contains(column.except, name)) continue;
        if (open) return false;  // of which of them?
        open = &column;
    }
    if (open) {
        for (Flow flow : open->flows) {
            if (flow.column == "*") flow.column = name;
            out.push_back(std::move(flow));
        }
        return true;
    }
    if (!source.relation->anyField) return false;
    append(out, source.relation->all);
    return true;
}

bool Resolver::qualified(const std::vector<std::string>& parts, const Scope& scope, Flows& out, bool byName) {
    for (size_t count = parts.size() - 1; count > 0; --count) {
        for (const auto& source : scope.sources) {
            const bool alias = count == 1 && sameName(source.alias, parts[0]);
            const bool name = source.alias.empty() ? endsWith(source.name, parts, count)
                                                   : byName && endsWith(source.name, parts, count);
            if (!alias && !name) continue;
            if (parts[count] == "*") {
                for (const auto& column : source.relation->columns) append(out, column.flows);
                return true;
            }
            const bool field = source.relation->anyField && m_names.traits().dialect == SqlDialect::BigQuery;
            const size_t before = out.size();
            if (columnOf(source, parts[count], out, true)) {
                const bool named =
                    std::any_of(source.relation->columns.begin(), source.relation->columns.end(),
                                [&](const Output& c) { return sameName(c.name, parts[count]); });
                for (size_t i = before; field && !named && i < out.size(); ++i) {
                    for (size_t k = count; k < parts.size(); ++k) out[i].column += "." + parts[k];
                }
            } else {
                // A table whose columns are known may still have one more than the catalog tells.
                if (!source.base || source.relation->columns.empty()) return true;
                out.push_back({source.relation->columns.front().flows.front().table, parts[count],
                               Subtype::Identity, false});
            }
            const bool tuple = m_names.traits().dialect == SqlDialect::Databend;
            if (parts.size() > count + 1 && source.base && (count > 1 || tuple)) {
                addFields(out, parts, count + 1);
            }
            return true;
        }
    }
    return false;
}

/// The path behind a column's name. A field that is told by its place has the name its type gives it.
void Resolver::addFields(Flows& flows, const std::vector<std::string>& parts, size_t from) const {
    const char separator = m_names.traits().fieldSeparator ? m_names.traits().fieldSeparator : '.';
    for (auto& flow : flows) {
        const SchemaTable* table = m_names.find(flow.table);
        std::string type;
        for (size_t i = 0; table && i < table->columns.size(); ++i) {
            if (sameName(table->columns[i].name, flow.column)) type = table->columns[i].type;
        }
        for (size_t i = from; i < parts.size(); ++i) {
            const auto fields = structFields(type);
            const size_t place = std::strtoul(parts[i].c_str(), nullptr, 10);
            const bool placed = place > 0 && place <= fields.size();
            const std::string field = placed ? fields[place - 1].first : parts[i];
            type.clear();
            for (const auto& [name, fieldType] : fields) {
                if (sameName(name, field)) type = fieldType;
            }
            flow.column += separator + field;
        }
    }
}

bool Resolver::unqualified(const std::vector<std::string>& parts, const Scope& scope, Flows& out,
                           bool& doubt) {
    const std::string& name = parts.front();
    for (const auto& [column, found] : scope.merged) {
        if (!sameName(column, name)) continue;
        append(out, found);
        return true;
    }
    const Visible* known = nullptr;
    const Visible* open = nullptr;
    size_t openCount = 0;
    Flows found;
    for (const auto& source : scope.sources) {
        if (source.hidden) continue;
        Flows these;
        if (columnOf(source, name, these, false)) {
            if (known) {
                doubt = true;  // two have it
                return true;
            }
            known = &source;
            found = std::move(these);
        } else if (source.relation->open()) {
            ++openCount;
            open = &source;
        }
    }
    const auto alias = std::find_if(scope.aliases.rbegin(), scope.aliases.rend(),
                                    [&](const auto& a) { return sameName(a.first, name); });
    const bool aliased = alias != scope.aliases.rend();
    if (known) {
        append(out, found);
        if (parts.size() > 1 && known->base && m_names.traits().fieldSeparator) addFields(out, parts, 1);
        return true;
    }
    if (aliased && (openCount == 0 || m_names.traits().lateralAliases)) {
        append(out, alias->second);
        return true;
    }
    if (openCount == 1 && columnOf(*open, name, out, true)) return true;
    if (openCount > 0) {
        doubt = true;
        return true;
    }
    // A source's own name is all of it.
    for (const auto& source : scope.sources) {
        if (!sameName(source.alias, name) && !(source.alias.empty() && endsWith(source.name, parts, 1)))
            continue;
        if (parts.size() > 1) continue;
        if (source.relation->anyField) append(out, source.relation->all);
        for (const auto& column : source.relation->columns) append(out, column.flows);
        return true;
    }
    for (const auto& source : scope.sources) {
        if (source.relation->anyField && source.alias.empty() && columnOf(source, name, out, true))
            return true;
    }
    return false;
}

bool Resolver::lookUp(const std::vector<std::string>& parts, const Scope& scope, Flows& out) {
    if (parts.empty() || (parts.size() == 1 && parts[0] == "*")) return false;
    bool doubt = false;
    if (parts.size() > 1) {
        for (const Scope* at = &scope; at; at = at->parent) {
            if (qualified(parts, *at, out, false)) return !out.empty();
        }
        for (const Scope* at = &scope; at; at = at->parent) {
            if (qualified(parts, *at, out, true)) return !out.empty();
        }
    }
    if (parts.size() > 1) {
        const std::string record = m_names.recordTable(parts.front());
        if (!record.empty()) {
            out.push_back({record, parts[1], Subtype::Identity, false});
            read(record);
            return true;
        }
    }
    for (const Scope* at = &scope; at; at = at->parent) {
        // a.b with no source a: the column a, where it is known to be one.
        if (parts.size() > 1) {
            const bool known =
                std::any_of(at->sources.begin(), at->sources.end(), [&](const Visible& source) {
                    Flows ignored;
                    return columnOf(source, parts.front(), ignored, false);
                });
            const bool only = at->sources.size() == 1 && at->sources.front().relation->open();
            if (!known && !only && !at->sources.empty()) continue;
        }
        if (unqualified(parts, *at, out, doubt)) {
            if (doubt) ++m_doubts;
            return !out.empty();
        }
    }
    ++m_doubts;
    return false;
}

void Resolver::star(const SelectItem& item, Scope& scope, std::vector<Output>& out) {
    std::vector<std::string> done;  // columns that USING made one
    if (item.starOf.empty()) {
        if (scope.openNatural && openStar(scope, out)) return;
        const auto first = static_cast<std::ptrdiff_t>(out.size());
        for (const auto& source : scope.sources) {
            if (!source.hidden) starOf(item, scope, source, out, done);
        }
        if (sharedFirst(m_names.traits().dialect)) putFirst(out, first, scope.shared);
        return;
    }
    for (const bool byName : {false, true}) {
        for (const Scope* at = &scope; at; at = at->parent) {
            for (const auto& source : at->sources) {
                const bool alias = item.starOf.size() == 1 && sameName(source.alias, item.starOf[0]);
                const bool name = (byName || source.alias.empty()) &&
                                  endsWith(source.name, item.starOf, item.starOf.size());
                if (!alias && !name) continue;
                starOf(item, scope, source, out, done);
                return;
            }
        }
    }
    fieldsOf(item, scope, out);
}

/// Which columns a NATURAL join makes one is not known where one side's columns are not.
bool Resolver::openStar(const Scope& scope, std::vector<Output>& out) {
    for (const auto& source : scope.sources) {
        if (!source.base || source.relation->columns.empty()) return false;
    }
    for (const auto& source : scope.sources) {
        if (source.hidden) continue;
        Output all;
        all.star = true;
        all.name = "*";
        all.flows.push_back(
            {source.relation->columns.front().flows.front().table, "*", Subtype::Identity, false});
        out.push_back(std::move(all));
    }
    return true;
}

/// s.* where s is a struct: its fields are in the column's type, or nowhere.
bool Resolver::fieldsOf(const SelectItem& item, const Scope& scope, std::vector<Output>& out) {
    Flows found;
    if (!lookUp(item.starOf, scope, found)) return false;
    std::vector<std::string> fields;
    for (auto& flow : found) {
        if (isDirect(flow.subtype)) flow.subtype = std::max(flow.subtype, Subtype::Transformation);
        const SchemaTable* table = m_names.find(flow.table);
        if (!table || !fields.empty()) continue;
        for (const auto& column : table->columns) {
            const std::string root = flow.column.substr(0, flow.column.find('.'));
            if (!sameName(column.name, root)) continue;
            flow.column = column.name;
            std::string type = column.type;
            // Down the path behind the column's name.
            const auto at =
                std::find_if(item.starOf.begin(), item.starOf.end(),
                             [&](const std::string& part) { return sameName(part, column.name); });
            for (auto part = at; part != item.starOf.end() && part + 1 != item.starOf.end(); ++part) {
                std::string inner;
                for (const auto& [name, fieldType] : structFields(type)) {
                    if (sameName(name, *(part + 1))) inner = fieldType;
                }
                type = inner;
            }
            for (auto& [name, fieldType] : structFields(type)) fields.push_back(name);
        }
    }
    if (fields.empty()) fields.emplace_back("*");
    for (const auto& field : fields) {
        if (contains(item.except, field)) continue;
        Output one;
        one.name = field;
        one.flows = found;
        out.push_back(std::move(one));
    }
    return true;
}

void Resolver::starOf(const SelectItem& item, Scope& scope, const Visible& source, std::vector<Output>& out,
                      std::vector<std::string>& done) {
    if (!source.base && m_names.traits().uniqueDerivedNames && repeatsName(*source.relation)) {
        m_repeats = true;
        return;
    }
    for (const auto& column : source.relation->columns) {
        if (column.implicit || (!column.star && contains(item.except, column.name))) continue;
        if (!item.like.empty() && !column.star && !likes(column.name, item.like)) continue;
        Output one = column;
        one.generated = false;
        one.ofStar = true;
        one.expression = column.name;
        if (column.star) {
            for (const auto& name : item.except) one.except.push_back(name);
            // What is computed instead, or renamed, is no longer among the rest.
            for (const auto& replaced : item.replace) {
                if (replaced.aliases.empty()) continue;
                one.except.push_back(replaced.aliases.front());
                this->item(replaced, scope, out);
            }
            out.push_back(std::move(one));
            continue;
        }
        const auto merged = std::find_if(scope.merged.begin(), scope.merged.end(),
                                         [&](const auto& m) { return sameName(m.first, column.name); });
        if (item.starOf.empty() && merged != scope.merged.end()) {
            if (contains(done, column.name)) continue;
            done.push_back(column.name);
            one.flows = merged->second;
        }
        for (const auto& replaced : item.replace) {
            if (replaced.aliases.empty() || !sameName(replaced.aliases.front(), column.name)) continue;
            one.flows = flows(replaced.expression, scope);
            one.expression = replaced.expression.text;
        }
        for (const auto& [from, to] : item.rename) {
            if (sameName(from, column.name)) one.name = to;
        }
        out.push_back(std::move(one));
    }
    if (source.relation->anyField && source.relation->columns.empty()) {
        Output all;
        all.name = "*";
        all.flows = source.relation->all;
        out.push_back(std::move(all));
    }
}

}  // namespace tributary::lineage
