// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/core/plugin/confine/confined.h"

namespace tributary::plugin::test {
namespace {

using testing::HasSubstr;

std::string file(const std::filesystem::path& path) {
    std::ofstream(path) << "secret";
    return path.string();
}

TEST(Confinement, SaysWhatWasObtainedAndNoMoreThanTheKernelOffers) {
    Confined child;
    EXPECT_THAT(child.run({"allowed"}), HasSubstr("threads 4"));
    const Protection offered = probeProtection();
    const Protection& obtained = child.guard().protection();
    EXPECT_EQ(obtained, offered) << obtained.summary() << " against " << offered.summary();
    EXPECT_EQ(obtained.gaps().empty(), obtained.complete() && obtained.truncate && obtained.connections &&
                                           obtained.outer == Protection::Outer::Active);
}

TEST(Confinement, WhatAPluginNeedsWorks) {
    Confined child;
    const std::string said = child.run({"allowed"});
    EXPECT_EQ(said,
              "threads 4, socketpair ok, write ok, environment 0, dlopen ok, folder " + child.data.string());
    EXPECT_EQ(child.awaitEnd().cause, ProcessEnd::Cause::Exit);
    EXPECT_TRUE(child.attempts().empty()) << child.attempts().front();
}

TEST(Confinement, OnlyTheNamedDescriptorsAreOpen) {
    Confined child;
    EXPECT_EQ(child.run({"descriptors"}), "0 1 2 4 ");
}

TEST(Confinement, FilesOutsideAreNotRead) {
    NEEDS(files);
    const auto closed = [](const std::string& path) {
        Confined child;
        EXPECT_THAT(child.run({"open", path}), refused()) << path;
        child.awaitEnd();
        EXPECT_TRUE(child.tried("open a file without permission: " + path)) << path;
    };
    closed("/etc/shadow");
    closed("/etc/passwd");
    // A key of the user's own, in a home that is there for this test.
    Confined home;
    std::filesystem::create_directories(home.other / ".ssh");
    closed(file(home.other / ".ssh/id_ed25519"));
    Confined child;
    EXPECT_THAT(child.run({"open", "/proc/" + std::to_string(getpid()) + "/environ"}), refused());
    child.awaitEnd();
    EXPECT_TRUE(child.tried("/environ"));
}

TEST(Confinement, GrantedFilesAreReadAndNotWritten) {
    NEEDS(files);
    const auto opened = [](const char* how, bool granted) {
        Confined child;
        const std::string path = file(child.other / "a.txt");
        if (granted) child.grants.readPaths = {path};
        return child.run({how, path});
    };
    EXPECT_EQ(opened("open", true), "ok");
    EXPECT_THAT(opened("open", false), refused());
    EXPECT_THAT(opened("write", true), refused());
}

TEST(Confinement, WritesGoToTheDataFolderAndToWhatWasGranted) {
    NEEDS(files);
    Confined own;
    EXPECT_EQ(own.run({"write", (own.data / "a.txt").string()}), "ok");
    EXPECT_EQ(std::filesystem::file_size(own.data / "a.txt"), 1U);
    Confined granted;
    granted.grants.writePaths = {granted.other};
    EXPECT_EQ(granted.run({"write", (granted.other / "a.txt").string()}), "ok");
    Confined outside;
    EXPECT_THAT(outside.run({"write", (outside.other / "a.txt").string()}), refused());
    outside.awaitEnd();
    EXPECT_FALSE(std::filesystem::exists(outside.other / "a.txt"));
    EXPECT_TRUE(outside.tried((outside.other / "a.txt").string()));
}

TEST(Confinement, NoProgramNoProcessNoSignal) {
    NEEDS(processes);
    Confined child;
    const std::string path = file(child.data / "a.txt");
    const std::string said = child.run({"processes", path});
    EXPECT_EQ(
        said,
        "execve EPERM, fork EPERM, vfork EPERM, clone3 ENOSYS, ptrace EPERM, process_vm_readv EPERM, kill "
        "EPERM, group EPERM, tgkill EPERM, pidfd EPERM, io_uring EPERM, bpf EPERM, unshare EPERM, keyctl "
        "EPERM, chmod EPERM, pdeathsig ENOSYS, prlimit EPERM");
    child.awaitEnd();
    if (!probeProtection().connections) return;
    EXPECT_TRUE(child.tried("start a program, which no plugin may: /bin/true"));
    EXPECT_TRUE(child.tried("reach into other processes, which no plugin may: ptrace"));
    EXPECT_TRUE(child.tried("which no plugin may: kill"));
}

TEST(Confinement, NoFamilyOfSocketsButTheInternets) {
    NEEDS(network);
    Confined child;
    EXPECT_EQ(child.run({"families"}), "EACCES EACCES EACCES EACCES EACCES EACCES EACCES");
    child.awaitEnd();
    EXPECT_TRUE(!probeProtection().connections ||
                child.tried("network without permission: a netlink socket"));
}

TEST(OlderKernel, WithoutLandlockSaysThatFilesAreOpen) {
    NEEDS(connections);
    const OuterChoice off("off");
    Confined child;
    const std::string path = file(child.other / "a.txt");
    EXPECT_EQ(child.run({"kernel", "no-landlock", "open", path}), "ok");
    const Protection& obtained = child.guard().protection();
    EXPECT_FALSE(obtained.files);
    EXPECT_FALSE(obtained.complete());
    EXPECT_EQ(obtained.landlockAbi, 0);
    EXPECT_EQ(obtained.summary(), "network, processes, signals and memory limits");
    EXPECT_THAT(obtained.gaps(),
                testing::ElementsAre(HasSubstr("Files are not protected"), HasSubstr("can see names")));
}

TEST(OlderKernel, WithoutLandlockTheOuterLayerHoldsFiles) {
    NEEDS(connections);
    NEEDS_OUTER_LAYER();
    Confined child;
    const std::string path = file(child.other / "a.txt");
    EXPECT_EQ(child.run({"kernel", "no-landlock", "open", path}), "ENOENT");
    EXPECT_TRUE(child.guard().protection().complete());
    Confined reads;
    reads.grants.readPaths = {file(reads.other / "a.txt")};
    EXPECT_EQ(reads.run({"kernel", "no-landlock", "write", (reads.other / "a.txt").string()}), "EROFS");
}

TEST(OlderKernel, WithoutAListenerNothingConnectsAndItIsSaid) {
    NEEDS(processes);
    for (const char* how : {"connect", "udp"}) {
        Confined child;
        child.grants.networkHosts = {"127.0.0.1:9"};
        EXPECT_EQ(child.run({"kernel", "no-listener", how, "127.0.0.1", "9"}), "socket EACCES");
        EXPECT_TRUE(child.guard().protection().network);
        EXPECT_FALSE(child.guard().protection().connections);
        EXPECT_THAT(
            child.guard().protection().gaps(),
            testing::Contains(HasSubstr("The network is closed to plugins, also to hosts you allowed")));
    }
    Confined child;
    EXPECT_EQ(child.run({"kernel", "no-listener", "allowed"}),
              "threads 4, socketpair ok, write ok, environment 0, dlopen ok, folder " + child.data.string());
}

TEST(OlderKernel, WithoutFiltersSaysThatTheNetworkIsOpen) {
    NEEDS(files);
    Confined child;
    EXPECT_THAT(child.run({"kernel", "no-filters", "open", "/etc/passwd"}), refused());
    const Protection& obtained = child.guard().protection();
    EXPECT_TRUE(obtained.files);
    EXPECT_FALSE(obtained.network);
    EXPECT_FALSE(obtained.processes);
    EXPECT_GE(obtained.gaps().size(), 2U);
}

TEST(Confinement, AProcessWithASecondThreadIsNotTrusted) {
    Confined child;
    EXPECT_THAT(child.run({"thread-first"}), HasSubstr("it had started threads before it was locked down"));
}

}  // namespace
}  // namespace tributary::plugin::test
