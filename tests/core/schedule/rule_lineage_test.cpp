// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/rule_lineage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>

#include "connectors/sqlite/sqlite_connector.h"
#include "core/lineage/live.h"

namespace tributary::schedule {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

/// A workspace with a SQLite file "shop" that has orders (id, shop, amount, status).
class RuleLineageTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
        folder = std::filesystem::path(::testing::TempDir()) / (std::string("rules-") + info->name());
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        makeShop();
        auto opened = store::Workspace::open((folder / "w.tributary").string());
        ASSERT_TRUE(opened) << opened.error().text();
        store::ConnectionRecord record;
        record.name = "shop";
        record.type = "sqlite";
        record.settings["file"] = (folder / "shop.db").string();
        ASSERT_TRUE((*opened)->saveConnection(record));
        registry.add(connectors::makeSqliteConnector());
        engine::FederationOptions options;
        options.planObserver = lineage::makeLineageObserver();
        auto made = engine::Workbench::open(registry, std::move(*opened), store::makeMemorySecretStore(),
                                            std::move(options));
        ASSERT_TRUE(made) << made.error().text();
        workbench = std::move(*made);
        kept = std::move(*lineage::LineageStore::open((folder / "w.tributary").string()));
    }
    void TearDown() override {
        kept.reset();
        workbench.reset();
        std::filesystem::remove_all(folder);
    }
    void makeShop() {
        sqlite3* db = nullptr;
        ASSERT_EQ(sqlite3_open((folder / "shop.db").c_str(), &db), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(db, "CREATE TABLE orders (id INTEGER, shop TEXT, amount REAL, status TEXT)",
                               nullptr, nullptr, nullptr),
                  SQLITE_OK);
        sqlite3_close(db);
    }

    static alerts::Rule rule(const std::string& name, const std::string& query,
                             alerts::Rule::Language language = alerts::Rule::Language::Sql) {
        alerts::Rule out;
        out.id = "id-" + name;
        out.name = name;
        out.language = language;
        out.query = query;
        return out;
    }
    lineage::DefinitionReport record(std::vector<alerts::Rule> rules) {
        alerts::RuleGroup group;
        group.name = "g";
        group.rules = std::move(rules);
        auto done = recordRuleLineage(*workbench, *kept, {group}, known, ++now, {});
        EXPECT_TRUE(done) << done.error().text();
        return done.value_or(lineage::DefinitionReport{});
    }
    std::vector<std::string> edges() {
        auto graph = kept->load();
        EXPECT_TRUE(graph);
        std::vector<std::string> out;
        for (const auto& edge : graph->edges)
            out.push_back(graph->columnLabel(edge.source) + " > " + graph->columnLabel(edge.target));
        return out;
    }

    std::filesystem::path folder;
    connect::ConnectorRegistry registry;
    std::unique_ptr<engine::Workbench> workbench;
    std::unique_ptr<lineage::LineageStore> kept;
    std::map<std::string, std::string> known;
    int64_t now = 1'769'860'800'000;
};

constexpr const char* kFailing =
    "SELECT shop AS place, sum(amount) AS lost FROM shop.main.orders WHERE status = 'failed' GROUP BY shop";

TEST_F(RuleLineageTest, AFederatedRuleIsFedByWhatItReads) {
    EXPECT_EQ(record({rule("Lost", kFailing)}).recorded, 1u);
    const auto all = edges();
    EXPECT_THAT(all, Contains("shop.main.orders.shop > alerts.Lost.place"));
    EXPECT_THAT(all, Contains("shop.main.orders.amount > alerts.Lost.lost"));
    auto graph = kept->load();
    ASSERT_TRUE(graph);
    const auto id = kept->resolve("shop.main.orders.status");
    ASSERT_TRUE(id) << id.error().text();
    const auto column = lineage::columnOfId(*graph, *id);
    ASSERT_TRUE(column);
    std::vector<std::string> hit;
    for (const auto& one : lineage::impact(*graph, column.value(), lineage::Change::Drop, {}))
        if (!one.job) hit.push_back(lineage::displayName(graph->datasets[one.dataset].name));
    EXPECT_THAT(hit, Contains("alerts.Lost"));
    EXPECT_TRUE(kept->resolve("alerts.Lost"));
}

TEST_F(RuleLineageTest, OnlyWhatChangedIsLookedAtAndWhatIsGoneEnds) {
    EXPECT_EQ(record({rule("Lost", kFailing), rule("Many", "SELECT count(id) AS n FROM shop.main.orders")})
                  .recorded,
              2u);
    EXPECT_EQ(record({rule("Lost", kFailing), rule("Many", "SELECT count(id) AS n FROM shop.main.orders")})
                  .recorded,
              0u);
    EXPECT_THAT(edges(), Contains("shop.main.orders.id > alerts.Many.n"));
    EXPECT_EQ(record({rule("Lost", kFailing), rule("Many", "SELECT max(amount) AS n FROM shop.main.orders")})
                  .recorded,
              1u);
    EXPECT_THAT(edges(), Contains("shop.main.orders.amount > alerts.Many.n"));
    EXPECT_THAT(edges(), ::testing::Not(Contains("shop.main.orders.id > alerts.Many.n")));
    record({});
    EXPECT_THAT(edges(), IsEmpty());
}

TEST_F(RuleLineageTest, TheInstantAndASourcesOwnLanguageAreUnderstood) {
    auto native = rule("Native", "SELECT amount FROM orders WHERE id > 5", alerts::Rule::Language::Native);
    native.connection = "shop";
    EXPECT_THAT(record({rule("Timed",
                             "SELECT sum(amount) AS s FROM shop.main.orders "
                             "WHERE epoch_ms(id) < $eval_time"),
                        native})
                    .unread,
                IsEmpty());
    EXPECT_THAT(edges(), Contains("shop.main.orders.amount > alerts.Timed.s"));
    EXPECT_THAT(edges(), Contains("shop.main.orders.amount > alerts.Native.amount"));
}

TEST_F(RuleLineageTest, PromqlTellsItsMetricsWithoutAskingTheirSource) {
    auto one = rule("Errors", "sum(rate(errors_total{job=\"api\"}[5m])) / sum(rate(requests_total[5m])) > 1",
                    alerts::Rule::Language::PromQl);
    one.connection = "prom";  // no such connection: nothing is asked
    EXPECT_THAT(record({one}).unread, IsEmpty());
    EXPECT_THAT(edges(), UnorderedElementsAre("prom.metrics.errors_total.value > alerts.Errors.value",
                                              "prom.metrics.requests_total.value > alerts.Errors.value",
                                              "prom.metrics.errors_total.job > alerts.Errors"));
}

TEST_F(RuleLineageTest, ARuleThatCannotBeReadIsTriedAgain) {
    EXPECT_THAT(record({rule("Odd", "SELECT nothing FROM shop.main.no_such")}).unread, SizeIs(1));
    EXPECT_THAT(record({rule("Odd", "SELECT nothing FROM shop.main.no_such")}).unread, SizeIs(1));
}

}  // namespace
}  // namespace tributary::schedule
