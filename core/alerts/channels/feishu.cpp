// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/fields.h"
#include "core/alerts/channels/http_channel.h"
#include "core/alerts/channels/kinds.h"
#include "core/alerts/channels/message_data.h"
#include "core/alerts/channels/signature.h"

namespace tributary::alerts::channels {
namespace {

using Json = nlohmann::json;

constexpr size_t kTextLimit = 16'000;  ///< the body may have 20 KB

void judge(int64_t code, SendError& wrong) {
    if (code == 9499 || code == 11232 || code == 99991400) {
        wrong.error.code = ErrorCode::Resource;
        wrong.error.retryable = true;
        wrong.error.hint = "Feishu takes 100 messages a minute from a robot, and 5 a second.";
        wrong.retryAfter = std::chrono::minutes(1);
    }
    if (code == 19021) {
        wrong.error.code = ErrorCode::Authentication;
        wrong.error.hint = "Check the robot's signing key, and this machine's clock.";
    }
    if (code == 19001 || code == 19022) {
        wrong.error.code = ErrorCode::Authentication;
        wrong.error.hint = "Check the robot's token and the addresses it allows.";
    }
    if (code == 19024) wrong.error.hint = "The robot wants a keyword the message does not have.";
}

SendResult send(Session& session) {
    const Notification& n = session.notification();
    auto token = session.secret("hook_token");
    if (!token) return session.failed(token.error());
    auto key = session.secret("sign_secret");
    if (!key) return session.failed(key.error());
    auto title = session.text("title", "tributary.title");
    if (!title) return session.failed(title.error());
    auto text = session.text("text", "tributary.markdown");
    if (!text) return session.failed(text.error());
    const std::string severity = severityOf(n);
    const char* colour = !n.firing ? "green" : severity == "warning" || severity == "info" ? "orange" : "red";
    Json body{
        {"msg_type", "interactive"},
        {"card",
         {{"config", {{"wide_screen_mode", true}}},
          {"header", {{"template", colour}, {"title", {{"tag", "plain_text"}, {"content", *title}}}}},
          {"elements", Json::array({{{"tag", "markdown"}, {"content", shortened(*text, kTextLimit)}}})}}}};
    if (!key->empty()) {
        const auto seconds =
            std::chrono::floor<std::chrono::seconds>(session.context().now).time_since_epoch();
        const std::string timestamp = std::to_string(seconds.count());
        // Other than DingTalk: time and secret together are the key, and nothing is signed with it.
        body["timestamp"] = timestamp;
        body["sign"] = base64(hmacSha256(timestamp + "\n" + *key, ""));
    }
    const std::string url = session.setting("base_url") + "/open-apis/bot/v2/hook/" + net::urlEncode(*token);
    return sendToRobot(session, session.post(url, dump(body)), "code", "msg", judge);
}

}  // namespace

std::shared_ptr<const Channel> makeFeishuChannel() {
    ChannelDescriptor d;
    d.id = "feishu";
    d.label = "Feishu / Lark";
    d.description = "A card of a custom robot in a Feishu or Lark group.";
    d.icon = "send";
    d.messagesPerMinute = 100;
    d.fields = withCommonFields({secretField("hook_token", "Hook token",
                                             "The last part of the robot's address, behind /hook/.", true),
                                 secretField("sign_secret", "Signing key",
                                             "When the robot's security setting is \"signature\".", false),
                                 templateField("title", "Title"), templateField("text", "Text (Markdown)"),
                                 baseUrlField("https://open.feishu.cn")});
    return std::make_shared<HttpChannel>(std::move(d), send);
}

}  // namespace tributary::alerts::channels
