// SPDX-License-Identifier: GPL-3.0-or-later
// Bubblewrap round a plugin process: what it adds, and that nothing else changes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/core/plugin/confine/confined.h"

namespace tributary::plugin::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using Outer = Protection::Outer;

std::string file(const fs::path& path) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "secret";
    return path.string();
}

std::string target(const std::string& link) {
    std::error_code error;
    return fs::read_symlink(link, error).string();
}

TEST(OuterLayer, WhatIsNotGrantedIsNotThere) {
    NEEDS_OUTER_LAYER();
    for (const char* path :
         {"/etc/shadow", "/etc/passwd", "/root", "/home", "/bin/sh", "/proc/1", "/var/log"}) {
        Confined child;
        EXPECT_EQ(child.run({"look", path}), "ENOENT") << path;
    }
    Confined child;
    EXPECT_EQ(child.run({"look", file(child.other / "a.txt")}), "ENOENT");
    Confined program;
    EXPECT_EQ(program.run({"look", "/proc/" + std::to_string(getpid())}), "ENOENT");
}

TEST(OuterLayer, WithoutItNamesAreSeenAndThatIsSaid) {
    const OuterChoice off("off");
    Confined child;
    EXPECT_EQ(child.run({"look", file(child.other / "a.txt")}), "ok");
    EXPECT_EQ(child.guard().protection().outer, Outer::SwitchedOff);
    EXPECT_THAT(child.guard().protection().gaps(), Contains(HasSubstr("switched off (TRIBUTARY_BWRAP)")));
    EXPECT_THAT(child.guard().protection().summary(), Not(HasSubstr("names of files")));
}

TEST(OuterLayer, WhatIsGrantedIsThereAlsoThroughLinks) {
    NEEDS_OUTER_LAYER();
    Confined child;
    const std::string real = file(child.other / "real/a.txt");
    fs::create_directory_symlink("real", child.other / "relative");
    fs::create_directory_symlink(child.other / "relative", child.other / "absolute");
    for (const auto& path : {child.other / "real/a.txt", child.other / "relative/a.txt",
                             child.other / "absolute/a.txt", child.other / "absolute/../real/a.txt"}) {
        Confined one;
        one.grants.readPaths = {path};
        EXPECT_EQ(one.run({"open", path.string()}), "ok") << path;
        EXPECT_THAT(one.guard().protection().summary(), HasSubstr("files, names of files, network"));
    }
    Confined own;
    EXPECT_EQ(own.run({"write", (own.data / "a.txt").string()}), "ok");
    Confined within;
    within.grants.readPaths = {within.other};
    within.grants.writePaths = {within.other / "open"};
    fs::create_directories(within.other / "open");
    EXPECT_EQ(within.run({"write", (within.other / "open/a.txt").string()}), "ok");
    Confined outside;
    outside.grants.readPaths = {outside.other};
    EXPECT_THAT(outside.run({"write", (outside.other / "a.txt").string()}), refused());
}

TEST(OuterLayer, ItsNamespacesAreItsOwn) {
    NEEDS_OUTER_LAYER();
    Confined child;
    ASSERT_TRUE(child.start({"wait"}));
    const std::string its = "/proc/" + std::to_string(child.guard().pid());
    EXPECT_EQ(fs::path(target(its + "/exe")).filename(), "confined_child") << "the process itself is watched";
    for (const char* name : {"user", "mnt", "ipc", "uts", "net"})
        EXPECT_NE(target(its + "/ns/" + name), target(std::string("/proc/self/ns/") + name)) << name;
    Confined connects;
    connects.grants.networkHosts = {"127.0.0.1:9"};
    ASSERT_TRUE(connects.start({"wait"}));
    const std::string network = "/proc/" + std::to_string(connects.guard().pid()) + "/ns/net";
    EXPECT_EQ(target(network), target("/proc/self/ns/net")) << "whose sockets the program connects";
}

TEST(OuterLayer, TheOtherProcessesAreThereForWhoMaySeeThem) {
    Confined child;
    child.grants.systemFiles = {"proc"};
    EXPECT_EQ(child.run({"open", "/proc/" + std::to_string(getpid()) + "/stat"}), "ok");
    for (const bool all : {false, true}) {
        Confined waits;
        if (all) waits.grants.systemFiles = {"proc"};
        ASSERT_TRUE(waits.start({"wait"}));
        int first = 0;
        std::ifstream("/proc/" + std::to_string(waits.guard().pid()) + "/oom_score_adj") >> first;
        EXPECT_EQ(first, 800) << "the first to go when memory runs out";
    }
}

TEST(OuterLayer, ItsEndIsToldAsItWas) {
    NEEDS_OUTER_LAYER();
    Confined left;
    ASSERT_TRUE(left.start({"leave", "139"}));
    EXPECT_EQ(left.awaitEnd().text(), "its process ended by itself (exit status 139)");
    Confined crashed;
    ASSERT_TRUE(crashed.start({"crash"}));
    EXPECT_EQ(crashed.awaitEnd().text(), "its process crashed (signal 11, segmentation fault)");
    Confined killed;
    ASSERT_TRUE(killed.start({"wait"}));
    kill(killed.guard().pid(), SIGTERM);
    EXPECT_EQ(killed.awaitEnd().text(), "its process crashed (signal 15, Terminated)");
}

TEST(OuterLayer, OneThatIsForbiddenIsDoneWithoutAndTold) {
    const OuterChoice forbidden("/bin/false");
    Confined child;
    EXPECT_THAT(child.run({"allowed"}), HasSubstr("threads 4"));
    EXPECT_EQ(child.guard().protection().outer, Outer::Forbidden);
    EXPECT_THAT(child.guard().protection().gaps(),
                Contains(HasSubstr("does not let you make the namespaces")));
}

TEST(OuterLayer, OneThatIsMissingIsDoneWithoutAndTold) {
    const OuterChoice missing("/nowhere/bwrap");
    Confined child;
    EXPECT_THAT(child.run({"allowed"}), HasSubstr("threads 4"));
    EXPECT_EQ(child.guard().protection().outer, Outer::NotInstalled);
    EXPECT_THAT(child.guard().protection().gaps(), Contains(HasSubstr("bubblewrap is not installed")));
}

TEST(OuterLayer, OneThatFailsWhenItCountsIsDoneWithoutAndTold) {
    Confined child;
    const fs::path broken = child.other / "bwrap";
    std::ofstream(broken) << "#!/bin/sh\ncase \"$1\" in --info-fd) exit 1;; esac\nexit 0\n";
    fs::permissions(broken, fs::perms::owner_all);
    const OuterChoice choice(broken.string());
    EXPECT_THAT(child.run({"allowed"}), HasSubstr("threads 4"));
    EXPECT_EQ(child.guard().protection().outer, Outer::Failed);
    EXPECT_THAT(child.guard().protection().gaps(), Contains(HasSubstr("could not set up the outer layer")));
}

}  // namespace
}  // namespace tributary::plugin::test
