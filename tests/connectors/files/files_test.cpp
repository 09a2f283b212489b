// SPDX-License-Identifier: GPL-3.0-or-later
// What is the files connector's alone: which files are tables, CSV's NULLs, broken files; and DuckDB files
// that are none.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "connectors/duckdb/duckdb_connector.h"
#include "connectors/files/files_connector.h"

namespace tributary::connectors {

namespace {

class FilesTest : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string path = (std::filesystem::temp_directory_path() / "tributary-files-XXXXXX").string();
        ASSERT_TRUE(mkdtemp(path.data()));
        m_folder = path;
        m_settings.set("path", m_folder);
    }
    void TearDown() override { std::filesystem::remove_all(m_folder); }

    void write(const std::string& name, const std::string& content) {
        const std::filesystem::path path = m_folder + "/" + name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << content;
    }

    std::unique_ptr<connect::Connection> open() {
        auto connection = makeFilesConnector()->open(m_settings, m_token);
        EXPECT_TRUE(connection) << connection.error().text();
        return connection ? std::move(*connection) : nullptr;
    }

    std::vector<std::string> tables(connect::Connection& connection) {
        auto catalog = connection.describe({"main"}, m_token);
        EXPECT_TRUE(catalog) << catalog.error().text();
        std::vector<std::string> out;
        for (const auto& object : catalog->objects) out.push_back(object.name);
        std::sort(out.begin(), out.end());
        return out;
    }

    std::vector<std::string> column(connect::Connection& connection, const std::string& sql) {
        auto reader = connection.native(sql, m_token);
        EXPECT_TRUE(reader) << reader.error().text();
        std::vector<std::string> out;
        if (!reader) return out;
        while (true) {
            duckdb::DataChunk chunk;
            chunk.Initialize(duckdb::Allocator::DefaultAllocator(), {(*reader)->columns()[0].type});
            auto more = (*reader)->next(chunk);
            EXPECT_TRUE(more) << more.error().text();
            if (!more || !*more) return out;
            for (duckdb::idx_t i = 0; i < chunk.size(); i++) out.push_back(chunk.GetValue(0, i).ToString());
        }
    }

    std::string m_folder;
    connect::Settings m_settings;
    CancelToken m_token;
};

}  // namespace

TEST_F(FilesTest, AStatementEndsAtTheConnectionsLimit) {
    write("a.csv", "x\n1\n");
    { duckdb::DuckDB(m_folder + "/a.duckdb"); }
    connect::Settings ofDatabase;
    ofDatabase.set("file", m_folder + "/a.duckdb");
    ofDatabase.set("statement_timeout", "1");
    m_settings.set("statement_timeout", "1");
    auto database = makeDuckdbConnector()->open(ofDatabase, m_token);
    ASSERT_TRUE(database) << database.error().text();
    const auto folder = open();
    for (connect::Connection* connection : {folder.get(), database->get()}) {
        const auto begin = std::chrono::steady_clock::now();
        auto reader =
            connection->native("SELECT count(*) FROM range(100000000) a, range(100000000) b", m_token);
        Result<bool> more = true;
        if (reader) {
            duckdb::DataChunk chunk;
            chunk.Initialize(duckdb::Allocator::DefaultAllocator(), {duckdb::LogicalType::BIGINT});
            more = (*reader)->next(chunk);
        }
        ASSERT_FALSE(reader && more);
        const Error error = reader ? more.error() : reader.error();
        EXPECT_EQ(error.code, ErrorCode::Timeout) << error.text();
        EXPECT_FALSE(error.hint.empty());
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
        EXPECT_FALSE(m_token.isCancelled()) << "the caller's own token is left alone";
        if (reader) reader->reset();
        EXPECT_EQ(column(*connection, "SELECT 41 + 1"), std::vector<std::string>{"42"})
            << "usable afterwards";
    }
}

TEST_F(FilesTest, FilesAndFoldersAreTables) {
    write("a.csv", "x,y\n1,2\n");
    write("b.tsv", "x\ty\n1\t2\n");
    write("c.ndjson", "{\"x\": 1}\n{\"x\": 2}\n");
    write("same.csv", "x\n1\n");
    write("same.json", "[{\"x\": 1}]");
    write("parts/year=2024/p.csv", "x\n1\n");
    write("parts/year=2025/p.csv", "x\n2\n");
    write("notes.md", "nothing");
    write(".hidden.csv", "x\n1\n");
    auto connection = open();
    ASSERT_TRUE(connection);
    EXPECT_EQ(tables(*connection),
              (std::vector<std::string>{"a", "b", "c", "parts", "same_csv", "same_json"}));
    EXPECT_EQ(column(*connection, "SELECT sum(x * year) FROM parts"), (std::vector<std::string>{"6074"}));
    EXPECT_EQ(column(*connection, "SELECT y FROM b"), (std::vector<std::string>{"2"}));
}

TEST_F(FilesTest, NullAndEmptyTextDiffer) {
    write("a.csv", "k,t\n1,\n2,\"\"\n3,x\n");
    auto connection = open();
    ASSERT_TRUE(connection);
    EXPECT_EQ(column(*connection, "SELECT k FROM a WHERE t IS NULL"), (std::vector<std::string>{"1"}));
    EXPECT_EQ(column(*connection, "SELECT k FROM a WHERE t = ''"), (std::vector<std::string>{"2"}));
}

TEST_F(FilesTest, TextColumnsKeepWhatIsWritten) {
    write("a.csv", "zip,n\n007,1.10\n042,2.50\n");
    m_settings.set("all_varchar", "true");
    auto connection = open();
    ASSERT_TRUE(connection);
    EXPECT_EQ(column(*connection, "SELECT zip || '|' || n FROM a"),
              (std::vector<std::string>{"007|1.10", "042|2.50"}));
}

TEST_F(FilesTest, ABrokenFileCostsOnlyItself) {
    write("good.csv", "x\n1\n");
    write("bad.parquet", "this is no parquet");
    auto connection = open();
    ASSERT_TRUE(connection);
    EXPECT_EQ(tables(*connection), (std::vector<std::string>{"bad", "good"}));
    auto bad = connection->describe({"main", "bad"}, m_token);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, ErrorCode::Corrupt) << bad.error().text();
    EXPECT_NE(bad.error().message.find("bad.parquet"), std::string::npos);
    EXPECT_TRUE(connection->describe({"main", "good"}, m_token));
    EXPECT_EQ(column(*connection, "SELECT x FROM good"), (std::vector<std::string>{"1"}));
}

TEST_F(FilesTest, NewFilesAppear) {
    write("a.csv", "x\n1\n");
    auto connection = open();
    ASSERT_TRUE(connection);
    EXPECT_EQ(tables(*connection), (std::vector<std::string>{"a"}));
    write("b.csv", "x\n5\n");
    EXPECT_EQ(tables(*connection), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(column(*connection, "SELECT x FROM b"), (std::vector<std::string>{"5"}));
}

TEST_F(FilesTest, ReadOnlyWritesNoFile) {
    write("a.csv", "x\n1\n");
    m_settings.set("read_only", "true");
    auto connection = open();
    ASSERT_TRUE(connection);
    auto reader = connection->native("COPY a TO '" + m_folder + "/out.csv'", m_token);
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, ErrorCode::Permission);
    EXPECT_FALSE(std::filesystem::exists(m_folder + "/out.csv"));
}

TEST_F(FilesTest, AMissingPathIsNotFound) {
    m_settings.set("path", m_folder + "/nowhere");
    auto connection = makeFilesConnector()->open(m_settings, m_token);
    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().code, ErrorCode::NotFound);
}

TEST_F(FilesTest, ADuckdbFileIsCheckedFirst) {
    write("x.duckdb", std::string(4096, 'x'));
    connect::Settings settings;
    settings.set("file", m_folder + "/x.duckdb");
    auto corrupt = makeDuckdbConnector()->open(settings, m_token);
    ASSERT_FALSE(corrupt);
    EXPECT_EQ(corrupt.error().code, ErrorCode::Corrupt);
    settings.set("file", m_folder + "/new.duckdb");
    auto missing = makeDuckdbConnector()->open(settings, m_token);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(m_folder + "/new.duckdb"));
}

}  // namespace tributary::connectors
