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

#include "connectors/mysql/mysql_connector.h"
#include "core/connect/connector.h"

namespace tributary::connectors {

/// Tests against the server named by TRIBUTARY_TEST_MYSQL ("host=… port=… user=…"); skipped where there is
/// none. Each test has a database of its own name.
class MysqlTest : public ::testing::Test {
  protected:
    using Rows = std::vector<std::vector<duckdb::Value>>;
    using Clock = std::chrono::steady_clock;

    void SetUp() override {
        const char* environment = std::getenv("TRIBUTARY_TEST_MYSQL");
        if (environment == nullptr || *environment == '\0') {
            GTEST_SKIP() << "NO MYSQL SERVER: TRIBUTARY_TEST_MYSQL is not set, nothing of this test was run";
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
        m_schema = std::string("t_") + info->test_suite_name() + "_" + info->name();
        m_connection = open(m_settings);
        run("DROP DATABASE IF EXISTS `" + m_schema + "`");
        run("CREATE DATABASE `" + m_schema + "` CHARACTER SET utf8mb4");
        run("USE `" + m_schema + "`");
    }

    void TearDown() override {
        if (m_connection && m_connection->isAlive()) run("DROP DATABASE IF EXISTS `" + m_schema + "`");
    }

    std::unique_ptr<connect::Connection> open(const connect::Settings& settings) {
        auto opened = m_connector->open(settings, m_token);
        EXPECT_TRUE(opened.has_value()) << opened.error().text();
        return opened ? std::move(*opened) : nullptr;
    }

    std::unique_ptr<connect::Connection> openWith(const std::string& key, const std::string& value) {
        connect::Settings settings = m_settings;
        settings.set(key, value);
        settings.set("database", m_schema);
        return open(settings);
    }

    static Result<Rows> drain(Result<std::unique_ptr<connect::ChunkReader>> reader) {
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
                for (duckdb::idx_t c = 0; c < types.size(); c++) row.push_back(chunk.GetValue(c, r));
            }
        }
    }

    Result<Rows> tryRun(const std::string& sql) { return drain(m_connection->native(sql, m_token)); }

    Rows run(const std::string& sql) {
        auto rows = tryRun(sql);
        EXPECT_TRUE(rows.has_value()) << sql << "\n" << rows.error().text();
        return rows ? *rows : Rows{};
    }

    /// The only value of the only row, printed; "NULL" for NULL.
    std::string one(const std::string& sql) {
        auto rows = run(sql);
        EXPECT_EQ(rows.size(), 1u) << sql;
        return rows.empty() ? "" : rows[0].at(0).ToString();
    }

    /// How many sessions run a statement that contains `mark`, seen from a session of its own.
    int runningWith(const std::string& mark) {
        auto rows =
            drain(observer().native("SELECT INFO FROM information_schema.PROCESSLIST WHERE INFO LIKE '%" +
                                        mark + "%' AND ID <> CONNECTION_ID()",
                                    m_token));
        EXPECT_TRUE(rows.has_value()) << rows.error().text();
        return rows ? static_cast<int>(rows->size()) : -1;
    }

    /// Waits until `count` sessions run a statement with `mark`; false after `limit`.
    bool waitForRunning(const std::string& mark, int count, std::chrono::milliseconds limit) {
        auto end = Clock::now() + limit;
        while (Clock::now() < end) {
            if (runningWith(mark) == count) return true;
        }
        return false;
    }

    connect::Connection& observer() {
        if (!m_observer) m_observer = open(m_settings);
        return *m_observer;
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

    std::unique_ptr<connect::Connector> m_connector = makeMysqlConnector();
    connect::Settings m_settings;
    CancelToken m_token;
    std::string m_schema;
    std::unique_ptr<connect::Connection> m_connection;
    std::unique_ptr<connect::Connection> m_observer;
};

}  // namespace tributary::connectors
