// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/app/cli/program.h"

namespace tributary {
namespace {

using test::Call;
using test::Program;

constexpr const char* kSecret = "Hunter2-must-stay-hidden";

class CliConnection : public ::testing::Test {
  protected:
    void makeShop() {
        sqlite3* db = nullptr;
        ASSERT_EQ(sqlite3_open(m_program.file("shop.db").c_str(), &db), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(db,
                               "CREATE TABLE orders (id INTEGER PRIMARY KEY, amount REAL, note TEXT);"
                               "INSERT INTO orders VALUES (1, 2.5, 'a'), (2, 4, NULL), (3, NULL, '')",
                               nullptr, nullptr, nullptr),
                  SQLITE_OK);
        sqlite3_close(db);
        auto added = m_program.run(
            {"connection", "add", "shop", "--type", "sqlite", "--set", "file=" + m_program.file("shop.db")});
        ASSERT_EQ(added.status, 0) << added.err;
    }

    test::Outcome addServer(const std::vector<std::string>& more) {
        Call call;
        call.arguments = {"connection",     "add",   "far",    "--type", "postgresql", "--set",
                          "host=127.0.0.1", "--set", "port=1", "--set",  "database=d", "--set",
                          "user=u"};
        call.arguments.insert(call.arguments.end(), more.begin(), more.end());
        call.environment["PASSWORD_OF_FAR"] = kSecret;
        return m_program.run(call);
    }

    Program m_program;
};

TEST_F(CliConnection, addsTestsListsShowsAndRemoves) {
    makeShop();
    auto tested = m_program.run({"connection", "test", "shop"});
    EXPECT_EQ(tested.status, 0) << tested.err;
    EXPECT_NE(tested.out.find("SQLite"), std::string::npos);
    auto listed = nlohmann::json::parse(m_program.run({"connection", "list", "--format", "json"}).out);
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_EQ(listed[0]["name"], "shop");
    EXPECT_NE(m_program.run({"connection", "show", "shop"}).out.find("shop.db"), std::string::npos);
    EXPECT_EQ(m_program.run({"connection", "add", "SHOP", "--type", "sqlite", "--set", "file=x"}).status, 2);
    EXPECT_EQ(m_program.run({"connection", "remove", "shop"}).status, 0);
    EXPECT_EQ(m_program.run({"connection", "remove", "shop"}).status, 4);
}

TEST_F(CliConnection, joinsWithLocalData) {
    makeShop();
    auto outcome = m_program.run({"query",
                                  "SELECT o.id, o.amount, o.note, r.range AS r FROM shop.main.orders o "
                                  "JOIN range(5) r ON r.range = o.id ORDER BY o.id",
                                  "--format", "csv"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "id,amount,note,r\n1,2.5,a,1\n2,4.0,,2\n3,,\"\",3\n");
    EXPECT_EQ(
        m_program.run({"query", "SELECT count(*) AS n FROM orders", "--on", "shop", "--format", "csv"}).out,
        "n\n3\n");
}

TEST_F(CliConnection, listsTheSchema) {
    makeShop();
    EXPECT_NE(m_program.run({"schema"}).out.find("shop"), std::string::npos);
    EXPECT_NE(m_program.run({"schema", "shop.main"}).out.find("orders"), std::string::npos);
    auto columns =
        nlohmann::json::parse(m_program.run({"schema", "shop.main.orders", "--format", "json"}).out);
    EXPECT_EQ(columns["columns"].size(), 3u);
    EXPECT_EQ(m_program.run({"schema", "nobody"}).status, 4);
}

TEST_F(CliConnection, namesTheTypesAndRefusesWhatItDoesNotKnow) {
    auto types = nlohmann::json::parse(m_program.run({"connection", "types", "--format", "json"}).out);
    EXPECT_GE(types.size(), 9u);
    EXPECT_EQ(m_program.run({"connection", "add", "x", "--type", "nosuch"}).status, 2);
    EXPECT_EQ(m_program.run({"connection", "add", "x", "--type", "sqlite", "--set", "colour=red"}).status, 2);
    EXPECT_EQ(m_program.run({"connection", "add", "x", "--type", "sqlite", "--set", "nonsense"}).status, 2);
}

TEST_F(CliConnection, refusesASecretOnTheCommandLine) {
    for (const auto& arguments : {std::vector<std::string>{"--set", std::string("password=") + kSecret},
                                  std::vector<std::string>{"--secret", std::string("password=") + kSecret}}) {
        auto outcome = addServer(arguments);
        EXPECT_EQ(outcome.status, 2);
        EXPECT_NE(outcome.err.find("password=env:"), std::string::npos) << outcome.err;
        EXPECT_EQ(outcome.err.find(kSecret), std::string::npos);
        EXPECT_FALSE(m_program.anyFileHolds(kSecret));
    }
}

TEST_F(CliConnection, keepsSecretsOutOfFilesAndMessages) {
    auto added = addServer({"--secret", "password=env:PASSWORD_OF_FAR"});
    ASSERT_EQ(added.status, 0) << added.err;
    EXPECT_FALSE(m_program.anyFileHolds(kSecret));
    EXPECT_TRUE(std::filesystem::exists(m_program.workspace() + ".secrets"));
    auto tested = m_program.run({"connection", "test", "far"});
    EXPECT_EQ(tested.status, 3) << tested.err;
    EXPECT_NE(tested.err.find("far"), std::string::npos) << "the error names the connection";
    for (const auto& outcome :
         {added, tested, m_program.run({"connection", "show", "far", "--format", "json"}),
          m_program.run({"query", "SELECT * FROM far.public.t"})}) {
        EXPECT_EQ((outcome.out + outcome.err).find(kSecret), std::string::npos);
    }
}

TEST_F(CliConnection, readsASecretFromAFile) {
    std::ofstream(m_program.file("password")) << kSecret << "\n";
    EXPECT_EQ(addServer({"--secret", "password=file:" + m_program.file("password")}).status, 0);
    std::filesystem::remove(m_program.file("password"));
    EXPECT_FALSE(m_program.anyFileHolds(kSecret));
    EXPECT_EQ(addServer({"--replace", "--secret", "password=file:/nowhere"}).status, 2);
    EXPECT_EQ(addServer({"--replace", "--secret", "password=env:NOBODY_SET_THIS"}).status, 2);
}

TEST_F(CliConnection, aDeadServerFailsOnlyWhatUsesIt) {
    makeShop();
    ASSERT_EQ(addServer({"--secret", "password=env:PASSWORD_OF_FAR"}).status, 0);
    EXPECT_EQ(m_program.run({"query", "SELECT count(*) AS n FROM shop.main.orders", "--format", "csv"}).out,
              "n\n3\n");
    EXPECT_EQ(m_program.run({"query", "SELECT * FROM far.public.t"}).status, 3);
}

TEST_F(CliConnection, keepsADamagedWorkspaceAside) {
    std::ofstream(m_program.workspace()) << "this is not a database" << std::string(500, '.');
    auto outcome = m_program.run({"query", "SELECT 1 AS a", "--format", "csv"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, "a\n1\n");
    EXPECT_NE(outcome.err.find(".damaged-"), std::string::npos) << outcome.err;
    EXPECT_TRUE(m_program.anyFileHolds("this is not a database"));
}

}  // namespace
}  // namespace tributary
