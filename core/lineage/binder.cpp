// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/binder.h"

#include <algorithm>
#include <duckdb/parser/parser.hpp>
#include <duckdb/parser/statement/select_statement.hpp>
#include <duckdb/parser/tableref/subqueryref.hpp>
#include <duckdb/planner/planner.hpp>
#include <map>

#include "core/lineage/plan_walker.h"
#include "core/lineage/shadow_database.h"
#include "core/lineage/type_eraser.h"

namespace tributary::lineage {
namespace {

/// A view of a view of a view …: deeper than this it is a circle.
constexpr int kViewDepth = 32;

struct Named {
    std::vector<std::string> parts;  ///< folded
    const SchemaTable* table;
};

bool sameTail(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    const auto n = static_cast<int64_t>(std::min(a.size(), b.size()));
    return std::equal(a.end() - n, a.end(), b.end() - n);
}

/// Finds what a query names among the tables it was given.
class TableIndex {
  public:
    explicit TableIndex(const std::vector<const SchemaTable*>& tables) {
        for (const auto* table : tables) {
            auto parts = splitName(foldName(table->name));
            if (!parts.empty()) m_byLast.emplace(parts.back(), Named{parts, table});
        }
    }

    /// The exact name, else the only one that ends alike.
    const SchemaTable* find(const std::vector<std::string>& parts) const {
        const auto [first, last] = m_byLast.equal_range(parts.back());
        const SchemaTable* found = nullptr;
        for (auto it = first; it != last; ++it) {
            if (it->second.parts == parts) return it->second.table;
            if (!sameTail(it->second.parts, parts)) continue;
            if (found) return nullptr;
            found = it->second.table;
        }
        return found;
    }

  private:
    std::multimap<std::string, Named> m_byLast;
};

std::unique_ptr<duckdb::SelectStatement> release(duckdb::unique_ptr<duckdb::SQLStatement> statement) {
    return std::unique_ptr<duckdb::SelectStatement>(
        static_cast<duckdb::SelectStatement*>(statement.release()));
}

Error bindError(const std::exception& e) {
    const duckdb::ErrorData data(e);
    const bool syntax =
        data.Type() == duckdb::ExceptionType::PARSER || data.Type() == duckdb::ExceptionType::SYNTAX;
    return Error(syntax ? ErrorCode::Syntax : ErrorCode::Query, data.RawMessage());
}

/// Texts made ready to bind.
struct Reader {
    /// Made when it is first asked: most programs that could read a text never do.
    std::unique_ptr<ShadowDatabase> database;
    ShadowDatabase& shadow() {
        if (!database) database = std::make_unique<ShadowDatabase>();
        return *database;
    }

    /// Parsed and made ready to bind. Throws DuckDB's exceptions.
    std::unique_ptr<duckdb::SelectStatement> prepare(const std::string& sql,
                                                     const std::set<std::string>& columns) {
        duckdb::Parser parser(shadow().context().GetParserOptions());
        parser.ParseQuery(sql);
        if (parser.statements.size() != 1 ||
            parser.statements[0]->type != duckdb::StatementType::SELECT_STATEMENT) {
            throw duckdb::ParserException("this is not one query");
        }
        auto select = release(std::move(parser.statements[0]));
        TypeEraser eraser(columns);
        eraser.erase(*select->node);
        shadow().addStandIns(eraser.standIns());
        return select;
    }
};

/// One binding: resolves the names in it, and remembers which they were.
class Binding {
  public:
    Binding(Reader& reader, const std::vector<const SchemaTable*>& tables, const BindOptions& options);

    ShadowDatabase::Relation relation(const std::vector<std::string>& nameParts);
    const std::set<std::string>& columns() const { return m_columns; }
    /// In the order they were met, as the schema names them.
    const std::vector<std::string>& tables() const { return m_tables; }

  private:
    ShadowDatabase::Relation view(const SchemaTable& table);

    Reader& m_reader;
    const BindOptions& m_options;
    TableIndex m_index;
    std::set<std::string> m_columns;
    std::vector<std::string> m_tables;
    int m_depth = 0;
};

Binding::Binding(Reader& reader, const std::vector<const SchemaTable*>& tables, const BindOptions& options)
    : m_reader(reader), m_options(options), m_index(tables) {
    for (const auto* table : tables) {
        for (const auto& column : table->columns) m_columns.insert(foldName(column.name));
    }
}

ShadowDatabase::Relation Binding::relation(const std::vector<std::string>& nameParts) {
    std::vector<std::string> parts;
    for (const auto& name : nameParts) {
        for (auto& part : splitName(foldName(name))) parts.push_back(std::move(part));
    }
    if (parts.empty()) return {};
    const SchemaTable* table = m_options.find ? m_options.find(nameParts) : nullptr;
    if (!table) table = m_index.find(parts);
    if (!table) return {};
    if (std::find(m_tables.begin(), m_tables.end(), table->name) == m_tables.end()) {
        m_tables.push_back(table->name);
    }
    const bool isView = !table->viewSql.empty();
    if (isView && (m_options.expandViews || table->columns.empty())) return view(*table);
    if (table->columns.empty()) return {};
    return {table, nullptr};
}

ShadowDatabase::Relation Binding::view(const SchemaTable& table) {
    if (++m_depth > kViewDepth)
        throw duckdb::BinderException("the view \"%s\" is made of itself", table.name);
    auto statement = m_reader.prepare(table.viewSql, m_columns);
    ShadowDatabase::Relation out;
    out.query = duckdb::make_uniq<duckdb::SubqueryRef>(
        duckdb::unique_ptr<duckdb::SelectStatement>(statement.release()));
    return out;
}

}  // namespace

struct Binder::Impl : Reader {
    QueryLineage bind(const std::string& sql, const std::vector<const SchemaTable*>& tables,
                      const BindOptions& options);
};

QueryLineage Binder::Impl::bind(const std::string& sql, const std::vector<const SchemaTable*>& tables,
                                const BindOptions& options) {
    Binding binding(*this, tables, options);
    auto statement = prepare(sql, binding.columns());
    shadow().setLookup([&](const std::vector<std::string>& name) { return binding.relation(name); });
    QueryLineage out;
    auto& context = shadow().context();
    context.RunFunctionInTransaction([&] {
        duckdb::Planner planner(context);
        planner.CreatePlan(duckdb::unique_ptr<duckdb::SQLStatement>(statement.release()));
        out = walkPlan(*planner.plan, planner.names, ShadowDatabase::nameScan);
    });
    out.tables = binding.tables();
    return out;
}

Binder::Binder() : m_impl(std::make_unique<Impl>()) {}
Binder::~Binder() = default;

Result<QueryLineage> Binder::bind(const std::string& duckSql, const std::vector<const SchemaTable*>& tables,
                                  const BindOptions& options) {
    Result<QueryLineage> out = fail(ErrorCode::Internal, "the query was not looked at");
    try {
        out = m_impl->bind(duckSql, tables, options);
    } catch (const std::exception& e) {
        out = fail(bindError(e));
        // A defect of DuckDB's may leave the database unusable.
        const auto kind = duckdb::ErrorData(e).Type();
        if (kind == duckdb::ExceptionType::INTERNAL || kind == duckdb::ExceptionType::FATAL) {
            m_impl->database.reset();
        }
    }
    if (m_impl->database) m_impl->database->setLookup({});
    return out;
}

}  // namespace tributary::lineage
