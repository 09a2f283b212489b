// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/grants.h"

#include <gtest/gtest.h>

#include "core/plugin/confine/protection.h"

namespace tributary::plugin {
namespace {

using std::string_literals::operator""s;

TEST(Grants, TravelUnchanged) {
    Grants out;
    out.networkHosts = {"db.example.com:5432", "*.x:443"};
    out.readPaths = {"/a b", "/bytes\xff\xfe", "/new\nline:3"};
    out.writePaths = {"/w"};
    out.systemFiles = {"odbc"};
    out.packageFolder = "/p";
    out.dataFolder = "/d";
    out.memoryBytes = 77;
    out.dataBytes = 78;
    out.dataFiles = 79;
    out.callTimeout = std::chrono::seconds(9);
    out.threads = 3;
    const auto in = decodeGrants(encodeGrants(out));
    ASSERT_TRUE(in);
    EXPECT_EQ(in->networkHosts, out.networkHosts);
    EXPECT_EQ(in->readPaths, out.readPaths);
    EXPECT_EQ(in->writePaths, out.writePaths);
    EXPECT_EQ(in->systemFiles, out.systemFiles);
    EXPECT_EQ(in->packageFolder, out.packageFolder);
    EXPECT_EQ(in->dataFolder, out.dataFolder);
    EXPECT_EQ(in->memoryBytes, 77U);
    EXPECT_EQ(in->dataBytes, 78U);
    EXPECT_EQ(in->dataFiles, 79U);
    EXPECT_EQ(in->callTimeout.count(), 9);
    EXPECT_EQ(in->threads, 3U);
}

TEST(Grants, DamagedOnesAreRefused) {
    const std::string good = encodeGrants({});
    for (const std::string& text :
         {good.substr(0, good.size() - 1), good + "x", "n5:ab"s, "z1:a"s, "m3:abc"s}) {
        EXPECT_FALSE(decodeGrants(text)) << text;
    }
}

TEST(Protection, IsToldWithItsGaps) {
    Protection none;
    EXPECT_EQ(none.summary(), "none");
    EXPECT_FALSE(none.complete());
    EXPECT_GE(none.gaps().size(), 4U);
    Protection some;
    some.processes = some.network = some.signals = some.connections = some.limits = true;
    EXPECT_EQ(some.summary(), "network, processes, signals and memory limits");
    EXPECT_EQ(some.gaps().size(), 2U);
    some.files = some.truncate = true;
    EXPECT_TRUE(some.complete());
    EXPECT_EQ(some.gaps().size(), 1U) << "the outer layer";
    EXPECT_EQ(decodeProtection(encodeProtection(some)), some);
    some.outer = Protection::Outer::Active;
    EXPECT_TRUE(some.gaps().empty());
    EXPECT_EQ(some.summary(), "files, names of files, network, processes, signals and memory limits");
}

}  // namespace
}  // namespace tributary::plugin
