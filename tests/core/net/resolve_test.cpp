// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/resolve.h"

#include <gmock/gmock.h>
#include <netdb.h>

#include <future>
#include <memory>
#include <thread>

namespace tributary::net {
namespace {
using std::chrono::milliseconds;
using ::testing::ElementsAre;

/// A name server that answers when it is told to.
class SlowLookup {
  public:
    Lookup lookup() {
        return [answer = m_answer.get_future().share()](const std::string&, std::vector<std::string>& out) {
            out = answer.get();
            return 0;
        };
    }
    ~SlowLookup() {
        if (!m_told) tell();
    }
    void tell() {
        m_told = true;
        m_answer.set_value({"192.0.2.1", "192.0.2.2"});
    }

  private:
    std::promise<std::vector<std::string>> m_answer;
    bool m_told = false;
};

TEST(ResolveHost, takesAddressesAsTheyAre) {
    const Lookup never = [](const std::string&, std::vector<std::string>&) -> int {
        throw std::logic_error("an address was looked up");
    };
    EXPECT_THAT(*resolveHost("127.0.0.1", milliseconds(0), {}, never), ElementsAre("127.0.0.1"));
    EXPECT_THAT(*resolveHost("::1", milliseconds(0), {}, never), ElementsAre("::1"));
}

TEST(ResolveHost, findsThisMachine) {
    auto addresses = resolveHost("localhost", milliseconds(10'000), {});
    ASSERT_TRUE(addresses) << addresses.error().text();
    EXPECT_THAT(*addresses, ::testing::Contains(::testing::AnyOf("127.0.0.1", "::1")));
}

TEST(ResolveHost, givesEveryAddressInOrder) {
    SlowLookup server;
    server.tell();
    EXPECT_THAT(*resolveHost("db", milliseconds(0), {}, server.lookup()),
                ElementsAre("192.0.2.1", "192.0.2.2"));
}

TEST(ResolveHost, isCancelledWhileTheNameServerIsSilent) {
    SlowLookup server;
    CancelToken token;
    auto asked = std::async(std::launch::async,
                            [&] { return resolveHost("db", milliseconds(0), token, server.lookup()); });
    token.cancel();
    ASSERT_EQ(asked.wait_for(std::chrono::seconds(5)), std::future_status::ready);
    EXPECT_EQ(asked.get().error().code, ErrorCode::Cancelled);
}

TEST(ResolveHost, keepsTheTimeLimit) {
    SlowLookup server;
    auto outcome = resolveHost("db.example", milliseconds(60), {}, server.lookup());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::Connection);
    EXPECT_NE(outcome.error().message.find("db.example"), std::string::npos);
    EXPECT_TRUE(outcome.error().retryable);
}

TEST(ResolveHost, tellsAMistypedNameFromASilentNetwork) {
    for (const auto& [code, retryable] : {std::pair(EAI_NONAME, false), std::pair(EAI_AGAIN, true)}) {
        const Lookup lookup = [code = code](const std::string&, std::vector<std::string>&) { return code; };
        auto outcome = resolveHost("nowhere.invalid", milliseconds(0), {}, lookup);
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().code, ErrorCode::Connection);
        EXPECT_EQ(outcome.error().retryable, retryable);
        EXPECT_NE(outcome.error().message.find("nowhere.invalid"), std::string::npos);
    }
}

}  // namespace
}  // namespace tributary::net
