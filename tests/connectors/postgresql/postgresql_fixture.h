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

#include "connectors/postgresql/postgresql_connector.h"
#include "core/connect/connector.h"

namespace tributary::connectors {

/// Tests against the server named by TRIBUTARY_TEST_POSTGRESQL ("host=… port=… user=…"); skipped where there
/// is none. Each test has a schema of its own.
class PostgresqlTest : public ::testing::Test {
  protected:
    using Rows = std::vector<std::vector<std::string>>;
    using Clock = std::chrono::steady_clock;
    using Reader = std::unique_ptr<connect::ChunkReader>;

    void SetUp() override {
        const char* environment = std::getenv("TRIBUTARY_TEST_POSTGRESQL");
        if (environment == nullptr || *environment == '\0') {
            GTEST_SKIP()
                << "NO POSTGRESQL SERVER: TRIBUTARY_TEST_POSTGRESQL is not set, nothing of this test was run";
        }
        std::istringstream words(environment);
        for (std::string word; words >> word;) {
            size_t equals = word.find('=');
            std::string key = word.substr(0, equals);
            if (key == "password") {
                m_settings.setSecret(key, word.substr(equals + 1));
            } else {
                m_settings.set(key, word.substr(equals + 1));
            }
        }
        const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
        m_schema = std::string("t_") + info->name();
        m_connection = open(m_settings);
        ASSERT_TRUE(m_connection);
        run("DROP SCHEMA IF EXISTS \"" + m_schema + "\" CASCADE");
        run("CREATE SCHEMA \"" + m_schema + "\"");
        run("SET search_path = \"" + m_schema + "\", public");
    }

    void TearDown() override {
        if (!m_connection) return;
        auto cleaner = open(m_settings);
        auto dropped = drain(cleaner->native("DROP SCHEMA IF EXISTS \"" + m_schema + "\" CASCADE", m_token));
        EXPECT_TRUE(dropped.has_value()) << dropped.error().text();
    }

    std::unique_ptr<connect::Connection> open(const connect::Settings& settings) {
        auto opened = m_connector->open(settings, CancelToken());
        EXPECT_TRUE(opened.has_value()) << opened.error().text();
        return opened ? std::move(*opened) : nullptr;
    }

    connect::Settings with(const std::string& key, const std::string& value) const {
        connect::Settings settings = m_settings;
        settings.set(key, value);
        return settings;
    }

    /// A session with `key` = `value` that sees this test's schema.
    std::unique_ptr<connect::Connection> openWith(const std::string& key, const std::string& value) {
        auto connection = open(with(key, value));
        auto set = drain(connection->native("SET search_path = \"" + m_schema + "\", public", m_token));
        EXPECT_TRUE(set.has_value()) << set.error().text();
        return connection;
    }

    Error openError(const connect::Settings& settings, const CancelToken& token = {}) {
        auto opened = m_connector->open(settings, token);
        EXPECT_FALSE(opened.has_value());
        return opened ? Error() : opened.error();
    }

    /// All rows as DuckDB prints the values; NULL is "NULL".
    static Result<Rows> drain(const Result<Reader>& reader) {
        if (!reader) return fail(reader.error());
        duckdb::vector<duckdb::LogicalType> types;
        for (const auto& column : (*reader)->columns()) types.push_back(column.type);
        Rows rows;
        duckdb::DataChunk chunk;
        if (!types.empty()) chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
        for (;;) {
            chunk.Reset();
            auto more = (*reader)->next(chunk);
            if (!more) return fail(more.error());
            if (!*more) return rows;
            for (duckdb::idx_t r = 0; r < chunk.size(); r++) {
                auto& row = rows.emplace_back();
                for (duckdb::idx_t c = 0; c < types.size(); c++)
                    row.push_back(chunk.GetValue(c, r).ToString());
            }
        }
    }

    /// Reads to the end, keeping nothing.
    static Result<uint64_t> count(connect::ChunkReader& reader) {
        duckdb::vector<duckdb::LogicalType> types;
        for (const auto& column : reader.columns()) types.push_back(column.type);
        duckdb::DataChunk chunk;
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
        for (uint64_t rows = 0;; rows += chunk.size()) {
            chunk.Reset();
            auto more = reader.next(chunk);
            if (!more) return fail(more.error());
            if (!*more) return rows;
        }
    }

    Result<Rows> tryRun(const std::string& sql) { return drain(m_connection->native(sql, m_token)); }

    Rows run(const std::string& sql) {
        auto rows = tryRun(sql);
        EXPECT_TRUE(rows.has_value()) << sql << "\n" << rows.error().text();
        return rows ? *rows : Rows{};
    }

    Error failing(const std::string& sql) {
        auto rows = tryRun(sql);
        EXPECT_FALSE(rows.has_value()) << sql;
        return rows ? Error() : rows.error();
    }

    std::string one(const std::string& sql) {
        auto rows = run(sql);
        return rows.size() == 1 ? rows[0].at(0) : "not one row";
    }

    sql::RemoteQuery tableQuery(const std::string& table) {
        sql::RemoteQuery query;
        query.table = {m_schema, table};
        auto catalog = m_connection->describe({m_schema, table}, m_token);
        EXPECT_TRUE(catalog.has_value()) << catalog.error().text();
        if (catalog) query.columns = catalog->columns;
        for (size_t i = 0; i < query.columns.size(); i++) query.projection.push_back(i);
        return query;
    }

    Rows read(const sql::RemoteQuery& query) {
        auto rows = drain(m_connection->read(query, m_token));
        EXPECT_TRUE(rows.has_value()) << rows.error().text();
        return rows ? *rows : Rows{};
    }

    /// Sessions whose running statement contains `mark`, seen from a session of its own.
    int runningWith(const std::string& mark) {
        if (!m_observer) m_observer = open(m_settings);
        auto rows = drain(
            m_observer->native("SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%" +
                                   mark + "%' AND pid <> pg_backend_pid()",
                               m_token));
        EXPECT_TRUE(rows.has_value()) << rows.error().text();
        return rows ? static_cast<int>(rows->size()) : -1;
    }

    bool waitForRunning(const std::string& mark, int count, std::chrono::milliseconds limit) {
        auto end = Clock::now() + limit;
        while (Clock::now() < end) {
            if (runningWith(mark) == count) return true;
        }
        return false;
    }

    std::unique_ptr<connect::Connector> m_connector = makePostgresqlConnector();
    connect::Settings m_settings;
    CancelToken m_token;
    std::string m_schema;
    std::unique_ptr<connect::Connection> m_connection;
    std::unique_ptr<connect::Connection> m_observer;
};

}  // namespace tributary::connectors
