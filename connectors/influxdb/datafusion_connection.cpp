// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/datafusion_connection.h"

#include <nlohmann/json.hpp>

#include "connectors/influxdb/datafusion_dialect.h"
#include "connectors/influxdb/empty_reader.h"
#include "connectors/influxdb/influxql_catalog.h"

namespace tributary::connectors::influxdb {
namespace {

constexpr size_t kMostTables = 20000;

sql::Column describeColumn(const std::string& name, const std::string& dataType, bool nullable) {
    sql::Column out;
    out.name = name;
    out.nativeType = dataType;
    out.type = arrowType(dataType);
    out.nullable = nullable;
    const bool text = dataType.find("Utf8") != std::string::npos;
    const bool dictionary = dataType.rfind("Dictionary", 0) == 0;
    out.role = name == "time" ? sql::ColumnRole::Time
               : dictionary   ? sql::ColumnRole::Tag
                              : sql::ColumnRole::Field;
    out.push = sql::PushRules::all();
    out.push.likePrefix = text;
    if (dataType == "Boolean") out.push = sql::PushRules::equalityOnly();
    if (out.role == sql::ColumnRole::Time) out.note = "an instant in UTC, to the nanosecond";
    if (out.type.id() == duckdb::LogicalTypeId::VARCHAR && !text) {
        out.push = {false, false, false, true};
        out.note = dataType + ": kept as the server's exact text";
    }
    return out;
}

}  // namespace

Result<std::unique_ptr<connect::Connection>> DatafusionConnection::open(const connect::Settings& settings,
                                                                        const CancelToken& token) {
    auto session = HttpSession::from(settings, 8181, Authorization::Bearer);
    if (!session) return fail(session.error());
    std::unique_ptr<DatafusionConnection> out(new DatafusionConnection(std::move(*session)));
    if (auto ok = out->probe(token); !ok) return fail(ok.error());
    return out;
}

Result<void> DatafusionConnection::probe(const CancelToken& token) {
    if (auto pong = ping("8181", token); !pong) return fail(pong.error());
    auto known = databases(token);
    if (!known) return fail(known.error());
    if (!m_session->settings().text("database").empty()) {
        // Only a statement tells whether the database is there and the token may read it.
        auto reader = native("SELECT 1 AS one", token);
        if (!reader) return fail(reader.error());
    }
    m_capabilities.dialect = std::make_shared<DatafusionDialect>();
    m_capabilities.readOnlyEnforced = true;
    const std::string database = m_session->settings().text("database");
    if (!database.empty()) m_capabilities.schemaPath = {database};
    return {};
}

Result<std::unique_ptr<Answer>> DatafusionConnection::send(std::string_view text, const std::string& database,
                                                           const CancelToken& token) {
    if (database.empty()) {
        return fail(ErrorCode::InvalidArgument, "InfluxDB 3 needs a database for every statement",
                    "Set 'database' in the connection's settings.");
    }
    net::HttpRequest request = m_session->request("POST", "/api/v3/query_sql");
    request.headers.push_back("Content-Type: application/json");
    request.headers.push_back("Accept: application/jsonl");
    const nlohmann::json body = {{"db", database}, {"q", std::string(text)}, {"format", "jsonl"}};
    try {
        request.body = body.dump();
    } catch (const std::exception&) {
        return fail(ErrorCode::InvalidArgument, "The statement is not UTF-8 text",
                    "Retype its odd characters.");
    }
    return m_session->open(request, token);
}

Result<std::vector<std::vector<std::string>>> DatafusionConnection::rows(
    const std::string& text, const std::string& database, const std::vector<std::string>& names,
    const CancelToken& token) {
    auto answer = send(text, database, token);
    if (!answer) return fail(answer.error());
    std::vector<sql::Column> columns(names.size());
    duckdb::vector<duckdb::LogicalType> types;
    for (size_t i = 0; i < names.size(); i++) {
        columns[i].name = names[i];
        columns[i].type = duckdb::LogicalType::VARCHAR;
        types.push_back(columns[i].type);
    }
    JsonlReader reader(std::move(*answer), std::move(columns));
    duckdb::DataChunk chunk;
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    std::vector<std::vector<std::string>> out;
    while (true) {
        chunk.Reset();
        auto more = reader.next(chunk);
        if (!more) return fail(more.error());
        if (!*more) return out;
        for (duckdb::idx_t row = 0; row < chunk.size(); row++) {
            auto& cells = out.emplace_back();
            for (size_t i = 0; i < names.size(); i++) {
                const duckdb::Value value = chunk.GetValue(i, row);
                cells.push_back(value.IsNull() ? "" : duckdb::StringValue::Get(value));
            }
        }
    }
}

Result<connect::Catalog> DatafusionConnection::databases(const CancelToken& token) {
    connect::Catalog out;
    const std::string only = m_session->settings().text("database");
    if (!only.empty()) {
        out.objects.push_back({connect::ObjectKind::Schema, only, "", std::nullopt});
        return out;
    }
    auto body = m_session->fetch(m_session->request("GET", "/api/v3/configure/database?format=json"), token);
    if (!body) return fail(body.error());
    const auto list = nlohmann::json::parse(*body, nullptr, false);
    if (!list.is_array()) {
        return fail(ErrorCode::Corrupt, "The server's list of databases cannot be read",
                    "Set 'database' in the connection's settings.");
    }
    for (const auto& item : list) {
        const auto name = item.is_object() ? item.find("iox::database") : item.end();
        if (name == item.end() || !name->is_string() || *name == "_internal") continue;
        out.objects.push_back({connect::ObjectKind::Schema, name->get<std::string>(), "", std::nullopt});
    }
    return out;
}

Result<connect::Catalog> DatafusionConnection::tables(const std::string& database, const CancelToken& token) {
    auto found = rows(
        "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'iox' "
        "ORDER BY table_name LIMIT " +
            std::to_string(kMostTables + 1),
        database, {"table_name", "table_type"}, token);
    if (!found) return fail(found.error());
    connect::Catalog out;
    out.truncated = found->size() > kMostTables;
    if (out.truncated) found->resize(kMostTables);
    for (auto& row : *found) {
        const bool view = row[1] == "VIEW";
        out.objects.push_back({view ? connect::ObjectKind::View : connect::ObjectKind::Measurement,
                               std::move(row[0]), "", std::nullopt});
    }
    return out;
}

Result<connect::Catalog> DatafusionConnection::columns(const std::string& database, const std::string& table,
                                                       const CancelToken& token) {
    auto found = rows(
        "SELECT column_name, data_type, is_nullable FROM information_schema.columns "
        "WHERE table_schema = 'iox' AND table_name = " +
            sql::quoteString(table) + " ORDER BY ordinal_position",
        database, {"column_name", "data_type", "is_nullable"}, token);
    if (!found) return fail(found.error());
    if (found->empty()) {
        return fail(ErrorCode::NotFound, "There is no table '" + table + "' in database '" + database + "'",
                    "Refresh the schema; names are case-sensitive.");
    }
    connect::Catalog out;
    std::vector<std::string> taken;
    for (const auto& row : *found) {
        if (uniqueName(row[0], "_", taken) == row[0]) {
            out.columns.push_back(describeColumn(row[0], row[1], row[2] != "NO"));
        } else {
            out.truncated = true;  // differs from another column only in case
        }
    }
    return out;
}

Result<connect::Catalog> DatafusionConnection::describe(const connect::ObjectPath& path,
                                                        const CancelToken& token) {
    if (path.empty()) return databases(token);
    return path.size() == 1 ? tables(path[0], token) : columns(path[0], path[1], token);
}

Result<std::unique_ptr<connect::ChunkReader>> DatafusionConnection::read(const sql::RemoteQuery& query,
                                                                         const CancelToken& token) {
    if (query.limit == 0u) return std::make_unique<EmptyReader>(query);
    auto text = m_capabilities.dialect->select(query);
    if (!text) return fail(text.error());
    auto answer = send(*text, query.table.schema, token);
    if (!answer) return fail(answer.error());
    std::vector<sql::Column> columns;
    for (size_t index : query.projection) columns.push_back(query.columns[index]);
    return std::make_unique<JsonlReader>(std::move(*answer), std::move(columns));
}

Result<std::unique_ptr<connect::ChunkReader>> DatafusionConnection::native(std::string_view text,
                                                                           const CancelToken& token) {
    auto answer = send(text, m_session->settings().text("database"), token);
    if (!answer) return fail(answer.error());
    auto reader = JsonlReader::native(std::move(*answer));
    if (!reader) return fail(reader.error());
    return std::unique_ptr<connect::ChunkReader>(std::move(*reader));
}

}  // namespace tributary::connectors::influxdb
