// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets in a real keyring: gnome-keyring on a D-Bus session of the test's own.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>

#include "tests/app/cli/program.h"

namespace tributary {
namespace {
using test::Call;
using test::Outcome;
using test::Program;

constexpr const char* kSecret = "Hunter2-in-the-keyring";

bool isInstalled(const std::string& program) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (::access((folder + "/" + program).c_str(), X_OK) == 0) return true;
    }
    return false;
}

class CliKeyring : public ::testing::Test {
  protected:
    void SetUp() override {
        for (const char* program : {"dbus-run-session", "gnome-keyring-daemon"}) {
            if (!isInstalled(program)) GTEST_SKIP() << "SKIPPED LOUDLY: " << program << " is not installed";
        }
        std::filesystem::create_directory(m_program.file("run"));
        std::filesystem::permissions(m_program.file("run"), std::filesystem::perms::owner_all);
    }

    /// Every call has a session of its own, as after logging in again: only the keyring's file lasts.
    Outcome run(std::vector<std::string> arguments) {
        Call call;
        call.through = {
            "dbus-run-session",
            "--",
            "sh",
            "-c",
            "printf %s unlocking | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "
            "exec \"$@\"",
            "sh"};
        call.arguments = std::move(arguments);
        call.environment = {{"TRIBUTARY_SECRETS", "keyring"},
                            {"XDG_RUNTIME_DIR", m_program.file("run")},
                            {"SECRET_OF_FAR", kSecret}};
        return m_program.run(call);
    }

    Program m_program;
};

TEST_F(CliKeyring, keepsFindsAndForgetsASecret) {
    auto added = run({"connection", "add", "far", "--type", "postgresql", "--set", "host=127.0.0.1", "--set",
                      "port=1", "--set", "user=u", "--secret", "password=env:SECRET_OF_FAR"});
    ASSERT_EQ(added.status, 0) << added.err;
    EXPECT_TRUE(std::filesystem::exists(m_program.file("data/keyrings"))) << "it is in the keyring";
    EXPECT_FALSE(std::filesystem::exists(m_program.workspace() + ".secrets")) << "and nowhere else";
    EXPECT_FALSE(m_program.anyFileHolds(kSecret)) << "encrypted";
    auto tested = run({"connection", "test", "far"});
    EXPECT_EQ(tested.status, 3);
    EXPECT_NE(tested.err.find("refused"), std::string::npos)
        << "the secret was found, only the server is not there: " << tested.err;
    EXPECT_EQ(run({"connection", "remove", "far"}).status, 0);
}

TEST_F(CliKeyring, saysWhenTheKeyringIsAnother) {
    ASSERT_EQ(run({"connection", "add", "far", "--type", "postgresql", "--set", "host=127.0.0.1", "--set",
                   "port=1", "--set", "user=u", "--secret", "password=env:SECRET_OF_FAR"})
                  .status,
              0);
    std::filesystem::remove_all(m_program.file("data/keyrings"));
    auto tested = run({"connection", "test", "far"});
    EXPECT_EQ(tested.status, 3) << tested.err;
    EXPECT_NE(tested.err.find("'password'"), std::string::npos) << tested.err;
}

}  // namespace
}  // namespace tributary
