// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/live.h"

#include <algorithm>
#include <duckdb.hpp>
#include <duckdb/catalog/catalog.hpp>
#include <duckdb/catalog/catalog_entry/schema_catalog_entry.hpp>
#include <duckdb/catalog/catalog_entry/table_catalog_entry.hpp>
#include <duckdb/parser/parsed_data/create_view_info.hpp>
#include <duckdb/parser/statement/select_statement.hpp>
#include <duckdb/planner/operator/logical_create.hpp>
#include <duckdb/planner/operator/logical_get.hpp>
#include <duckdb/planner/planner.hpp>
#include <map>

#include "core/engine/remote_scan.h"
#include "core/engine/session.h"
#include "core/lineage/plan_walker.h"
#include "core/lineage/schema.h"
#include "core/lineage/short_hash.h"
#include "core/lineage/syntax/table_functions.h"

namespace tributary::lineage {
namespace {

bool readsFiles(const std::string& function) {
    static constexpr std::string_view kReaders[] = {
        "read_csv",       "read_csv_auto", "read_parquet",     "parquet_scan", "read_json",
        "read_json_auto", "read_ndjson",   "read_ndjson_auto", "read_text",    "read_blob"};
    return std::find(std::begin(kReaders), std::end(kReaders), function) != std::end(kReaders);
}

/// One path, or the first of a list.
std::string pathOf(const duckdb::Value& value) {
    if (value.type().id() != duckdb::LogicalTypeId::LIST || value.IsNull()) return value.ToString();
    const auto& paths = duckdb::ListValue::GetChildren(value);
    return paths.empty() ? std::string() : paths.front().ToString();
}

ScanSource nameScan(const duckdb::LogicalGet& get, std::vector<NativeSource>& natives) {
    if (const auto table = get.GetTable()) {
        return {joinName({table->ParentCatalog().GetName(), table->ParentSchema().name, table->name})};
    }
    if (get.function.name == "query" && get.parameters.size() == 2) {
        const std::string connection = get.parameters[0].ToString();
        const std::string text = get.parameters[1].ToString();
        // The text itself may be long, and hold literals.
        const std::string table = joinName({connection, "query " + shortHash(text)});
        const auto same = [&](const NativeSource& n) { return n.table == table; };
        if (std::none_of(natives.begin(), natives.end(), same)) {
            const auto& bind = get.bind_data->Cast<engine::RemoteScanBind>();
            natives.push_back({table, connection, text, bind.columns});
        }
        return {table, true};
    }
    if (readsFiles(get.function.name) && !get.parameters.empty()) {
        return {fileTable(pathOf(get.parameters[0])), true};
    }
    return {};
}

/// A view's plan holds its query as a text tree: it is bound here, and its columns flow into the view's.
StatementLineage walkView(const duckdb::CreateViewInfo& view, const duckdb::LogicalCreate& plan,
                          duckdb::ClientContext& context, const ScanNamer& namer) {
    duckdb::Planner planner(context);
    planner.CreatePlan(view.query->Copy());
    StatementLineage out = walkStatement(*planner.plan, namer);
    const std::string schema = plan.schema ? plan.schema->name : view.schema;
    const std::string catalog = plan.schema ? plan.schema->ParentCatalog().GetName() : view.catalog;
    const std::string name = joinName({catalog, schema, view.view_name});
    std::map<std::string, std::string> names;  // by the position the walk gave
    for (size_t i = 0; i < out.outputColumns.size() && i < planner.names.size(); i++) {
        const bool renamed = i < view.aliases.size();
        names[out.outputColumns[i]] = renamed ? view.aliases[i] : planner.names[i];
    }
    for (auto& edge : out.edges) {
        if (const auto known = names.find(edge.target.column); known != names.end()) {
            if (edge.expression.empty()) edge.expression = known->second;
            edge.target.column = known->second;
        }
        edge.target.table = name;
    }
    out.kind = "CREATE VIEW";
    out.outputs = {name};
    out.outputColumns.clear();
    return out;
}

class LineageObserver : public engine::PlanObserver {
  public:
    std::unique_ptr<engine::PlanFinding> observe(duckdb::LogicalOperator& plan,
                                                 duckdb::ClientContext& context) override {
        auto out = std::make_unique<LiveLineage>();
        const ScanNamer namer = [&](const duckdb::LogicalGet& get) { return nameScan(get, out->natives); };
        if (plan.type != duckdb::LogicalOperatorType::LOGICAL_CREATE_VIEW) {
            out->statement = walkStatement(plan, namer);
            return out;
        }
        // The class says no type of its own: the operator's has been looked at.
        const auto& create = static_cast<const duckdb::LogicalCreate&>(plan);
        out->statement = walkView(create.info->Cast<duckdb::CreateViewInfo>(), create, context, namer);
        return out;
    }
};

}  // namespace

void LiveLineage::nameColumns(const std::vector<std::string>& names) {
    // A query's columns go by their position until now.
    if (!statement.outputs.empty() || statement.outputColumns.size() != names.size()) return;
    for (auto& edge : statement.edges) {
        if (edge.target.column.empty()) continue;
        const auto at =
            std::find(statement.outputColumns.begin(), statement.outputColumns.end(), edge.target.column);
        const auto position = static_cast<size_t>(at - statement.outputColumns.begin());
        if (position >= names.size()) continue;
        if (edge.expression.empty()) edge.expression = names[position];
        edge.target.column = names[position];
    }
    statement.outputColumns = names;
}

std::shared_ptr<engine::PlanObserver> makeLineageObserver() {
    return std::make_shared<LineageObserver>();
}

std::shared_ptr<const LiveLineage> liveLineage(const engine::QueryRun& run) {
    return std::dynamic_pointer_cast<const LiveLineage>(run.finding());
}

}  // namespace tributary::lineage
