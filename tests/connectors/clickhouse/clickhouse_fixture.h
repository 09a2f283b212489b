// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <duckdb.hpp>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "connectors/clickhouse/clickhouse_connector.h"

namespace tributary::test {

/// All cells as text ("NULL" for NULL), row by row.
using Cells = std::vector<std::vector<std::string>>;

/// A connection to the real server named by TRIBUTARY_TEST_CLICKHOUSE ("host=… port=… …").
class ClickhouseTest : public testing::Test {
  protected:
    void SetUp() override {
        const char* text = std::getenv(variable());
        if (!text) GTEST_SKIP() << whenMissing();
        std::istringstream words(text);
        for (std::string word; words >> word;) {
            const size_t equals = word.find('=');
            m_settings.set(word.substr(0, equals), word.substr(equals + 1));
        }
        connect();
    }

    virtual const char* variable() const { return "TRIBUTARY_TEST_CLICKHOUSE"; }
    virtual const char* whenMissing() const {
        return "NO SERVER: set TRIBUTARY_TEST_CLICKHOUSE, or run ./dev test, to test against a real "
               "ClickHouse";
    }

    void connect() {
        auto opened = m_connector->open(m_settings, CancelToken());
        ASSERT_TRUE(opened) << opened.error().text();
        m_connection = std::move(*opened);
    }

    Result<std::unique_ptr<connect::Connection>> openWith(
        const std::map<std::string, std::string>& changes) const {
        connect::Settings settings = m_settings;
        for (const auto& [key, value] : changes) settings.set(key, value);
        return m_connector->open(settings, CancelToken());
    }

    static Result<Cells> drain(connect::ChunkReader& reader) {
        Cells out;
        duckdb::vector<duckdb::LogicalType> types;
        for (const auto& column : reader.columns()) types.push_back(column.type);
        duckdb::DataChunk chunk;
        if (!types.empty()) chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
        while (true) {
            if (!types.empty()) chunk.Reset();
            auto more = reader.next(chunk);
            if (!more) return fail(more.error());
            if (!*more) return out;
            chunk.Verify();
            for (duckdb::idx_t i = 0; i < chunk.size(); i++) {
                std::vector<std::string> row;
                for (duckdb::idx_t c = 0; c < chunk.ColumnCount(); c++)
                    row.push_back(chunk.GetValue(c, i).ToString());
                out.push_back(std::move(row));
            }
        }
    }

    Result<Cells> query(const std::string& text) { return query(*m_connection, text); }
    static Result<Cells> query(connect::Connection& connection, const std::string& text) {
        auto reader = connection.native(text, CancelToken());
        if (!reader) return fail(reader.error());
        return drain(**reader);
    }

    void run(const std::string& text) {
        auto done = query(text);
        ASSERT_TRUE(done) << text << "\n" << done.error().text();
    }

    std::unique_ptr<connect::Connector> m_connector = connectors::makeClickhouseConnector();
    connect::Settings m_settings;
    std::unique_ptr<connect::Connection> m_connection;
};

}  // namespace tributary::test
