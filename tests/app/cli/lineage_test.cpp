// SPDX-License-Identifier: GPL-3.0-or-later
// Lineage from the outside: what runs and what the catalogs of real servers define ends up in one graph.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/app/cli/program.h"

namespace tributary {
namespace {
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using Json = nlohmann::json;
using Names = std::set<std::string>;

class CliLineage : public ::testing::Test {
  protected:
    void addSqlite(const std::string& sql) {
        sqlite3* db = nullptr;
        ASSERT_EQ(sqlite3_open(m_program.file("shop.db").c_str(), &db), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
        sqlite3_close(db);
        ok({"connection", "add", "c", "--type", "sqlite", "--set", "file=" + m_program.file("shop.db")});
    }

    /// Adds the connection "c" to the server that `variable` tells of; false: there is none.
    bool addServer(const std::string& type, const char* variable) {
        const char* settings = std::getenv(variable);
        if (!settings) return false;
        std::vector<std::string> arguments = {"connection", "add", "c", "--type", type};
        std::istringstream words(settings);
        for (std::string word; words >> word;) {
            const size_t equals = word.find('=');
            const std::string key = word.substr(0, equals);
            if (key == "password") {
                m_password = word.substr(equals + 1);
                arguments.insert(arguments.end(), {"--secret", "password=env:SERVER_PASSWORD"});
            } else {
                arguments.insert(arguments.end(), {"--set", word});
            }
        }
        ok(arguments);
        return true;
    }

    test::Outcome run(const std::vector<std::string>& arguments) {
        test::Call call;
        call.arguments = arguments;
        call.environment["SERVER_PASSWORD"] = m_password;
        return m_program.run(call);
    }
    std::string ok(const std::vector<std::string>& arguments) {
        auto outcome = run(arguments);
        EXPECT_EQ(outcome.status, 0) << ::testing::PrintToString(arguments) << "\n" << outcome.err;
        return outcome.out;
    }
    void native(const std::string& sql) { ok({"query", sql, "--on", "c"}); }

    Json graph() {
        const auto text = ok({"lineage", "export", "--format", "json"});
        return Json::parse(text, nullptr, false);
    }
    static Names edges(const Json& graph) {
        Names out;
        for (const auto& edge : graph["edges"]) {
            if (edge["type"] != "DIRECT") continue;
            const auto end = [](const Json& one) {
                return one["dataset"].get<std::string>() + "." + one.value("column", "*");
            };
            out.insert(end(edge["source"]) + " > " + end(edge["target"]));
        }
        return out;
    }
    static std::map<std::string, std::string> kinds(const Json& graph) {
        std::map<std::string, std::string> out;
        for (const auto& one : graph["datasets"]) out[one["name"]] = one["kind"];
        return out;
    }

    const std::string m_own = "lin_" + std::to_string(::getpid());  ///< schema or prefix of this run
    std::string m_password;
    test::Program m_program;
};

TEST_F(CliLineage, withoutAWorkspaceItSaysSo) {
    for (const char* command : {"graph", "cycles", "coverage", "refresh"}) {
        auto outcome = run({"lineage", command});
        EXPECT_EQ(outcome.status, 4) << command;
        EXPECT_THAT(outcome.err, HasSubstr("no workspace")) << command;
        EXPECT_EQ(outcome.err.find("SQLite"), std::string::npos) << outcome.err;
    }
}

TEST_F(CliLineage, sqliteFromStatementsAndViews) {
    addSqlite(
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, amount INTEGER); CREATE VIEW v AS SELECT amount * 2 "
        "AS twice FROM orders; CREATE VIRTUAL TABLE words USING fts5(w);");
    EXPECT_THAT(run({"query", "CREATE TABLE plain (a INTEGER)", "--on", "c"}).err, HasSubstr("done"));
    EXPECT_THAT(run({"query", "INSERT INTO orders VALUES (1, 5), (2, 6)", "--on", "c"}).err,
                HasSubstr("2 rows changed"));
    EXPECT_THAT(run({"query", "DROP TABLE plain", "--on", "c"}).err, HasSubstr("done"));
    native("CREATE TABLE big AS SELECT id FROM orders");
    EXPECT_THAT(ok({"lineage", "impact", "c.main.orders.id"}), HasSubstr("c.main.big"));
    ok({"lineage", "refresh"});
    const auto found = graph();
    EXPECT_THAT(edges(found),
                IsSupersetOf({"c.main.orders.id > c.main.big.id", "c.main.orders.amount > c.main.v.twice"}));
    const auto all = kinds(found);
    EXPECT_EQ(all.at("c.main.v"), "view");
    for (const auto& [name, kind] : all) EXPECT_EQ(name.find("sqlite_"), std::string::npos) << name;
    EXPECT_FALSE(all.contains("c.big")) << "the same table under a second name";
    EXPECT_FALSE(all.contains("c.main.words_data")) << "what a virtual table keeps its rows in";
}

TEST_F(CliLineage, postgresqlFromStatementsViewsAndMaterialisedViews) {
    if (!addServer("postgresql", "TRIBUTARY_TEST_POSTGRESQL"))
        GTEST_SKIP() << "SKIPPED LOUDLY: TRIBUTARY_TEST_POSTGRESQL is not set (./dev test starts one)";
    const std::string s = "c." + m_own + ".";
    native("CREATE SCHEMA " + m_own);
    ok({"query",
        "SET search_path = " + m_own +
            "; CREATE TABLE orders (id int PRIMARY KEY, amount int, parent int "
            "REFERENCES orders (id)); CREATE TABLE big AS SELECT id FROM orders; CREATE VIEW v AS SELECT "
            "amount * 2 "
            "AS twice FROM orders; CREATE MATERIALIZED VIEW m AS SELECT sum(twice) AS total FROM v",
        "--on", "c"});
    EXPECT_THAT(ok({"lineage", "impact", s + "orders.id"}), HasSubstr(s + "big"));
    ok({"lineage", "refresh"});
    const auto found = graph();
    native("DROP SCHEMA " + m_own + " CASCADE");
    EXPECT_THAT(edges(found),
                IsSupersetOf({s + "orders.id > " + s + "big.id", s + "orders.amount > " + s + "v.twice",
                              s + "v.twice > " + s + "m.total"}));
    const auto all = kinds(found);
    EXPECT_EQ(all.at(s + "v"), "view");
    EXPECT_EQ(all.at(s + "m"), "materialized_view");
    for (const auto& [name, kind] : all) {
        EXPECT_FALSE(name.starts_with("c.pg_catalog.") || name.starts_with("c.information_schema.")) << name;
        EXPECT_NE(name, "c.big");
    }
}

TEST_F(CliLineage, mariadbFromStatementsAndViews) {
    if (!addServer("mysql", "TRIBUTARY_TEST_MYSQL"))
        GTEST_SKIP() << "SKIPPED LOUDLY: TRIBUTARY_TEST_MYSQL is not set (./dev test starts one)";
    native("CREATE TABLE " + m_own + "_orders (id INT PRIMARY KEY, amount INT)");
    EXPECT_THAT(
        run({"query", "CREATE VIEW " + m_own + "_v AS SELECT amount * 2 AS twice FROM " + m_own + "_orders",
             "--on", "c"})
            .err,
        HasSubstr("done"));
    native("CREATE TABLE " + m_own + "_big AS SELECT id FROM " + m_own + "_orders");
    ok({"lineage", "refresh"});
    const auto found = graph();
    native("DROP VIEW " + m_own + "_v");
    native("DROP TABLE " + m_own + "_orders, " + m_own + "_big");
    const std::string s = "c.tributary." + m_own;
    EXPECT_THAT(edges(found), IsSupersetOf({s + "_orders.id > " + s + "_big.id",
                                            s + "_orders.amount > " + s + "_v.twice"}));
    const auto all = kinds(found);
    EXPECT_EQ(all.at(s + "_v"), "view");
    for (const auto& [name, kind] : all) {
        for (const char* system : {"c.information_schema.", "c.mysql.", "c.performance_schema.", "c.sys."})
            EXPECT_FALSE(name.starts_with(system)) << name;
        EXPECT_NE(name, "c." + m_own + "_big");
    }
}

TEST_F(CliLineage, clickhouseFromStatementsAndViews) {
    if (!addServer("clickhouse", "TRIBUTARY_TEST_CLICKHOUSE"))
        GTEST_SKIP() << "SKIPPED LOUDLY: TRIBUTARY_TEST_CLICKHOUSE is not set (./dev test starts one)";
    const auto t = [this](const std::string& name) { return m_own + "_" + name; };
    const std::string memory = " ENGINE = MergeTree ORDER BY tuple()";
    native("CREATE TABLE " + t("events") + " (id Int64, amount Int64)" + memory);
    native("CREATE TABLE " + t("agg") + " (total Int64)" + memory);
    native("CREATE VIEW " + t("v") + " AS SELECT amount * 2 AS twice FROM " + t("events"));
    native("CREATE MATERIALIZED VIEW " + t("mv") + " TO " + t("agg") + " AS SELECT amount AS total FROM " +
           t("events"));
    native("CREATE MATERIALIZED VIEW " + t("own") + memory + " AS SELECT id FROM " + t("events"));
    const auto before = graph();
    ok({"lineage", "refresh"});
    const auto found = graph();
    for (const char* name : {"mv", "own", "v", "agg", "events"}) native("DROP TABLE " + t(name));
    const std::string s = "c.default." + m_own + "_";
    const Names expected = {s + "events.amount > " + s + "v.twice", s + "events.amount > " + s + "agg.total",
                            s + "events.id > " + s + "own.id"};
    EXPECT_THAT(edges(before), IsSupersetOf(expected));
    EXPECT_THAT(edges(found), IsSupersetOf(expected));
    const auto all = kinds(found);
    EXPECT_EQ(all.at(s + "agg"), "table");
    EXPECT_EQ(kinds(before).at(s + "agg"), "table");
    EXPECT_EQ(all.at(s + "v"), "view");
    EXPECT_EQ(all.at(s + "own"), "materialized_view");
    EXPECT_EQ(all.at(s + "mv"), "materialized_view");
    for (const auto& [name, kind] : all) {
        EXPECT_FALSE(name.starts_with("c.system.")) << name;
        EXPECT_EQ(name.find(".inner"), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace tributary
