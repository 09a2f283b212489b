// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/repositories.h"

#include <gtest/gtest.h>

#include "tests/core/plugin/package/plugin_maker.h"

namespace tributary::plugin {
namespace {

namespace fs = std::filesystem;
using test::Bench;
using test::makePackage;

class RepositoryTest : public ::testing::Test {
  protected:
    int64_t now() const { return nowMilliseconds() / 1000; }
    void publish(const std::string& id, const std::string& version, const std::string& permissions = "{}") {
        test::writeFile(m_folder / "packages" / (id + "-" + version + ".tplug"),
                        makePackage(id, version, &m_key, permissions));
    }
    RepositoryIndex index(IndexOptions options = {}, int64_t time = 0) {
        options.repositoryId = "acme";
        auto out = writeIndex(m_folder, m_key, options, time ? time : now());
        EXPECT_TRUE(out.has_value()) << (out ? "" : out.error().message);
        return out ? *out : RepositoryIndex();
    }
    void add() {
        auto added = m_bench.repositories->add(m_folder.string(), m_key.publicKey(), "", CancelToken());
        ASSERT_TRUE(added.has_value()) << added.error().message;
    }
    Result<InstalledPlugin> install(const std::string& name, const char* version = nullptr) {
        std::optional<Version> wanted;
        if (version) wanted = *Version::parse(version);
        auto there = m_bench.store->plugin(name);
        auto offer = m_bench.repositories->find(name, wanted, there ? there->repository : "", m_bench.host);
        if (!offer) return fail(offer.error());
        return m_bench.installer().installOffer(*offer, CancelToken());
    }
    std::string refresh() {
        auto fresh = m_bench.repositories->refresh("acme", CancelToken());
        return fresh ? "" : fresh.error().message;
    }

    Bench m_bench;
    SecretKey m_key = SecretKey::generate();
    fs::path m_folder = m_bench.folder / "repository of acme";
};

TEST_F(RepositoryTest, offersInstallsAndBinds) {
    publish("shape", "1.0.0");
    publish("shape", "1.2.0");
    publish("shape", "2.0.0-beta.1");
    index();
    add();
    auto offers = m_bench.repositories->offers(m_bench.host);
    ASSERT_TRUE(offers.has_value());
    ASSERT_EQ(offers->size(), 1u);
    EXPECT_EQ(offers->front().version.version.text(), "1.2.0");
    auto installed = install("shape");
    ASSERT_TRUE(installed.has_value()) << installed.error().message;
    EXPECT_EQ(installed->tier, Tier::Repository);
    EXPECT_EQ(installed->repository, "acme");
    ASSERT_TRUE(install("acme/shape", "2.0.0-beta.1").has_value());
    EXPECT_EQ(install("shape", "9.9.9").error().code, ErrorCode::NotFound);
}

TEST_F(RepositoryTest, refusesAnOlderIndex) {
    publish("shape", "1.0.0");
    index();
    fs::copy(m_folder, m_bench.folder / "old", fs::copy_options::recursive);
    publish("shape", "1.1.0");
    index();
    add();
    fs::remove_all(m_folder);
    fs::copy(m_bench.folder / "old", m_folder, fs::copy_options::recursive);
    EXPECT_NE(refresh().find("served an older index"), std::string::npos) << refresh();
    EXPECT_EQ(m_bench.repositories->offers(m_bench.host)->front().version.version.text(), "1.1.0");
    // Not even by removing and adding it.
    ASSERT_TRUE(m_bench.repositories->remove("acme").has_value());
    EXPECT_FALSE(
        m_bench.repositories->add(m_folder.string(), m_key.publicKey(), "", CancelToken()).has_value());
}

TEST_F(RepositoryTest, refusesATamperedIndexAndAnotherKey) {
    publish("shape", "1.0.0");
    index();
    add();
    const std::string good = test::readFile(m_folder / kIndexName);
    test::writeFile(m_folder / kIndexName, good + " ");
    EXPECT_NE(refresh().find("does not match"), std::string::npos) << refresh();
    const auto other = SecretKey::generate();
    test::writeFile(m_folder / kIndexName, good);
    test::writeFile(m_folder / kIndexSignatureName, other.sign(good, "x"));
    EXPECT_NE(refresh().find("is signed by key " + other.publicKey().keyId()), std::string::npos)
        << refresh();
    EXPECT_FALSE(
        m_bench.repositories->add((m_folder / "nowhere").string(), m_key.publicKey(), "", CancelToken())
            .has_value());
    EXPECT_FALSE(
        m_bench.repositories->add("http://example.com/r", m_key.publicKey(), "", CancelToken()).has_value());
}

TEST_F(RepositoryTest, installsNothingFromAnExpiredIndex) {
    publish("shape", "1.0.0");
    IndexOptions options;
    options.validFor = std::chrono::hours(1);
    index(options, now() - 7200);
    add();
    auto outcome = install("shape");
    ASSERT_FALSE(outcome.has_value());
    EXPECT_NE(outcome.error().message.find("has expired"), std::string::npos) << outcome.error().message;
}

TEST_F(RepositoryTest, refusesAPackageThatIsNotTheIndexed) {
    publish("shape", "1.0.0");
    index();
    add();
    publish("shape", "1.0.0", R"({"memory_mb": 1024})");
    auto outcome = install("shape");
    ASSERT_FALSE(outcome.has_value());
    EXPECT_TRUE(outcome.error().message.find("SHA-256") != std::string::npos ||
                outcome.error().message.find("larger than") != std::string::npos)
        << outcome.error().message;
    EXPECT_TRUE(m_bench.store->plugins()->empty());
}

TEST_F(RepositoryTest, anIdStaysWithItsRepository) {
    publish("shape", "1.0.0");
    index();
    add();
    ASSERT_TRUE(install("shape").has_value());
    const auto other = SecretKey::generate();
    const fs::path folder = m_bench.folder / "squatter";
    test::writeFile(folder / "packages/shape-9.0.0.tplug", makePackage("shape", "9.0.0", &other));
    IndexOptions options;
    options.repositoryId = "squatter";
    ASSERT_TRUE(writeIndex(folder, other, options, now()).has_value());
    ASSERT_TRUE(m_bench.repositories->add(folder.string(), other.publicKey(), "", CancelToken()).has_value());
    auto outcome = install("squatter/shape");
    ASSERT_FALSE(outcome.has_value());
    EXPECT_NE(outcome.error().message.find("came from repository 'acme' and stays with it"),
              std::string::npos)
        << outcome.error().message;
    // The plain name goes on meaning the one it came from.
    EXPECT_EQ(m_bench.repositories->find("shape", std::nullopt, "acme", m_bench.host)->repository, "acme");
    // And with nothing installed, the person has to say which.
    ASSERT_TRUE(m_bench.store->remove("shape", false).has_value());
    EXPECT_EQ(install("shape").error().code, ErrorCode::Conflict);
}

TEST_F(RepositoryTest, aListedKeyDoesNotTakeOverWhatComesFromFiles) {
    m_bench.trustKey();
    publish("bait", "1.0.0");
    IndexOptions options;
    options.keys = {m_bench.key.publicKey()};
    index(options);
    add();
    auto installed = m_bench.install(makePackage("shape", "1.0.0", &m_bench.key));
    ASSERT_TRUE(installed.has_value()) << installed.error().message;
    EXPECT_EQ(installed->repository, "");
    EXPECT_EQ(installed->tier, Tier::UserKey);
    publish("shape", "9.9.9");
    index(options);
    EXPECT_EQ(refresh(), "");
    auto captured = install("acme/shape");
    ASSERT_FALSE(captured.has_value());
    EXPECT_EQ(captured.error().code, ErrorCode::Conflict) << captured.error().message;
    // Whose key only a repository knows is a stranger's, when it comes from a file.
    ASSERT_TRUE(m_bench.trust->distrust(m_bench.key.publicKey().keyId()).has_value());
    auto stranger = m_bench.install(makePackage("other", "1.0.0", &m_bench.key));
    ASSERT_FALSE(stranger.has_value());
    EXPECT_NE(stranger.error().message.find("nobody here trusts"), std::string::npos);
}

TEST_F(RepositoryTest, aMadeUpKeyBlocksNobody) {
    m_bench.trustKey();
    publish("bait", "1.0.0");
    IndexOptions options;
    PublicKey madeUp = SecretKey::generate().publicKey();
    madeUp.id = m_bench.key.publicKey().id;
    options.keys = {madeUp, m_bench.key.publicKey()};
    index(options);
    add();
    auto installed = m_bench.install(makePackage("shape", "1.0.0", &m_bench.key));
    ASSERT_TRUE(installed.has_value()) << installed.error().message;
    // Of two keys with one id, the one that fits the signature counts.
    test::writeFile(m_folder / "packages/round-1.0.0.tplug", makePackage("round", "1.0.0", &m_bench.key));
    index(options);
    EXPECT_EQ(refresh(), "");
    auto served = install("acme/round");
    ASSERT_TRUE(served.has_value()) << served.error().message;
    EXPECT_EQ(served->repository, "acme");
}

TEST_F(RepositoryTest, theSameSignerMayComeByAnotherWay) {
    ASSERT_TRUE(m_bench.trust->trust(m_key.publicKey(), "mine").has_value());
    ASSERT_TRUE(m_bench.install(makePackage("shape", "1.0.0", &m_key)).has_value());
    publish("shape", "1.1.0");
    publish("round", "1.0.0");
    index();
    add();
    auto newer = install("acme/shape");
    ASSERT_TRUE(newer.has_value()) << newer.error().message;
    EXPECT_EQ(newer->manifest.version.text(), "1.1.0");
    // It came from a file: the repository's other keys have no say in it.
    EXPECT_EQ(newer->repository, "");
    ASSERT_TRUE(install("round").has_value());
    auto byFile = m_bench.install(makePackage("round", "1.1.0", &m_key));
    ASSERT_TRUE(byFile.has_value()) << byFile.error().message;
    EXPECT_EQ(byFile->repository, "acme");
}

TEST_F(RepositoryTest, revocationsReachWhatIsInstalled) {
    publish("shape", "1.0.0");
    publish("shape", "1.1.0");
    index();
    add();
    ASSERT_TRUE(install("shape", "1.0.0").has_value());
    ASSERT_TRUE(install("shape", "1.1.0").has_value());
    IndexOptions options;
    options.revoked = {{"shape", "1.0.0", "", "leaks passwords"}};
    options.yanked = {"shape@1.1.0"};
    index(options);
    EXPECT_EQ(refresh(), "");
    EXPECT_TRUE(m_bench.store->plugin("shape")->revoked.empty());
    auto back = m_bench.store->rollback("shape");
    ASSERT_FALSE(back.has_value());
    EXPECT_NE(back.error().message.find("leaks passwords"), std::string::npos) << back.error().message;
    EXPECT_NE(install("shape", "1.0.0").error().message.find("leaks passwords"), std::string::npos);
    EXPECT_NE(install("shape", "1.1.0").error().message.find("taken back"), std::string::npos);
    options.revoked = {{"", "", m_key.publicKey().keyId(), "key stolen"}};
    index(options);
    EXPECT_EQ(refresh(), "");
    EXPECT_NE(m_bench.store->plugin("shape")->revoked.find("key stolen"), std::string::npos);
}

TEST_F(RepositoryTest, theIndexTakesOnlySignedPackages) {
    test::writeFile(m_folder / "packages/x.tplug", makePackage("shape", "1.0.0", nullptr));
    IndexOptions options;
    options.repositoryId = "acme";
    auto out = writeIndex(m_folder, m_key, options, now());
    ASSERT_FALSE(out.has_value());
    EXPECT_NE(out.error().message.find("x.tplug: it is not signed"), std::string::npos)
        << out.error().message;
    const auto stranger = SecretKey::generate();
    test::writeFile(m_folder / "packages/x.tplug", makePackage("shape", "1.0.0", &stranger));
    EXPECT_FALSE(writeIndex(m_folder, m_key, options, now()).has_value());
    options.keys = {stranger.publicKey()};
    EXPECT_TRUE(writeIndex(m_folder, m_key, options, now()).has_value());
}

TEST_F(RepositoryTest, theProgramsOwnIsReadFromItsFolder) {
    const fs::path folder = m_bench.share / "repository";
    test::writeFile(folder / "packages/shape.tplug", makePackage("shape", "1.0.0", &m_bench.builtInKey));
    IndexOptions options;
    options.repositoryId = "built-in";
    ASSERT_TRUE(writeIndex(folder, m_bench.builtInKey, options, now()).has_value());
    auto installed = install("shape");
    ASSERT_TRUE(installed.has_value()) << installed.error().message;
    EXPECT_EQ(installed->tier, Tier::BuiltIn);
    EXPECT_EQ(m_bench.repositories->remove("built-in").error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace tributary::plugin
