// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/plugin_store.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

#include "tests/core/plugin/package/plugin_maker.h"

namespace tributary::plugin {
namespace {

using test::Bench;
using test::makePackage;

class StoreTest : public ::testing::Test {
  protected:
    void SetUp() override { m_bench.trustKey(); }
    void install(const std::string& version) {
        auto done = m_bench.install(makePackage("subject", version, &m_bench.key));
        ASSERT_TRUE(done.has_value()) << done.error().message;
    }
    std::string current() { return m_bench.store->plugin("subject")->manifest.version.text(); }

    Bench m_bench;
};

TEST_F(StoreTest, keepsTwoOlderVersionsAndGoesBack) {
    for (const char* version : {"1.0.0", "1.1.0", "1.2.0", "1.3.0"}) install(version);
    EXPECT_FALSE(std::filesystem::exists(m_bench.root / "subject/1.0.0"));
    EXPECT_EQ(m_bench.store->plugin("subject")->olderVersions.size(), 2u);
    EXPECT_EQ(m_bench.store->rollback("subject")->text(), "1.2.0");
    EXPECT_EQ(std::filesystem::read_symlink(m_bench.root / "subject/current"), "1.2.0");
    EXPECT_EQ(test::readFile(m_bench.store->plugin("subject")->library), "library of 1.2.0");
    EXPECT_EQ(m_bench.store->rollback("subject", *Version::parse("1.1.0"))->text(), "1.1.0");
    EXPECT_EQ(m_bench.store->rollback("subject").error().code, ErrorCode::NotFound);
    m_bench.reopen();
    EXPECT_EQ(current(), "1.1.0");
    EXPECT_TRUE(m_bench.store->modifiedFiles("subject", CancelToken())->empty());
}

TEST_F(StoreTest, whatAPluginKeepsOutlivesIt) {
    install("1.0.0");
    auto data = m_bench.store->makeDataFolder("subject");
    ASSERT_TRUE(data.has_value());
    test::writeFile(*data / "state", "precious");
    ASSERT_TRUE(m_bench.store->remove("subject", false).has_value());
    EXPECT_FALSE(std::filesystem::exists(m_bench.root / "subject"));
    EXPECT_EQ(test::readFile(*data / "state"), "precious");
    EXPECT_EQ(m_bench.store->remove("subject", false).error().code, ErrorCode::NotFound);
    install("1.0.0");
    ASSERT_TRUE(m_bench.store->remove("subject", true).has_value());
    EXPECT_FALSE(std::filesystem::exists(*data));
}

TEST_F(StoreTest, enablingIsSeenByOthers) {
    install("1.0.0");
    auto other = PluginStore::open(m_bench.root);
    ASSERT_TRUE(other.has_value());
    const auto before = *(*other)->changeCounter();
    ASSERT_TRUE(m_bench.store->setEnabled("subject", false).has_value());
    EXPECT_GT(*(*other)->changeCounter(), before);
    EXPECT_TRUE((*other)->enabled(Kind::Processor)->empty());
    ASSERT_TRUE(m_bench.store->setEnabled("subject", true).has_value());
    EXPECT_EQ((*other)->enabled(Kind::Processor)->size(), 1u);
    EXPECT_TRUE((*other)->enabled(Kind::Source)->empty());
    EXPECT_EQ(m_bench.store->setEnabled("nobody", true).error().code, ErrorCode::NotFound);
}

TEST_F(StoreTest, anUpgradeOfADisabledPluginLeavesItDisabled) {
    install("1.0.0");
    ASSERT_TRUE(m_bench.store->setEnabled("subject", false).has_value());
    install("1.1.0");
    EXPECT_FALSE(m_bench.store->plugin("subject")->enabled);
}

TEST_F(StoreTest, aDamagedRecordIsKeptAsideAndNoFolderIsLost) {
    install("1.0.0");
    m_bench.repositories.reset();
    m_bench.trust.reset();
    m_bench.store.reset();
    test::writeFile(m_bench.root / "plugins.db", std::string(8192, 'x'));
    m_bench.reopen();
    EXPECT_FALSE(m_bench.store->recoveredFrom().empty());
    EXPECT_TRUE(m_bench.store->plugins()->empty());
    EXPECT_TRUE(std::filesystem::exists(m_bench.root / "subject/1.0.0/lib/libtest.so"));
    m_bench.trustKey();
    install("1.0.0");
    EXPECT_EQ(current(), "1.0.0");
}

TEST_F(StoreTest, listingTwelvePluginsIsQuick) {
    for (int i = 0; i < 12; i++)
        ASSERT_TRUE(
            m_bench.install(makePackage("plugin-" + std::to_string(i), "1.0.0", &m_bench.key)).has_value());
    const auto from = std::chrono::steady_clock::now();
    auto store = PluginStore::open(m_bench.root);
    ASSERT_TRUE(store.has_value());
    EXPECT_EQ((*store)->plugins()->size(), 12u);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - from;
    RecordProperty("open_and_list_ms", std::to_string(took.count()));
    std::printf("opening the store and listing 12 plugins: %.1f ms\n", took.count());
}

TEST(PluginRoot, comesFromTheEnvironment) {
    ::setenv("TRIBUTARY_PLUGINS", "/somewhere/else", 1);
    EXPECT_EQ(PluginStore::defaultRoot(), "/somewhere/else");
    ::unsetenv("TRIBUTARY_PLUGINS");
    EXPECT_EQ(PluginStore::defaultRoot().filename(), "plugins");
}

}  // namespace
}  // namespace tributary::plugin
