// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/catalog_entries.h"

#include <duckdb/parser/parsed_data/create_schema_info.hpp>
#include <duckdb/parser/parsed_data/create_table_info.hpp>
#include <duckdb/storage/statistics/base_statistics.hpp>
#include <duckdb/storage/table_storage_info.hpp>
#include <set>

#include "core/base/watchdog.h"
#include "core/engine/query_trace.h"
#include "core/engine/remote_scan.h"

namespace tributary::engine {
namespace {

[[noreturn]] void refuseChange(const std::string& connection) {
    throw duckdb::NotImplementedException(
        "The federation only reads from '" + connection +
        "'. Choose the connection as the target to run this statement on the server itself.");
}

CancelToken tokenOf(duckdb::ClientContext* context) {
    return context ? QueryTrace::of(*context)->token() : CancelToken();
}

std::string lower(const std::string& text) {
    return duckdb::StringUtil::Lower(text);
}

/// The object called `name`: exactly so, else the only one that differs in case alone.
const connect::Object* findObject(const connect::Catalog& catalog, const std::string& name) {
    const connect::Object* similar = nullptr;
    size_t matches = 0;
    for (const auto& object : catalog.objects) {
        if (object.name == name) return &object;
        if (lower(object.name) == lower(name)) {
            similar = &object;
            matches++;
        }
    }
    return matches == 1 ? similar : nullptr;
}

}  // namespace

// --- table
// -----------------------------------------------------------------------------------------------------------

RemoteTable::RemoteTable(duckdb::Catalog& catalog, duckdb::SchemaCatalogEntry& schema,
                         duckdb::CreateTableInfo& info, std::shared_ptr<Source> source, sql::TableRef table,
                         std::shared_ptr<const connect::Catalog> description)
    : TableCatalogEntry(catalog, schema, info),
      m_source(std::move(source)),
      m_table(std::move(table)),
      m_description(std::move(description)) {}

duckdb::unique_ptr<duckdb::BaseStatistics> RemoteTable::GetStatistics(duckdb::ClientContext&,
                                                                      duckdb::column_t) {
    return nullptr;  // DuckDB takes statistics for facts; a server's are guesses
}

duckdb::TableFunction RemoteTable::GetScanFunction(duckdb::ClientContext& context,
                                                   duckdb::unique_ptr<duckdb::FunctionData>& bindData) {
    auto capabilities = m_source->capabilities(tokenOf(&context));
    if (!capabilities) QueryTrace::raise(context, capabilities.error());
    auto bind = duckdb::make_uniq<RemoteScanBind>();
    bind->source = m_source;
    bind->dialect = capabilities->dialect;
    bind->table = m_table;
    bind->columns = m_description->columns;
    bind->rowEstimate = m_description->rowEstimate;
    bind->entry = this;
    for (const auto& column : bind->columns) {
        if (!column.note.empty()) QueryTrace::of(context)->addNote(column.name, column.note);
    }
    bindData = std::move(bind);
    return remoteScanFunction();
}

duckdb::TableStorageInfo RemoteTable::GetStorageInfo(duckdb::ClientContext&) {
    duckdb::TableStorageInfo info;
    if (m_description->rowEstimate) info.cardinality = *m_description->rowEstimate;
    return info;
}

duckdb::virtual_column_map_t RemoteTable::GetVirtualColumns() const {
    // COUNT(*) asks for this one; rows have no rowid here.
    duckdb::virtual_column_map_t out;
    out.insert({duckdb::COLUMN_IDENTIFIER_EMPTY, duckdb::TableColumn("", duckdb::LogicalType::BOOLEAN)});
    return out;
}

// --- schema
// ----------------------------------------------------------------------------------------------------------

RemoteSchema::RemoteSchema(duckdb::Catalog& catalog, duckdb::CreateSchemaInfo& info,
                           std::shared_ptr<Source> source)
    : SchemaCatalogEntry(catalog, info), m_source(std::move(source)) {}

RemoteSchema::Entry RemoteSchema::table(const std::string& remoteName, const CancelToken& token,
                                        duckdb::ClientContext* context) {
    auto description = m_source->describe({name, remoteName}, token);
    if (!description) {
        if (description.error().code == ErrorCode::NotFound) return nullptr;
        if (context) QueryTrace::raise(*context, description.error());
        throw duckdb::IOException(description.error().text());
    }
    std::lock_guard lock(m_mutex);
    auto& current = m_current[remoteName];
    if (current && current->description() == *description) return current;
    duckdb::CreateTableInfo info(*this, remoteName);
    std::set<std::string> taken;
    for (const auto& column : (*description)->columns) {
        std::string shown = column.name;
        for (int n = 1; !taken.insert(lower(shown)).second; n++)
            shown = column.name + "_" + std::to_string(n);
        info.columns.AddColumn(duckdb::ColumnDefinition(shown, column.type));
    }
    m_generations.push_back(std::make_unique<RemoteTable>(catalog, *this, info, m_source,
                                                          sql::TableRef{name, remoteName}, *description));
    current = m_generations.back().get();
    return current;
}

RemoteSchema::Entry RemoteSchema::LookupEntry(duckdb::CatalogTransaction transaction,
                                              const duckdb::EntryLookupInfo& lookup) {
    if (lookup.GetCatalogType() != duckdb::CatalogType::TABLE_ENTRY) return nullptr;
    auto* context = transaction.context.get();
    const auto token = tokenOf(context);
    const std::string wanted = lookup.GetEntryName();
    // Names differ in case between DuckDB and the source: the list of the schema's tables decides.
    auto listed = m_source->describe({name}, token);
    if (listed) {
        const auto* object = findObject(**listed, wanted);
        if (object) return table(object->name, token, context);
        if (!(*listed)->truncated) {
            listed = m_source->describe({name}, token, true);  // it may be new
            object = listed ? findObject(**listed, wanted) : nullptr;
            if (object) return table(object->name, token, context);
            if (listed && !(*listed)->truncated) return nullptr;
        }
    }
    return table(wanted, token, context);
}

void RemoteSchema::Scan(duckdb::ClientContext& context, duckdb::CatalogType type,
                        const std::function<void(duckdb::CatalogEntry&)>& callback) {
    if (type != duckdb::CatalogType::TABLE_ENTRY) return;
    const auto token = tokenOf(&context);
    auto listed = m_source->describe({name}, token);
    if (!listed) return;  // listing every catalog must not fail because one server is down
    for (const auto& object : (*listed)->objects) {
        if (token.isCancelled()) return;
        try {
            if (auto entry = table(object.name, token, nullptr)) callback(*entry);
        } catch (const duckdb::IOException&) {
            continue;  // a table we may not look at
        }
    }
}

void RemoteSchema::Scan(duckdb::CatalogType type,
                        const std::function<void(duckdb::CatalogEntry&)>& callback) {
    if (type != duckdb::CatalogType::TABLE_ENTRY) return;
    std::lock_guard lock(m_mutex);
    for (auto& [remoteName, entry] : m_current) callback(*entry);
}

RemoteSchema::Entry RemoteSchema::CreateIndex(Tx, duckdb::CreateIndexInfo&, duckdb::TableCatalogEntry&) {
    refuseChange(m_source->name());
}
RemoteSchema::Entry RemoteSchema::CreateFunction(Tx, duckdb::CreateFunctionInfo&) {
    refuseChange(m_source->name());
}
RemoteSchema::Entry RemoteSchema::CreateTable(Tx, duckdb::BoundCreateTableInfo&) {
    refuseChange(m_source->name());
}
RemoteSchema::Entry RemoteSchema::CreateView(Tx, duckdb::CreateViewInfo&) {
    refuseChange(m_source->name());
}
RemoteSchema::Entry RemoteSchema::CreateSequence(Tx, duckdb::CreateSequenceInfo&) {
    refuseChange(m_source->name());
}
RemoteSchema::Entry RemoteSchema::CreateTableFunction(Tx, duckdb::CreateTableFunctionInfo&) {
    refuseChange(m_source->name());
}
RemoteSchema::Entry RemoteSchema::CreateCopyFunction(Tx, duckdb::CreateCopyFunctionInfo&) {
    refuseChange(m_source->name());
}
RemoteSchema::Entry RemoteSchema::CreatePragmaFunction(Tx, duckdb::CreatePragmaFunctionInfo&) {
    refuseChange(m_source->name());
}
RemoteSchema::Entry RemoteSchema::CreateCollation(Tx, duckdb::CreateCollationInfo&) {
    refuseChange(m_source->name());
}
RemoteSchema::Entry RemoteSchema::CreateType(Tx, duckdb::CreateTypeInfo&) {
    refuseChange(m_source->name());
}
void RemoteSchema::DropEntry(duckdb::ClientContext&, duckdb::DropInfo&) {
    refuseChange(m_source->name());
}
void RemoteSchema::Alter(Tx, duckdb::AlterInfo&) {
    refuseChange(m_source->name());
}

// --- catalog
// ---------------------------------------------------------------------------------------------------------

RemoteCatalog::RemoteCatalog(duckdb::AttachedDatabase& database, std::shared_ptr<Source> source,
                             std::shared_ptr<const PlanningContexts> planning)
    : Catalog(database), m_source(std::move(source)), m_planning(std::move(planning)) {}

RemoteSchema& RemoteCatalog::schema(const std::string& remoteName) {
    std::lock_guard lock(m_mutex);
    auto& entry = m_schemas[remoteName];
    if (!entry) {
        duckdb::CreateSchemaInfo info;
        info.schema = remoteName;
        entry = std::make_unique<RemoteSchema>(*this, info, m_source);
    }
    return *entry;
}

duckdb::optional_ptr<duckdb::SchemaCatalogEntry> RemoteCatalog::LookupSchema(
    duckdb::CatalogTransaction transaction, const duckdb::EntryLookupInfo& lookup,
    duckdb::OnEntryNotFound ifNotFound) {
    auto* context = transaction.context.get();
    const auto token = tokenOf(context);
    const std::string wanted = lookup.GetEntryName();
    for (bool refresh : {false, true}) {
        auto root = m_source->describe({}, token, refresh);
        if (!root) {
            if (context) QueryTrace::raise(*context, root.error());
            throw duckdb::IOException(root.error().text());
        }
        if (const auto* object = findObject(**root, wanted)) return &schema(object->name);
        if (ifNotFound == duckdb::OnEntryNotFound::RETURN_NULL) return nullptr;
    }
    throw duckdb::CatalogException("There is no schema '%s' in connection '%s'", wanted, m_source->name());
}

void RemoteCatalog::ScanSchemas(duckdb::ClientContext& context,
                                std::function<void(duckdb::SchemaCatalogEntry&)> callback) {
    auto root = m_source->describe({}, tokenOf(&context));
    if (!root) return;  // as in RemoteSchema::Scan
    for (const auto& object : (*root)->objects) callback(schema(object.name));
}

duckdb::string RemoteCatalog::GetDefaultSchema() const {
    // DuckDB hands on no statement to take the token from.
    if (auto* context = m_planning->current()) return m_source->defaultSchema(tokenOf(context));
    // Asked for by nobody who could cancel: do not wait for a busy source for ever.
    const CancelToken token;
    const Watchdog limit(token, std::chrono::seconds(10));
    return m_source->defaultSchema(token);
}

duckdb::optional_ptr<duckdb::CatalogEntry> RemoteCatalog::CreateSchema(duckdb::CatalogTransaction,
                                                                       duckdb::CreateSchemaInfo&) {
    refuseChange(m_source->name());
}
void RemoteCatalog::DropSchema(duckdb::ClientContext&, duckdb::DropInfo&) {
    refuseChange(m_source->name());
}
duckdb::PhysicalOperator& RemoteCatalog::PlanCreateTableAs(duckdb::ClientContext&,
                                                           duckdb::PhysicalPlanGenerator&,
                                                           duckdb::LogicalCreateTable&,
                                                           duckdb::PhysicalOperator&) {
    refuseChange(m_source->name());
}
duckdb::PhysicalOperator& RemoteCatalog::PlanInsert(duckdb::ClientContext&, duckdb::PhysicalPlanGenerator&,
                                                    duckdb::LogicalInsert&,
                                                    duckdb::optional_ptr<duckdb::PhysicalOperator>) {
    refuseChange(m_source->name());
}
duckdb::PhysicalOperator& RemoteCatalog::PlanDelete(duckdb::ClientContext&, duckdb::PhysicalPlanGenerator&,
                                                    duckdb::LogicalDelete&, duckdb::PhysicalOperator&) {
    refuseChange(m_source->name());
}
duckdb::PhysicalOperator& RemoteCatalog::PlanUpdate(duckdb::ClientContext&, duckdb::PhysicalPlanGenerator&,
                                                    duckdb::LogicalUpdate&, duckdb::PhysicalOperator&) {
    refuseChange(m_source->name());
}

}  // namespace tributary::engine
