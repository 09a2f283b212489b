// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <unistd.h>

#include <thread>

#include "tests/plugins/adbc_loader.h"

namespace tributary::plugins::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SystemMetrics : public ::testing::Test {
  protected:
    void SetUp() override { ASSERT_TRUE(m_driver.open({{"metrics.sample_ms", "30"}}).ok()); }
    Driver m_driver{PLUGIN_FILE};
};

TEST_F(SystemMetrics, SaysWhatItIs) {
    const auto info = m_driver.info();
    ASSERT_TRUE(info.ok()) << info.error;
    EXPECT_THAT(info.rows, Contains(ElementsAre("0", "Linux")));
    EXPECT_THAT(info.rows, Contains(ElementsAre("100", "Tributary system-metrics")));
    EXPECT_THAT(info.rows, Contains(ElementsAre("103", "1001000")));
    EXPECT_THAT(m_driver.tableTypes().rows, ElementsAre(ElementsAre("TABLE")));
}

TEST_F(SystemMetrics, ListsTablesAndColumns) {
    const auto tables = m_driver.objects(ADBC_OBJECT_DEPTH_TABLES);
    ASSERT_EQ(tables.rows.size(), 1u) << tables.error;
    EXPECT_EQ(tables.rows[0][0], "NULL");
    for (const char* name : {"cpu", "memory", "disks", "filesystems", "network", "load", "processes"})
        EXPECT_THAT(tables.rows[0][1], HasSubstr("{" + std::string(name) + ", TABLE, NULL, NULL}"));
    const auto load = m_driver.objects(ADBC_OBJECT_DEPTH_ALL, "main", "load");
    EXPECT_THAT(load.rows[0][1], HasSubstr("{load_1m, 1, Average of the last minute"));
    EXPECT_THAT(load.rows[0][1], Not(HasSubstr("processes")));
    EXPECT_EQ(m_driver.objects(ADBC_OBJECT_DEPTH_CATALOGS).rows, (std::vector<Line>{{"NULL", "NULL"}}));
    EXPECT_EQ(m_driver.objects(ADBC_OBJECT_DEPTH_DB_SCHEMAS).rows,
              (std::vector<Line>{{"NULL", "[{main, NULL}]"}}));
    const auto schema = m_driver.tableSchema("main", "memory");
    EXPECT_THAT(schema.columns, ElementsAre("name", "bytes"));
    EXPECT_THAT(schema.formats, ElementsAre("u", "l"));
    EXPECT_EQ(m_driver.tableSchema("main", "nothing").status, ADBC_STATUS_NOT_FOUND);
}

TEST_F(SystemMetrics, EveryTableHasRows) {
    for (const char* name : {"cpu", "memory", "filesystems", "network", "load", "processes"}) {
        const auto all = m_driver.query("SELECT * FROM \"main\".\"" + std::string(name) + "\"");
        ASSERT_TRUE(all.ok()) << name << ": " << all.error;
        EXPECT_FALSE(all.rows.empty()) << name;
        const auto count = m_driver.query("SELECT 1 FROM \"main\".\"" + std::string(name) + "\" LIMIT 1");
        EXPECT_THAT(count.rows, ElementsAre(ElementsAre("1")));
    }
    EXPECT_TRUE(m_driver.query("SELECT * FROM disks").ok());
}

TEST_F(SystemMetrics, FindsThisVeryProcess) {
    const std::string pid = std::to_string(getpid());
    const auto own =
        m_driver.query("SELECT parent_pid, name, started_at, command FROM processes WHERE pid = " + pid);
    ASSERT_EQ(own.rows.size(), 1u) << own.error;
    EXPECT_EQ(own.rows[0][0], std::to_string(getppid()));
    EXPECT_EQ(own.rows[0][1], "test_plugins_sy");
    EXPECT_EQ(own.formats[2], "tsu:UTC");
    const int64_t age = time(nullptr) - std::stoll(own.rows[0][2]) / 1000000;
    EXPECT_GE(age, -2);
    EXPECT_LT(age, 3600);
    EXPECT_THAT(own.rows[0][3], HasSubstr("test_plugins_system_metrics"));
    EXPECT_TRUE(m_driver.query("SELECT name FROM processes WHERE pid = 999999999").rows.empty());
}

TEST_F(SystemMetrics, MeasuresHowBusyTheProcessorsAre) {
    const auto cpu = m_driver.query("SELECT cpu, busy_percent, user_seconds FROM cpu WHERE cpu = 'all'");
    ASSERT_EQ(cpu.rows.size(), 1u) << cpu.error;
    EXPECT_GT(std::stod(cpu.rows[0][2]), 0);
    if (cpu.rows[0][1] != "NULL") {
        EXPECT_GE(std::stod(cpu.rows[0][1]), 0);
        EXPECT_LE(std::stod(cpu.rows[0][1]), 100);
    }
}

TEST_F(SystemMetrics, FiltersAreExact) {
    const auto all = m_driver.query("SELECT name, bytes FROM memory");
    size_t large = 0;
    for (const auto& row : all.rows) large += std::stoll(row[1]) > 0 && row[0] != "MemTotal";
    EXPECT_GT(large, 5u);
    const auto some =
        m_driver.query("SELECT \"bytes\" FROM memory WHERE NOT (bytes <= 0 OR name IN ('MemTotal', 'x'))");
    EXPECT_NEAR(static_cast<double>(some.rows.size()), static_cast<double>(large), 3);
    EXPECT_EQ(m_driver.query("SELECT name FROM memory WHERE name LIKE 'Mem%' AND name LIKE '%tal'").rows,
              (std::vector<Line>{{"MemTotal"}}));
    EXPECT_EQ(m_driver.query("SELECT name FROM memory WHERE name IS NULL").rows.size(), 0u);
    EXPECT_EQ(m_driver.query("SELECT name FROM memory LIMIT 2 OFFSET 1").rows,
              (std::vector<Line>{{all.rows[1][0]}, {all.rows[2][0]}}));
    EXPECT_EQ(m_driver.query("SELECT name FROM memory LIMIT 0").rows.size(), 0u);
}

TEST_F(SystemMetrics, RefusesWhatItDoesNotUnderstand) {
    const auto join = m_driver.query("SELECT a.name FROM memory a JOIN cpu b ON true");
    EXPECT_EQ(join.status, ADBC_STATUS_INVALID_ARGUMENT);
    EXPECT_THAT(join.error, HasSubstr("is not understood"));
    EXPECT_EQ(m_driver.query("SELECT count(*) FROM memory").status, ADBC_STATUS_INVALID_ARGUMENT);
    EXPECT_EQ(m_driver.query("DELETE FROM memory").status, ADBC_STATUS_INVALID_ARGUMENT);
    EXPECT_EQ(m_driver.query("SELECT x FROM memory").status, ADBC_STATUS_NOT_FOUND);
    EXPECT_EQ(m_driver.query("SELECT x FROM nothing").sqlstate, "42P01");
    EXPECT_EQ(m_driver.query("SELECT name FROM memory WHERE bytes = 'many'").status,
              ADBC_STATUS_INVALID_ARGUMENT);
    EXPECT_EQ(m_driver.execute("SELECT name FROM memory").status, ADBC_STATUS_NOT_IMPLEMENTED);
    EXPECT_TRUE(m_driver.query("SELECT name FROM memory").ok());
}

TEST_F(SystemMetrics, CancelEndsTheMeasurement) {
    ASSERT_TRUE(m_driver.open({{"metrics.sample_ms", "10000"}}).ok());
    const auto from = std::chrono::steady_clock::now();
    std::atomic<bool> done{false};
    // The measurement begins at some moment: cancel again and again until it has noticed.
    std::thread canceller([&] {
        while (!done) {
            m_driver.cancel();
            std::this_thread::yield();
        }
    });
    const auto cpu = m_driver.query("SELECT busy_percent FROM cpu");
    done = true;
    canceller.join();
    EXPECT_EQ(cpu.status, ADBC_STATUS_CANCELLED) << cpu.error;
    EXPECT_LT(std::chrono::steady_clock::now() - from, std::chrono::seconds(5));
}

TEST_F(SystemMetrics, SaysWhichSettingIsWrong) {
    const auto wrong = m_driver.open({{"metrics.sample_ms", "soon"}});
    EXPECT_EQ(wrong.status, ADBC_STATUS_INVALID_ARGUMENT);
    EXPECT_THAT(wrong.error, HasSubstr("metrics.sample_ms"));
    const auto missing = m_driver.open({{"metrics.proc", "/nowhere"}});
    EXPECT_EQ(missing.status, ADBC_STATUS_IO);
    EXPECT_THAT(missing.error, HasSubstr("/nowhere/stat"));
}

TEST_F(SystemMetrics, RefusesOtherVersionsOfAdbc) {
    void* library = dlopen(PLUGIN_FILE, RTLD_NOW | RTLD_LOCAL);
    auto init = reinterpret_cast<AdbcDriverInitFunc>(dlsym(library, "AdbcDriverInit"));
    AdbcDriver driver{};
    AdbcError error = ADBC_ERROR_INIT;
    EXPECT_EQ(init(9000000, &driver, &error), ADBC_STATUS_NOT_IMPLEMENTED);
    error.release(&error);
    EXPECT_EQ(init(ADBC_VERSION_1_0_0, &driver, &error), ADBC_STATUS_OK);
    EXPECT_EQ(driver.StatementCancel, nullptr);
}

TEST_F(SystemMetrics, FreesWhatItTakes) {
    expectNoLeak([&] {
        m_driver.query("SELECT name, bytes FROM memory");
        m_driver.query("SELECT nonsense");
        m_driver.objects(ADBC_OBJECT_DEPTH_ALL);
        m_driver.info();
    });
}

}  // namespace
}  // namespace tributary::plugins::test
