// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/lineage/dialect.h"
#include "core/lineage/resolve/relation.h"
#include "core/lineage/schema.h"
#include "core/lineage/syntax/query.h"

namespace tributary::lineage {

/// What names of tables mean where a statement stands.
class NameSpace {
  public:
    virtual ~NameSpace() = default;
    /// The full name of a table, by defaults, USE and the catalog.
    virtual std::string qualify(const std::vector<std::string>& parts) const = 0;
    /// Its columns, if they are known.
    virtual const SchemaTable* find(const std::string& qualified) const = 0;
    /// The query of a view that is seen through; nullptr otherwise.
    virtual const Query* viewQuery(const SchemaTable& table) = 0;
    /// A row variable of a loop: what its fields are called as a table; empty when there is none of that
    /// name.
    virtual std::string recordTable(const std::string& name) const = 0;
    virtual const DialectTraits& traits() const = 0;
};

struct WithScope;

/// A source as names in a query see it.
struct Visible {
    std::string alias;
    std::vector<std::string> name;  ///< of a table
    RelationPtr relation;
    bool hidden = false;
    bool base = false;  ///< a table itself, not a query
};

struct Scope {
    const Scope* parent = nullptr;
    const WithScope* with = nullptr;
    const Query* query = nullptr;
    std::vector<Visible> sources;
    std::vector<std::pair<std::string, Flows>> merged;   ///< columns of USING and NATURAL
    std::vector<std::string> shared;                     ///< their names, as the joins list them
    std::vector<std::pair<std::string, Flows>> aliases;  ///< of the select items so far
    size_t items = 0;                                    ///< select items so far
    bool openNatural = false;  ///< a NATURAL join with a table whose columns are not known
};

/// Tells where every column of a query comes from, without types and without needing every table's columns:
/// a column is taken to be of the only source that can have it, and of none when several can. Never fails;
/// `doubts` tells how often it could not say. One use per statement.
class Resolver {
  public:
    explicit Resolver(NameSpace& names) : m_names(names) {}

    RelationPtr resolve(const Query& query, const Scope* parent = nullptr);
    /// The scope of a FROM list, for statements that have one and no query (UPDATE, DELETE, MERGE).
    void enter(Scope& scope, const std::vector<Source>& sources);
    void enter(Scope& scope, const std::vector<CommonTable>& with, bool recursive);
    Flows flows(const Expression& expression, const Scope& scope);
    /// INDIRECT: every column of the expression takes part in `subtype`.
    void decide(const Expression& expression, const Scope& scope, Subtype subtype);
    /// Outputs of an item; a star gives many.
    void item(const SelectItem& item, Scope& scope, std::vector<Output>& out);
    RelationPtr table(const std::vector<std::string>& parts, std::string* fullName = nullptr);
    void read(std::string table);

    const std::vector<std::string>& tables() const { return m_tables; }
    const Flows& indirect() const { return m_indirect; }
    size_t doubts() const { return m_doubts; }
    bool truncated() const { return m_truncated; }
    /// A star stood for columns that share a name where none may.
    bool repeats() const { return m_repeats; }

  private:
    RelationPtr select(const Query& query, const Scope* parent, const WithScope* with);
    RelationPtr setOperation(const Query& query, const Scope* parent, const WithScope* with);
    RelationPtr values(const Query& query, const Scope* parent, const WithScope* with);
    RelationPtr body(const Query& query, const Scope* parent, const WithScope* with);
    const WithScope* addWith(const std::vector<CommonTable>& tables, bool recursive, const Scope* parent,
                             const WithScope* outer);
    RelationPtr common(const std::string& name, const WithScope* with);
    void resolveRecursive(WithScope& entry);
    void source(Scope& scope, const Source& source);
    RelationPtr group(const Scope& scope, const Source& source);
    void named(const Scope& scope, const Source& source, Visible& visible);
    RelationPtr function(Scope& scope, const Source& source);
    RelationPtr unnest(Scope& scope, const Source& source);
    void join(Scope& scope, size_t firstNew, const Source& source);
    void merge(Scope& scope, const std::string& column, size_t firstNew, Source::Keeps keeps);
    bool openStar(const Scope& scope, std::vector<Output>& out);
    std::vector<std::string> structFieldsOf(const Expression& argument, const Scope& scope) const;
    void addFields(Flows& flows, const std::vector<std::string>& parts, size_t from) const;
    RelationPtr pivoted(const Pivot& pivot, RelationPtr from, const Scope& scope);
    RelationPtr unpivoted(const Pivot& pivot, const Relation& from);
    RelationPtr matched(const Pivot& pivot, const Relation& from, const Scope& scope);
    RelationPtr renamed(RelationPtr relation, const std::vector<std::string>& names);
    bool lookUp(const std::vector<std::string>& parts, const Scope& scope, Flows& out);
    bool qualified(const std::vector<std::string>& parts, const Scope& scope, Flows& out, bool byName);
    bool unqualified(const std::vector<std::string>& parts, const Scope& scope, Flows& out, bool& doubt);
    static bool columnOf(const Visible& source, const std::string& name, Flows& out, bool useOpen);
    void star(const SelectItem& item, Scope& scope, std::vector<Output>& out);
    void columns(const SelectItem& item, Scope& scope, std::vector<Output>& out);
    static std::string placeName(const std::vector<std::string>& parts, const Scope& scope);
    void starOf(const SelectItem& item, Scope& scope, const Visible& source, std::vector<Output>& out,
                std::vector<std::string>& done);
    bool fieldsOf(const SelectItem& item, const Scope& scope, std::vector<Output>& out);
    void composed(Flows& to, const Flows& from, Role role, bool aggregated, bool masked, bool transformed);
    void clauses(const Query& query, Scope& scope, const Relation& relation);

    NameSpace& m_names;
    std::vector<std::string> m_tables;
    std::set<std::string> m_seen;
    Flows m_indirect;
    std::deque<WithScope> m_with;
    std::set<std::string> m_viewsOpen;
    size_t m_doubts = 0;
    size_t m_depth = 0;
    bool m_truncated = false;
    bool m_repeats = false;
};

struct WithScope {
    const WithScope* outer = nullptr;  ///< what was defined before
    const CommonTable* table = nullptr;
    const Scope* parent = nullptr;
    bool recursive = false;
    bool busy = false;
    RelationPtr relation;
};

}  // namespace tributary::lineage
