// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <duckdb.hpp>
#include <memory>
#include <string>
#include <vector>

#include "core/connect/connector.h"
#include "tests/conformance/quirks.h"

namespace tributary::conformance {

using Rows = std::vector<std::vector<std::string>>;  ///< cells as text; NULL is kNull
inline const std::string kNull = "␀";

/// What a reader gave, kept both as text and as the chunks themselves.
struct ReadBack {
    std::vector<sql::Column> columns;
    std::vector<std::unique_ptr<duckdb::DataChunk>> chunks;
    uint64_t rowCount = 0;
    Rows rows() const;
    Rows sorted() const;
};

std::string cellText(const duckdb::Value& value);
std::unique_ptr<duckdb::DataChunk> makeChunk(const std::vector<sql::Column>& columns);
Result<ReadBack> readAll(connect::ChunkReader& reader);

/// A source under test. Skips the calling test loudly when it is not available. What a helper cannot get it
/// throws: GoogleTest fails the test with that text, and nobody goes on with half an answer.
class ConformanceTest : public ::testing::Test {
  protected:
    /// Opens the first connection; call from SetUp.
    void start(Quirks& quirks);
    std::unique_ptr<connect::Connection> open();
    /// The error of opening with other settings.
    Result<std::unique_ptr<connect::Connection>> tryOpen(const connect::Settings& settings);

    /// Makes the table once per process.
    void ensure(const TableSpec& table);
    /// (id, n, t): `count` rows, n = id % 100 (every 10th NULL where NULL exists), t = 'row <id>'.
    TableSpec plainTable(const std::string& name, size_t count) const;
    connect::Catalog describeTable(const std::string& name);
    /// All columns, no filter.
    sql::RemoteQuery queryOf(const std::string& table);
    static size_t columnNamed(const std::vector<sql::Column>& columns, const std::string& name);
    ReadBack read(const sql::RemoteQuery& query);
    ReadBack native(const std::string& text);
    const sql::Dialect& dialect() const { return *m_connection->capabilities().dialect; }

    Quirks* m_quirks = nullptr;
    std::unique_ptr<connect::Connector> m_connector;
    connect::Settings m_settings;
    std::unique_ptr<connect::Connection> m_connection;
    CancelToken m_token;
};

/// Skips a test of what the source lacks.
#define SKIP_IF_LACKING(feature)                                                           \
    if (!m_quirks->has(feature)) {                                                         \
        GTEST_SKIP() << m_quirks->label << " lacks this: " << m_quirks->lacks.at(feature); \
    }

/// A local DuckDB table with the rows of a read: what filters, orders and limits must mean.
class LocalCopy {
  public:
    explicit LocalCopy(const ReadBack& data);
    /// Rows of SELECT * FROM data WHERE `condition`; `values` bind its ? marks.
    Rows where(const std::string& condition, const std::vector<duckdb::Value>& values);
    Rows query(const std::string& text, const std::vector<duckdb::Value>& values = {});

  private:
    duckdb::DuckDB m_database;
    duckdb::Connection m_connection;
};

std::string quoted(const std::string& name);

/// Text of a predicate over local columns with ? marks, its values appended.
std::string localText(const sql::Predicate& p, const std::vector<sql::Column>& columns,
                      std::vector<duckdb::Value>& values);

}  // namespace tributary::conformance
