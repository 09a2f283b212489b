// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/alerts/channels/message_data.h"
#include "core/alerts/channels/signature.h"
#include "core/net/http_client.h"
#include "tests/core/alerts/channels/sink.h"
#include "tests/plugins/loader.h"

namespace tributary::plugins {
namespace {

using namespace alerts::channels;
using namespace alerts::channels::test;
using alerts::Notification;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

std::string payloadOf(const Notification& notification) {
    Json json = webhookPayload(notification);
    json["idempotency_key"] = idempotencyKey(notification);
    return json.dump();
}

std::string header(const std::string& request, const std::string& name) {
    const size_t at = request.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const size_t from = at + name.size() + 4;
    return request.substr(from, request.find("\r\n", from) - from);
}

std::string queryValue(const std::string& request, const std::string& name) {
    const size_t at = request.find(name + "=");
    const size_t from = at + name.size() + 1;
    return at == std::string::npos ? "" : request.substr(from, request.find_first_of("& ", from) - from);
}

class Notifiers : public testing::Test {
  protected:
    Json config(std::map<std::string, std::string> values) {
        Json out(values);
        out["base_url"] = m_sink.url("/");
        return out;
    }
    Sink m_sink;
};

struct Robot {
    const char* id;
    std::map<std::string, std::string> secrets;
};
const Robot kRobots[] = {{"dingtalk", {{"access_token", "tok/en"}}},
                         {"wecom", {{"key", "k-1"}}},
                         {"feishu", {{"hook_token", "h"}}}};

TEST_F(Notifiers, RobotsSendExactlyWhatTheProgramsOwnChannelsSend) {
    m_sink.answer(200, R"({"errcode":0,"code":0})");
    Message many = sampleMessage();
    for (int i = 0; i < 40; ++i) {
        auto alert = many.notification.alerts[static_cast<size_t>(i % 3)];
        alert.labels["instance"] = "更多-" + std::to_string(i);
        alert.annotations["description"] = "说明\nline two";
        many.notification.alerts.push_back(alert);
    }
    many.notification.groupLabels["instance"] = "db";
    Message resolved = sampleMessage();
    resolved.notification.firing = false;
    resolved.notification.commonLabels.erase("alertname");
    for (const Robot& robot : kRobots) {
        LoadedPlugin plugin(robot.id);
        for (const std::string language : {"en", "zh"}) {
            for (const Message& message : {sampleMessage(), many, resolved}) {
                ASSERT_TRUE(sendBy(
                    robot.id,
                    contextOf(
                        {{"base_url", m_sink.url()}, {"language", language}, {"at_mobiles", "138, 139"}},
                        robot.secrets),
                    {}, message));
                const std::string before = m_sink.last();
                Json settings = config(robot.secrets);
                settings["language"] = language;
                settings["at_mobiles"] = "138, 139";
                const auto out = plugin.notify(settings.dump(), payloadOf(message.notification));
                ASSERT_TRUE(out.ok()) << out.error;
                const std::string after = m_sink.last();
                EXPECT_EQ(after.substr(0, after.find('\r')), before.substr(0, before.find('\r')));
                EXPECT_EQ(Json::parse(after.substr(after.find("\r\n\r\n"))),
                          Json::parse(before.substr(before.find("\r\n\r\n"))));
            }
        }
    }
}

TEST_F(Notifiers, DingtalkAndFeishuSign) {
    m_sink.answer(200, R"({"errcode":0,"code":0})");
    const std::string payload = payloadOf(sampleMessage().notification);
    LoadedPlugin dingtalk("dingtalk"), feishu("feishu");
    ASSERT_TRUE(
        dingtalk.notify(config({{"access_token", "t"}, {"sign_secret", kSecret}}).dump(), payload).ok());
    const std::string millis = queryValue(m_sink.last(), "timestamp");
    ASSERT_EQ(millis.size(), 13u);
    EXPECT_EQ(queryValue(m_sink.last(), "sign"),
              net::urlEncode(base64(hmacSha256(kSecret, millis + "\n" + kSecret))));
    ASSERT_TRUE(feishu.notify(config({{"hook_token", "t"}, {"sign_secret", kSecret}}).dump(), payload).ok());
    const Json body = m_sink.lastBody();
    EXPECT_EQ(body["sign"], base64(hmacSha256(body["timestamp"].get<std::string>() + "\n" + kSecret, "")));
    EXPECT_EQ(body["card"]["header"]["template"], "red");
}

TEST_F(Notifiers, AnErrorInsideA200IsAnError) {
    const std::string payload = payloadOf(sampleMessage().notification);
    for (const Robot& robot : kRobots) {
        LoadedPlugin plugin(robot.id);
        Sink sink;
        Json values(robot.secrets);
        values["base_url"] = sink.url();
        const std::string settings = values.dump();
        const std::string secret = robot.secrets.begin()->second;
        sink.answer(200, R"({"errcode":300001,"errmsg":"bad )" + secret + R"(","code":19001,"msg":"bad )" +
                             secret + R"("})");
        sink.answer(200, R"({"errcode":45009,"code":9499})");
        sink.answer(200, "<html>proxy</html>");
        sink.answer(500, "oops");
        const auto refused = plugin.notify(settings, payload);
        EXPECT_EQ(refused.status, TRIBUTARY_FAILED);
        EXPECT_THAT(refused.error, HasSubstr("refused the message (code"));
        EXPECT_THAT(refused.error, Not(HasSubstr("bad " + secret))) << "a secret must not be shown";
        const auto limited = plugin.notify(settings, payload);
        EXPECT_EQ(limited.status, std::string(robot.id) == "dingtalk" ? TRIBUTARY_FAILED : TRIBUTARY_RETRY);
        const auto proxy = plugin.notify(settings, payload);
        EXPECT_EQ(proxy.status, TRIBUTARY_FAILED);
        EXPECT_THAT(proxy.error, HasSubstr("proxy in between"));
        EXPECT_EQ(plugin.notify(settings, payload).status, TRIBUTARY_RETRY);
    }
}

TEST_F(Notifiers, WecomKeepsToItsLength) {
    m_sink.answer(200, R"({"errcode":0})");
    Message message = sampleMessage();
    for (auto& alert : message.notification.alerts) {
        for (int i = 0; i < 900; ++i) alert.annotations["summary"] += "磁盘将满";
    }
    LoadedPlugin plugin("wecom");
    ASSERT_TRUE(plugin.notify(config({{"key", "k"}}).dump(), payloadOf(message.notification)).ok());
    const std::string content = m_sink.lastBody()["markdown"]["content"];
    EXPECT_LE(content.size(), 4096u);
    EXPECT_GT(content.size(), 3900u);
}

TEST_F(Notifiers, WebhookPostsThePayloadSignedAndOnce) {
    m_sink.answer(200, "thanks");
    LoadedPlugin plugin("webhook");
    const Notification n = sampleMessage().notification;
    const auto out = plugin.notify(Json{{"url", m_sink.url("/in")},
                                        {"hmac_secret", kSecret},
                                        {"headers", "X-Team: db \"a\", b | X-Other: 1"},
                                        {"bearer_token", "tok"}}
                                       .dump(),
                                   payloadOf(n));
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(out.result, R"({"status":200,"answer":"thanks"})");
    const std::string request = m_sink.last(), body = request.substr(request.find("\r\n\r\n") + 4);
    EXPECT_THAT(request, testing::StartsWith("POST /in HTTP/1.1\r\n"));
    EXPECT_EQ(Json::parse(body), webhookPayload(n));
    EXPECT_EQ(header(request, "Idempotency-Key"), idempotencyKey(n));
    EXPECT_EQ(header(request, "Authorization"), "Bearer tok");
    EXPECT_EQ(header(request, "X-Team"), "db \"a\", b");
    EXPECT_EQ(header(request, "X-Other"), "1");
    EXPECT_EQ(
        header(request, "X-Tributary-Signature"),
        "sha256=" + hexText(hmacSha256(kSecret, header(request, "X-Tributary-Timestamp") + "." + body)));
    ASSERT_TRUE(
        plugin
            .notify(Json{{"url", m_sink.url("/in")}, {"max_alerts", "2"}, {"user", "u"}, {"password", "p"}}
                        .dump(),
                    payloadOf(n))
            .ok());
    EXPECT_EQ(m_sink.lastBody()["alerts"].size(), 2u);
    EXPECT_EQ(m_sink.lastBody()["truncatedAlerts"], 1);
    EXPECT_EQ(header(m_sink.last(), "Authorization"), "Basic dTpw");
}

TEST_F(Notifiers, WebhookTellsWhatCanBeTriedAgain) {
    LoadedPlugin plugin("webhook");
    const std::string payload = payloadOf(sampleMessage().notification);
    for (const int status : {408, 425, 429, 500, 503}) {
        Sink sink;
        sink.answer(status, "wait", "Retry-After: 7\r\n");
        const auto out = plugin.notify(Json{{"secret_url", sink.url("/hush-hush")}}.dump(), payload);
        EXPECT_EQ(out.status, TRIBUTARY_RETRY) << status;
        EXPECT_THAT(out.error, HasSubstr("wait 7 s"));
    }
    for (const int status : {301, 400, 401, 403, 404, 410}) {
        Sink sink;
        sink.answer(status, "no");
        EXPECT_EQ(plugin.notify(Json{{"secret_url", sink.url("/hush-hush")}}.dump(), payload).status,
                  TRIBUTARY_FAILED)
            << status;
    }
    const auto dead = plugin.notify(R"({"secret_url":"http://127.0.0.1:9/hush-hush"})", payload);
    EXPECT_EQ(dead.status, TRIBUTARY_RETRY);
    EXPECT_THAT(dead.error, Not(HasSubstr("hush-hush")));
}

TEST_F(Notifiers, BadSettingsAndBadPayloadsAreTold) {
    LoadedPlugin webhook("webhook"), wecom("wecom");
    const std::string payload = payloadOf(sampleMessage().notification);
    EXPECT_EQ(webhook.notify("{}", payload).status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(webhook.notify(R"({"url":"ftp://x"})", payload).status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(webhook.notify(R"({"url":"http://x","headers":"no colon"})", payload).status,
              TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(wecom.notify("{}", payload).status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(wecom.notify(R"({"key":"k"})", "{}").status, TRIBUTARY_INVALID_DATA);
    EXPECT_EQ(wecom.notify(R"({"key":"k"})", "not JSON").status, TRIBUTARY_INVALID_CONFIG);
}

TEST_F(Notifiers, StopsWhileTheServiceIsSilent) {
    m_sink.hang();
    LoadedPlugin plugin("webhook");
    plugin.cancelAfter(2);
    const auto out =
        plugin.notify(Json{{"url", m_sink.url()}}.dump(), payloadOf(sampleMessage().notification));
    EXPECT_EQ(out.status, TRIBUTARY_CANCELLED);
}

}  // namespace
}  // namespace tributary::plugins
