// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "connectors/register_all.h"
#include "tests/oracle/oracle_sources.h"

namespace tributary::oracle {
namespace {

constexpr uint32_t kSeed = 20261121;
constexpr size_t kQueries = 300;

using Answer = std::vector<std::string>;  ///< rows as text, sorted: a multiset

/// 0.0 equals -0.0: which of the two names their group depends on the row an operator meets first, and so on
/// the number of threads; a sort keeps the sign or not, by the algorithm DuckDB takes. A statement that
/// groups or sorts is compared without the sign of zero.
std::string cellText(const duckdb::Value& value, bool zeroHasNoSign) {
    std::string text = value.ToSQLString();
    return zeroHasNoSign && text == "-0.0" ? "0.0" : text;
}

bool groupsOrSorts(const std::string& sql) {
    return sql.find("GROUP BY") != std::string::npos || sql.find("DISTINCT") != std::string::npos ||
           sql.find("UNION") != std::string::npos || sql.find("ORDER BY") != std::string::npos;
}

/// The same statement three ways: pushed down, with all rewriting off, and on a local copy of the rows.
class OracleTest : public ::testing::TestWithParam<OracleSource> {
  protected:
    void SetUp() override {
        const auto& source = GetParam();
        std::map<std::string, std::string> server;
        if (!source.environment.empty()) {
            const char* text = std::getenv(source.environment.c_str());
            if (!text)
                GTEST_SKIP() << "NO SERVER: " << source.environment
                             << " is not set; run it through ./dev test";
            server = parseSettings(text);
        }
        connectors::registerAll(registry);
        auto made = engine::Federation::create(registry);
        ASSERT_TRUE(made) << made.error().text();
        federation = std::move(*made);
        const auto rows = nastyRows(source.columns, 80, kSeed);
        const auto settings = source.prepare ? source.prepare(rows, server) : settingsOf(server);
        auto attached = federation->attach("src", source.type, settings);
        ASSERT_TRUE(attached) << attached.error().text();
        session = std::move(*federation->openSession());
        if (source.statements) {
            for (const auto& statement : source.statements(rows)) runNative(statement);
        }
        makeLocalTables(source, server);
    }

    void TearDown() override {
        session.reset();
        federation.reset();
        removeScratch();
    }

    void runNative(const std::string& text) {
        auto run = session->runNative("src", text, {}, {});
        ASSERT_TRUE(run) << text << "\n" << run.error().text();
        duckdb::DataChunk none;
        auto done = (*run)->next(none);
        ASSERT_TRUE(done) << text << "\n" << done.error().text();
    }

    void makeLocalTables(const OracleSource& source, const std::map<std::string, std::string>& server) {
        table = "src." + (source.table.empty() ? server.at("database") + ".oracle_t" : source.table);
        must(
            "CREATE TEMP TABLE keys AS SELECT * FROM (VALUES (1, 'a'), (5, 'ab '), (17, 'n1'), (33, 'ß'), "
            "(60, '')) "
            "k(id, word)");
        must("ALTER TABLE keys ALTER id TYPE BIGINT");
        must("SET disabled_optimizers='extension'");
        must("CREATE TEMP TABLE local_copy AS SELECT * FROM " + table);
        must("SET disabled_optimizers=''");
    }

    void must(const std::string& sql) {
        auto answer = ask(sql);
        ASSERT_TRUE(answer) << sql << "\n" << answer.error().text();
    }

    Result<Answer> ask(const std::string& sql) {
        auto run = session->run(sql, {}, {});
        if (!run) return fail(run.error());
        Answer out;
        const bool zeroHasNoSign = groupsOrSorts(sql);
        duckdb::vector<duckdb::LogicalType> types;
        for (const auto& column : (*run)->columns()) types.push_back(column.type);
        duckdb::DataChunk chunk;
        if (!types.empty()) chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
        for (;;) {
            chunk.Reset();
            auto more = (*run)->next(chunk);
            if (!more) return fail(more.error());
            if (!*more) break;
            for (size_t r = 0; r < chunk.size(); r++) {
                std::string row;
                for (size_t c = 0; c < chunk.ColumnCount(); c++)
                    row += cellText(chunk.GetValue(c, r), zeroHasNoSign) + "\x1f";
                out.push_back(std::move(row));
            }
        }
        std::sort(out.begin(), out.end());
        for (const auto& scan : (*run)->profile().sources) sent = scan.remoteText;
        return out;
    }

    std::string on(const std::string& query, const std::string& relation) const {
        return duckdb::StringUtil::Replace(query, "$T", relation);
    }

    connect::ConnectorRegistry registry;
    std::unique_ptr<engine::Federation> federation;
    std::unique_ptr<engine::Session> session;
    std::string table;
    std::string sent;  ///< by the last statement
};

TEST_P(OracleTest, everyStatementHasOneAnswer) {
    QueryGenerator generator(GetParam().columns, kSeed);
    size_t withFilter = 0;
    for (size_t i = 0; i < kQueries; i++) {
        const std::string query = generator.next();
        auto local = ask(on(query, "local_copy"));
        ASSERT_TRUE(local) << query << "\n" << local.error().text();
        sent.clear();
        auto pushed = ask(on(query, table));
        ASSERT_TRUE(pushed) << query << "\n" << sent << "\n" << pushed.error().text();
        const std::string pushedText = sent;
        if (pushedText.find(GetParam().filterMark) != std::string::npos) withFilter++;
        must("SET disabled_optimizers='extension'");
        auto plain = ask(on(query, table));
        must("SET disabled_optimizers=''");
        ASSERT_TRUE(plain) << query << "\n" << plain.error().text();
        EXPECT_EQ(*local, *pushed) << "statement " << i << ": " << query << "\nsent: " << pushedText;
        EXPECT_EQ(*local, *plain) << "statement " << i << ": " << query << "\nwithout pushdown";
        if (HasFailure()) return;
    }
    EXPECT_GT(withFilter, kQueries / 10) << "so few filters were pushed that this proves little";
}

INSTANTIATE_TEST_SUITE_P(Sources, OracleTest, ::testing::ValuesIn(oracleSources()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace tributary::oracle
