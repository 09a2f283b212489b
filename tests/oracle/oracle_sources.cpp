// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/oracle/oracle_sources.h"

#include <sqlite3.h>

#include <duckdb.hpp>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "tests/connectors/influxdb/line_protocol.h"

namespace tributary::oracle {
namespace {
using Row = std::vector<std::optional<std::string>>;
using Literal = std::function<std::string(Kind, const std::string&)>;

std::string quoted(const std::string& text) {
    return "'" + duckdb::StringUtil::Replace(text, "'", "''") + "'";
}

std::string backslashQuoted(const std::string& text) {
    return quoted(duckdb::StringUtil::Replace(text, "\\", "\\\\"));
}

/// Multi-row INSERT, a few rows a statement.
std::vector<std::string> inserts(const std::string& table, const std::vector<TestColumn>& columns,
                                 const std::vector<Row>& rows, const Literal& literal) {
    std::vector<std::string> out;
    for (size_t begin = 0; begin < rows.size(); begin += 20) {
        std::string text;
        for (size_t r = begin; r < std::min(rows.size(), begin + 20); r++) {
            text += text.empty() ? "INSERT INTO " + table + " VALUES " : ", ";
            for (size_t c = 0; c < columns.size(); c++) {
                const auto& value = rows[r][c];
                text += (c ? ", " : "(") + (value ? literal(columns[c].kind, *value) : "NULL");
            }
            text += ")";
        }
        out.push_back(std::move(text));
    }
    return out;
}

std::string ddl(const std::string& head, const std::vector<TestColumn>& columns,
                const std::map<Kind, std::string>& types) {
    std::string out = head;
    for (size_t c = 0; c < columns.size(); c++)
        out += (c ? ", " : "(") + columns[c].name + " " + types.at(columns[c].kind);
    return out + ")";
}

const std::vector<TestColumn> kAllColumns = {
    {"id", Kind::Id},    {"i", Kind::Int},        {"b", Kind::BigInt},
    {"d", Kind::Double}, {"n", Kind::Decimal},    {"s", Kind::Text},
    {"dt", Kind::Date},  {"ts", Kind::Timestamp}, {"bo", Kind::Boolean}};

OracleSource postgresql() {
    OracleSource out{
        "postgresql", "postgresql", "TRIBUTARY_TEST_POSTGRESQL", "public.oracle_t", kAllColumns, {}, {}};
    out.statements = [columns = out.columns](const std::vector<Row>& rows) {
        std::vector<std::string> all = {"DROP TABLE IF EXISTS oracle_t",
                                        ddl("CREATE TABLE oracle_t", columns,
                                            {{Kind::Id, "bigint PRIMARY KEY"},
                                             {Kind::Int, "integer"},
                                             {Kind::BigInt, "bigint"},
                                             {Kind::Double, "double precision"},
                                             {Kind::Decimal, "numeric(20,4)"},
                                             {Kind::Text, "text"},
                                             {Kind::Date, "date"},
                                             {Kind::Timestamp, "timestamp"},
                                             {Kind::Boolean, "boolean"}})};
        for (auto& text : inserts("oracle_t", columns, rows, [](Kind kind, const std::string&value) {
                 return kind == Kind::Id || kind == Kind::Int || kind == Kind::BigInt ? value : quoted(value);
             })) {
            all.push_back(text);
        }
        return all;
    };
    return out;
}

OracleSource mysql() {
    OracleSource out{"mysql", "mysql", "TRIBUTARY_TEST_MYSQL", "", kAllColumns, {}, {}};
    out.statements = [columns = out.columns](const std::vector<Row>& rows) {
        std::vector<std::string> all = {
            "DROP TABLE IF EXISTS oracle_t",
            ddl("CREATE TABLE oracle_t", columns,
                {{Kind::Id, "bigint PRIMARY KEY"},
                 {Kind::Int, "int"},
                 {Kind::BigInt, "bigint"},
                 {Kind::Double, "double"},
                 {Kind::Decimal, "decimal(20,4)"},
                 {Kind::Text, "varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"},
                 {Kind::Date, "date"},
                 {Kind::Timestamp, "datetime(6)"},
                 {Kind::Boolean, "tinyint(1)"}})};
        for (auto& text : inserts("oracle_t", columns, rows, [](Kind kind, const std::string&value) {
                 if (kind == Kind::Double && (value == "nan" || value.ends_with("inf")))
                     return std::string("NULL");
                 const bool quote = kind == Kind::Text || kind == Kind::Date || kind == Kind::Timestamp;
                 return quote ? backslashQuoted(value) : value;
             })) {
            all.push_back(text);
        }
        return all;
    };
    return out;
}

OracleSource clickhouse() {
    std::vector<TestColumn> columns;
    for (const auto& column : kAllColumns) {
        if (column.kind != Kind::Decimal && column.kind != Kind::Boolean) columns.push_back(column);
    }
    OracleSource out{
        "clickhouse", "clickhouse", "TRIBUTARY_TEST_CLICKHOUSE", "default.oracle_t", columns, {}, {}};
    out.statements = [columns](const std::vector<Row>& rows) {
        std::vector<std::string> all = {"DROP TABLE IF EXISTS default.oracle_t",
                                        ddl("CREATE TABLE default.oracle_t", columns,
                                            {{Kind::Id, "Int64"},
                                             {Kind::Int, "Nullable(Int32)"},
                                             {Kind::BigInt, "Nullable(Int64)"},
                                             {Kind::Double, "Nullable(Float64)"},
                                             {Kind::Text, "Nullable(String)"},
                                             {Kind::Date, "Nullable(Date)"},
                                             {Kind::Timestamp, "Nullable(DateTime)"}}) +
                                            " ENGINE = Memory"};
        for (auto& text : inserts("default.oracle_t", columns, rows, [](Kind kind, const std::string&value) {
                 const bool quote = kind == Kind::Text || kind == Kind::Date || kind == Kind::Timestamp;
                 return quote ? backslashQuoted(value) : value;
             })) {
            all.push_back(text);
        }
        return all;
    };
    return out;
}

/// Nanoseconds since 1970 of a Kind::Nanoseconds.
int64_t nanoseconds(const std::string& text) {
    return duckdb::Value(text).DefaultCastAs(duckdb::LogicalType::TIMESTAMP_NS).GetValueUnsafe<int64_t>();
}

/// Rows as points of the measurement oracle_t. Line protocol has no NaN and no infinity, and no empty tags:
/// such cells are left out. Each value of time stands once as it is; a later row is `row` ns after it, so
/// that no two rows are one point.
std::string oraclePoints(const std::vector<TestColumn>& columns, const std::vector<Row>& rows) {
    static const std::map<Kind, std::string> kTypes = {{Kind::Id, "integer"},
                                                       {Kind::BigInt, "integer"},
                                                       {Kind::Double, "float"},
                                                       {Kind::Text, "string"},
                                                       {Kind::Boolean, "boolean"}};
    std::string lines;
    for (size_t r = 0; r < rows.size(); r++) {
        connectors::Point point("oracle_t");
        int64_t time = 0;
        // Tags come before fields, as the columns do.
        for (size_t c = 0; c < columns.size(); c++) {
            if (!rows[r][c]) continue;
            const std::string& value = *rows[r][c];
            if (columns[c].kind == Kind::Nanoseconds) {
                const bool first = r < nastyValues(Kind::Nanoseconds).size();
                time = nanoseconds(value) + (first ? 0 : static_cast<int64_t>(r) * (value > "2100" ? -1 : 1));
            } else if (columns[c].name.starts_with("tag")) {
                point.tag(columns[c].name, value);
            } else if (value != "nan" && !value.ends_with("inf")) {
                point.field(columns[c].name, kTypes.at(columns[c].kind), value);
            }
        }
        lines += point.at(time);
    }
    return lines;
}

/// `name`: influxdb, influxdb2, or influxdb1_on_2, which is the 1.x interface of a 2.x server.
OracleSource influxdb(const std::string& name, const std::string& environment) {
    const std::string type = name == "influxdb2" ? name : "influxdb";
    const std::vector<TestColumn> columns = {
        {"time", Kind::Nanoseconds}, {"tag", Kind::Text}, {"tag2", Kind::Text}, {"id", Kind::Id},
        {"b", Kind::BigInt},         {"d", Kind::Double}, {"s", Kind::Text},    {"bo", Kind::Boolean}};
    OracleSource out{name, type, environment, "tributary.oracle_t", columns, {}, {}};
    out.prepare = [columns, name](const std::vector<Row>& rows, const auto& server) {
        const auto settings = settingsOf(server);
        auto written = connectors::writeLines(settings, "tributary", oraclePoints(columns, rows));
        if (!written) throw std::runtime_error(written.error().text());
        return name == "influxdb1_on_2" ? connectors::asVersion1(settings, "tributary") : settings;
    };
    if (type == "influxdb2") out.filterMark = "\"oracle_t\")\n  |> filter";
    return out;
}

std::filesystem::path scratchRoot() {
    return std::filesystem::temp_directory_path() / ("tributary-oracle-" + std::to_string(getpid()));
}

std::string scratchFolder(const std::string& name) {
    const auto folder = scratchRoot() / name;
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return folder.string();
}

/// Makes the table in DuckDB and runs `after` on it.
void withDuckTable(const std::string& database, const std::vector<TestColumn>& columns,
                   const std::vector<Row>& rows, const std::string& after) {
    duckdb::DuckDB db(database);
    duckdb::Connection connection(db);
    std::vector<std::string> all = {ddl("CREATE TABLE oracle_t", columns,
                                        {{Kind::Id, "BIGINT"},
                                         {Kind::Int, "INTEGER"},
                                         {Kind::BigInt, "BIGINT"},
                                         {Kind::Double, "DOUBLE"},
                                         {Kind::Decimal, "DECIMAL(20,4)"},
                                         {Kind::Text, "VARCHAR"},
                                         {Kind::Date, "DATE"},
                                         {Kind::Timestamp, "TIMESTAMP"},
                                         {Kind::Boolean, "BOOLEAN"}})};
    for (auto& text : inserts("oracle_t", columns, rows, duckdbLiteral)) all.push_back(text);
    if (!after.empty()) all.push_back(after);
    for (const auto& text : all) {
        auto result = connection.Query(text);
        if (result->HasError()) throw std::runtime_error(result->GetError());
    }
}

OracleSource sqlite() {
    OracleSource out{"sqlite", "sqlite", "", "main.oracle_t", kAllColumns, {}, {}};
    out.prepare = [](const std::vector<Row>&, const auto&) {
        connect::Settings settings;
        settings.set("file", scratchFolder("sqlite") + "/t.db");
        sqlite3* database = nullptr;
        const int status = sqlite3_open(settings.text("file").c_str(), &database);
        // An empty file is no database yet: the header is written with the first table.
        if (status == SQLITE_OK)
            sqlite3_exec(database, "CREATE TABLE started (x)", nullptr, nullptr, nullptr);
        sqlite3_close(database);
        if (status != SQLITE_OK) throw std::runtime_error("no SQLite file");
        return settings;
    };
    out.statements = [columns = out.columns](const std::vector<Row>& rows) {
        std::vector<std::string> all = {ddl("CREATE TABLE oracle_t", columns,
                                            {{Kind::Id, "INTEGER PRIMARY KEY"},
                                             {Kind::Int, "INTEGER"},
                                             {Kind::BigInt, "BIGINT"},
                                             {Kind::Double, "REAL"},
                                             {Kind::Decimal, "DECIMAL(20,4)"},
                                             {Kind::Text, "TEXT COLLATE NOCASE"},
                                             {Kind::Date, "DATE"},
                                             {Kind::Timestamp, "TIMESTAMP"},
                                             {Kind::Boolean, "BOOLEAN"}})};
        for (auto& text : inserts("oracle_t", columns, rows, [](Kind kind, const std::string&value) {
                 if (kind == Kind::Double && value == "nan") return std::string("NULL");
                 if (kind == Kind::Double && value.ends_with("inf"))
                     return std::string(value == "inf" ? "9e999" : "-9e999");
                 // A decimal of more than 15 digits would become a rounded REAL in SQLite itself.
                 if (kind == Kind::Decimal && value.size() > 12) return std::string("12345.6789");
                 const bool quote = kind == Kind::Text || kind == Kind::Date || kind == Kind::Timestamp;
                 return quote ? quoted(value) : value;
             })) {
            all.push_back(text);
        }
        return all;
    };
    return out;
}

OracleSource duckdbFile() {
    OracleSource out{"duckdb", "duckdb", "", "main.oracle_t", kAllColumns, {}, {}};
    out.prepare = [columns = out.columns](const std::vector<Row>& rows, const auto&) {
        connect::Settings settings;
        settings.set("file", scratchFolder("duckdb") + "/t.duckdb");
        withDuckTable(settings.text("file"), columns, rows, "");
        return settings;
    };
    return out;
}

OracleSource parquetFolder() {
    OracleSource out{"files", "files", "", "main.oracle_t", kAllColumns, {}, {}};
    out.prepare = [columns = out.columns](const std::vector<Row>& rows, const auto&) {
        connect::Settings settings;
        settings.set("path", scratchFolder("files"));
        withDuckTable(
            ":memory:", columns, rows,
            "COPY oracle_t TO " + quoted(settings.text("path") + "/oracle_t.parquet") + " (FORMAT parquet)");
        return settings;
    };
    return out;
}

}  // namespace

connect::Settings settingsOf(const std::map<std::string, std::string>& server) {
    connect::Settings out;
    for (const auto& [key, value] : server) {
        if (key == "password" || key == "token")
            out.setSecret(key, value);
        else
            out.set(key, value);
    }
    return out;
}

void removeScratch() {
    std::error_code ignored;  // only leftovers of a test
    std::filesystem::remove_all(scratchRoot(), ignored);
}

std::vector<OracleSource> oracleSources() {
    std::vector<OracleSource> out;
    out.push_back(postgresql());
    out.push_back(mysql());
    out.push_back(clickhouse());
    out.push_back(influxdb("influxdb", "TRIBUTARY_TEST_INFLUXDB"));
    out.push_back(influxdb("influxdb2", "TRIBUTARY_TEST_INFLUXDB2"));
    out.push_back(influxdb("influxdb1_on_2", "TRIBUTARY_TEST_INFLUXDB2"));
    out.push_back(sqlite());
    out.push_back(duckdbFile());
    out.push_back(parquetFolder());
    return out;
}

std::vector<Row> nastyRows(const std::vector<TestColumn>& columns, size_t count, uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<Row> rows;
    for (size_t r = 0; r < count; r++) {
        Row row;
        for (const auto& column : columns) {
            const auto& values = nastyValues(column.kind);
            if (column.kind == Kind::Id) {
                row.push_back(std::to_string(r));
            } else {
                const size_t pick = r < values.size() ? r : random() % values.size();
                row.push_back(values[pick]);
            }
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::map<std::string, std::string> parseSettings(const std::string& text) {
    std::map<std::string, std::string> out;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        const size_t equals = word.find('=');
        if (equals != std::string::npos) out[word.substr(0, equals)] = word.substr(equals + 1);
    }
    return out;
}

}  // namespace tributary::oracle
