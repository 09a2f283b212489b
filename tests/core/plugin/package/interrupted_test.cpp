// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>

#include "tests/core/plugin/package/plugin_maker.h"

namespace tributary::plugin {
namespace {

using test::Bench;
using test::makePackage;

constexpr int kFine = 0, kRefused = 3;

/// Runs `body` in a process of its own; its exit status, or 128 + the signal that ended it.
int apart(const std::function<int()>& body) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(body());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// The installed set is one of two: nothing in between, and nothing left over.
void expectOneOf(Bench& bench, const std::map<std::string, std::string>& before,
                 const std::map<std::string, std::string>& after, bool mustBeAfter) {
    bench.reopen();
    const auto now = bench.installed();
    EXPECT_TRUE(now == before || now == after);
    if (mustBeAfter) {
        EXPECT_EQ(now, after);
    }
    auto plugins = bench.store->plugins();
    ASSERT_TRUE(plugins.has_value());
    for (const auto& one : *plugins) {
        EXPECT_TRUE(bench.store->modifiedFiles(one.id, CancelToken())->empty());
        EXPECT_EQ(std::filesystem::read_symlink(bench.root / one.id / "current"),
                  one.manifest.version.text());
    }
}

std::map<std::string, std::string> afterInstall(const std::vector<std::string>& packages,
                                                const SecretKey& key) {
    Bench bench;
    EXPECT_TRUE(bench.trust->trust(key.publicKey(), "test").has_value());
    for (const auto& one : packages) EXPECT_TRUE(bench.install(one).has_value());
    return bench.installed();
}

class KilledInstall : public ::testing::TestWithParam<int> {};

TEST_P(KilledInstall, leavesTheSetBeforeOrTheSetAfter) {
    const auto step = static_cast<InstallStep>(GetParam());
    const auto key = SecretKey::generate();
    // First install, an upgrade, and the upgrade that drops the oldest version.
    std::vector<std::string> packages;
    for (const char* version : {"1.0.0", "1.1.0", "1.2.0", "1.3.0"})
        packages.push_back(makePackage("victim", version, &key));
    for (size_t count : {size_t(0), size_t(1), size_t(3)}) {
        SCOPED_TRACE("with " + std::to_string(count) + " versions before");
        const std::vector<std::string> first(packages.begin(), packages.begin() + static_cast<long>(count));
        const auto after =
            afterInstall({packages.begin(), packages.begin() + static_cast<long>(count) + 1}, key);
        Bench bench;
        ASSERT_TRUE(bench.trust->trust(key.publicKey(), "test").has_value());
        for (const auto& one : first) ASSERT_TRUE(bench.install(one).has_value());
        const auto before = bench.installed();
        bench.repositories.reset();
        bench.trust.reset();
        bench.store.reset();  // SQLite does not cross a fork
        const int ended = apart([&] {
            bench.reopen();
            bench.passed = [&](InstallStep reached) {
                if (reached == step) ::kill(::getpid(), SIGKILL);
            };
            return bench.install(packages[count]) ? kFine : kRefused;
        });
        EXPECT_EQ(ended, 128 + SIGKILL);
        expectOneOf(bench, before, after, step == InstallStep::Recorded);
        // And it can be done now.
        ASSERT_TRUE(bench.install(packages[count]).has_value());
        EXPECT_EQ(bench.installed(), after);
    }
}

INSTANTIATE_TEST_SUITE_P(AtEveryStep, KilledInstall,
                         ::testing::Range(0, static_cast<int>(InstallStep::Recorded) + 1));

TEST(InterruptedInstall, aReplacedVersionComesBackAfterAKill) {
    const auto key = SecretKey::generate();
    for (const auto step : {InstallStep::Placed, InstallStep::Switched}) {
        Bench bench;
        ASSERT_TRUE(bench.store->setDeveloperMode(true).has_value());
        ASSERT_TRUE(bench.install(makePackage("victim", "1.0.0", nullptr, "{}", "first")).has_value());
        const auto before = bench.installed();
        bench.repositories.reset();
        bench.trust.reset();
        bench.store.reset();
        const int ended = apart([&] {
            bench.reopen();
            bench.passed = [&](InstallStep reached) {
                if (reached == step) ::kill(::getpid(), SIGKILL);
            };
            return bench.install(makePackage("victim", "1.0.0", nullptr, "{}", "second")) ? kFine : kRefused;
        });
        EXPECT_EQ(ended, 128 + SIGKILL);
        bench.reopen();
        EXPECT_EQ(bench.installed(), before);
    }
}

TEST(InterruptedInstall, aFullDiskChangesNothing) {
    const auto key = SecretKey::generate();
    // Larger than what the record of plugins needs, so that each part of the install meets its limit.
    std::string noise;
    for (uint32_t i = 0, x = 1; i < 300000; i++) {
        x = x * 1664525 + 1013904223;
        noise += static_cast<char>(x >> 24);
    }
    const auto first = makePackage("victim", "1.0.0", &key),
               second = makePackage("victim", "1.1.0", &key, "{}", noise);
    const auto after = afterInstall({first, second}, key);
    size_t refused = 0, done = 0;
    for (const rlim_t limit : {1000u, 20000u, 100000u, 200000u, 290000u, 400000u}) {
        SCOPED_TRACE("files of at most " + std::to_string(limit) + " bytes");
        Bench bench;
        ASSERT_TRUE(bench.trust->trust(key.publicKey(), "test").has_value());
        ASSERT_TRUE(bench.install(first).has_value());
        const auto before = bench.installed();
        test::writeFile(bench.folder / "second.tplug", second);
        bench.repositories.reset();
        bench.trust.reset();
        bench.store.reset();
        const int ended = apart([&] {
            bench.reopen();
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit most{limit, limit};
            ::setrlimit(RLIMIT_FSIZE, &most);
            auto outcome = bench.installer().installFile(bench.folder / "second.tplug", CancelToken());
            return outcome ? kFine : outcome.error().message.empty() ? 4 : kRefused;
        });
        EXPECT_TRUE(ended == kFine || ended == kRefused) << ended;
        refused += ended == kRefused;
        done += ended == kFine;
        expectOneOf(bench, before, after, ended == kFine);
        if (ended == kRefused) {
            EXPECT_EQ(bench.installed(), before);
        }
    }
    EXPECT_GE(refused, 4u);
    EXPECT_GE(done, 1u);
}

TEST(InterruptedInstall, twoAtOnceBothEndWell) {
    const auto key = SecretKey::generate();
    Bench bench;
    ASSERT_TRUE(bench.trust->trust(key.publicKey(), "test").has_value());
    std::vector<pid_t> children;
    const std::string packages[] = {makePackage("one", "1.0.0", &key), makePackage("two", "1.0.0", &key)};
    bench.repositories.reset();
    bench.trust.reset();
    bench.store.reset();
    for (int i = 0; i < 2; i++) {
        const auto file = bench.folder / ("in" + std::to_string(i));
        test::writeFile(file, packages[i]);
        const pid_t child = ::fork();
        if (child == 0) {
            bench.reopen();
            ::_exit(bench.installer().installFile(file, CancelToken()) ? kFine : kRefused);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = -1;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    bench.reopen();
    EXPECT_EQ(bench.store->plugins()->size(), 2u);
}

}  // namespace
}  // namespace tributary::plugin
