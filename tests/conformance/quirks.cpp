// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/quirks.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace tributary::conformance {

const std::vector<std::unique_ptr<Quirks>>& allQuirks() {
    static const auto all = [] {
        std::vector<std::unique_ptr<Quirks>> list;
        list.push_back(makeSqliteQuirks());
        list.push_back(makeMysqlQuirks());
        list.push_back(makeClickhouseQuirks());
        list.push_back(makeInfluxdbQuirks());
        list.push_back(makeInfluxdb1On2Quirks());
        list.push_back(makeInfluxdb2Quirks());
        list.push_back(makeDuckdbQuirks());
        list.push_back(makeFilesQuirks());
        list.push_back(makePostgresqlQuirks());
        list.push_back(makeDuckdbDriverQuirks());
        list.push_back(makeSqliteDriverQuirks());
        list.push_back(makeFlightsqlDriverQuirks());
        list.push_back(makePostgresqlDriverQuirks());
        for (auto& quirks : list) {
            if (quirks->label.empty()) quirks->label = quirks->id;
        }
        return list;
    }();
    return all;
}

std::optional<connect::Settings> Quirks::settings() {
    const char* text = environment.empty() ? nullptr : std::getenv(environment.c_str());
    if (!text || !*text) return std::nullopt;
    connect::Settings settings;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        const size_t equals = word.find('=');
        if (equals == std::string::npos) continue;
        const std::string key = word.substr(0, equals);
        const bool secret = std::find(secretKeys.begin(), secretKeys.end(), key) != secretKeys.end();
        secret ? settings.setSecret(key, word.substr(equals + 1))
               : settings.set(key, word.substr(equals + 1));
    }
    return settings;
}

Result<void> Quirks::run(connect::Connection& connection, const std::string& text) {
    CancelToken token;
    auto reader = connection.native(text, token);
    if (!reader) return fail(reader.error());
    duckdb::vector<duckdb::LogicalType> types;
    for (const auto& column : (*reader)->columns()) types.push_back(column.type);
    if (types.empty()) return {};
    duckdb::DataChunk chunk;
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    while (true) {
        chunk.Reset();
        auto more = (*reader)->next(chunk);
        if (!more) return fail(more.error());
        if (!*more) return {};
    }
}

std::string Quirks::quote(const std::string& name) const {
    std::string out = "\"";
    for (char c : name) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

std::string Quirks::qualified(const std::string& name) const {
    return quote(schema) + "." + quote(name);
}

std::string Quirks::textLiteral(const std::string& text) const {
    std::string out = "'";
    for (char c : text) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + "'";
}

std::string Quirks::dropTableText(const std::string& name) const {
    return "DROP TABLE IF EXISTS " + qualified(name);
}

std::string Quirks::createTableText(const TableSpec& table) const {
    std::string out = "CREATE TABLE " + qualified(table.name) + " (";
    for (size_t i = 0; i < table.columns.size(); i++) {
        out += (i ? ", " : "") + quote(table.columns[i].name) + " " + table.columns[i].nativeType;
        if (i == 0 && has(Feature::PrimaryKeys)) out += " PRIMARY KEY";
    }
    return out + ")";
}

Result<void> Quirks::create(connect::Connection& connection, const TableSpec& table) {
    if (auto done = run(connection, dropTableText(table.name)); !done) return done;
    if (auto done = run(connection, createTableText(table)); !done) return done;
    const size_t batch = insertBatch() == 0 ? table.rows.size() : insertBatch();
    for (size_t start = 0; start < table.rows.size(); start += batch) {
        std::string text = "INSERT INTO " + qualified(table.name) + " VALUES ";
        for (size_t i = start; i < std::min(start + batch, table.rows.size()); i++) {
            text += i > start ? ", (" : "(";
            for (size_t c = 0; c < table.rows[i].size(); c++) text += (c ? ", " : "") + table.rows[i][c];
            text += ")";
        }
        if (auto done = run(connection, text); !done) return done;
    }
    return {};
}

Result<void> Quirks::createView(connect::Connection& connection, const std::string& name,
                                const std::string& table) {
    if (auto done = run(connection, "DROP VIEW IF EXISTS " + qualified(name)); !done) return done;
    return run(connection, "CREATE VIEW " + qualified(name) + " AS SELECT * FROM " + qualified(table));
}

connect::Settings Quirks::withWrongPassword(connect::Settings settings) const {
    settings.setSecret("password", "certainly-not-the-password");
    return settings;
}

connect::Settings Quirks::withDeadHost(connect::Settings settings) const {
    settings.set("host", "127.0.0.1");
    settings.set("port", "1");  // nobody listens there
    return settings;
}

}  // namespace tributary::conformance
