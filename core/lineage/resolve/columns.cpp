// SPDX-License-Identifier: GPL-3.0-or-later
// COLUMNS(…): one output for each column it stands for.
#include <duckdb/common/re2_regex.hpp>
#include <exception>
#include <optional>

#include "core/lineage/resolve/resolver.h"

namespace tributary::lineage {
namespace {

/// RE2: its time grows with the name's length alone, whoever wrote the pattern.
class Pattern {
  public:
    explicit Pattern(const std::string& text) {
        try {
            m_regex.emplace(text);
        } catch (const std::exception&) {
            m_regex.reset();
        }
    }
    bool valid() const { return m_regex.has_value(); }
    bool matches(const std::string& name) const {
        duckdb_re2::Match found;
        return m_regex && duckdb_re2::RegexSearch(name, found, *m_regex);
    }
    /// The alias with \0, \1 … put in.
    std::string named(const std::string& name, const std::string& alias) const {
        duckdb_re2::Match found;
        if (!m_regex || !duckdb_re2::RegexSearch(name, found, *m_regex)) return alias;
        std::string out;
        for (size_t i = 0; i < alias.size(); ++i) {
            const bool group =
                alias[i] == '\\' && i + 1 < alias.size() && alias[i + 1] >= '0' && alias[i + 1] <= '9';
            if (!group) {
                out += alias[i];
                continue;
            }
            const auto number = static_cast<size_t>(alias[++i] - '0');
            if (number < found.groups.size()) out += found.groups[number].text;
        }
        return out;
    }

  private:
    std::optional<duckdb_re2::Regex> m_regex;
};

/// Every column that the star picks, before anything is computed of it.
SelectItem choiceOf(const SelectItem& item) {
    SelectItem out;
    out.star = true;
    out.starOf = item.starOf;
    out.except = item.except;
    out.like = item.like;
    out.rename = item.rename;
    return out;
}

}  // namespace

void Resolver::columns(const SelectItem& item, Scope& scope, std::vector<Output>& out) {
    const std::optional<Pattern> pattern =
        item.pattern.empty() ? std::nullopt : std::optional<Pattern>(item.pattern);
    if (item.unknownChoice || (pattern && !pattern->valid())) {
        ++m_doubts;
        return;
    }
    std::vector<Output> picked;
    if (item.chosen.empty()) star(choiceOf(item), scope, picked);
    for (const auto& name : item.chosen) {
        Output one;
        one.name = name;
        std::vector<std::string> parts = item.starOf;
        parts.push_back(name);
        lookUp(parts, scope, one.flows);
        picked.push_back(std::move(one));
    }
    const Flows beside = flows(item.expression, scope);
    for (auto& column : picked) {
        if (pattern && !column.star && !pattern->matches(column.name)) continue;
        Output one = column;
        one.flows = beside;
        for (const auto& reference : item.expression.references) {
            if (!reference.columns) continue;
            composed(one.flows, column.flows, reference.role, reference.aggregated, reference.masked,
                     reference.transformed);
        }
        normalize(one.flows);
        one.expression = item.before + column.name + item.behind;
        // DuckDB keeps the column's name, whatever is computed of it.
        if (m_names.traits().dialect == SqlDialect::ClickHouse) one.name = one.expression;
        if (!item.aliases.empty()) {
            one.name = pattern ? pattern->named(column.name, item.aliases.front()) : item.aliases.front();
        }
        out.push_back(std::move(one));
    }
}

}  // namespace tributary::lineage
