// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/shadow_database.h"

#include <duckdb/catalog/catalog.hpp>
#include <duckdb/catalog/catalog_transaction.hpp>
#include <duckdb/function/scalar_function.hpp>
#include <duckdb/function/table_function.hpp>
#include <duckdb/main/config.hpp>
#include <duckdb/parser/expression/constant_expression.hpp>
#include <duckdb/parser/expression/function_expression.hpp>
#include <duckdb/parser/parsed_data/create_scalar_function_info.hpp>
#include <duckdb/parser/parsed_data/create_table_function_info.hpp>
#include <duckdb/parser/tableref/table_function_ref.hpp>
#include <duckdb/planner/operator/logical_get.hpp>

#include "core/lineage/shadow_names.h"

namespace tributary::lineage {
namespace {
using duckdb::LogicalType;

/// Which table of the caller's a scan reads. Lives in the plan, no longer than the binding.
struct ShadowScan : public duckdb::FunctionData {
    explicit ShadowScan(const SchemaTable* scanned) : table(scanned) {}
    duckdb::unique_ptr<FunctionData> Copy() const override { return duckdb::make_uniq<ShadowScan>(table); }
    bool Equals(const FunctionData& other) const override { return table == other.Cast<ShadowScan>().table; }
    const SchemaTable* table;
};

struct ScanInfo : public duckdb::TableFunctionInfo {
    std::vector<const SchemaTable*> tables;
};

/// Never run: a plan of the shadow's is only looked at. Constant arguments alone may be worked out.
void standIn(duckdb::DataChunk&, duckdb::ExpressionState&, duckdb::Vector& result) {
    result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
    duckdb::ConstantVector::SetNull(result, true);
}

duckdb::unique_ptr<duckdb::FunctionData> bindAsList(
    duckdb::ClientContext&, duckdb::ScalarFunction& function,
    duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& args) {
    const auto& given = args[0]->return_type;
    function.return_type =
        given.id() == duckdb::LogicalTypeId::LIST ? given : LogicalType::LIST(LogicalType::VARCHAR);
    return nullptr;
}

duckdb::ScalarFunction makeStandIn(const std::string& name) {
    duckdb::ScalarFunction function(name, {}, LogicalType::VARCHAR, standIn);
    if (name == kAsList) {
        function.return_type = LogicalType::LIST(LogicalType::VARCHAR);
        function.bind = bindAsList;
    }
    function.varargs = LogicalType::ANY;
    // NULL arguments must not make the whole call NULL: the other arguments would be lost.
    function.null_handling = duckdb::FunctionNullHandling::SPECIAL_HANDLING;
    return function;
}

duckdb::unique_ptr<duckdb::FunctionData> bindScan(duckdb::ClientContext&,
                                                  duckdb::TableFunctionBindInput& input,
                                                  duckdb::vector<LogicalType>& types,
                                                  duckdb::vector<std::string>& names) {
    const auto& info = input.info->Cast<ScanInfo>();
    const auto* table = info.tables.at(input.inputs[0].GetValue<uint64_t>());
    for (const auto& column : table->columns) {
        names.push_back(column.name);
        types.push_back(LogicalType::VARCHAR);
    }
    return duckdb::make_uniq<ShadowScan>(table);
}

void neverScan(duckdb::ClientContext&, duckdb::TableFunctionInput&, duckdb::DataChunk& output) {
    output.SetCardinality(0);
}

void confine(duckdb::DBConfig& config) {
    config.options.maximum_threads = 1;
    config.options.maximum_memory = 64u << 20;
    config.options.use_temporary_directory = false;
    config.options.enable_external_access = false;
    config.options.autoload_known_extensions = false;
    config.options.autoinstall_known_extensions = false;
}

}  // namespace

struct ShadowDatabase::State {
    Lookup lookup;
    duckdb::shared_ptr<ScanInfo> scans = duckdb::make_shared_ptr<ScanInfo>();

    duckdb::unique_ptr<duckdb::TableRef> replace(const duckdb::ReplacementScanInput& input) {
        if (!lookup) return nullptr;
        std::vector<std::string> parts;
        for (const auto* part : {&input.catalog_name, &input.schema_name}) {
            if (!part->empty()) parts.push_back(*part);
        }
        parts.push_back(input.table_name);
        auto relation = lookup(parts);
        if (relation.query) return std::move(relation.query);
        if (!relation.table) return nullptr;
        duckdb::vector<duckdb::unique_ptr<duckdb::ParsedExpression>> arguments;
        arguments.push_back(
            duckdb::make_uniq<duckdb::ConstantExpression>(duckdb::Value::UBIGINT(scans->tables.size())));
        scans->tables.push_back(relation.table);
        auto ref = duckdb::make_uniq<duckdb::TableFunctionRef>();
        ref->function = duckdb::make_uniq<duckdb::FunctionExpression>(kShadowTable, std::move(arguments));
        return ref;
    }
};

namespace {

/// The shadow's state, for DuckDB's callback. Weak in effect: the database dies before the state.
struct LookupData : public duckdb::ReplacementScanData {
    std::function<duckdb::unique_ptr<duckdb::TableRef>(const duckdb::ReplacementScanInput&)> replace;
};

duckdb::unique_ptr<duckdb::TableRef> replaceScan(duckdb::ClientContext&, duckdb::ReplacementScanInput& input,
                                                 duckdb::optional_ptr<duckdb::ReplacementScanData> data) {
    return static_cast<LookupData&>(*data).replace(input);
}

}  // namespace

ShadowDatabase::ShadowDatabase() : m_state(std::make_shared<State>()) {
    duckdb::DBConfig config;
    confine(config);
    auto data = duckdb::make_uniq<LookupData>();
    data->replace = [state = m_state](const duckdb::ReplacementScanInput& input) {
        return state->replace(input);
    };
    config.replacement_scans.emplace_back(replaceScan, std::move(data));
    m_database = std::make_unique<duckdb::DuckDB>(nullptr, &config);
    m_connection = std::make_unique<duckdb::Connection>(*m_database);
    m_connection->Query("SET scalar_subquery_error_on_multiple_rows = false");
    duckdb::TableFunction scan(kShadowTable, {LogicalType::UBIGINT}, neverScan, bindScan);
    scan.function_info = m_state->scans;
    context().RunFunctionInTransaction([&] {
        duckdb::CreateTableFunctionInfo info(scan);
        duckdb::Catalog::GetSystemCatalog(context()).CreateFunction(context(), info);
    });
}

ShadowDatabase::~ShadowDatabase() = default;

duckdb::ClientContext& ShadowDatabase::context() {
    return *m_connection->context;
}

void ShadowDatabase::addStandIns(const std::set<std::string>& names) {
    auto& database = *m_database->instance;
    auto& catalog = duckdb::Catalog::GetSystemCatalog(database);
    for (const auto& name : names) {
        if (!m_known.insert(name).second) continue;
        duckdb::CreateScalarFunctionInfo info(makeStandIn(name));
        // Outside of the transaction a binding may be in: it stays when that one is given up.
        catalog.CreateFunction(duckdb::CatalogTransaction::GetSystemTransaction(database), info);
    }
}

void ShadowDatabase::setLookup(Lookup lookup) {
    m_state->lookup = std::move(lookup);
    m_state->scans->tables.clear();
}

ScanSource ShadowDatabase::nameScan(const duckdb::LogicalGet& get) {
    if (get.function.name != kShadowTable || !get.bind_data) return {};
    return {get.bind_data->Cast<ShadowScan>().table->name};
}

}  // namespace tributary::lineage
