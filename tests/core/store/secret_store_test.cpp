// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/secret_store.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>

#include "tests/core/store/temporary_folder.h"

namespace tributary::store {
namespace {

using test::readFile;
using test::writeFile;

constexpr const char* kSecret = "correct horse battery staple 密码";

class Environment {
  public:
    Environment(std::string name, const char* value) : m_name(std::move(name)) {
        if (const char* old = std::getenv(m_name.c_str())) m_old = old;
        value ? ::setenv(m_name.c_str(), value, 1) : ::unsetenv(m_name.c_str());
    }
    ~Environment() { m_old ? ::setenv(m_name.c_str(), m_old->c_str(), 1) : ::unsetenv(m_name.c_str()); }

  private:
    std::string m_name;
    std::optional<std::string> m_old;
};

class SecretFileTest : public ::testing::Test {
  protected:
    std::unique_ptr<SecretStore> open(const std::string& password) {
        return std::move(openSecretFile(m_path, [this, password](bool fresh) -> Result<std::string> {
                             m_asked++;
                             m_fresh = fresh;
                             return password;
                         }).value());
    }

    test::TemporaryFolder m_folder;
    std::string m_path = m_folder.file("secrets");
    int m_asked = 0;
    bool m_fresh = false;
};

TEST_F(SecretFileTest, keepsSecretsSealedUnderThePassword) {
    auto store = open("pass");
    EXPECT_EQ(store->get("a").value(), std::nullopt);
    EXPECT_EQ(m_asked, 0) << "no file, no secret: nobody is asked";
    ASSERT_TRUE(store->set("w/c/password", kSecret, "label"));
    ASSERT_TRUE(store->set("w/c/empty", "", "label"));
    EXPECT_EQ(store->get("w/c/password").value(), kSecret);
    EXPECT_EQ(m_asked, 1);
    EXPECT_TRUE(m_fresh);

    const std::string file = readFile(m_path);
    for (const char* part : {"horse", "staple", "密码", "password", "w/c"}) {
        EXPECT_EQ(file.find(part), std::string::npos) << part;
    }
    struct stat info {};
    ASSERT_EQ(::stat(m_path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);

    auto again = open("pass");
    EXPECT_EQ(again->get("w/c/password").value(), kSecret);
    EXPECT_FALSE(m_fresh);
    EXPECT_EQ(again->get("w/c/empty").value(), "");
    ASSERT_TRUE(again->remove("w/c/password"));
    EXPECT_EQ(store->get("w/c/password").value(), std::nullopt) << "the other object sees the change";
}

TEST_F(SecretFileTest, refusesAWrongPasswordAndAsksAgain) {
    ASSERT_TRUE(open("right")->set("k", kSecret, ""));
    const std::string before = readFile(m_path);
    auto wrong = open("wrong");
    auto got = wrong->get("k");
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, ErrorCode::Authentication);
    EXPECT_EQ(wrong->set("k", "other", "").error().code, ErrorCode::Authentication);
    EXPECT_EQ(m_asked, 3);
    EXPECT_EQ(readFile(m_path), before);
}

TEST_F(SecretFileTest, noticesTampering) {
    ASSERT_TRUE(open("right")->set("k", kSecret, ""));
    const std::string good = readFile(m_path);
    auto store = open("right");
    ASSERT_TRUE(store->get("k"));
    // Nonce, box and tag; and a file that was cut.
    for (size_t at : {size_t{75}, size_t{100}, good.size() - 1}) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 1);
        writeFile(m_path, bad);
        auto got = store->get("k");
        ASSERT_FALSE(got) << at;
        EXPECT_EQ(got.error().code, ErrorCode::Corrupt) << at;
        EXPECT_EQ(got.error().text().find("horse"), std::string::npos);
    }
    for (size_t size : {size_t{0}, size_t{5}, size_t{60}, good.size() - 1}) {
        writeFile(m_path, good.substr(0, size));
        EXPECT_EQ(open("right")->get("k").error().code, ErrorCode::Corrupt) << size;
        EXPECT_FALSE(open("right")->set("k", "x", "")) << "a damaged file is not overwritten";
    }
    std::string greedy = good;
    greedy[17 + 6] = 0x7f;  // a memory cost of petabytes
    writeFile(m_path, greedy);
    EXPECT_EQ(open("right")->get("k").error().code, ErrorCode::Corrupt);
    std::string newer = good;
    newer[8] = 2;
    writeFile(m_path, newer);
    EXPECT_EQ(open("right")->get("k").error().code, ErrorCode::Unsupported);
}

TEST_F(SecretFileTest, leavesNoTemporaryFilesAndSaysWhenItCannotWrite) {
    ASSERT_TRUE(open("p")->set("k", "v", ""));
    int files = 0;
    for (const auto& file : std::filesystem::directory_iterator(m_folder.path())) {
        const std::string name = file.path().filename();
        EXPECT_TRUE(name == "secrets" || name == "secrets.lock") << name;
        files++;
    }
    EXPECT_EQ(files, 2);
    m_path = m_folder.file("none/secrets");
    EXPECT_EQ(open("p")->set("k", "v", "").error().code, ErrorCode::Io);
}

TEST(SecretMemory, keepsAndForgets) {
    auto store = makeMemorySecretStore();
    ASSERT_TRUE(store->set("k", "v", ""));
    EXPECT_EQ(store->get("k").value(), "v");
    ASSERT_TRUE(store->remove("k"));
    EXPECT_EQ(store->get("k").value(), std::nullopt);
}

TEST(SecretMemory, wipesTheBytes) {
    std::string secret = "0123456789012345678901234567890123456789";
    const char* data = secret.data();
    wipe(secret);
    EXPECT_TRUE(secret.empty());
    EXPECT_EQ(data[1], '\0') << "still the string's own buffer";
}

TEST(SecretEnvironment, namesTheVariableAfterConnectionAndField) {
    EXPECT_EQ(secretVariable("my-Shop.1", "password"), "TRIBUTARY_SECRET_MY_SHOP_1_PASSWORD");
    Environment set("TRIBUTARY_SECRET_SHOP_PASSWORD", "s3cret");
    EXPECT_EQ(secretFromEnvironment("shop", "password"), "s3cret");
    EXPECT_EQ(secretFromEnvironment("shop", "token"), std::nullopt);
}

TEST(SecretChoice, takesTheFileWhenThereIsNoDesktop) {
    test::TemporaryFolder folder;
    Environment noBus("DBUS_SESSION_BUS_ADDRESS", nullptr);
    Environment noRuntime("XDG_RUNTIME_DIR", nullptr);
    Environment noChoice("TRIBUTARY_SECRETS", nullptr);
    Environment password("TRIBUTARY_SECRETS_PASSWORD", "from the environment");
    auto store = openSecretStore(folder.file("w"), nullptr);
    ASSERT_TRUE(store);
    EXPECT_EQ((*store)->kind(), "file");
    ASSERT_TRUE((*store)->set("k", "v", ""));
    EXPECT_TRUE(std::filesystem::exists(folder.file("w.secrets")));

    Environment keyring("TRIBUTARY_SECRETS", "keyring");
    EXPECT_EQ(openSecretStore(folder.file("w"), nullptr).error().code, ErrorCode::Unsupported);
    Environment nonsense("TRIBUTARY_SECRETS", "post-it");
    EXPECT_EQ(openSecretStore(folder.file("w"), nullptr).error().code, ErrorCode::InvalidArgument);
}

TEST(SecretChoice, saysWhatToSetWhenNobodyKnowsThePassword) {
    test::TemporaryFolder folder;
    Environment choice("TRIBUTARY_SECRETS", "file");
    Environment none("TRIBUTARY_SECRETS_PASSWORD", nullptr);
    auto done = (*openSecretStore(folder.file("w"), nullptr))->set("k", "v", "");
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().hint.find("TRIBUTARY_SECRETS_PASSWORD"), std::string::npos);
}

TEST(SecretChoice, isNotHeldUpByABusThatNeverAnswers) {
    test::TemporaryFolder folder;
    const std::string path = folder.file("bus");
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    ASSERT_LT(path.size(), sizeof address.sun_path);
    path.copy(address.sun_path, path.size());
    ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(socket, 4), 0);  // accepts in the kernel; nobody ever reads
    Environment bus("DBUS_SESSION_BUS_ADDRESS", ("unix:path=" + path).c_str());
    Environment keyring("TRIBUTARY_SECRETS", "keyring");
    const auto start = std::chrono::steady_clock::now();
    auto store = openSecretStore(folder.file("w"), nullptr);
    const auto took = std::chrono::steady_clock::now() - start;
    ::close(socket);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, ErrorCode::Unsupported);
    EXPECT_LT(took, std::chrono::seconds(4));
}

}  // namespace
}  // namespace tributary::store
