// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/duckdb/duck_connection.h"

#include <algorithm>

#include "connectors/duckdb/duck_dialect.h"
#include "connectors/duckdb/duck_error.h"
#include "connectors/duckdb/duck_reader.h"

namespace tributary::connectors::duck {

namespace {

duckdb::Value text(const std::string& value) {
    return duckdb::Value(value);
}

std::vector<std::string> names(const duckdb::Value& list) {
    std::vector<std::string> out;
    if (list.IsNull()) return out;
    for (const auto& item : duckdb::ListValue::GetChildren(list)) out.push_back(item.ToString());
    return out;
}

/// Statements that only look; COPY … TO would write a file, so read-only is decided by an allow-list.
bool onlyReads(duckdb::StatementType type) {
    using duckdb::StatementType;
    return type == StatementType::SELECT_STATEMENT || type == StatementType::EXPLAIN_STATEMENT ||
           type == StatementType::PRAGMA_STATEMENT || type == StatementType::RELATION_STATEMENT;
}

}  // namespace

sql::Column columnOf(const std::string& name, const duckdb::LogicalType& type) {
    sql::Column column;
    column.name = name;
    column.type = type;
    column.nativeType = type.ToString();
    column.push = pushRules(type);
    return column;
}

DuckConnection::DuckConnection(duckdb::shared_ptr<duckdb::DuckDB> database, std::string product,
                               bool readOnly)
    : m_database(std::move(database)), m_connection(*m_database), m_readOnly(readOnly) {
    m_capabilities.dialect = std::make_shared<DuckDialect>();
    m_capabilities.product = std::move(product);
    m_capabilities.version = duckdb::DuckDB::LibraryVersion();
    m_capabilities.timeZone = "UTC";
    m_capabilities.cancelsOnServer = true;
    m_capabilities.readOnlyEnforced = readOnly;
}

connect::Field statementTimeoutField() {
    connect::Field field;
    field.key = "statement_timeout";
    field.label = "Statement timeout (s)";
    field.kind = connect::FieldKind::Integer;
    field.defaultValue = "0";
    field.group = "Advanced";
    field.help = "Longest time a statement may run; 0: no limit.";
    return field;
}

Result<void> DuckConnection::configure(const connect::Settings& settings) {
    auto limit = settings.integer("statement_timeout", 0);
    if (!limit) return fail(limit.error());
    constexpr int64_t kLongest = 30 * 24 * 3600;
    m_statementTimeout = std::chrono::seconds(std::clamp<int64_t>(*limit, 0, kLongest));
    auto set = fetch("SET TimeZone='UTC'", CancelToken());
    if (!set) return fail(set.error());
    return readSchemaPath();
}

Result<void> DuckConnection::readSchemaPath() {
    auto current = fetch("SELECT current_schema()", CancelToken());
    if (!current) return fail(current.error());
    m_capabilities.schemaPath = {current->front()[0].ToString()};
    return {};
}

void DuckConnection::interrupt() noexcept {
    try {
        m_connection.Interrupt();
    } catch (const std::exception&) {
        return;  // nothing runs that could be interrupted
    }
}

CancelToken::Registration DuckConnection::watch(const CancelToken& token) {
    return token.onCancel([this] { interrupt(); });
}

std::unique_ptr<RunningStatement> DuckConnection::begin(const CancelToken& token) {
    return std::make_unique<RunningStatement>(token, m_statementTimeout, [this] { interrupt(); });
}

Result<duckdb::unique_ptr<duckdb::SQLStatement>> DuckConnection::parse(std::string_view text,
                                                                       const CancelToken& token) {
    try {
        auto statements = m_connection.ExtractStatements(std::string(text));
        if (statements.empty()) return fail(ErrorCode::Syntax, "There is no statement to run");
        if (statements.size() > 1) {
            return fail(ErrorCode::InvalidArgument, "The text holds more than one statement",
                        "Run the statements one by one.");
        }
        return std::move(statements[0]);
    } catch (const std::exception& e) {
        return fail(toError(duckdb::ErrorData(e), text, token));
    }
}

Result<duckdb::unique_ptr<duckdb::QueryResult>> DuckConnection::start(const std::string& text,
                                                                      std::string_view shown,
                                                                      const CancelToken& token) {
    if (auto stopped = token.check(); !stopped) return fail(stopped.error());
    try {
        auto result = m_connection.SendQuery(text);
        if (result->HasError()) return fail(toError(result->GetErrorObject(), shown, token));
        return result;
    } catch (const std::exception& e) {
        return fail(toError(duckdb::ErrorData(e), shown, token));
    }
}

Result<DuckConnection::Cells> DuckConnection::fetch(const std::string& text, const CancelToken& token,
                                                    const std::vector<duckdb::Value>& parameters) {
    const auto onCancel = watch(token);
    if (auto stopped = token.check(); !stopped) return fail(stopped.error());
    try {
        auto prepared = m_connection.Prepare(text);
        if (prepared->HasError()) return fail(toError(prepared->GetErrorObject(), {}, token));
        duckdb::vector<duckdb::Value> bound(parameters.begin(), parameters.end());
        auto result = prepared->Execute(bound, false);
        if (result->HasError()) return fail(toError(result->GetErrorObject(), {}, token));
        Cells cells;
        while (auto chunk = result->Fetch()) {
            for (duckdb::idx_t row = 0; row < chunk->size(); row++) {
                auto& values = cells.emplace_back();
                for (duckdb::idx_t c = 0; c < chunk->ColumnCount(); c++)
                    values.push_back(chunk->GetValue(c, row));
            }
        }
        return cells;
    } catch (const std::exception& e) {
        return fail(toError(duckdb::ErrorData(e), {}, token));
    }
}

Result<std::vector<sql::Column>> DuckConnection::columnsOf(const std::string& text, std::string_view shown,
                                                           const CancelToken& token) {
    const auto onCancel = watch(token);
    if (auto stopped = token.check(); !stopped) return fail(stopped.error());
    try {
        auto prepared = m_connection.Prepare(text);
        if (prepared->HasError()) return fail(toError(prepared->GetErrorObject(), shown, token));
        std::vector<sql::Column> columns;
        if (prepared->GetStatementProperties().return_type != duckdb::StatementReturnType::QUERY_RESULT)
            return columns;
        for (size_t i = 0; i < prepared->GetTypes().size(); i++) {
            columns.push_back(columnOf(prepared->GetNames()[i], prepared->GetTypes()[i]));
        }
        return columns;
    } catch (const std::exception& e) {
        return fail(toError(duckdb::ErrorData(e), shown, token));
    }
}

Result<connect::Catalog> DuckConnection::describe(const connect::ObjectPath& path, const CancelToken& token) {
    switch (path.size()) {
        case 0:
            return describeSchemas(token);
        case 1:
            return describeTables(path[0], token);
        case 2:
            return describeTable({path[0], path[1]}, token);
        default:
            return fail(ErrorCode::InvalidArgument, "There are only schemas and tables here");
    }
}

Result<connect::Catalog> DuckConnection::describeSchemas(const CancelToken& token) {
    auto cells = fetch(
        "SELECT schema_name, comment FROM duckdb_schemas() WHERE database_name = current_database() AND "
        "schema_name NOT "
        "IN ('information_schema', 'pg_catalog') ORDER BY schema_name",
        token);
    if (!cells) return fail(cells.error());
    connect::Catalog catalog;
    for (const auto& row : *cells) {
        connect::Object object;
        object.kind = connect::ObjectKind::Schema;
        object.name = row[0].ToString();
        object.comment = row[1].IsNull() ? "" : row[1].ToString();
        catalog.objects.push_back(std::move(object));
    }
    return catalog;
}

Result<connect::Catalog> DuckConnection::describeTables(const std::string& schema, const CancelToken& token) {
    auto cells = fetch(
        "SELECT table_name, comment, estimated_size, false FROM duckdb_tables() WHERE database_name = "
        "current_database() AND schema_name = ? UNION ALL SELECT view_name, comment, NULL, true FROM "
        "duckdb_views() "
        "WHERE database_name = current_database() AND schema_name = ? AND NOT internal ORDER BY 1",
        token, {text(schema), text(schema)});
    if (!cells) return fail(cells.error());
    connect::Catalog catalog;
    for (const auto& row : *cells) {
        connect::Object object;
        object.name = row[0].ToString();
        object.comment = row[1].IsNull() ? "" : row[1].ToString();
        if (!row[2].IsNull()) object.rowEstimate = static_cast<uint64_t>(row[2].GetValue<int64_t>());
        object.kind = row[3].GetValue<bool>() ? connect::ObjectKind::View : connect::ObjectKind::Table;
        catalog.objects.push_back(std::move(object));
    }
    return catalog;
}

Result<connect::Catalog> DuckConnection::describeTable(const sql::TableRef& table, const CancelToken& token) {
    if (auto ready = prepareTable(table, token); !ready) return fail(ready.error());
    connect::Catalog catalog;
    auto facts = fetch(
        "SELECT comment, estimated_size, NULL FROM duckdb_tables() WHERE database_name = current_database() "
        "AND "
        "schema_name = "
        "? AND table_name = ? UNION ALL SELECT comment, NULL, sql FROM duckdb_views() WHERE database_name = "
        "current_database() AND schema_name = ? AND view_name = ?",
        token, {text(table.schema), text(table.name), text(table.schema), text(table.name)});
    if (!facts) return fail(facts.error());
    if (facts->empty()) {
        return fail(ErrorCode::NotFound,
                    "There is no table or view '" + table.name + "' in '" + table.schema + "'",
                    "Refresh the schema; it may have been renamed or dropped.");
    }
    const auto& first = facts->front();
    if (!first[0].IsNull()) catalog.comment = first[0].ToString();
    if (!first[1].IsNull()) catalog.rowEstimate = static_cast<uint64_t>(first[1].GetValue<int64_t>());
    if (!first[2].IsNull()) catalog.definition = first[2].ToString();
    auto columns = columnsOf("SELECT * FROM " + m_capabilities.dialect->tableName(table), {}, token);
    if (!columns) return fail(columns.error());
    catalog.columns = std::move(*columns);
    if (auto keys = keyColumns(table, catalog, token); !keys) return fail(keys.error());
    return catalog;
}

Result<void> DuckConnection::keyColumns(const sql::TableRef& table, connect::Catalog& catalog,
                                        const CancelToken& token) {
    const std::vector<duckdb::Value> which = {text(table.schema), text(table.name)};
    const auto find = [&](const std::string& name) -> sql::Column* {
        const auto found = std::find_if(catalog.columns.begin(), catalog.columns.end(),
                                        [&](const sql::Column& c) { return c.name == name; });
        return found == catalog.columns.end() ? nullptr : &*found;
    };
    auto facts = fetch(
        "SELECT column_name, is_nullable, comment FROM duckdb_columns() WHERE database_name = "
        "current_database() AND "
        "schema_name = ? AND table_name = ?",
        token, which);
    if (!facts) return fail(facts.error());
    for (const auto& row : *facts) {
        sql::Column* column = find(row[0].ToString());
        if (!column) continue;
        column->nullable = row[1].IsNull() || row[1].GetValue<bool>();
        if (!row[2].IsNull()) column->comment = row[2].ToString();
    }
    auto constraints = fetch(
        "SELECT constraint_type, constraint_column_names, referenced_table, referenced_column_names, "
        "constraint_name "
        "FROM duckdb_constraints() WHERE database_name = current_database() AND schema_name = ? AND "
        "table_name = ? AND "
        "constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')",
        token, which);
    if (!constraints) return fail(constraints.error());
    for (const auto& row : *constraints) {
        if (row[0].ToString() == "PRIMARY KEY") {
            for (const auto& name : names(row[1])) {
                if (sql::Column* column = find(name)) column->primaryKey = true;
            }
            continue;
        }
        connect::ForeignKey key;
        key.name = row[4].IsNull() ? "" : row[4].ToString();
        key.columns = names(row[1]);
        key.target = {table.schema, row[2].ToString()};
        key.targetColumns = names(row[3]);
        catalog.foreignKeys.push_back(std::move(key));
    }
    return {};
}

Result<void> DuckConnection::prepareTable(const sql::TableRef&, const CancelToken&) {
    return {};
}
Result<std::vector<std::string>> DuckConnection::prepareAll(const CancelToken&) {
    return std::vector<std::string>();
}

Result<std::unique_ptr<connect::ChunkReader>> DuckConnection::read(const sql::RemoteQuery& query,
                                                                   const CancelToken& token) {
    if (auto stopped = token.check(); !stopped) return fail(stopped.error());
    if (auto ready = prepareTable(query.table, token); !ready) return fail(ready.error());
    auto text = m_capabilities.dialect->select(query);
    if (!text) return fail(text.error());
    auto running = begin(token);
    auto result = start(*text, {}, running->token());
    if (!result) {
        Error error = result.error();
        if (error.nativeCode == "Catalog") error.code = ErrorCode::NotFound;
        return fail(std::move(error));
    }
    std::vector<sql::Column> columns;
    for (size_t i = 0; i < query.projection.size(); i++) {
        columns.push_back(query.columns[query.projection[i]]);
        if ((*result)->types[i] != columns.back().type) {
            return fail(ErrorCode::Data,
                        "Column '" + columns.back().name + "' of '" + query.table.name + "' is now " +
                            (*result)->types[i].ToString() + ", no longer " + columns.back().type.ToString(),
                        "Refresh the schema.");
        }
    }
    return std::make_unique<DuckReader>(std::move(*result), std::move(columns), std::string(),
                                        std::move(running));
}

Result<std::unique_ptr<connect::ChunkReader>> DuckConnection::native(std::string_view text,
                                                                     const CancelToken& token) {
    if (auto stopped = token.check(); !stopped) return fail(stopped.error());
    auto warnings = prepareAll(token);
    if (!warnings) return fail(warnings.error());
    auto statement = parse(text, token);
    if (!statement) return fail(statement.error());
    if (m_readOnly && !onlyReads((*statement)->type)) {
        return fail(ErrorCode::Permission,
                    "The connection is read-only and this statement may change something",
                    "Switch the connection's read-only off to run it.");
    }
    auto running = begin(token);
    const std::string whole(text);
    auto result = start(whole, text, running->token());
    if (!result) return fail(result.error());
    const auto kind = (*result)->properties.return_type;
    std::vector<sql::Column> columns;
    std::optional<uint64_t> affected;
    if (kind == duckdb::StatementReturnType::QUERY_RESULT) {
        for (size_t i = 0; i < (*result)->types.size(); i++) {
            columns.push_back(columnOf((*result)->names[i], (*result)->types[i]));
            columns.back().push = sql::PushRules::none();
        }
    } else {
        try {
            auto chunk = (*result)->Fetch();
            if ((*result)->HasError())
                return fail(toError((*result)->GetErrorObject(), text, running->token()));
            if (kind == duckdb::StatementReturnType::CHANGED_ROWS && chunk && chunk->size() == 1) {
                affected = static_cast<uint64_t>(chunk->GetValue(0, 0).GetValue<int64_t>());
            }
        } catch (const std::exception& e) {
            return fail(toError(duckdb::ErrorData(e), text, running->token()));
        }
        result->reset();
        if ((*statement)->type == duckdb::StatementType::SET_STATEMENT) {  // USE is one
            if (auto read = readSchemaPath(); !read) return fail(read.error());
        }
    }
    auto reader =
        std::make_unique<DuckReader>(std::move(*result), std::move(columns), whole, std::move(running));
    if (affected) reader->setAffectedRows(*affected);
    reader->setWarnings(std::move(*warnings));
    return reader;
}

Result<std::vector<sql::Column>> DuckConnection::describeNative(std::string_view text,
                                                                const CancelToken& token) {
    if (auto ready = prepareAll(token); !ready) return fail(ready.error());
    if (auto statement = parse(text, token); !statement) return fail(statement.error());
    auto columns = columnsOf(std::string(text), text, token);
    if (columns) {
        for (auto& column : *columns) column.push = sql::PushRules::none();
    }
    return columns;
}

}  // namespace tributary::connectors::duck
