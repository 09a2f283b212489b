// SPDX-License-Identifier: GPL-3.0-or-later
#include <sstream>

#include "core/alerts/channels/fields.h"
#include "core/alerts/channels/http_channel.h"
#include "core/alerts/channels/kinds.h"
#include "core/alerts/channels/message_data.h"
#include "core/alerts/channels/signature.h"

namespace tributary::alerts::channels {
namespace {

using Json = nlohmann::json;

constexpr size_t kTextLimit = 18'000;  ///< the body may have 20,000 bytes

void judge(int64_t code, SendError& wrong) {
    if (code == -1) wrong.error.retryable = true;
    if (code == 130101 || code == 660026 || code == 410100) {
        wrong.error.code = ErrorCode::Resource;
        wrong.error.retryable = true;
        wrong.error.hint = "DingTalk takes 20 messages a minute from a robot, then none for 10 minutes.";
        wrong.retryAfter = std::chrono::minutes(10);
    }
    if (code == 310000) {
        wrong.error.code = ErrorCode::Authentication;
        wrong.error.hint = "Check the robot's security settings: signing key, keywords and addresses.";
    }
    if (code == 300001 || code == 300005 || code == 40014 || code == 40035) {
        wrong.error.code = ErrorCode::Authentication;
        wrong.error.hint = "Check the robot's access token.";
    }
}

SendResult send(Session& session) {
    auto token = session.secret("access_token");
    if (!token) return session.failed(token.error());
    auto key = session.secret("sign_secret");
    if (!key) return session.failed(key.error());
    auto title = session.text("title", "tributary.title");
    if (!title) return session.failed(title.error());
    auto text = session.text("text", "tributary.markdown");
    if (!text) return session.failed(text.error());
    std::string markdown = "### " + *title + "\n\n" + shortened(*text, kTextLimit);
    Json mobiles = Json::array();
    std::istringstream list(session.setting("at_mobiles"));
    for (std::string one; std::getline(list, one, ',');) {
        one.erase(0, one.find_first_not_of(' '));
        if (one.empty()) continue;
        mobiles.push_back(one);
        markdown += " @" + one;  // only who stands in the text is told
    }
    const Json body{{"msgtype", "markdown"},
                    {"markdown", {{"title", *title}, {"text", markdown}}},
                    {"at", {{"atMobiles", mobiles}, {"isAtAll", session.isOn("at_all")}}}};
    std::string url = session.setting("base_url") + "/robot/send?access_token=" + net::urlEncode(*token);
    if (!key->empty()) {
        const std::string millis = std::to_string(session.context().now.time_since_epoch().count());
        url += "&timestamp=" + millis +
               "&sign=" + net::urlEncode(base64(hmacSha256(*key, millis + "\n" + *key)));
    }
    return sendToRobot(session, session.post(url, dump(body)), "errcode", "errmsg", judge);
}

}  // namespace

std::shared_ptr<const Channel> makeDingtalkChannel() {
    ChannelDescriptor d;
    d.id = "dingtalk";
    d.label = "DingTalk";
    d.description = "A message of a custom robot in a DingTalk group.";
    d.icon = "message-circle";
    d.messagesPerMinute = 20;
    d.fields = withCommonFields(
        {secretField("access_token", "Access token", "Of the robot's address, behind access_token=.", true),
         secretField("sign_secret", "Signing key",
                     "SEC…, when the robot's security setting is \"signature\".", false),
         textField("at_mobiles", "Mention", "Phone numbers, with commas between."),
         switchField("at_all", "Mention everybody", "Tells everybody in the group.", false, ""),
         templateField("title", "Title"), templateField("text", "Text (Markdown)"),
         baseUrlField("https://oapi.dingtalk.com")});
    return std::make_shared<HttpChannel>(std::move(d), send);
}

}  // namespace tributary::alerts::channels
