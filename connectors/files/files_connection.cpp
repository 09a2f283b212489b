// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/files/files_connection.h"

#include <algorithm>

namespace tributary::connectors::files {

namespace {

constexpr const char* kSchema = "main";

const FileTable* find(const std::vector<FileTable>& tables, const std::string& name) {
    const auto found = std::find_if(tables.begin(), tables.end(), [&](const FileTable& t) {
        return duckdb::StringUtil::CIEquals(t.name, name);
    });
    return found == tables.end() ? nullptr : &*found;
}

}  // namespace

FilesConnection::FilesConnection(duckdb::shared_ptr<duckdb::DuckDB> database, connect::Settings settings,
                                 bool readOnly)
    : DuckConnection(std::move(database), "Files (DuckDB)", readOnly), m_settings(std::move(settings)) {}

Result<void> FilesConnection::rescan() {
    auto tables = findTables(m_settings.text("path"));
    if (!tables) return fail(tables.error());
    m_tables = std::move(*tables);
    return {};
}

Result<void> FilesConnection::makeView(const FileTable& table, const CancelToken& token) {
    const std::string call = readerCall(table, m_settings);
    if (const auto made = m_made.find(table.name); made != m_made.end() && made->second == call) return {};
    auto done = fetch("CREATE OR REPLACE VIEW " + capabilities().dialect->tableName({kSchema, table.name}) +
                          " AS SELECT * FROM " + call,
                      token);
    if (!done) {
        Error error = done.error();
        if (error.code == ErrorCode::Cancelled || error.code == ErrorCode::Timeout)
            return fail(std::move(error));
        error.code = ErrorCode::Corrupt;
        error.message = "'" + table.pattern + "' cannot be read: " + error.message;
        error.hint = "Check that the file is what its name says, or set the connection's CSV options.";
        return fail(std::move(error));
    }
    m_made[table.name] = call;
    return {};
}

Result<void> FilesConnection::prepareTable(const sql::TableRef& ref, const CancelToken& token) {
    if (!duckdb::StringUtil::CIEquals(ref.schema, kSchema)) return {};
    const FileTable* table = find(m_tables, ref.name);
    if (!table) {
        if (auto scanned = rescan(); !scanned) return scanned;
        table = find(m_tables, ref.name);
    }
    if (!table) return {};  // perhaps a table somebody made in this session
    return makeView(*table, token);
}

Result<std::vector<std::string>> FilesConnection::prepareAll(const CancelToken& token) {
    if (auto scanned = rescan(); !scanned) return fail(scanned.error());
    std::vector<std::string> warnings;
    for (const FileTable& table : m_tables) {
        if (auto stopped = token.check(); !stopped) return fail(stopped.error());
        if (auto made = makeView(table, token); !made) warnings.push_back(made.error().text());
    }
    return warnings;
}

Result<connect::Catalog> FilesConnection::describeTables(const std::string& schema,
                                                         const CancelToken& token) {
    if (!duckdb::StringUtil::CIEquals(schema, kSchema)) return DuckConnection::describeTables(schema, token);
    if (auto scanned = rescan(); !scanned) return fail(scanned.error());
    auto catalog = DuckConnection::describeTables(schema, token);
    if (!catalog) return catalog;
    auto& objects = catalog->objects;
    objects.erase(std::remove_if(objects.begin(), objects.end(),
                                 [&](const connect::Object& o) { return m_made.count(o.name) > 0; }),
                  objects.end());
    for (const FileTable& table : m_tables) {
        connect::Object object;
        object.kind = connect::ObjectKind::File;
        object.name = table.name;
        object.comment = table.pattern;
        objects.push_back(std::move(object));
    }
    return catalog;
}

Result<connect::Catalog> FilesConnection::describeTable(const sql::TableRef& ref, const CancelToken& token) {
    auto catalog = DuckConnection::describeTable(ref, token);
    if (!catalog) return catalog;
    const FileTable* table = find(m_tables, ref.name);
    if (!table) return catalog;
    catalog->comment = table->pattern;
    if (table->format == FileFormat::Parquet && !table->partitioned) {
        auto rows =
            fetch("SELECT num_rows FROM parquet_file_metadata(?)", token, {duckdb::Value(table->pattern)});
        if (rows && !rows->empty())
            catalog->rowEstimate = static_cast<uint64_t>((*rows)[0][0].GetValue<int64_t>());
        return catalog;
    }
    for (auto& column : catalog->columns) {
        if (column.type.id() == duckdb::LogicalTypeId::VARCHAR) continue;
        column.note = "type guessed from the file's text; 'All columns as text' shows it as written";
        if (table->format == FileFormat::Json) column.note = "type guessed from the file";
    }
    return catalog;
}

}  // namespace tributary::connectors::files
