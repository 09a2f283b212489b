// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/plugin_connection.h"

#include <algorithm>

#include "core/plugin/source/partition_source.h"

namespace tributary::plugin {

using connect::ChunkReader;

namespace {

// Codes of AdbcConnectionGetInfo.
constexpr uint32_t kVendorName = 0;
constexpr uint32_t kVendorVersion = 1;
constexpr uint32_t kDriverName = 100;
constexpr uint32_t kDriverVersion = 101;

bool isQuery(const std::string& language) {
    return language == "SQL";
}

}  // namespace

PluginConnection::PluginConnection(PluginHost& host, std::unique_ptr<SourceSession> session)
    : m_host(host),
      m_session(std::move(session)),
      m_places(std::make_shared<SchemaPlaces>()),
      m_dialect(std::make_shared<PluginDialect>(m_session->recipe().dialect, m_places)),
      m_catalog(*m_session, m_dialect, m_places) {
    m_capabilities.dialect = m_dialect;
    m_capabilities.product = m_session->recipe().plugin.manifest.name.english();
    m_capabilities.cancelsOnServer = true;
    m_capabilities.readOnlyEnforced = m_session->isReadOnlyEnforced();
}

Result<std::unique_ptr<PluginConnection>> PluginConnection::create(PluginHost& host,
                                                                   std::unique_ptr<SourceSession> session,
                                                                   const CancelToken& token) {
    std::unique_ptr<PluginConnection> connection(new PluginConnection(host, std::move(session)));
    if (auto done = connection->probe(token); !done) return fail(done.error());
    return connection;
}

Result<void> PluginConnection::probe(const CancelToken& token) {
    auto reader = m_session->process().info(token);
    if (reader) {
        auto rows = readValues(**reader, token);
        for (const auto& row : rows ? *rows : std::vector<ValueRow>()) {
            if (row.size() < 2 || row[0].IsNull() || row[1].IsNull()) continue;
            const auto code = row[0].GetValue<uint32_t>();
            const std::string text = row[1].ToString();
            if (text.empty()) continue;
            if (code == kVendorName) m_capabilities.product = text;
            if (code == kVendorVersion) m_capabilities.version = text;
            if (code == kDriverName && m_capabilities.product.empty()) m_capabilities.product = text;
            if (code == kDriverVersion && m_capabilities.version.empty()) m_capabilities.version = text;
        }
    }
    reader = fail(ErrorCode::Internal, "");  // ends the call before the next one
    // A driver need not tell what it is, but it must still be there.
    if (!m_session->process().alive()) return fail(ErrorCode::Connection, "The plugin's process has ended");
    return readSchemaPath(token);
}

Result<void> PluginConnection::readSchemaPath(const CancelToken& token) {
    const auto& text = m_dialect->source().schemaPath;
    if (text.empty()) return {};
    auto rows = m_session->rows(text, token);
    if (!rows) return fail(rows.error());
    m_capabilities.schemaPath.clear();
    for (const auto& row : *rows) {
        if (!row.empty() && !row[0].IsNull()) m_capabilities.schemaPath.push_back(row[0].ToString());
    }
    return {};
}

Result<connect::Catalog> PluginConnection::describe(const connect::ObjectPath& path,
                                                    const CancelToken& token) {
    if (token.isCancelled()) return fail(token.error());
    switch (path.size()) {
        case 0:
            return m_catalog.schemas(token);
        case 1:
            return m_catalog.tables(path[0], token);
        case 2:
            return m_catalog.table({path[0], path[1]}, token);
        default:
            return fail(ErrorCode::InvalidArgument, "There are only schemas and tables here");
    }
}

std::function<void(Error&)> PluginConnection::refiner() const {
    return [session = m_session.get()](Error& error) { error = session->refined(std::move(error)); };
}

/// Parts come in any order; the first rows of an answer are soonest had from its first part.
Result<std::unique_ptr<ArrowSource>> PluginConnection::batches(const std::string& sql, bool ordered,
                                                               const CancelToken& token) {
    if (!ordered && m_session->hasParts()) {
        auto joined = PartitionSource::open(m_host, *m_session, sql, token);
        if (!joined) return fail(m_session->refined(joined.error()));
        if (*joined) return std::move(*joined);
    }
    return m_session->read(sql, token);
}

Result<std::unique_ptr<ArrowSource>> PluginConnection::wholeAnswer(const std::string& sql,
                                                                   const ArrowReader*& counter,
                                                                   const CancelToken& token) {
    auto reader = m_session->process().query(sql, token);
    if (!reader) return fail(m_session->refined(reader.error()));
    counter = reader->get();
    return std::unique_ptr<ArrowSource>(std::move(*reader));
}

Result<StreamPlan> PluginConnection::planRead(const sql::RemoteQuery& query,
                                              const std::vector<ArrowColumn>& arrives) const {
    StreamPlan plan;
    plan.refine = refiner();
    plan.limit = query.limit;
    for (size_t i = 0; i < query.projection.size(); i++) {
        const sql::Column& wanted = query.columns[query.projection[i]];
        size_t index = i;
        if (m_dialect->selectsAll()) {
            const auto found = std::find_if(arrives.begin(), arrives.end(),
                                            [&](const auto& c) { return c.name == wanted.name; });
            index = static_cast<size_t>(found - arrives.begin());
        }
        if (index >= arrives.size()) {
            Error error(ErrorCode::Conflict, "The column '" + wanted.name + "' is no longer there",
                        "Refresh the connection and run the statement again.");
            error.retryable = true;
            return fail(std::move(error));
        }
        plan.columns.push_back({index, arrives[index], wanted});
    }
    return plan;
}

Result<std::unique_ptr<ChunkReader>> PluginConnection::read(const sql::RemoteQuery& query,
                                                            const CancelToken& token) {
    if (token.isCancelled()) return fail(token.error());
    if (!m_places->knows(query.table.schema)) {  // another session may have listed them
        if (auto listed = m_catalog.schemas(token); !listed) return fail(listed.error());
    }
    auto text = m_dialect->select(query);
    if (!text) return fail(text.error());
    auto stream = batches(*text, !query.orderBy.empty() || query.limit.has_value(), token);
    if (!stream) return fail(stream.error());
    auto arrives = readArrowSchema((*stream)->schema());
    if (!arrives) return fail(arrives.error());
    auto plan = planRead(query, *arrives);
    if (!plan) return fail(plan.error());
    return std::make_unique<PluginReader>(std::move(*stream), std::move(*plan), token);
}

Result<std::unique_ptr<ChunkReader>> PluginConnection::native(std::string_view text,
                                                              const CancelToken& token) {
    if (token.isCancelled()) return fail(token.error());
    const auto& recipe = m_session->recipe();
    const auto& source = m_dialect->source();
    const bool sqlText = isQuery(recipe.plugin.manifest.connection->nativeLanguage);
    if (sqlText && recipe.readOnly && !m_session->isReadOnlyEnforced() && sql::mayWrite(text, source.lexis)) {
        return fail(ErrorCode::Permission, "The connection is read-only, and this statement may write",
                    "Switch off \"read only\" in the connection's settings if it is meant to write.");
    }
    const bool writes = sqlText && sql::mayWrite(text, source.lexis);
    const ArrowReader* counter = nullptr;
    auto reader =
        writes ? wholeAnswer(std::string(text), counter, token) : m_session->read(std::string(text), token);
    if (!reader) return fail(reader.error());
    auto arrives = readArrowSchema((*reader)->schema());
    if (!arrives) return fail(arrives.error());
    StreamPlan plan;
    plan.refine = refiner();
    const bool counts = arrives->size() == 1 && !source.countColumn.empty() &&
                        arrives->front().name == source.countColumn && sqlText &&
                        sql::changesRows(text, source.lexis);
    if (!counts && !arrives->empty()) {
        for (size_t i = 0; i < arrives->size(); i++)
            plan.columns.push_back({i, (*arrives)[i], toColumn((*arrives)[i])});
        return std::make_unique<PluginReader>(std::move(*reader), std::move(plan), token);
    }
    // A statement without rows has run when its stream ends, not before.
    auto rows = readValues(**reader, token);
    if (!rows) return fail(m_session->refined(rows.error()));
    std::optional<uint64_t> affected;
    if (counts && !rows->empty() && !rows->front()[0].IsNull()) {
        affected = rows->front()[0].GetValue<uint64_t>();
    } else if (const auto told = counter ? counter->rowsAffected() : std::nullopt; told && *told >= 0) {
        affected = static_cast<uint64_t>(*told);
    }
    auto done = std::make_unique<PluginReader>(nullptr, std::move(plan), token);
    reader->reset();
    if (!affected && !source.changedRows.empty() && sql::changesRows(text, source.lexis)) {
        auto changed = m_session->rows(source.changedRows, token);
        if (!changed) return fail(changed.error());
        if (!changed->empty() && !changed->front()[0].IsNull())
            affected = changed->front()[0].GetValue<uint64_t>();
    }
    done->setAffectedRows(affected);
    if (writes) {  // USE, SET search_path …
        if (auto path = readSchemaPath(token); !path) return fail(path.error());
    }
    return done;
}

Result<std::vector<sql::Column>> PluginConnection::describeNative(std::string_view text,
                                                                  const CancelToken& token) {
    if (token.isCancelled()) return fail(token.error());
    const bool sqlText = isQuery(m_session->recipe().plugin.manifest.connection->nativeLanguage);
    // Where the driver cannot tell, only running it would: nothing that writes is run to look at it.
    if (sqlText && sql::mayWrite(text, m_dialect->source().lexis)) {
        auto schema = m_session->process().executeSchema(std::string(text), token);
        if (!schema && schema.error().code == ErrorCode::Unsupported) return std::vector<sql::Column>();
        if (!schema) return fail(m_session->refined(schema.error()));
    }
    auto columns = m_catalog.columnsOf(std::string(text), token);
    if (!columns) return fail(columns.error());
    return toColumns(*columns);
}

bool PluginConnection::isAlive() {
    return m_session->process().alive();
}

void PluginConnection::interrupt() noexcept {
    m_session->process().cancel();
}

}  // namespace tributary::plugin
