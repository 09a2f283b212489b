// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demo.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "connectors/files/files_connector.h"
#include "connectors/sqlite/sqlite_connector.h"
#include "core/connect/connector_registry.h"
#include "core/engine/federation.h"

namespace tributary::demo {

namespace {

class DemoTest : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string path = (std::filesystem::temp_directory_path() / "tributary-demo-XXXXXX").string();
        ASSERT_TRUE(mkdtemp(path.data()));
        m_folder = path;
    }
    void TearDown() override { std::filesystem::remove_all(m_folder); }
    std::string m_folder;
};

}  // namespace

TEST_F(DemoTest, ItsQueriesAnswer) {
    auto paths = createDemo(m_folder + "/demo");
    ASSERT_TRUE(paths) << paths.error().text();
    auto workspace = store::Workspace::open(paths->workspace);
    ASSERT_TRUE(workspace) << workspace.error().text();
    auto connections = (*workspace)->connections();
    ASSERT_TRUE(connections);
    EXPECT_EQ(connections->size(), 3u);
    auto queries = (*workspace)->savedQueries();
    ASSERT_TRUE(queries);
    EXPECT_EQ(queries->size(), 6u);

    connect::ConnectorRegistry registry;
    registry.add(connectors::makeSqliteConnector());
    registry.add(connectors::makeFilesConnector());
    auto federation = engine::Federation::create(registry);
    ASSERT_TRUE(federation) << federation.error().text();
    for (const auto& record : *connections) {
        connect::Settings settings;
        for (const auto& [key, value] : record.settings) settings.set(key, value);
        auto attached = (*federation)->attach(record.name, record.type, settings);
        ASSERT_TRUE(attached) << attached.error().text();
    }
    auto session = (*federation)->openSession();
    ASSERT_TRUE(session);
    for (const auto& query : *queries) {
        auto run = (*session)->run(query.sql, {}, CancelToken());
        ASSERT_TRUE(run) << query.name << ": " << run.error().text();
        uint64_t rows = 0;
        duckdb::vector<duckdb::LogicalType> types;
        for (const auto& column : (*run)->columns()) types.push_back(column.type);
        while (true) {
            duckdb::DataChunk chunk;
            chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
            auto more = (*run)->next(chunk);
            ASSERT_TRUE(more) << query.name << ": " << more.error().text();
            if (!*more) break;
            rows += chunk.size();
        }
        EXPECT_GT(rows, 10u) << query.name;
    }
}

TEST_F(DemoTest, ASecondCallChangesNothing) {
    auto first = createDemo(m_folder + "/demo");
    ASSERT_TRUE(first) << first.error().text();
    const auto before = std::filesystem::last_write_time(first->shopDatabase);
    auto second = createDemo(m_folder + "/demo");
    ASSERT_TRUE(second);
    EXPECT_EQ(std::filesystem::last_write_time(second->shopDatabase), before);
}

TEST_F(DemoTest, AFolderWithOtherThingsIsLeftAlone) {
    std::ofstream(m_folder + "/mine.txt") << "mine";
    auto paths = createDemo(m_folder);
    ASSERT_FALSE(paths);
    EXPECT_EQ(paths.error().code, ErrorCode::Conflict);
    EXPECT_TRUE(std::filesystem::exists(m_folder + "/mine.txt"));
}

}  // namespace tributary::demo
