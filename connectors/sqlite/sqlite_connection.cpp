// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sqlite/sqlite_connection.h"

#include "connectors/sqlite/sqlite_catalog.h"
#include "connectors/sqlite/sqlite_dialect.h"
#include "connectors/sqlite/sqlite_reader.h"

namespace tributary::connectors::sqlite {

SqliteConnection::SqliteConnection(std::unique_ptr<Session> session) : m_session(std::move(session)) {
    m_capabilities.dialect = std::make_shared<SqliteDialect>();
    m_capabilities.product = "SQLite";
    m_capabilities.version = sqlite3_libversion();
    m_capabilities.schemaPath = {"main"};
    m_capabilities.cancelsOnServer = true;
    m_capabilities.readOnlyEnforced = m_session->readOnly();
}

Result<connect::Catalog> SqliteConnection::describe(const connect::ObjectPath& path,
                                                    const CancelToken& token) {
    switch (path.size()) {
        case 0:
            return describeDatabases(*m_session, token);
        case 1:
            return describeTables(*m_session, path[0], token);
        case 2:
            return describeTable(*m_session, path[0], path[1], token);
        default:
            return fail(ErrorCode::InvalidArgument, "SQLite has only databases and tables");
    }
}

Result<std::unique_ptr<connect::ChunkReader>> SqliteConnection::read(const sql::RemoteQuery& query,
                                                                     const CancelToken& token) {
    if (auto stopped = token.check(); !stopped) return fail(stopped.error());
    auto text = m_capabilities.dialect->select(query);
    if (!text) return fail(text.error());
    auto statement = m_session->prepare(*text);
    if (!statement) {
        Error error = statement.error();
        if (error.message.find("no such table") != std::string::npos) error.code = ErrorCode::NotFound;
        error.position.reset();  // in our text, not in the user's
        error.hint = "The table may have changed: refresh the schema.";
        return fail(std::move(error));
    }
    std::vector<sql::Column> columns;
    for (size_t index : query.projection) columns.push_back(query.columns[index]);
    m_session->beginStatement();
    return std::make_unique<SqliteReader>(*m_session, std::move(*statement), std::move(columns), token);
}

Result<std::unique_ptr<connect::ChunkReader>> SqliteConnection::native(std::string_view text,
                                                                       const CancelToken& token) {
    if (auto stopped = token.check(); !stopped) return fail(stopped.error());
    auto statement = m_session->prepare(text);
    if (!statement) return fail(statement.error());
    m_session->beginStatement();
    Lookahead lookahead;
    auto columns = statementColumns(*m_session, statement->get(), lookahead, token);
    if (!columns) return fail(columns.error());
    const bool rows = !columns->empty();
    sqlite3_stmt* raw = statement->get();
    const auto before = sqlite3_total_changes64(m_session->handle());
    if (!rows) {
        auto stepped = m_session->step(raw, token);
        if (!stepped) return fail(stepped.error());
        lookahead.finished = true;
    }
    auto reader = std::make_unique<SqliteReader>(*m_session, std::move(*statement), std::move(*columns),
                                                 token, std::move(lookahead));
    if (!rows && !sqlite3_stmt_readonly(raw)) {
        // What changes no rows leaves the number of the statement before it.
        const bool changed = sqlite3_total_changes64(m_session->handle()) != before;
        reader->setAffectedRows(changed ? static_cast<uint64_t>(sqlite3_changes64(m_session->handle())) : 0);
    }
    return reader;
}

Result<std::vector<sql::Column>> SqliteConnection::describeNative(std::string_view text,
                                                                  const CancelToken& token) {
    auto statement = m_session->prepare(text);
    if (!statement) return fail(statement.error());
    m_session->beginStatement();
    Lookahead lookahead;
    return statementColumns(*m_session, statement->get(), lookahead, token);
}

bool SqliteConnection::isAlive() {
    return m_session->handle() != nullptr;
}

}  // namespace tributary::connectors::sqlite
