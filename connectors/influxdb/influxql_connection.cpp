// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/influxql_connection.h"

#include "connectors/influxdb/empty_reader.h"
#include "connectors/influxdb/influxql_catalog.h"
#include "connectors/influxdb/influxql_readers.h"
#include "core/sql/splitter.h"

namespace tributary::connectors::influxdb {
namespace {

/// SHOW answers and SELECTs from a list or a pattern can name several measurements.
bool mayNameSeveral(std::string_view text) {
    const auto tokens = sql::tokenize(text, sql::Lexis::InfluxQl);
    if (sql::firstKeyword(text, sql::Lexis::InfluxQl) != "SELECT") return false;  // decided by what arrives
    bool from = false;
    for (const auto& token : tokens) {
        const std::string_view part = text.substr(token.begin, token.end - token.begin);
        if (token.kind == sql::TokenKind::Word && duckdb::StringUtil::CIEquals(std::string(part), "FROM"))
            from = true;
        if (token.kind == sql::TokenKind::Word && duckdb::StringUtil::CIEquals(std::string(part), "WHERE"))
            break;
        if (token.kind == sql::TokenKind::Word && duckdb::StringUtil::CIEquals(std::string(part), "GROUP"))
            break;
        if (from && token.kind != sql::TokenKind::QuotedIdentifier && !part.empty() &&
            (part.front() == ',' || part.front() == '/')) {
            return true;
        }
    }
    return false;
}

}  // namespace

Result<std::unique_ptr<connect::Connection>> InfluxqlConnection::open(const connect::Settings& settings,
                                                                      const CancelToken& token) {
    auto session = HttpSession::from(settings, 8086, Authorization::Basic);
    if (!session) return fail(session.error());
    std::unique_ptr<InfluxqlConnection> out(new InfluxqlConnection(std::move(*session)));
    if (auto ok = out->probe(token); !ok) return fail(ok.error());
    return out;
}

Result<void> InfluxqlConnection::probe(const CancelToken& token) {
    if (auto pong = ping("8086", token); !pong) return fail(pong.error());
    // /ping needs no password: ask something that does.
    InfluxqlCatalog catalog(*m_session);
    auto stream = sendInfluxql(*m_session, "SHOW DATABASES", {}, token);
    if (!stream) return fail(stream.error());
    const std::string wanted = m_session->settings().text("database");
    bool found = wanted.empty();
    while (true) {
        auto more = (*stream)->nextSeries();
        if (!more) return fail(more.error());
        if (!*more) break;
        while ((*stream)->hasRow()) {
            WireValue name;
            if (!(*stream)->beginRow() || !(*stream)->value(name)) return fail((*stream)->error());
            found = found || name.text == wanted;
        }
    }
    if (!found) {
        return fail(ErrorCode::NotFound, "The server has no database '" + wanted + "' that this user may see",
                    "Leave the database empty to see all, or check its name.");
    }
    m_capabilities.dialect = std::make_shared<InfluxqlDialect>();
    m_capabilities.readOnlyEnforced = false;
    if (!wanted.empty()) m_capabilities.schemaPath = {SchemaName{wanted, ""}.text()};
    return {};
}

Result<connect::Catalog> InfluxqlConnection::describe(const connect::ObjectPath& path,
                                                      const CancelToken& token) {
    InfluxqlCatalog catalog(*m_session);
    if (path.empty()) return catalog.schemas(token);
    const SchemaName schema = SchemaName::parse(path[0]);
    return path.size() == 1 ? catalog.tables(schema, token) : catalog.columns(schema, path[1], token);
}

Result<std::unique_ptr<connect::ChunkReader>> InfluxqlConnection::read(const sql::RemoteQuery& query,
                                                                       const CancelToken& token) {
    if (query.limit == 0u) return std::make_unique<EmptyReader>(query);  // LIMIT 0 would mean no limit
    auto text = m_capabilities.dialect->select(query);
    if (!text) return fail(text.error());
    auto stream = sendInfluxql(*m_session, *text, SchemaName::parse(query.table.schema).database, token);
    if (!stream) return fail(stream.error());
    auto exists = [this, table = query.table, token]() -> Result<void> {
        auto columns =
            InfluxqlCatalog(*m_session).columns(SchemaName::parse(table.schema), table.name, token);
        if (!columns) return fail(columns.error());
        return {};
    };
    return std::make_unique<MeasurementReader>(std::move(*stream), query, std::move(exists));
}

Result<std::unique_ptr<connect::ChunkReader>> InfluxqlConnection::native(std::string_view text,
                                                                         const CancelToken& token) {
    if (auto ok = checkMayRun(text); !ok) return fail(ok.error());
    auto stream = sendInfluxql(*m_session, text, m_session->settings().text("database"), token);
    if (!stream) return fail(stream.error());
    auto reader = NativeReader::start(std::move(*stream), mayNameSeveral(text));
    if (!reader) return fail(reader.error());
    return std::unique_ptr<connect::ChunkReader>(std::move(*reader));
}

}  // namespace tributary::connectors::influxdb
