// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "core/alerts/channels/message_data.h"
#include "core/alerts/channels/session.h"
#include "core/alerts/channels/signature.h"
#include "tests/core/alerts/channels/sink.h"

namespace tributary::alerts::channels::test {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using testing::Not;

/// One kind against the sink: how it is set up, what a good answer is, and what a bad one inside of a 200.
struct Kind {
    const char* id;
    std::map<std::string, std::string> (*secrets)(const Sink& sink);
    Settings (*settings)(const Sink& sink);
    const char* accepted;
    const char* refusedIn200;
    bool refusedIsRetryable;
};

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> kKinds{
        {"slack",
         [](const Sink& s) {
             return std::map<std::string, std::string>{{"webhook_url", s.url("/services/T0/B0/") + kSecret}};
         },
         [](const Sink&) { return Settings{}; }, "ok", R"({"ok":false,"error":"channel_not_found"})", false},
        {"webhook",
         [](const Sink&) {
             return std::map<std::string, std::string>{{"hmac_secret", kSecret}};
         },
         [](const Sink& s) {
             return Settings{{"url", s.url("/hook")}};
         },
         "anything", nullptr, false},
        {"pagerduty",
         [](const Sink&) {
             return std::map<std::string, std::string>{{"routing_key", kSecret}};
         },
         [](const Sink& s) {
             return Settings{{"base_url", s.url()}};
         },
         R"({"status":"success","dedup_key":"x"})",
         R"({"status":"invalid event","errors":["bad key SECtest-signing-key"]})", false},
        {"dingtalk",
         [](const Sink&) {
             return std::map<std::string, std::string>{{"access_token", "tok-123456"},
                                                       {"sign_secret", kSecret}};
         },
         [](const Sink& s) {
             return Settings{{"base_url", s.url()}};
         },
         R"({"errcode":0,"errmsg":"ok"})",
         R"({"errcode":130101,"errmsg":"send too fast, token tok-123456 SECtest-signing-key"})", true},
        {"feishu",
         [](const Sink&) {
             return std::map<std::string, std::string>{{"hook_token", "tok-123456"},
                                                       {"sign_secret", kSecret}};
         },
         [](const Sink& s) {
             return Settings{{"base_url", s.url()}};
         },
         R"({"code":0,"msg":"success"})",
         R"({"code":19021,"msg":"sign match fail or timestamp is not within one hour"})", false},
        {"wecom",
         [](const Sink&) {
             return std::map<std::string, std::string>{{"key", kSecret}};
         },
         [](const Sink& s) {
             return Settings{{"base_url", s.url()}};
         },
         R"({"errcode":0,"errmsg":"ok"})",
         R"({"errcode":93000,"errmsg":"invalid webhook url, hint: SECtest-signing-key"})", false},
        {"telegram",
         [](const Sink&) {
             return std::map<std::string, std::string>{{"bot_token", kSecret}};
         },
         [](const Sink& s) {
             return Settings{{"base_url", s.url()}, {"chat_id", "-100200300"}};
         },
         R"({"ok":true,"result":{}})",
         R"({"ok":false,"error_code":400,"description":"Bad Request: chat not found"})", false},
        {"alertmanager",
         [](const Sink&) {
             return std::map<std::string, std::string>{{"bearer_token", kSecret}};
         },
         [](const Sink& s) {
             return Settings{{"urls", s.url() + "/"}};
         },
         "", nullptr, false},
    };
    return kKinds;
}

class EveryKind : public testing::TestWithParam<size_t> {
  protected:
    const Kind& kind() const { return kinds()[GetParam()]; }
    SendResult send(const CancelToken& token = {}) {
        return sendBy(kind().id, contextOf(kind().settings(sink), kind().secrets(sink)), token);
    }
    void expectNoSecret(const Error& error) {
        std::vector<std::string> secrets{kSecret};
        for (const auto& [field, value] : kind().secrets(sink)) secrets.push_back(value);
        for (const std::string& secret : secrets) {
            EXPECT_THAT(error.text(), Not(HasSubstr(secret)));
            EXPECT_THAT(error.hint, Not(HasSubstr(secret)));
        }
        EXPECT_EQ(error.source, "my channel");
        EXPECT_FALSE(error.hint.empty()) << error.message;
    }
    Sink sink;
};

TEST_P(EveryKind, isDelivered) {
    sink.answer(200, kind().accepted);
    auto sent = send();
    ASSERT_TRUE(sent) << sent.error().error.text();
    ASSERT_EQ(sink.requests().size(), 1u);
    EXPECT_EQ(sink.last().rfind("POST /", 0), 0u);
    EXPECT_FALSE(sink.lastBody().is_discarded());
    EXPECT_TRUE(checkSettings(*ChannelRegistry().find(kind().id), kind().settings(sink)));
}

TEST_P(EveryKind, tooManyRequestsSayWhenToTryAgain) {
    sink.answer(429, "slow down SECtest-signing-key tok-123456", "Retry-After: 17\r\n");
    auto sent = send();
    ASSERT_FALSE(sent);
    EXPECT_TRUE(sent.error().error.retryable);
    ASSERT_TRUE(sent.error().retryAfter);
    EXPECT_EQ(*sent.error().retryAfter, std::chrono::seconds(17));
    expectNoSecret(sent.error().error);
}

TEST_P(EveryKind, aServerErrorIsRetryable) {
    for (int status : {500, 502, 503}) {
        Sink own;
        own.answer(status, "<html>oops SECtest-signing-key</html>");
        auto sent = sendBy(kind().id, contextOf(kind().settings(own), kind().secrets(own)));
        ASSERT_FALSE(sent);
        EXPECT_TRUE(sent.error().error.retryable) << status;
        EXPECT_THAT(sent.error().error.text(), HasSubstr(std::to_string(status)));
        expectNoSecret(sent.error().error);
    }
}

TEST_P(EveryKind, aRefusalIsNotRetried) {
    for (const auto& [status, code] :
         {std::pair(400, ErrorCode::Query), std::pair(401, ErrorCode::Authentication),
          std::pair(403, ErrorCode::Permission), std::pair(404, ErrorCode::NotFound),
          std::pair(302, ErrorCode::InvalidArgument)}) {
        Sink own;
        own.answer(status, "no SECtest-signing-key");
        auto sent = sendBy(kind().id, contextOf(kind().settings(own), kind().secrets(own)));
        ASSERT_FALSE(sent);
        EXPECT_EQ(sent.error().error.code, code) << status;
        EXPECT_FALSE(sent.error().error.retryable);
        expectNoSecret(sent.error().error);
    }
}

TEST_P(EveryKind, anErrorInsideOfA200IsAnError) {
    if (!kind().refusedIn200) {
        // These two have no answer of their own: any 2xx is a yes, by their definition.
        sink.answer(200, R"({"error":"x"})");
        EXPECT_TRUE(send());
        return;
    }
    sink.answer(200, kind().refusedIn200);
    auto sent = send();
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().error.retryable, kind().refusedIsRetryable);
    expectNoSecret(sent.error().error);
    // And a page of some proxy is no yes either.
    Sink proxy;
    proxy.answer(200, "<html>Please log in</html>");
    auto page = sendBy(kind().id, contextOf(kind().settings(proxy), kind().secrets(proxy)));
    ASSERT_FALSE(page);
    EXPECT_THAT(page.error().error.message, HasSubstr("Please log in"));
}

TEST_P(EveryKind, aSilentServiceIsLeftWhenTimeIsUp) {
    sink.hang();
    CancelToken token;
    std::thread timer([&] {
        while (sink.requests().empty()) std::this_thread::yield();
        token.cancel(CancelToken::Reason::Timeout);
    });
    auto sent = send(token);
    timer.join();
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().error.code, ErrorCode::Timeout);
    EXPECT_TRUE(sent.error().error.retryable);
    expectNoSecret(sent.error().error);
}

TEST_P(EveryKind, nobodyListens) {
    auto gone = std::make_unique<Sink>();
    const auto context = contextOf(kind().settings(*gone), kind().secrets(*gone));
    gone.reset();
    auto sent = sendBy(kind().id, context);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().error.code, ErrorCode::Connection);
    EXPECT_TRUE(sent.error().error.retryable);
    expectNoSecret(sent.error().error);
}

INSTANTIATE_TEST_SUITE_P(Http, EveryKind, testing::Range<size_t>(0, 8),
                         [](const auto& info) { return kinds()[info.param].id; });

TEST(Payload, slackEscapesAndColours) {
    Sink sink;
    ASSERT_TRUE(sendBy("slack", contextOf({{"channel", "#ops"}}, {{"webhook_url", sink.url("/x")}})));
    const Json body = sink.lastBody();
    EXPECT_EQ(body["channel"], "#ops");
    EXPECT_EQ(body["text"], "[FIRING 2] DiskFull");
    EXPECT_EQ(body["attachments"][0]["color"], "#b3261e");
    EXPECT_EQ(body["attachments"][0]["title_link"], "http://localhost:9187");
    EXPECT_THAT(body["attachments"][0]["text"].get<std::string>(), HasSubstr("97% full &lt;now&gt;"));
    EXPECT_THAT(body["attachments"][0]["text"].get<std::string>(),
                HasSubstr("<http://localhost:9187/rules/1|Rule>"));
    // With a bot token the address is Slack's own, and the failure stands in the body.
    sink.answer(200, R"({"ok":false,"error":"invalid_auth"})");
    auto sent =
        sendBy("slack", contextOf({{"base_url", sink.url()}, {"channel", "C1"}}, {{"token", "xoxb-1"}}));
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().error.code, ErrorCode::Authentication);
    EXPECT_THAT(sink.last(), HasSubstr("POST /chat.postMessage"));
    EXPECT_THAT(sink.last(), HasSubstr("Authorization: Bearer xoxb-1"));
    EXPECT_FALSE(sendBy("slack", contextOf({}, {})));
}

TEST(Payload, webhookIsAlertmanagersVersion4Signed) {
    Sink sink;
    ASSERT_TRUE(
        sendBy("webhook", contextOf({{"url", sink.url("/h?x=1")}, {"user", "ann"}, {"max_alerts", "2"}},
                                    {{"hmac_secret", kSecret}, {"password", "pw"}})));
    const Json body = sink.lastBody();
    EXPECT_EQ(body["version"], "4");
    EXPECT_EQ(body["status"], "firing");
    EXPECT_EQ(body["groupKey"], "{}/{severity=\"critical\"}:{alertname=\"DiskFull\"}");
    EXPECT_EQ(body["truncatedAlerts"], 1);
    ASSERT_EQ(body["alerts"].size(), 2u);
    EXPECT_EQ(body["alerts"][0]["endsAt"], "0001-01-01T00:00:00Z");
    EXPECT_EQ(body["alerts"][0]["startsAt"], "2023-11-14T22:03:20.123Z");
    EXPECT_EQ(body["alerts"][0]["fingerprint"],
              fingerprintText(sampleMessage().notification.alerts[0].labels));
    std::vector<std::string> names;
    for (auto it = body.begin(); it != body.end(); ++it) names.push_back(it.key());
    EXPECT_THAT(names,
                testing::ElementsAre("alerts", "commonAnnotations", "commonLabels", "externalURL", "groupKey",
                                     "groupLabels", "receiver", "status", "truncatedAlerts", "version"));
    const std::string request = sink.last();
    EXPECT_THAT(request, HasSubstr("Authorization: Basic YW5uOnB3"));
    EXPECT_THAT(request, HasSubstr("X-Tributary-Timestamp: 1700000000\r\n"));
    const std::string raw = request.substr(request.find("\r\n\r\n") + 4);
    EXPECT_THAT(request, HasSubstr("X-Tributary-Signature: sha256=" +
                                   hexText(hmacSha256(kSecret, "1700000000." + raw)) + "\r\n"));
    EXPECT_THAT(request, HasSubstr("Idempotency-Key: " + idempotencyKey(sampleMessage().notification)));
    // The primitive itself, against a value from elsewhere.
    EXPECT_EQ(hexText(hmacSha256(kSecret, "1700000000.BODY")),
              "a9b475d27e26e82eaca680aa2c013889000fe079d3de6a810b2f6f38cbe2afaf");
}

TEST(Payload, pagerdutyTriggersAndResolves) {
    Sink sink;
    sink.answer(202, R"({"status":"success"})");
    const auto context = contextOf({{"base_url", sink.url()}, {"source", "{{ .CommonLabels.alertname }}!"}},
                                   {{"routing_key", "k"}});
    ASSERT_TRUE(sendBy("pagerduty", context));
    const Json first = sink.lastBody();
    EXPECT_EQ(first["event_action"], "trigger");
    EXPECT_EQ(first["routing_key"], "k");
    EXPECT_EQ(first["payload"]["severity"], "critical");
    EXPECT_EQ(first["payload"]["class"], "DiskFull");
    EXPECT_EQ(first["payload"]["source"], "DiskFull!");
    EXPECT_EQ(first["payload"]["custom_details"]["firing"], 2);
    EXPECT_LE(first["dedup_key"].get<std::string>().size(), 255u);
    Message resolved = sampleMessage();
    resolved.notification.firing = false;
    ASSERT_TRUE(sendBy("pagerduty", context, {}, resolved));
    EXPECT_EQ(sink.lastBody()["event_action"], "resolve");
    EXPECT_EQ(sink.lastBody()["dedup_key"], first["dedup_key"]);
}

TEST(Payload, dingtalkAndFeishuSignEachInTheirWay) {
    Sink sink;
    sink.answer(200, R"({"errcode":0,"code":0})");
    ASSERT_TRUE(sendBy("dingtalk", contextOf({{"base_url", sink.url()}, {"at_mobiles", "138, 139"}},
                                             {{"access_token", "t"}, {"sign_secret", kSecret}})));
    EXPECT_THAT(sink.last(), HasSubstr("POST "
                                       "/robot/"
                                       "send?access_token=t&timestamp=1700000000123&sign="
                                       "mMQI4YMjNFdNJYqX0wjJKcJtuoeTyeotOSiUzV4XEN0%3D "));
    EXPECT_EQ(sink.lastBody()["at"]["atMobiles"], Json::parse(R"(["138","139"])"));
    EXPECT_THAT(sink.lastBody()["markdown"]["text"].get<std::string>(), HasSubstr("@138"));
    ASSERT_TRUE(sendBy("feishu", contextOf({{"base_url", sink.url()}, {"language", "zh"}},
                                           {{"hook_token", "t"}, {"sign_secret", kSecret}})));
    EXPECT_THAT(sink.last(), HasSubstr("POST /open-apis/bot/v2/hook/t "));
    EXPECT_EQ(sink.lastBody()["timestamp"], "1700000000");
    EXPECT_EQ(sink.lastBody()["sign"], "I0EbLVT5X8QbAd++iJZFV/3hMqovM43A2E7YHzGlB5c=");
    EXPECT_EQ(sink.lastBody()["card"]["header"]["template"], "red");
    EXPECT_EQ(sink.lastBody()["card"]["header"]["title"]["content"], "【告警 2】 DiskFull");
}

TEST(Payload, longMessagesAreCutWhereTheServiceCuts) {
    Sink sink;
    sink.answer(200, R"({"errcode":0,"ok":true})");
    Message message = sampleMessage();
    for (auto& alert : message.notification.alerts) {
        alert.annotations["summary"].clear();
        for (int i = 0; i < 900; ++i) alert.annotations["summary"] += "磁盘将满";
    }
    ASSERT_TRUE(sendBy("wecom", contextOf({{"base_url", sink.url()}}, {{"key", "k"}}), {}, message));
    const std::string content = sink.lastBody()["markdown"]["content"];
    EXPECT_LE(content.size(), 4096u);
    EXPECT_GT(content.size(), 3900u);
    ASSERT_TRUE(sendBy("telegram",
                       contextOf({{"base_url", sink.url()}, {"chat_id", "@ops"}}, {{"bot_token", "b"}}), {},
                       message));
    const Json body = sink.lastBody();
    EXPECT_FALSE(body.contains("parse_mode"));
    size_t characters = 0;
    for (unsigned char c : body["text"].get<std::string>()) characters += (c & 0xC0) != 0x80;
    EXPECT_LE(characters, 4096u);
    EXPECT_GT(characters, 3000u);
    EXPECT_EQ(body["chat_id"], "@ops");
}

TEST(Payload, telegramEscapesHtmlAndSaysRetryAfterInItsBody) {
    Sink sink;
    sink.answer(200, R"({"ok":true})");
    sink.answer(
        429,
        R"({"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":9}})");
    const auto context = contextOf({{"base_url", sink.url()}, {"chat_id", "-5"}}, {{"bot_token", kSecret}});
    ASSERT_TRUE(sendBy("telegram", context));
    EXPECT_EQ(sink.lastBody()["chat_id"], -5);
    EXPECT_EQ(sink.lastBody()["parse_mode"], "HTML");
    EXPECT_THAT(sink.lastBody()["text"].get<std::string>(), HasSubstr("full &lt;now&gt;</b>"));
    auto sent = sendBy("telegram", context);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().retryAfter, std::chrono::seconds(9));
}

TEST(Payload, theUsersTemplatesWinAndTheirErrorsNameTheField) {
    Sink sink;
    auto context = contextOf({{"text", "{{ range .Alerts.Firing }}{{ .Labels.instance }} {{ end }}"},
                              {"title", "{{ .CommonLabels.alertname | toUpper }}"}},
                             {{"webhook_url", sink.url("/x")}});
    ASSERT_TRUE(sendBy("slack", context));
    EXPECT_EQ(sink.lastBody()["attachments"][0]["text"], "db0:9100 db1:9100 ");
    EXPECT_EQ(sink.lastBody()["text"], "DISKFULL");
    context.settings["text"] = "line\n{{ .Oops }}";
    auto sent = sendBy("slack", context);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().error.code, ErrorCode::Syntax);
    EXPECT_FALSE(sent.error().error.retryable);
    EXPECT_THAT(sent.error().error.message,
                HasSubstr("\"Text\" cannot be written. The template, line 2, column 4"));
    EXPECT_FALSE(checkSettings(*ChannelRegistry().find("slack"), {{"text", "{{ nope }}"}}));
    EXPECT_FALSE(checkSettings(*ChannelRegistry().find("slack"), {{"webhook_url", "x"}}));
    EXPECT_FALSE(checkSettings(*ChannelRegistry().find("slack"), {{"unknown", "x"}}));
    EXPECT_FALSE(checkSettings(*ChannelRegistry().find("telegram"), {}));
}

TEST(Payload, aLockedSecretStoreIsTheError) {
    auto context = contextOf({}, {});
    context.secret = [](const std::string&) -> Result<std::optional<std::string>> {
        return fail(ErrorCode::Authentication, "The keyring is locked.", "Unlock it.");
    };
    for (const char* kind : {"slack", "pagerduty", "dingtalk", "feishu", "wecom", "telegram", "email"}) {
        auto sent = sendBy(kind, context);
        ASSERT_FALSE(sent) << kind;
        EXPECT_EQ(sent.error().error.message, "The keyring is locked.") << kind;
    }
}

TEST(RetryAfter, isReadAsSecondsOrDate) {
    EXPECT_EQ(retryAfterOf("120", sampleNow()), std::chrono::seconds(120));
    EXPECT_EQ(retryAfterOf("Tue, 14 Nov 2023 22:13:50 GMT", sampleNow()), Duration(29'877));
    EXPECT_EQ(retryAfterOf("Tue, 14 Nov 2023 22:00:00 GMT", sampleNow()), Duration(0));
    EXPECT_EQ(retryAfterOf("1e300", sampleNow()), std::chrono::hours(24));
    EXPECT_EQ(retryAfterOf("-5", sampleNow()), std::nullopt);
    EXPECT_EQ(retryAfterOf("soon", sampleNow()), std::nullopt);
}

TEST(IdempotencyKey, isOfTheGroupTheSetAndTheTime) {
    const Notification one = sampleMessage().notification;
    EXPECT_EQ(idempotencyKey(one), idempotencyKey(sampleMessage().notification));
    Notification other = one;
    other.alerts[0].endsAt = one.at - Duration(1);
    EXPECT_NE(idempotencyKey(one), idempotencyKey(other));
    EXPECT_EQ(idempotencyKey(one).substr(0, 16), idempotencyKey(other).substr(0, 16));
    other = one;
    other.at += std::chrono::hours(4);
    EXPECT_NE(idempotencyKey(one), idempotencyKey(other));
}

}  // namespace
}  // namespace tributary::alerts::channels::test
