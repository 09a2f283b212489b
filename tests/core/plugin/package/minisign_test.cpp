// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/minisign.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/core/plugin/package/plugin_maker.h"

namespace tributary::plugin {
namespace {

const auto kNoPassword = []() -> Result<std::string> {
    return fail(ErrorCode::Internal, "no password was expected");
};

/// The program `minisign`, run by the shell in a folder of its own.
class Minisign : public ::testing::Test {
  protected:
    void SetUp() override {
        if (run("command -v minisign") != 0) GTEST_SKIP() << "SKIPPED LOUDLY: minisign is not installed";
        test::writeFile(m_folder / "message", kMessage);
    }
    int run(const std::string& command) const {
        const std::string line =
            "cd '" + m_folder.path().string() + "' && { " + command + "; } >out 2>&1 </dev/null";
        return std::system(line.c_str());
    }
    std::string file(const char* name) const { return test::readFile(m_folder / name); }

    static constexpr const char* kMessage = "some message\n";
    test::Folder m_folder;
};

TEST_F(Minisign, verifiesWhatWeSign) {
    const auto key = SecretKey::generate();
    test::writeFile(m_folder / "message.minisig", key.sign(kMessage, "id=a version=1.0.0"));
    test::writeFile(m_folder / "key.pub", key.publicKey().file());
    EXPECT_EQ(run("minisign -V -H -p key.pub -m message"), 0) << file("out");
    EXPECT_NE(file("out").find("id=a version=1.0.0"), std::string::npos);
    test::writeFile(m_folder / "message", "another message\n");
    EXPECT_NE(run("minisign -V -H -p key.pub -m message"), 0);
}

TEST_F(Minisign, signsWithOurKeys) {
    const auto key = SecretKey::generate();
    test::writeFile(m_folder / "plain.key", *key.file(""));
    test::writeFile(m_folder / "sealed.key", *key.file("secret"));
    ASSERT_EQ(run("minisign -S -s plain.key -m message -x a.minisig"), 0) << file("out");
    ASSERT_EQ(run("echo secret | minisign -S -s sealed.key -m message -x b.minisig"), 0) << file("out");
    for (const char* name : {"a.minisig", "b.minisig"}) {
        auto signature = Signature::parse(file(name));
        ASSERT_TRUE(signature.has_value());
        EXPECT_TRUE(verify(key.publicKey(), *signature, kMessage).has_value());
        EXPECT_FALSE(verify(key.publicKey(), *signature, "some messagf\n").has_value());
        signature->trustedComment += " ";
        EXPECT_FALSE(verify(key.publicKey(), *signature, kMessage).has_value());
    }
}

TEST_F(Minisign, itsKeysSignHere) {
    ASSERT_EQ(run("minisign -G -W -p a.pub -s a.key"), 0) << file("out");
    ASSERT_EQ(run("printf 'geheim\\ngeheim\\n' | minisign -G -p b.pub -s b.key"), 0) << file("out");
    auto plain = SecretKey::parse(file("a.key"), kNoPassword);
    ASSERT_TRUE(plain.has_value()) << plain.error().message;
    EXPECT_EQ(plain->publicKey().base64(), PublicKey::parse(file("a.pub"))->base64());
    auto sealed = SecretKey::parse(file("b.key"), [] { return Result<std::string>("geheim"); });
    ASSERT_TRUE(sealed.has_value()) << sealed.error().message;
    test::writeFile(m_folder / "message.minisig", sealed->sign(kMessage, "x"));
    EXPECT_EQ(run("minisign -V -H -p b.pub -m message"), 0) << file("out");
    // One key in sixteen begins with a zero, which minisign does not write.
    const std::string id = sealed->publicKey().keyId();
    EXPECT_NE(file("b.pub").find(id.substr(id.find_first_not_of('0'))), std::string::npos);
    auto wrong = SecretKey::parse(file("b.key"), [] { return Result<std::string>("falsch"); });
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().code, ErrorCode::Authentication);
}

TEST(MinisignForm, everyChangedByteIsSeen) {
    const auto key = SecretKey::generate();
    const std::string text = key.sign("message", "id=a version=1.0.0");
    const size_t from = text.find('\n') + 1;  // the first line is a comment nobody vouches for
    size_t refused = 0;
    for (size_t i = from; i + 1 < text.size(); i++) {
        std::string bad = text;
        bad[i] = bad[i] == 'A' ? 'B' : 'A';
        if (bad == text) continue;
        auto signature = Signature::parse(bad);
        const bool fits = signature && verify(key.publicKey(), *signature, "message").has_value();
        EXPECT_FALSE(fits) << "byte " << i;
        refused += !fits;
    }
    EXPECT_GT(refused, 200u);
    EXPECT_TRUE(verify(key.publicKey(), *Signature::parse(text), "message").has_value());
}

TEST(MinisignForm, refusesOtherThings) {
    EXPECT_FALSE(Signature::parse("").has_value());
    EXPECT_FALSE(Signature::parse("untrusted comment: x\nAAAA\ntrusted comment: y\nAAAA\n").has_value());
    EXPECT_FALSE(PublicKey::parse("RWQ").has_value());
    EXPECT_FALSE(SecretKey::parse("untrusted comment: x\nAAAA\n", kNoPassword).has_value());
}

}  // namespace
}  // namespace tributary::plugin
