// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <duckdb/catalog/catalog.hpp>
#include <duckdb/catalog/catalog_entry/schema_catalog_entry.hpp>
#include <duckdb/catalog/catalog_entry/table_catalog_entry.hpp>
#include <duckdb/storage/database_size.hpp>
#include <memory>
#include <mutex>
#include <vector>

#include "core/engine/planning_contexts.h"
#include "core/engine/source.h"

namespace tributary::engine {

/// A remote table as DuckDB sees it. Immutable; lives as long as its schema, so that running plans stay valid
/// when metadata is refreshed.
class RemoteTable : public duckdb::TableCatalogEntry {
  public:
    RemoteTable(duckdb::Catalog& catalog, duckdb::SchemaCatalogEntry& schema, duckdb::CreateTableInfo& info,
                std::shared_ptr<Source> source, sql::TableRef table,
                std::shared_ptr<const connect::Catalog> description);

    const std::shared_ptr<const connect::Catalog>& description() const { return m_description; }

    duckdb::unique_ptr<duckdb::BaseStatistics> GetStatistics(duckdb::ClientContext&,
                                                             duckdb::column_t) override;
    duckdb::TableFunction GetScanFunction(duckdb::ClientContext& context,
                                          duckdb::unique_ptr<duckdb::FunctionData>& bindData) override;
    duckdb::TableStorageInfo GetStorageInfo(duckdb::ClientContext&) override;
    duckdb::virtual_column_map_t GetVirtualColumns() const override;
    duckdb::vector<duckdb::column_t> GetRowIdColumns() const override { return {}; }

  private:
    const std::shared_ptr<Source> m_source;
    const sql::TableRef m_table;
    const std::shared_ptr<const connect::Catalog> m_description;
};

/// A remote schema; tables are looked up lazily, one by one.
class RemoteSchema : public duckdb::SchemaCatalogEntry {
  public:
    RemoteSchema(duckdb::Catalog& catalog, duckdb::CreateSchemaInfo& info, std::shared_ptr<Source> source);

    duckdb::optional_ptr<duckdb::CatalogEntry> LookupEntry(duckdb::CatalogTransaction transaction,
                                                           const duckdb::EntryLookupInfo& lookup) override;
    void Scan(duckdb::ClientContext& context, duckdb::CatalogType type,
              const std::function<void(duckdb::CatalogEntry&)>& callback) override;
    void Scan(duckdb::CatalogType type, const std::function<void(duckdb::CatalogEntry&)>& callback) override;

    // Remote objects are changed natively, on their connection: each of these says so.
    using Entry = duckdb::optional_ptr<duckdb::CatalogEntry>;
    using Tx = duckdb::CatalogTransaction;
    Entry CreateIndex(Tx, duckdb::CreateIndexInfo&, duckdb::TableCatalogEntry&) override;
    Entry CreateFunction(Tx, duckdb::CreateFunctionInfo&) override;
    Entry CreateTable(Tx, duckdb::BoundCreateTableInfo&) override;
    Entry CreateView(Tx, duckdb::CreateViewInfo&) override;
    Entry CreateSequence(Tx, duckdb::CreateSequenceInfo&) override;
    Entry CreateTableFunction(Tx, duckdb::CreateTableFunctionInfo&) override;
    Entry CreateCopyFunction(Tx, duckdb::CreateCopyFunctionInfo&) override;
    Entry CreatePragmaFunction(Tx, duckdb::CreatePragmaFunctionInfo&) override;
    Entry CreateCollation(Tx, duckdb::CreateCollationInfo&) override;
    Entry CreateType(Tx, duckdb::CreateTypeInfo&) override;
    void DropEntry(duckdb::ClientContext&, duckdb::DropInfo&) override;
    void Alter(Tx, duckdb::AlterInfo&) override;

  private:
    Entry table(const std::string& remoteName, const CancelToken& token, duckdb::ClientContext* context);

    const std::shared_ptr<Source> m_source;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<RemoteTable>> m_generations;  ///< every entry ever given out
    std::map<std::string, RemoteTable*> m_current;
};

/// One attached connection: a catalog whose schemas are the source's.
class RemoteCatalog : public duckdb::Catalog {
  public:
    RemoteCatalog(duckdb::AttachedDatabase& database, std::shared_ptr<Source> source,
                  std::shared_ptr<const PlanningContexts> planning);

    void Initialize(bool) override {}
    duckdb::string GetCatalogType() override { return "tributary"; }
    duckdb::optional_ptr<duckdb::SchemaCatalogEntry> LookupSchema(
        duckdb::CatalogTransaction transaction, const duckdb::EntryLookupInfo& lookup,
        duckdb::OnEntryNotFound ifNotFound) override;
    void ScanSchemas(duckdb::ClientContext& context,
                     std::function<void(duckdb::SchemaCatalogEntry&)> callback) override;
    duckdb::string GetDefaultSchema() const override;
    duckdb::optional_ptr<duckdb::CatalogEntry> CreateSchema(duckdb::CatalogTransaction,
                                                            duckdb::CreateSchemaInfo&) override;
    void DropSchema(duckdb::ClientContext&, duckdb::DropInfo&) override;
    duckdb::PhysicalOperator& PlanCreateTableAs(duckdb::ClientContext&, duckdb::PhysicalPlanGenerator&,
                                                duckdb::LogicalCreateTable&,
                                                duckdb::PhysicalOperator&) override;
    duckdb::PhysicalOperator& PlanInsert(duckdb::ClientContext&, duckdb::PhysicalPlanGenerator&,
                                         duckdb::LogicalInsert&,
                                         duckdb::optional_ptr<duckdb::PhysicalOperator>) override;
    duckdb::PhysicalOperator& PlanDelete(duckdb::ClientContext&, duckdb::PhysicalPlanGenerator&,
                                         duckdb::LogicalDelete&, duckdb::PhysicalOperator&) override;
    duckdb::PhysicalOperator& PlanUpdate(duckdb::ClientContext&, duckdb::PhysicalPlanGenerator&,
                                         duckdb::LogicalUpdate&, duckdb::PhysicalOperator&) override;
    duckdb::DatabaseSize GetDatabaseSize(duckdb::ClientContext&) override { return {}; }
    bool InMemory() override { return true; }
    duckdb::string GetDBPath() override { return ""; }

  private:
    RemoteSchema& schema(const std::string& remoteName);

    const std::shared_ptr<Source> m_source;
    const std::shared_ptr<const PlanningContexts> m_planning;
    std::mutex m_mutex;
    std::map<std::string, std::unique_ptr<RemoteSchema>> m_schemas;
};

}  // namespace tributary::engine
