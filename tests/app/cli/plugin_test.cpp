// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "tests/app/cli/program.h"

namespace tributary {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using test::Call;
using test::Outcome;

/// The built program with its built-in repository and its sandbox.
class CliPlugin : public ::testing::Test {
  protected:
    Outcome plugin(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "plugin");
        return m_program.run(std::move(arguments));
    }
    Json installed() { return Json::parse(plugin({"list", "--format", "json"}).out); }
    std::string file(const std::string& name) { return m_program.file(name); }
    /// A folder with the built xlsx plugin under another version.
    std::string folderOf(const std::string& version) {
        const fs::path from = fs::path(TRIBUTARY_BUILT_PLUGINS) / "xlsx";
        const fs::path to = file("src-" + version);
        fs::create_directories(to / "lib");
        for (const auto& entry : fs::directory_iterator(from / "lib"))
            fs::copy(entry.path(), to / "lib", fs::copy_options::overwrite_existing);
        Json manifest = Json::parse(std::ifstream(from / "manifest.json"));
        manifest["id"] = "my-export";
        manifest["version"] = version;
        std::ofstream(to / "manifest.json") << manifest.dump();
        return to.string();
    }
    std::string pack(const std::string& version, bool isSigned) {
        const std::string out = file("p-" + version + (isSigned ? "-signed" : "") + ".tplug");
        std::vector<std::string> arguments = {"pack", folderOf(version), "--output", out};
        if (isSigned) arguments.insert(arguments.end(), {"--key", file("k")});
        const auto done = plugin(arguments);
        EXPECT_EQ(done.status, 0) << done.err;
        return out;
    }

    test::Program m_program;
};

TEST_F(CliPlugin, installsABuiltInOneOnlyWhenItIsAgreedTo) {
    const auto available = Json::parse(plugin({"list", "--available", "--format", "json"}).out);
    EXPECT_TRUE(std::any_of(available.begin(), available.end(), [](const Json& one) {
        return one["id"] == "xlsx" && one["repository"] == "built-in";
    }));
    auto outcome = plugin({"install", "xlsx"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("there is no terminal"), std::string::npos) << outcome.err;
    EXPECT_TRUE(installed().empty());
    Call call;
    call.arguments = {"plugin", "install", "xlsx"};
    call.typed = "n\n";
    EXPECT_EQ(m_program.run(call).status, 1);
    EXPECT_TRUE(installed().empty());
    call.typed = "y\n";
    EXPECT_EQ(m_program.run(call).status, 0);
    ASSERT_EQ(installed().size(), 1u);
    EXPECT_EQ(installed()[0]["tier"], "built-in");
    EXPECT_EQ(plugin({"info", "xlsx"}).status, 0);
    EXPECT_EQ(plugin({"disable", "xlsx"}).status, 0);
    EXPECT_EQ(installed()[0]["state"], "disabled");
    EXPECT_EQ(plugin({"enable", "xlsx"}).status, 0);
    EXPECT_EQ(plugin({"rollback", "xlsx"}).status, 4);
    EXPECT_EQ(plugin({"remove", "xlsx"}).status, 0);
    EXPECT_EQ(plugin({"remove", "xlsx"}).status, 4);
    EXPECT_EQ(plugin({"install", "nosuch", "--yes"}).status, 4);
}

TEST_F(CliPlugin, yesOverridesNeitherTrustNorSignature) {
    ASSERT_EQ(plugin({"key", file("k"), "--no-password"}).status, 0);
    EXPECT_EQ(fs::status(file("k")).permissions(), fs::perms(0600));
    EXPECT_NE(plugin({"key", file("k"), "--no-password"}).status, 0) << "a key is never replaced";
    const auto bare = pack("1.0.0", false), signedOne = pack("1.0.0", true);
    auto outcome = plugin({"install", bare, "--yes"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("is not signed"), std::string::npos) << outcome.err;
    EXPECT_EQ(plugin({"install", signedOne, "--yes"}).status, 1);
    const auto stranger = plugin({"verify", signedOne});
    EXPECT_EQ(stranger.status, 1);
    EXPECT_NE(stranger.out.find("sound, signed by key "), std::string::npos) << stranger.out;
    EXPECT_NE(stranger.out.find(", which nobody here trusts"), std::string::npos) << stranger.out;
    EXPECT_NE(plugin({"verify", bare}).out.find("sound, unsigned"), std::string::npos);
    EXPECT_EQ(plugin({"verify", signedOne, "--key", file("k.pub")}).status, 0);
    EXPECT_EQ(plugin({"trust", "add", file("k.pub"), "--name", "me"}).status, 0);
    EXPECT_EQ(plugin({"verify", signedOne}).status, 0);
    // One byte of the library's packed data.
    std::string bytes(
        (std::istreambuf_iterator<char>(*std::make_unique<std::ifstream>(signedOne, std::ios::binary))), {});
    bytes[bytes.size() / 2] ^= 1;
    std::ofstream(file("bad.tplug"), std::ios::binary) << bytes;
    EXPECT_EQ(plugin({"developer-mode", "on"}).status, 0);
    outcome = plugin({"install", file("bad.tplug"), "--yes"});
    EXPECT_EQ(outcome.status, 1) << outcome.err;
    EXPECT_NE(outcome.err.find("Nothing was installed."), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.err.find("It may:"), std::string::npos) << "checked before anybody is asked";
    EXPECT_TRUE(installed().empty());
    EXPECT_EQ(plugin({"install", bare, "--yes"}).status, 0);
    EXPECT_EQ(installed()[0]["tier"], "unsigned");
}

TEST_F(CliPlugin, aRepositoryOfOnesOwn) {
    ASSERT_EQ(plugin({"key", file("k"), "--no-password"}).status, 0);
    fs::create_directories(file("repo") + "/packages");
    fs::copy(pack("1.0.0", true), file("repo") + "/packages/a.tplug");
    ASSERT_EQ(plugin({"index", file("repo"), "--key", file("k"), "--id", "mine"}).status, 0);
    ASSERT_EQ(plugin({"repository", "add", file("repo"), "--key", file("k.pub")}).status, 0);
    const auto from = std::chrono::steady_clock::now();
    ASSERT_EQ(plugin({"install", "mine/my-export", "--yes"}).status, 0);
    const std::chrono::duration<double> install = std::chrono::steady_clock::now() - from;
    fs::copy(pack("1.1.0", true), file("repo") + "/packages/b.tplug");
    ASSERT_EQ(plugin({"index", file("repo"), "--key", file("k")}).status, 0);
    auto updated = plugin({"update"});
    EXPECT_EQ(updated.status, 0) << updated.err;
    EXPECT_EQ(installed()[0]["version"], "1.1.0");
    EXPECT_EQ(installed()[0]["repository"], "mine");
    const auto then = std::chrono::steady_clock::now();
    EXPECT_EQ(plugin({"rollback", "my-export"}).status, 0);
    const std::chrono::duration<double> back = std::chrono::steady_clock::now() - then;
    EXPECT_EQ(installed()[0]["version"], "1.0.0");
    std::printf("install %.2f s (bar: 2 s), rollback %.2f s (bar: 1 s), each with the start of the program\n",
                install.count(), back.count());
    ASSERT_EQ(plugin({"index", file("repo"), "--key", file("k"), "--revoke", "my-export@1.0.0", "--reason",
                      "it leaks"})
                  .status,
              0);
    updated = plugin({"update"});
    EXPECT_EQ(installed()[0]["state"], "enabled")
        << "the newer version is installed instead: " << updated.err;
    EXPECT_NE(plugin({"rollback", "my-export"}).err.find("it leaks"), std::string::npos);

    std::ofstream(file("rows.csv")) << "a,b\n1,x\n";
    const std::vector<std::string> run = {"run",      "my-export",   "--input", file("rows.csv"),
                                          "--output", file("o.xlsx")};
    auto ran = plugin(run);
    EXPECT_EQ(ran.status, 0) << ran.err;
    ASSERT_TRUE(fs::remove(file("o.xlsx")));
    ASSERT_EQ(
        plugin({"index", file("repo"), "--key", file("k"), "--revoke", "my-export", "--reason", "all of it"})
            .status,
        0);
    updated = plugin({"update"});
    EXPECT_NE(updated.err.find("my-export 1.1.0 is not started any more"), std::string::npos) << updated.err;
    EXPECT_EQ(installed()[0]["state"], "revoked");
    EXPECT_NE(plugin({"enable", "my-export"}).err.find("stays out of use"), std::string::npos);
    ran = plugin(run);
    EXPECT_NE(ran.status, 0) << "what is installed does not run any more, either";
    EXPECT_NE(ran.err.find("not started any more: its repository revoked it (all of it)"), std::string::npos)
        << ran.err;
    EXPECT_FALSE(fs::exists(file("o.xlsx")));
}

TEST_F(CliPlugin, installsSeveralAtOnce) {
    auto outcome = plugin({"install", "xlsx", "nosuch", "sankey", "--yes"});
    EXPECT_EQ(outcome.status, 4) << outcome.err;
    EXPECT_EQ(installed().size(), 2u) << "one that fails keeps none of the others away";
    outcome = plugin({"install", "hexbin", "forecast", "--version", "1.0.0", "--yes"});
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_EQ(installed().size(), 2u);
}

TEST_F(CliPlugin, aNewPluginsNextCommandCanBePasted) {
    const auto made = plugin({"new", "--kind", "source", file("Bad Name")});
    ASSERT_EQ(made.status, 0) << made.err;
    EXPECT_NE(made.err.find("tributary plugin build '" + file("Bad Name") + "'"), std::string::npos)
        << made.err;
    const auto manifest = Json::parse(std::ifstream(file("Bad Name") + "/manifest.json"));
    EXPECT_FALSE(manifest["publisher"].get<std::string>().empty());
}

TEST_F(CliPlugin, aBareLibraryThatEndsItsProcessIsNoPlugin) {
    const fs::path library =
        fs::path(TRIBUTARY_PROGRAM).parent_path() / "hostile" / "libhostile_constructor.so";
    ASSERT_TRUE(fs::exists(library)) << library;
    ASSERT_EQ(plugin({"developer-mode", "on"}).status, 0);
    const auto outcome = plugin({"install", library.string(), "--yes"});
    EXPECT_NE(outcome.status, 0);
    EXPECT_NE(outcome.err.find("Nothing was installed."), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.err.find("starts again"), std::string::npos) << outcome.err;
}

TEST_F(CliPlugin, theGoodVersionBeforeARevokedOneIsOffered) {
    ASSERT_EQ(plugin({"key", file("k"), "--no-password"}).status, 0);
    fs::create_directories(file("repo") + "/packages");
    fs::copy(pack("1.0.0", true), file("repo") + "/packages/a.tplug");
    fs::copy(pack("1.1.0", true), file("repo") + "/packages/b.tplug");
    ASSERT_EQ(plugin({"index", file("repo"), "--key", file("k"), "--id", "mine", "--revoke",
                      "my-export@1.1.0", "--reason", "it leaks"})
                  .status,
              0);
    ASSERT_EQ(plugin({"repository", "add", file("repo"), "--key", file("k.pub")}).status, 0);
    const auto outcome = plugin({"install", "mine/my-export", "--yes"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(installed()[0]["version"], "1.0.0");
    const auto wanted = plugin({"install", "mine/my-export", "--version", "1.1.0", "--yes"});
    EXPECT_NE(wanted.status, 0);
    EXPECT_NE(wanted.err.find("it leaks"), std::string::npos) << wanted.err;
}

TEST_F(CliPlugin, whatDoesNotStartIsNotInstalled) {
    const std::string folder = folderOf("1.0.0");
    for (const auto& entry : fs::directory_iterator(fs::path(folder) / "lib")) {
        fs::permissions(entry.path(), fs::perms(0644));
        std::ofstream(entry.path(), std::ios::trunc) << "no shared object";
    }
    ASSERT_EQ(plugin({"pack", folder, "--output", file("p.tplug")}).status, 0);
    ASSERT_EQ(plugin({"developer-mode", "on"}).status, 0);
    const auto outcome = plugin({"install", file("p.tplug"), "--yes"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("does not start"), std::string::npos) << outcome.err;
    EXPECT_TRUE(installed().empty());
}

TEST_F(CliPlugin, whatLacksAPromisedKindIsNotInstalled) {
    const std::string folder = folderOf("1.0.0");
    auto manifest = Json::parse(std::ifstream(folder + "/manifest.json"));
    manifest["kinds"].push_back("notifier");
    manifest["contributes"]["notifier"] = {{"label", "Not there"}};
    std::ofstream(folder + "/manifest.json") << manifest.dump();
    ASSERT_EQ(plugin({"pack", folder, "--output", file("p.tplug")}).status, 0);
    ASSERT_EQ(plugin({"developer-mode", "on"}).status, 0);
    const auto outcome = plugin({"install", file("p.tplug"), "--yes"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("promises a notifier"), std::string::npos) << outcome.err;
    EXPECT_TRUE(installed().empty());
}

TEST_F(CliPlugin, takesABareLibraryOfAnyKind) {
    const fs::path from = fs::path(TRIBUTARY_BUILT_PLUGINS) / "xlsx" / "lib";
    const std::string library = fs::directory_iterator(from)->path().string();
    const auto untried = plugin({"install", library, "--yes"});
    EXPECT_EQ(untried.status, 1);
    EXPECT_NE(untried.err.find("not even tried"), std::string::npos) << untried.err;
    ASSERT_EQ(plugin({"developer-mode", "on"}).status, 0);
    EXPECT_EQ(plugin({"install", library}).status, 1) << "nobody was there to ask";
    EXPECT_TRUE(installed().empty());
    const auto outcome = plugin({"install", library, "--yes"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const auto one = installed()[0];
    EXPECT_EQ(one["id"], "xlsx") << "what the library says of itself";
    EXPECT_EQ(one["version"], "1.0.0");
    EXPECT_EQ(one["kinds"], Json::array({"exporter"}));
    EXPECT_EQ(one["tier"], "unsigned");

    std::ofstream(file("rows.csv")) << "a,b\n1,x\n";
    const auto ran = plugin({"run", "xlsx", "--input", file("rows.csv"), "--output", file("o.xlsx")});
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_GT(fs::file_size(file("o.xlsx")), 1000U);
}

TEST_F(CliPlugin, takesDriversFoundOnThisComputer) {
    fs::create_directories(file("drivers"));
    std::ofstream(file("drivers") + "/duck.toml")
        << "manifest_version = 1\nname = \"DuckDB\"\nversion = \"1.4.4\"\n[Driver]\nentrypoint = "
           "\"duckdb_adbc_init\"\n"
           "[Driver.shared]\nlinux_amd64 = \""
        << (fs::path(TRIBUTARY_PROGRAM).parent_path() / "libduckdb.so").string() << "\"\n";
    std::ofstream(file("drivers") + "/broken.toml") << "[Driver\n";
    const auto run = [&](std::vector<std::string> arguments) {
        Call call;
        call.arguments = std::move(arguments);
        call.environment["ADBC_DRIVER_PATH"] = file("drivers");
        return m_program.run(call);
    };
    const auto listed = Json::parse(run({"plugin", "list", "--available", "--format", "json"}).out);
    const auto find = [&](const std::string& id) {
        return *std::find_if(listed.begin(), listed.end(), [&](const Json& one) { return one["id"] == id; });
    };
    EXPECT_TRUE(find("found/duck")["fits"]);
    EXPECT_FALSE(find("found/broken")["fits"]);
    EXPECT_EQ(run({"plugin", "install", "found/duck", "--yes"}).status, 1)
        << "unsigned: developer mode is off";
    EXPECT_EQ(run({"plugin", "developer-mode", "on"}).status, 0);
    const auto outcome = run({"plugin", "install", "found/duck", "--yes"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(installed()[0]["id"], "adbc-duckdb") << "not the id of a connector of ours";
    EXPECT_EQ(installed()[0]["version"], "1.4.4");
    const auto types = run({"connection", "types", "--format", "json"});
    EXPECT_NE(types.out.find("\"adbc-duckdb\""), std::string::npos) << types.out << types.err;
    fs::create_directories(file("db"));
    ASSERT_EQ(run({"connection", "add", "own", "--type", "adbc-duckdb", "--set", "folder=" + file("db"),
                   "--set", "file=own.duckdb"})
                  .status,
              0);
    EXPECT_EQ(run({"query", "--on", "own", "CREATE TABLE t AS SELECT 42 AS a"}).status, 0);
    const auto asked = run({"query", "--format", "csv", "SELECT a FROM own.main.t"});
    EXPECT_EQ(asked.out, "a\n42\n") << asked.err;
    EXPECT_TRUE(fs::exists(file("db") + "/own.duckdb"));
}

}  // namespace
}  // namespace tributary
