// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/harness.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <stdexcept>

namespace tributary::conformance {

std::string cellText(const duckdb::Value& value) {
    return value.IsNull() ? kNull : value.ToString();
}

std::unique_ptr<duckdb::DataChunk> makeChunk(const std::vector<sql::Column>& columns) {
    auto chunk = std::make_unique<duckdb::DataChunk>();
    duckdb::vector<duckdb::LogicalType> types;
    for (const auto& column : columns) types.push_back(column.type);
    if (types.empty()) {
        chunk->InitializeEmpty(types);
    } else {
        chunk->Initialize(duckdb::Allocator::DefaultAllocator(), types);
    }
    return chunk;
}

Rows ReadBack::rows() const {
    Rows out;
    for (const auto& chunk : chunks) {
        for (duckdb::idx_t row = 0; row < chunk->size(); row++) {
            auto& cells = out.emplace_back();
            for (duckdb::idx_t c = 0; c < chunk->ColumnCount(); c++)
                cells.push_back(cellText(chunk->GetValue(c, row)));
        }
    }
    return out;
}

Rows ReadBack::sorted() const {
    Rows out = rows();
    std::sort(out.begin(), out.end());
    return out;
}

Result<ReadBack> readAll(connect::ChunkReader& reader) {
    ReadBack back;
    back.columns = reader.columns();
    while (true) {
        auto chunk = makeChunk(back.columns);
        auto more = reader.next(*chunk);
        if (!more) return fail(more.error());
        if (!*more) return back;
        chunk->Verify();
        back.rowCount += chunk->size();
        if (chunk->size() == 0 || chunk->size() > STANDARD_VECTOR_SIZE) {
            return fail(ErrorCode::Internal,
                        "a chunk of " + std::to_string(chunk->size()) + " rows was delivered");
        }
        back.chunks.push_back(std::move(chunk));
    }
}

void ConformanceTest::start(Quirks& quirks) {
    m_quirks = &quirks;
    auto settings = quirks.settings();
    if (!settings) {
        GTEST_SKIP() << "NOT TESTED: no " << quirks.label << " is available; set " << quirks.environment
                     << "=\"host=… port=… …\"";
    }
    m_settings = *settings;
    m_connector = quirks.connector();
    m_connection = open();
    ASSERT_TRUE(m_connection);
}

std::unique_ptr<connect::Connection> ConformanceTest::open() {
    auto connection = m_connector->open(m_settings, m_token);
    if (!connection) {
        ADD_FAILURE() << "open: " << connection.error().text();
        return nullptr;
    }
    return std::move(*connection);
}

Result<std::unique_ptr<connect::Connection>> ConformanceTest::tryOpen(const connect::Settings& settings) {
    return m_connector->open(settings, m_token);
}

void ConformanceTest::ensure(const TableSpec& table) {
    static std::set<std::string> made;
    if (!made.insert(m_quirks->label + "/" + table.name).second) return;
    auto created = m_quirks->create(*m_connection, table);
    if (!created) {
        made.erase(m_quirks->label + "/" + table.name);
        FAIL() << "create " << table.name << ": " << created.error().text();
    }
}

TableSpec ConformanceTest::plainTable(const std::string& name, size_t count) const {
    TableSpec table;
    table.name = name;
    table.columns = {{"id", m_quirks->idType}, {"n", m_quirks->intType}, {"t", m_quirks->textType}};
    for (size_t id = 1; id <= count; id++) {
        const bool null = id % 10 == 0 && m_quirks->has(Feature::Null);
        table.rows.push_back({std::to_string(id), null ? "NULL" : std::to_string(id % 100),
                              m_quirks->textLiteral("row " + std::to_string(id))});
    }
    return table;
}

connect::Catalog ConformanceTest::describeTable(const std::string& name) {
    auto catalog = m_connection->describe({m_quirks->schema, name}, m_token);
    if (!catalog) {
        throw std::runtime_error("describe " + name + ": " + catalog.error().text());
    }
    return std::move(*catalog);
}

sql::RemoteQuery ConformanceTest::queryOf(const std::string& table) {
    sql::RemoteQuery query;
    query.table = {m_quirks->schema, table};
    query.columns = describeTable(table).columns;
    for (size_t i = 0; i < query.columns.size(); i++) query.projection.push_back(i);
    return query;
}

size_t ConformanceTest::columnNamed(const std::vector<sql::Column>& columns, const std::string& name) {
    for (size_t i = 0; i < columns.size(); i++) {
        if (columns[i].name == name) return i;
    }
    throw std::runtime_error("no column " + name);
}

ReadBack ConformanceTest::read(const sql::RemoteQuery& query) {
    auto reader = m_connection->read(query, m_token);
    if (!reader) {
        throw std::runtime_error("read " + query.table.name + ": " + reader.error().text());
    }
    auto back = readAll(**reader);
    if (!back) {
        throw std::runtime_error("read " + query.table.name + ": " + back.error().text());
    }
    return std::move(*back);
}

ReadBack ConformanceTest::native(const std::string& text) {
    auto reader = m_connection->native(text, m_token);
    if (!reader) {
        throw std::runtime_error(text + ": " + reader.error().text());
    }
    auto back = readAll(**reader);
    if (!back) {
        throw std::runtime_error(text + ": " + back.error().text());
    }
    return std::move(*back);
}

std::string quoted(const std::string& name) {
    std::string out = "\"";
    for (char c : name) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

LocalCopy::LocalCopy(const ReadBack& data) : m_database(nullptr), m_connection(m_database) {
    // Temporal texts are compared in UTC, as the connectors hand them out.
    m_connection.Query("SET TimeZone='UTC'");
    std::string text = "CREATE TABLE data (";
    for (size_t i = 0; i < data.columns.size(); i++) {
        text += (i ? ", " : "") + quoted(data.columns[i].name) + " " + data.columns[i].type.ToString();
    }
    auto made = m_connection.Query(text + ")");
    if (made->HasError()) {
        ADD_FAILURE() << made->GetError();
        return;
    }
    duckdb::Appender appender(m_connection, "data");
    for (const auto& chunk : data.chunks) {
        appender.AppendDataChunk(*chunk);
    }
    appender.Close();
}

Rows LocalCopy::query(const std::string& text, const std::vector<duckdb::Value>& values) {
    auto prepared = m_connection.Prepare(text);
    if (prepared->HasError()) {
        ADD_FAILURE() << text << ": " << prepared->GetError();
        return {};
    }
    duckdb::vector<duckdb::Value> bound(values.begin(), values.end());
    auto result = prepared->Execute(bound, false);
    if (result->HasError()) {
        ADD_FAILURE() << text << ": " << result->GetError();
        return {};
    }
    Rows out;
    while (auto chunk = result->Fetch()) {
        for (duckdb::idx_t row = 0; row < chunk->size(); row++) {
            auto& cells = out.emplace_back();
            for (duckdb::idx_t c = 0; c < chunk->ColumnCount(); c++)
                cells.push_back(cellText(chunk->GetValue(c, row)));
        }
    }
    return out;
}

Rows LocalCopy::where(const std::string& condition, const std::vector<duckdb::Value>& values) {
    Rows out = query("SELECT * FROM data WHERE " + condition, values);
    std::sort(out.begin(), out.end());
    return out;
}

std::string localText(const sql::Predicate& p, const std::vector<sql::Column>& columns,
                      std::vector<duckdb::Value>& values) {
    using Kind = sql::Predicate::Kind;
    const std::string name = p.column < columns.size() ? quoted(columns[p.column].name) : "";
    switch (p.kind) {
        case Kind::Compare:
            values.push_back(p.values[0]);
            return name + " " + std::string(sql::toSql(p.op)) + " ?";
        case Kind::In: {
            std::string list;
            for (const auto& value : p.values) {
                list += list.empty() ? "?" : ", ?";
                values.push_back(value);
            }
            return name + " IN (" + list + ")";
        }
        case Kind::IsNull:
            return name + " IS NULL";
        case Kind::IsNotNull:
            return name + " IS NOT NULL";
        case Kind::LikePrefix:
            values.push_back(p.values[0]);
            return "starts_with(" + name + ", ?)";
        case Kind::And:
        case Kind::Or: {
            std::string out;
            for (const auto& child : p.children) {
                if (!out.empty()) out += p.kind == Kind::And ? " AND " : " OR ";
                out += "(" + localText(child, columns, values) + ")";
            }
            return out;
        }
    }
    return "";
}

}  // namespace tributary::conformance
