// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/installer.h"

#include <gtest/gtest.h>

#include "tests/core/plugin/package/plugin_maker.h"

namespace tributary::plugin {
namespace {

using test::Bench;
using test::makePackage;

class InstallerTest : public ::testing::Test {
  protected:
    /// Installs something that must be refused, and looks that nothing changed.
    Error refused(const std::string& bytes) {
        const auto before = m_bench.installed();
        auto outcome = m_bench.install(bytes);
        EXPECT_FALSE(outcome.has_value());
        EXPECT_EQ(m_bench.installed(), before);
        const Error error = outcome ? Error() : outcome.error();
        EXPECT_FALSE(error.message.empty());
        return error;
    }
    std::string signedPackage(const std::string& version, const std::string& permissions = "{}",
                              const std::string& content = "library") {
        return makePackage("subject", version, &m_bench.key, permissions, content);
    }

    Bench m_bench;
};

TEST_F(InstallerTest, putsAPackageInPlace) {
    m_bench.trustKey();
    auto installed = m_bench.install(signedPackage("1.0.0", R"({"network": ["from_connection"]})"));
    ASSERT_TRUE(installed.has_value()) << installed.error().message;
    EXPECT_EQ(m_bench.asked, 1);
    EXPECT_EQ(m_bench.tried, 1);
    EXPECT_EQ(m_bench.question->permissions.front(), "connect to the host that its settings name");
    EXPECT_EQ(installed->tier, Tier::UserKey);
    EXPECT_EQ(installed->keyId, m_bench.key.publicKey().keyId());
    EXPECT_EQ(installed->granted.network, std::vector<std::string>{"from_connection"});
    EXPECT_EQ(test::readFile(installed->library), "library of 1.0.0");
    EXPECT_EQ(installed->librarySha256, sha256("library of 1.0.0"));
    EXPECT_EQ(std::filesystem::read_symlink(m_bench.root / "subject/current"), "1.0.0");
    EXPECT_TRUE(std::filesystem::is_empty(m_bench.root / ".staging"));
    EXPECT_EQ(std::filesystem::status(installed->library).permissions(), std::filesystem::perms(0444));
    EXPECT_EQ(std::filesystem::status(m_bench.root).permissions(), std::filesystem::perms(0700));
}

TEST_F(InstallerTest, refusesWithoutTrust) {
    Error error = refused(makePackage("subject", "1.0.0", nullptr));
    EXPECT_NE(error.message.find("is not signed"), std::string::npos) << error.message;
    EXPECT_NE(error.hint.find("developer-mode on"), std::string::npos);
    error = refused(signedPackage("1.0.0"));
    EXPECT_NE(error.message.find(m_bench.key.publicKey().keyId() + ", which nobody here trusts"),
              std::string::npos);
    EXPECT_EQ(m_bench.asked, 0);
    ASSERT_TRUE(m_bench.store->setDeveloperMode(true).has_value());
    m_bench.answer = false;
    EXPECT_NE(refused(makePackage("subject", "1.0.0", nullptr)).message.find("not agreed to"),
              std::string::npos);
    EXPECT_EQ(m_bench.question->packageSha256.size(), 64u);
    m_bench.answer = true;
    EXPECT_EQ(m_bench.install(makePackage("subject", "1.0.0", nullptr))->tier, Tier::Unsigned);
}

TEST_F(InstallerTest, refusesAnInvalidSignatureEvenInDeveloperMode) {
    m_bench.trustKey();
    ASSERT_TRUE(m_bench.store->setDeveloperMode(true).has_value());
    const test::Folder folder;
    const std::string a = signedPackage("1.0.0"), b = signedPackage("1.0.1");
    test::writeFile(folder / "a.tplug", a);
    test::writeFile(folder / "b.tplug", b);
    // The signature of one version beside the manifest of another.
    auto first = Package::open(folder / "a.tplug");
    auto second = Package::open(folder / "b.tplug");
    ASSERT_TRUE(first && second);
    auto verdict =
        m_bench.trust->judge(first->manifest(), first->manifestText(), second->signatureText(), "");
    ASSERT_FALSE(verdict.has_value());
    EXPECT_EQ(verdict.error().code, ErrorCode::Corrupt);
    // A right signature of these bytes whose comment names something else.
    const std::string lying = m_bench.key.sign(first->manifestText(), "id=subject version=1.0.1");
    verdict = m_bench.trust->judge(first->manifest(), first->manifestText(), lying, "");
    ASSERT_FALSE(verdict.has_value());
    EXPECT_NE(verdict.error().message.find("made for something else"), std::string::npos);
}

TEST_F(InstallerTest, refusesARevokedKey) {
    m_bench.trustKey();
    ASSERT_TRUE(m_bench.install(signedPackage("1.0.0")).has_value());
    ASSERT_TRUE(m_bench.trust->revoke(m_bench.key.publicKey().keyId(), "stolen").has_value());
    const Error error = refused(signedPackage("1.1.0"));
    EXPECT_EQ(error.code, ErrorCode::Permission);
    EXPECT_NE(error.message.find("(stolen)"), std::string::npos) << error.message;
    EXPECT_NE(m_bench.store->plugin("subject")->revoked.find("(stolen)"), std::string::npos);
    EXPECT_TRUE(m_bench.store->enabled(Kind::Processor)->empty());
}

TEST_F(InstallerTest, asksAgainOnlyWhenMoreIsWanted) {
    m_bench.trustKey();
    ASSERT_TRUE(m_bench.install(signedPackage("1.0.0", R"({"network": ["a.example.com:443"]})")).has_value());
    ASSERT_TRUE(m_bench.install(signedPackage("1.1.0", R"({"network": ["a.example.com:443"]})")).has_value());
    EXPECT_EQ(m_bench.asked, 1);
    const auto more = signedPackage("1.2.0", R"({"network": ["a.example.com:443", "b.example.com:443"]})");
    m_bench.answer = false;
    const Error error = refused(more);
    EXPECT_EQ(m_bench.asked, 2);
    ASSERT_EQ(m_bench.question->growth, std::vector<std::string>{"connect to b.example.com:443"});
    EXPECT_EQ(error.hint, "Version 1.1.0 stays in use.");
    m_bench.answer = true;
    ASSERT_TRUE(m_bench.install(more).has_value());
    EXPECT_EQ(m_bench.store->plugin("subject")->granted.network.size(), 2u);
}

TEST_F(InstallerTest, whatWasTakenBackStaysSoOnUpgrade) {
    m_bench.trustKey();
    ASSERT_TRUE(m_bench.install(signedPackage("1.0.0", R"({"network": ["a.example.com:443"]})")).has_value());
    auto granted = m_bench.store->plugin("subject")->granted;
    granted.network.clear();
    ASSERT_TRUE(m_bench.store->setGranted("subject", granted).has_value());
    ASSERT_TRUE(m_bench.install(signedPackage("1.1.0", R"({"network": ["a.example.com:443"]})")).has_value());
    EXPECT_TRUE(m_bench.store->plugin("subject")->granted.network.empty());
    granted.network = {"evil.example.com:443"};
    EXPECT_FALSE(m_bench.store->setGranted("subject", granted).has_value());
}

TEST_F(InstallerTest, asksBeforeADowngrade) {
    m_bench.trustKey();
    ASSERT_TRUE(m_bench.install(signedPackage("2.0.0")).has_value());
    m_bench.answer = false;
    EXPECT_EQ(refused(signedPackage("1.0.0")).hint, "Version 2.0.0 stays in use.");
    EXPECT_TRUE(m_bench.question->downgrade);
}

TEST_F(InstallerTest, refusesOtherContentUnderTheSameVersion) {
    m_bench.trustKey();
    ASSERT_TRUE(m_bench.install(signedPackage("1.0.0")).has_value());
    EXPECT_NE(refused(signedPackage("1.0.0", "{}", "other")).message.find("with other content"),
              std::string::npos);
}

TEST_F(InstallerTest, refusesAnotherSignerOfTheSameId) {
    m_bench.trustKey();
    ASSERT_TRUE(m_bench.install(signedPackage("1.0.0")).has_value());
    const auto other = SecretKey::generate();
    ASSERT_TRUE(m_bench.trust->trust(other.publicKey(), "other").has_value());
    EXPECT_NE(refused(makePackage("subject", "1.1.0", &other)).message.find("was signed by key"),
              std::string::npos);
    EXPECT_NE(refused(makePackage("subject", "1.1.0", &m_bench.builtInKey)).message.find("stays with it"),
              std::string::npos);
    ASSERT_TRUE(m_bench.store->setDeveloperMode(true).has_value());
    EXPECT_NE(refused(makePackage("subject", "1.1.0", nullptr)).message.find("is not signed"),
              std::string::npos);
}

TEST_F(InstallerTest, namesBothSidesOfWhatDoesNotFit) {
    m_bench.trustKey();
    m_bench.host.platform = "linux_riscv64";
    EXPECT_EQ(refused(signedPackage("1.0.0")).message,
              "subject 1.0.0 was built for platform linux_amd64, this program offers linux_riscv64");
    m_bench.host = Host::present();
    m_bench.host.version = *Version::parse("1.0.0");
    EXPECT_NE(refused(signedPackage("1.0.0")).message.find("is for Tributary >=0.1.0 <1.0.0, this is 1.0.0"),
              std::string::npos);
}

TEST_F(InstallerTest, whatDoesNotStartIsNotInstalled) {
    m_bench.trustKey();
    ASSERT_TRUE(m_bench.install(signedPackage("1.0.0")).has_value());
    m_bench.smokeError = Error(ErrorCode::Internal, "its process crashed (signal 11).");
    const Error error = refused(signedPackage("1.1.0"));
    EXPECT_NE(error.message.find("does not start: its process crashed"), std::string::npos) << error.message;
    EXPECT_EQ(m_bench.store->plugin("subject")->manifest.version.text(), "1.0.0");
}

TEST_F(InstallerTest, withoutASandboxNothingIsInstalled) {
    m_bench.trustKey();
    test::writeFile(m_bench.folder / "p.tplug", signedPackage("1.0.0"));
    InstallSurroundings around;
    around.ask = [](const InstallQuestion&) -> Result<bool> { return true; };
    auto outcome = Installer(*m_bench.store, *m_bench.trust, around)
                       .installFile(m_bench.folder / "p.tplug", CancelToken());
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().code, ErrorCode::Unsupported);
}

TEST_F(InstallerTest, aModifiedPluginIsSeenAndRepaired) {
    m_bench.trustKey();
    const auto package = signedPackage("1.0.0");
    auto installed = m_bench.install(package);
    ASSERT_TRUE(installed.has_value());
    EXPECT_TRUE(m_bench.store->modifiedFiles("subject", CancelToken())->empty());
    std::filesystem::permissions(installed->library, std::filesystem::perms(0644));
    test::writeFile(installed->library, "library of 1.0.1");
    test::writeFile(installed->folder / "extra", "x");
    EXPECT_EQ(*m_bench.store->modifiedFiles("subject", CancelToken()),
              (std::vector<std::string>{"extra", "lib/libtest.so"}));
    EXPECT_NE(installed->librarySha256, sha256(test::readFile(installed->library)));
    ASSERT_TRUE(m_bench.install(package).has_value());
    EXPECT_EQ(m_bench.asked, 1) << "the same package again asks nothing";
    EXPECT_TRUE(m_bench.store->modifiedFiles("subject", CancelToken())->empty());
}

TEST_F(InstallerTest, aDeveloperReplacesAnUnsignedVersion) {
    ASSERT_TRUE(m_bench.store->setDeveloperMode(true).has_value());
    ASSERT_TRUE(m_bench.install(makePackage("subject", "1.0.0", nullptr, "{}", "first")).has_value());
    auto second = m_bench.install(makePackage("subject", "1.0.0", nullptr, "{}", "second"));
    ASSERT_TRUE(second.has_value()) << second.error().message;
    EXPECT_EQ(test::readFile(second->library), "second of 1.0.0");
    EXPECT_TRUE(m_bench.store->modifiedFiles("subject", CancelToken())->empty());
}

}  // namespace
}  // namespace tributary::plugin
