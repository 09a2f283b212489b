// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cancel_token.h"

#include <gtest/gtest.h>

#include "core/base/redact.h"

namespace tributary {
namespace {

TEST(CancelToken, runsCallbacksOnceAndKeepsTheFirstReason) {
    CancelToken token;
    int runs = 0;
    auto registration = token.onCancel([&] { runs++; });
    EXPECT_FALSE(token.isCancelled());
    token.cancel(CancelToken::Reason::Timeout);
    token.cancel(CancelToken::Reason::User);
    EXPECT_EQ(runs, 1);
    EXPECT_EQ(token.error().code, ErrorCode::Timeout);
}

TEST(CancelToken, runsACallbackThatComesLateAtOnce) {
    CancelToken token;
    token.cancel();
    int runs = 0;
    auto registration = token.onCancel([&] { runs++; });
    EXPECT_EQ(runs, 1);
}

TEST(CancelToken, forgetsADroppedCallback) {
    CancelToken token;
    int runs = 0;
    {
        auto registration = token.onCancel([&] { runs++; });
    }
    token.cancel();
    EXPECT_EQ(runs, 0);
}

TEST(Redact, hidesASecretInEveryFormItTakes) {
    EXPECT_EQ(redact("u=p@ss'w& u=p%40ss%27w%26 'p@ss''w&'", {"p@ss'w&"}), "u=••• u=••• '•••'");
    EXPECT_EQ(redact("ab", {"ab"}), "ab") << "too short to hide without destroying the text";
}

}  // namespace
}  // namespace tributary
