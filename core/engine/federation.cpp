// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/federation.h"

#include <unistd.h>

#include <duckdb/catalog/catalog_entry/table_function_catalog_entry.hpp>
#include <duckdb/main/attached_database.hpp>
#include <duckdb/main/config.hpp>
#include <duckdb/storage/storage_extension.hpp>
#include <duckdb/transaction/transaction.hpp>
#include <duckdb/transaction/transaction_manager.hpp>
#include <set>

#include "core/base/utf8.h"
#include "core/engine/catalog_entries.h"
#include "core/engine/federation_impl.h"
#include "core/engine/missing_connector.h"
#include "core/engine/optimizer_hooks.h"
#include "core/engine/remote_scan.h"

namespace tributary::engine {
namespace {

std::string folded(const std::string& name) {
    return duckdb::StringUtil::Lower(name);
}

std::string quoted(const std::string& name) {
    return "\"" + duckdb::StringUtil::Replace(name, "\"", "\"\"") + "\"";
}

std::string quotedText(const std::string& text) {
    return "'" + duckdb::StringUtil::Replace(text, "'", "''") + "'";
}

class RemoteTransaction : public duckdb::Transaction {
  public:
    using Transaction::Transaction;
};

/// Remote reads have no transaction of ours: DuckDB only needs an object per catalog and statement.
class RemoteTransactions : public duckdb::TransactionManager {
  public:
    using TransactionManager::TransactionManager;

    duckdb::Transaction& StartTransaction(duckdb::ClientContext& context) override {
        auto transaction = duckdb::make_uniq<RemoteTransaction>(*this, context);
        auto& reference = *transaction;
        std::lock_guard lock(m_mutex);
        m_running.insert({reference, std::move(transaction)});
        return reference;
    }
    duckdb::ErrorData CommitTransaction(duckdb::ClientContext&, duckdb::Transaction& transaction) override {
        RollbackTransaction(transaction);
        return {};
    }
    void RollbackTransaction(duckdb::Transaction& transaction) override {
        std::lock_guard lock(m_mutex);
        m_running.erase(transaction);
    }
    void Checkpoint(duckdb::ClientContext&, bool) override {}

  private:
    std::mutex m_mutex;
    duckdb::reference_map_t<duckdb::Transaction, duckdb::unique_ptr<RemoteTransaction>> m_running;
};

struct SourceTableInfo : duckdb::StorageExtensionInfo {
    std::shared_ptr<SourceTable> sources;
};

duckdb::unique_ptr<duckdb::Catalog> attachSource(duckdb::optional_ptr<duckdb::StorageExtensionInfo> info,
                                                 duckdb::ClientContext&, duckdb::AttachedDatabase& database,
                                                 const duckdb::string& name, duckdb::AttachInfo&,
                                                 duckdb::AttachOptions&) {
    const auto& sources = *dynamic_cast<SourceTableInfo&>(*info).sources;
    auto source = sources.find(name);
    if (!source) throw duckdb::BinderException("Connections are attached by the program, not by ATTACH");
    return duckdb::make_uniq<RemoteCatalog>(database, std::move(source), sources.planning());
}

duckdb::unique_ptr<duckdb::StorageExtension> storageExtension(std::shared_ptr<SourceTable> sources) {
    auto extension = duckdb::make_uniq<duckdb::StorageExtension>();
    auto info = duckdb::make_shared_ptr<SourceTableInfo>();
    info->sources = std::move(sources);
    extension->storage_info = info;
    extension->attach = attachSource;
    extension->create_transaction_manager =
        [](duckdb::optional_ptr<duckdb::StorageExtensionInfo>, duckdb::AttachedDatabase& database,
           duckdb::Catalog&) -> duckdb::unique_ptr<duckdb::TransactionManager> {
        return duckdb::make_uniq<RemoteTransactions>(database);
    };
    return extension;
}

uint64_t defaultMemoryLimit() {
    const auto pages = static_cast<uint64_t>(std::max(0L, sysconf(_SC_PHYS_PAGES)));
    const auto total = pages * static_cast<uint64_t>(std::max(0L, sysconf(_SC_PAGE_SIZE)));
    return std::clamp<uint64_t>(total / 4, 256ull << 20, 4ull << 30);
}

}  // namespace

// --- source table
// ----------------------------------------------------------------------------------------------------

std::shared_ptr<Source> SourceTable::find(const std::string& name) const {
    std::lock_guard lock(m_mutex);
    auto it = m_sources.find(folded(name));
    return it == m_sources.end() ? nullptr : it->second;
}

bool SourceTable::add(std::shared_ptr<Source> source) {
    std::lock_guard lock(m_mutex);
    return m_sources.emplace(folded(source->name()), source).second;
}

void SourceTable::remove(const std::string& name) {
    std::lock_guard lock(m_mutex);
    m_sources.erase(folded(name));
}

std::vector<std::string> SourceTable::names() const {
    std::lock_guard lock(m_mutex);
    std::vector<std::string> out;
    for (const auto& [key, source] : m_sources) out.push_back(source->name());
    return out;
}

// --- federation
// ------------------------------------------------------------------------------------------------------

Result<std::unique_ptr<Federation>> Federation::create(const connect::ConnectorRegistry& registry,
                                                       FederationOptions options) {
    auto federation = std::make_unique<FederationImpl>(registry, std::move(options));
    auto started = federation->start();
    if (!started) return fail(started.error());
    return std::unique_ptr<Federation>(std::move(federation));
}

Result<void> Federation::checkName(const std::string& name) {
    static const std::set<std::string> kReserved = {"memory", "temp",       "system",
                                                    "main",   "pg_catalog", "information_schema"};
    constexpr size_t kLongest = 128;
    std::string why;
    if (kReserved.count(folded(name))) {
        why = "the engine uses it itself";
    } else if (name.empty()) {
        why = "it is empty";
    } else if (name.size() > kLongest) {
        why = "it is longer than " + std::to_string(kLongest) + " bytes";
    } else if (printable(name, true) != name || name.find_first_of("\n\t") != std::string::npos) {
        why = "it holds control characters or bytes that are no UTF-8";
    } else {
        return {};
    }
    return fail(
        ErrorCode::InvalidArgument,
        "'" + printable(name.substr(0, kLongest), true) + "' cannot be the name of a connection: " + why,
        "Choose another name.");
}

FederationImpl::FederationImpl(const connect::ConnectorRegistry& registry, FederationOptions options)
    : m_registry(registry), m_options(std::move(options)), m_sources(std::make_shared<SourceTable>()) {}

FederationImpl::~FederationImpl() = default;

Result<void> FederationImpl::start() {
    std::string folder = m_options.temporaryFolder;
    if (folder.empty()) {
        auto spill = SpillFolder::make();
        if (!spill) return fail(spill.error());
        m_spill = std::move(*spill);
        folder = m_spill.path();
    }
    try {
        duckdb::DBConfig config;
        config.SetOptionByName("temp_directory", duckdb::Value(folder));
        config.SetOptionByName("autoinstall_known_extensions", duckdb::Value::BOOLEAN(false));
        config.SetOptionByName("autoload_known_extensions", duckdb::Value::BOOLEAN(false));
        config.SetOptionByName("memory_limit", duckdb::Value(m_options.memoryLimit.empty()
                                                                 ? std::to_string(defaultMemoryLimit()) + "B"
                                                                 : m_options.memoryLimit));
        // A worker that waits for a server must not starve local work: a few more than there are cores.
        config.SetOptionByName("threads",
                               duckdb::Value::BIGINT(std::max(2u, std::thread::hardware_concurrency()) + 4));
        config.storage_extensions["tributary"] = storageExtension(m_sources);
        m_database = std::make_unique<duckdb::DuckDB>(nullptr, &config);
        // Not taken over from the configuration a database is made with.
        auto& running = duckdb::DBConfig::GetConfig(*m_database->instance);
        // "Did you mean" would ask every server for all its tables. Set here, not by statements: each of
        // those costs every start of the program a millisecond or more.
        running.SetOption("catalog_error_max_schemas", duckdb::Value::UBIGINT(0));
        running.SetOption("dynamic_or_filter_threshold", duckdb::Value::UBIGINT(1000));
        if (m_options.planObserver) {
            running.optimizer_extensions.push_back(observerHook(m_options.planObserver));
        }
        if (m_options.pushdown) running.optimizer_extensions.push_back(optimizerHooks());
        auto lookup = duckdb::make_shared_ptr<SourceLookup>();
        lookup->find = [sources = m_sources](const std::string& name) { return sources->find(name); };
        duckdb::Connection connection(*m_database);
        connection.BeginTransaction();
        // DuckDB has a query(text) of its own: ours, with two arguments, is an overload.
        auto& entry = duckdb::Catalog::GetEntry<duckdb::TableFunctionCatalogEntry>(
            *connection.context, INVALID_CATALOG, DEFAULT_SCHEMA, "query");
        entry.functions.AddFunction(nativeQueryFunction(lookup));
        connection.Commit();
    } catch (const std::exception& e) {
        return fail(toError(duckdb::ErrorData(e), ""));
    }
    return {};
}

Result<void> FederationImpl::execute(const std::string& sql) {
    try {
        duckdb::Connection connection(*m_database);
        auto result = connection.Query(sql);
        if (result->HasError()) return fail(toError(result->GetErrorObject(), sql));
    } catch (const std::exception& e) {
        return fail(toError(duckdb::ErrorData(e), sql));
    }
    return {};
}

Result<std::shared_ptr<Source>> FederationImpl::require(const std::string& name) const {
    if (auto source = m_sources->find(name)) return source;
    if (auto named = checkName(name); !named) return fail(named.error());
    return fail(ErrorCode::NotFound, "There is no connection '" + name + "'",
                "`tributary connection list` shows those there are.");
}

const connect::Connector& FederationImpl::connectorOf(const std::string& type) {
    if (const auto* connector = m_registry.find(type)) return *connector;
    const std::lock_guard lock(m_missingMutex);
    auto& missing = m_missing[type];
    if (!missing) missing = makeMissingConnector(type);
    return *missing;
}

Result<void> FederationImpl::attach(const std::string& name, const std::string& type,
                                    connect::Settings settings, connect::SettingsResolver resolver) {
    auto named = checkName(name);
    if (!named) return named;
    const auto& connector = connectorOf(type);
    auto pool = std::make_shared<connect::ConnectionPool>(connector, std::move(settings), std::move(resolver),
                                                          name, m_options.connectionCap);
    if (!m_sources->add(std::make_shared<Source>(name, std::move(pool), connector.descriptor()))) {
        return fail(ErrorCode::Conflict, "A connection '" + name + "' is there already",
                    "Choose another name.");
    }
    // DuckDB refuses to attach one path twice: the name is the path.
    auto attached = execute("ATTACH " + quotedText(name) + " AS " + quoted(name) + " (TYPE tributary)");
    if (!attached) m_sources->remove(name);
    return attached;
}

Result<void> FederationImpl::detach(const std::string& name) {
    auto source = require(name);
    if (!source) return fail(source.error());
    m_sources->remove(name);
    (*source)->pool()->clear();
    return execute("DETACH " + quoted(name));
}

Result<std::unique_ptr<Session>> FederationImpl::openSession() {
    auto session = makeSession(*m_database, m_sources);
    if (!session || !m_options.runObserver) return session;
    return observedSession(std::move(*session), m_options.runObserver);
}

Result<connect::Catalog> FederationImpl::describe(const std::string& connection,
                                                  const connect::ObjectPath& path, const CancelToken& token,
                                                  bool refresh) {
    auto source = require(connection);
    if (!source) return fail(source.error());
    auto catalog = (*source)->describe(path, token, refresh);
    if (!catalog) return fail(catalog.error());
    return **catalog;
}

std::optional<connect::Catalog> FederationImpl::cached(const std::string& connection,
                                                       const connect::ObjectPath& path) const {
    auto source = m_sources->find(connection);
    auto catalog = source ? source->cached(path) : nullptr;
    if (!catalog) return std::nullopt;
    return *catalog;
}

Result<connect::Capabilities> FederationImpl::test(const std::string& connection, const CancelToken& token) {
    auto source = require(connection);
    if (!source) return fail(source.error());
    (*source)->pool()->clear();
    auto lease = (*source)->acquire(token);
    if (!lease) return fail(lease.error());
    return (*lease)->capabilities();
}

ConnectionStatus FederationImpl::status(const std::string& connection) const {
    auto source = m_sources->find(connection);
    return source ? source->status() : ConnectionStatus{};
}

void FederationImpl::forget(const std::string& connection) {
    if (auto source = m_sources->find(connection)) source->forget();
}

}  // namespace tributary::engine
