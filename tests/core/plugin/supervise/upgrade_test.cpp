// SPDX-License-Identifier: GPL-3.0-or-later
// A new version that crashes at its first start: real packages and a real crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/plugin/supervise/supervisor.h"
#include "tests/core/plugin/package/plugin_maker.h"

namespace tributary::plugin {
namespace {

using testing::HasSubstr;

Launch launch(const std::string& id, const std::string& version, const std::string& symbol) {
    Launch out;
    out.id = id;
    out.version = version;
    out.name = id;
    out.library = std::filesystem::path(HOSTILE_FOLDER) / "libhostile.so";
    out.entrySymbol = symbol;
    out.grants.packageFolder = HOSTILE_FOLDER;
    return out;
}

TEST(Upgrade, AVersionThatCrashesAtItsFirstStartOffersTheOneBefore) {
    test::Bench bench;
    bench.trustKey();
    for (const char* id : {"subject", "other"})
        ASSERT_TRUE(bench.install(test::makePackage(id, "1.0.0", &bench.key)));
    int64_t clock = 1'000'000;
    SuperviseOptions options;
    options.now = [&clock] { return clock; };
    options.patience = std::chrono::milliseconds(0);
    auto supervisor = Supervisor::open(*bench.store, options);
    ASSERT_TRUE(supervisor) << supervisor.error().text();
    Supervisor& watch = **supervisor;
    ASSERT_TRUE(watch.start(launch("subject", "1.0.0", "HostileInit"), CancelToken()));
    const auto other = watch.start(launch("other", "1.0.0", "HostileInit"), CancelToken());
    ASSERT_TRUE(other);

    ASSERT_TRUE(bench.install(test::makePackage("subject", "1.1.0", &bench.key)));
    EXPECT_FALSE(watch.status("subject")->suggestRollback) << "nothing has happened yet";
    const auto crashed = watch.start(launch("subject", "1.1.0", "HostileInit_segfault"), CancelToken());
    ASSERT_FALSE(crashed);
    EXPECT_THAT(crashed.error().message, HasSubstr("could not start: its process crashed (signal 11"));
    EXPECT_TRUE(watch.status("subject")->suggestRollback);
    EXPECT_TRUE((*other)->process().alive()) << "another plugin was disturbed";
    EXPECT_FALSE(watch.status("other")->suggestRollback);

    const auto back = bench.store->rollback("subject");
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(back->text(), "1.0.0");
    clock += 60'000;
    EXPECT_TRUE(watch.start(launch("subject", "1.0.0", "HostileInit"), CancelToken()));
    EXPECT_FALSE(watch.status("subject")->suggestRollback);
}

}  // namespace
}  // namespace tributary::plugin
