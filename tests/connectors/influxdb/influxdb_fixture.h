// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <duckdb.hpp>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "connectors/influxdb/influxdb_connectors.h"
#include "core/connect/connector.h"
#include "core/net/http_client.h"

namespace tributary::connectors {

using Rows = std::vector<std::vector<std::string>>;  ///< values as DuckDB prints them, "NULL" for NULL

/// Settings "key=value key=value" of an environment variable; empty when it is not set.
inline connect::Settings settingsFrom(const char* variable) {
    connect::Settings out;
    const char* text = std::getenv(variable);
    std::istringstream words(text == nullptr ? "" : text);
    for (std::string word; words >> word;) {
        const size_t equals = word.find('=');
        const std::string key = word.substr(0, equals);
        if (key == "password" || key == "token")
            out.setSecret(key, word.substr(equals + 1));
        else
            out.set(key, word.substr(equals + 1));
    }
    return out;
}

inline Result<Rows> drain(Result<std::unique_ptr<connect::ChunkReader>> reader) {
    if (!reader) return fail(reader.error());
    duckdb::vector<duckdb::LogicalType> types;
    for (const auto& column : (*reader)->columns()) types.push_back(column.type);
    Rows rows;
    duckdb::DataChunk chunk;
    if (!types.empty()) chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    while (true) {
        chunk.Reset();
        auto more = (*reader)->next(chunk);
        if (!more) return fail(more.error());
        if (!*more) return rows;
        for (duckdb::idx_t r = 0; r < chunk.size(); r++) {
            auto& row = rows.emplace_back();
            for (duckdb::idx_t c = 0; c < types.size(); c++) row.push_back(chunk.GetValue(c, r).ToString());
        }
    }
}

/// Tests against the InfluxDB 1.x named by TRIBUTARY_TEST_INFLUXDB; skipped where there is none. Each test
/// has a database of its own.
class Influxdb1Test : public ::testing::Test {
  protected:
    using Clock = std::chrono::steady_clock;

    void SetUp() override {
        m_settings = settingsFrom("TRIBUTARY_TEST_INFLUXDB");
        if (m_settings.values().empty()) {
            GTEST_SKIP()
                << "NO INFLUXDB SERVER: TRIBUTARY_TEST_INFLUXDB is not set, nothing of this test was run";
        }
        const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
        m_schema = std::string("t_") + info->name();
        m_admin = open(m_settings);
        ASSERT_NE(m_admin, nullptr);
        run("DROP DATABASE " + m_schema);
        run("CREATE DATABASE " + m_schema);
        auto settings = m_settings;
        settings.set("database", m_schema);
        m_connection = open(settings);
        ASSERT_NE(m_connection, nullptr);
    }

    void TearDown() override {
        if (m_admin) run("DROP DATABASE " + m_schema);
    }

    std::unique_ptr<connect::Connection> open(const connect::Settings& settings) {
        auto opened = m_connector->open(settings, m_token);
        EXPECT_TRUE(opened.has_value()) << opened.error().text();
        return opened ? std::move(*opened) : nullptr;
    }

    void run(const std::string& text) {
        auto rows = drain(m_admin->native(text, m_token));
        EXPECT_TRUE(rows.has_value()) << text << "\n" << rows.error().text();
    }

    Rows native(const std::string& text) {
        auto rows = drain(m_connection->native(text, m_token));
        EXPECT_TRUE(rows.has_value()) << text << "\n" << rows.error().text();
        return rows ? *rows : Rows{};
    }

    /// Points in line protocol, times in ns.
    void write(const std::string& lines, const std::string& policy = "") {
        net::HttpRequest request;
        request.method = "POST";
        request.url = "http://" + m_settings.text("host") + ":" + m_settings.text("port") +
                      "/write?precision=ns&db=" + m_schema + "&rp=" + policy;
        request.user = m_settings.text("user");
        request.password = m_settings.text("password");
        request.body = lines;
        auto answer = m_http.send(request, m_token);
        ASSERT_TRUE(answer.has_value()) << answer.error().text();
        ASSERT_EQ(answer->status, 204) << answer->body;
    }

    sql::RemoteQuery tableQuery(const std::string& table, const std::string& schema = "") {
        sql::RemoteQuery query;
        query.table = {schema.empty() ? m_schema : schema, table};
        auto catalog = m_connection->describe({query.table.schema, table}, m_token);
        EXPECT_TRUE(catalog.has_value()) << catalog.error().text();
        if (catalog) query.columns = catalog->columns;
        for (size_t i = 0; i < query.columns.size(); i++) query.projection.push_back(i);
        return query;
    }

    static size_t indexOf(const sql::RemoteQuery& query, const std::string& name) {
        for (size_t i = 0; i < query.columns.size(); i++) {
            if (query.columns[i].name == name) return i;
        }
        ADD_FAILURE() << "no column " << name;
        return 0;
    }

    Rows read(const sql::RemoteQuery& query) {
        auto rows = drain(m_connection->read(query, m_token));
        EXPECT_TRUE(rows.has_value()) << rows.error().text();
        return rows ? *rows : Rows{};
    }

    std::unique_ptr<connect::Connector> m_connector = makeInfluxdb1Connector();
    connect::Settings m_settings;
    CancelToken m_token;
    net::HttpClient m_http;
    std::string m_schema;
    std::unique_ptr<connect::Connection> m_admin;
    std::unique_ptr<connect::Connection> m_connection;
};

}  // namespace tributary::connectors
