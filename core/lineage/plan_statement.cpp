// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <duckdb/catalog/catalog.hpp>
#include <duckdb/catalog/catalog_entry/schema_catalog_entry.hpp>
#include <duckdb/catalog/catalog_entry/table_catalog_entry.hpp>
#include <duckdb/parser/parsed_data/create_table_info.hpp>
#include <duckdb/planner/operator/list.hpp>
#include <duckdb/planner/operator/logical_merge_into.hpp>
#include <duckdb/planner/parsed_data/bound_create_table_info.hpp>

#include "core/lineage/plan_walk.h"
#include "core/lineage/schema.h"

namespace tributary::lineage {
namespace {
using duckdb::LogicalOperator;
using duckdb::LogicalOperatorType;

std::string nameOf(const duckdb::TableCatalogEntry& table) {
    return joinName({table.ParentCatalog().GetName(), table.ParentSchema().name, table.name});
}

std::string columnName(const duckdb::TableCatalogEntry& table, duckdb::PhysicalIndex index) {
    return table.GetColumns().GetColumn(index).Name();
}

/// What one statement does, gathered from its top operator and the walk below it.
class StatementWalk {
  public:
    explicit StatementWalk(const ScanNamer& namer) : m_walk(namer) {}

    StatementLineage run(LogicalOperator& plan);

  private:
    void insert(duckdb::LogicalInsert& op);
    void update(duckdb::LogicalUpdate& op);
    void merge(duckdb::LogicalMergeInto& op);
    void createTable(duckdb::LogicalCreateTable& op);
    void query(LogicalOperator& plan);
    void write(const std::string& kind, const std::string& target);
    void flow(const FlowSet& flows, const std::string& column);
    void children(LogicalOperator& op);
    void insertColumns(const duckdb::TableCatalogEntry& table, const std::vector<FlowSet>& given,
                       const duckdb::physical_index_vector_t<duckdb::idx_t>& map);

    PlanWalk m_walk;
    std::string m_target;
    StatementLineage m_out;
};

void StatementWalk::write(const std::string& kind, const std::string& target) {
    m_out.kind = kind;
    m_target = target;
    m_out.outputs = {target};
}

void StatementWalk::flow(const FlowSet& flows, const std::string& column) {
    for (auto& edge : m_walk.edges(flows, {m_target, column}, column)) {
        m_out.edges.push_back(std::move(edge));
    }
}

void StatementWalk::children(LogicalOperator& op) {
    for (auto& child : op.children) m_walk.visit(*child);
}

void StatementWalk::insertColumns(const duckdb::TableCatalogEntry& table, const std::vector<FlowSet>& given,
                                  const duckdb::physical_index_vector_t<duckdb::idx_t>& map) {
    size_t position = 0;
    for (const auto& column : table.GetColumns().Physical()) {
        size_t from = position++;
        if (!map.empty()) from = map[column.Physical()];
        if (from < given.size()) flow(given[from], column.Name());
    }
}

void StatementWalk::insert(duckdb::LogicalInsert& op) {
    write("INSERT", nameOf(op.table));
    children(op);
    if (!op.children.empty()) insertColumns(op.table, m_walk.outputs(*op.children[0]), op.column_index_map);
}

void StatementWalk::update(duckdb::LogicalUpdate& op) {
    write("UPDATE", nameOf(op.table));
    children(op);
    for (size_t i = 0; i < op.columns.size() && i < op.expressions.size(); i++) {
        flow(m_walk.flowsOf(*op.expressions[i]), columnName(op.table, op.columns[i]));
    }
}

void StatementWalk::merge(duckdb::LogicalMergeInto& op) {
    write("MERGE", nameOf(op.table));
    children(op);
    for (const auto& [when, actions] : op.actions) {
        for (const auto& action : actions) {
            if (action->condition) m_walk.filter(*action->condition);
            std::vector<FlowSet> values;
            for (const auto& e : action->expressions) values.push_back(m_walk.flowsOf(*e));
            if (action->action_type == duckdb::MergeActionType::MERGE_INSERT) {
                insertColumns(op.table, values, action->column_index_map);
            } else {
                for (size_t i = 0; i < action->columns.size() && i < values.size(); i++) {
                    flow(values[i], columnName(op.table, action->columns[i]));
                }
            }
        }
    }
}

void StatementWalk::createTable(duckdb::LogicalCreateTable& op) {
    const auto& info = op.info->Base();
    write(op.children.empty() ? "CREATE TABLE" : "CREATE TABLE AS",
          joinName({op.schema.ParentCatalog().GetName(), op.schema.name, info.table}));
    children(op);
    if (op.children.empty()) return;
    const auto given = m_walk.outputs(*op.children[0]);
    size_t position = 0;
    for (const auto& column : info.columns.Logical()) {
        if (position < given.size()) flow(given[position], column.Name());
        position++;
    }
}

void StatementWalk::query(LogicalOperator& plan) {
    m_out.kind = "SELECT";
    m_walk.visit(plan);
    const auto columns = m_walk.outputs(plan);
    for (size_t i = 0; i < columns.size(); i++) {
        m_out.outputColumns.push_back("#" + std::to_string(i + 1));
        for (auto& edge : m_walk.edges(columns[i], {"", m_out.outputColumns.back()}, "")) {
            m_out.edges.push_back(std::move(edge));
        }
    }
}

StatementLineage StatementWalk::run(LogicalOperator& plan) {
    switch (plan.type) {
        case LogicalOperatorType::LOGICAL_INSERT:
            insert(plan.Cast<duckdb::LogicalInsert>());
            break;
        case LogicalOperatorType::LOGICAL_UPDATE:
            update(plan.Cast<duckdb::LogicalUpdate>());
            break;
        case LogicalOperatorType::LOGICAL_MERGE_INTO:
            merge(plan.Cast<duckdb::LogicalMergeInto>());
            break;
        case LogicalOperatorType::LOGICAL_CREATE_TABLE:
            createTable(plan.Cast<duckdb::LogicalCreateTable>());
            break;
        case LogicalOperatorType::LOGICAL_DELETE:
            write("DELETE", nameOf(plan.Cast<duckdb::LogicalDelete>().table));
            children(plan);
            break;
        case LogicalOperatorType::LOGICAL_COPY_TO_FILE: {
            auto& copy = plan.Cast<duckdb::LogicalCopyToFile>();
            write("COPY", joinName({copy.file_path}));
            children(plan);
            const auto given = m_walk.outputs(*plan.children[0]);
            for (size_t i = 0; i < given.size() && i < copy.names.size(); i++) flow(given[i], copy.names[i]);
            break;
        }
        case LogicalOperatorType::LOGICAL_EXPLAIN:
            return run(*plan.children[0]);
        default:
            query(plan);
    }
    for (auto& edge : m_walk.indirect(m_target)) m_out.edges.push_back(std::move(edge));
    // A statement that changes a table scans it to find the rows: it is read only if something of it flows.
    const bool flows = std::any_of(m_out.edges.begin(), m_out.edges.end(), [&](const ColumnEdge& e) {
        return isDirect(e.subtype) && e.source.table == m_target;
    });
    const bool changes = m_out.kind == "UPDATE" || m_out.kind == "DELETE" || m_out.kind == "MERGE";
    for (const auto& table : m_walk.tables()) {
        if (table != m_target || flows || !changes) m_out.inputs.push_back(table);
    }
    return std::move(m_out);
}

}  // namespace

StatementLineage walkStatement(LogicalOperator& plan, const ScanNamer& namer) {
    StatementWalk walk(namer);
    return walk.run(plan);
}

}  // namespace tributary::lineage
