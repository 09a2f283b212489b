// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>

#include "plugins/common_http/alert_text.h"
#include "plugins/common_http/robot.h"
#include "plugins/common_http/signature.h"

namespace dingtalk {
namespace {

using namespace tributary_sdk;
using namespace tributary_notify;

constexpr size_t kTextLimit = 18000;  ///< the body may have 20,000 bytes

Verdict judge(const std::string& code) {
    Verdict out;
    out.retry = code == "-1";
    if (code == "130101" || code == "660026" || code == "410100")
        out = {"DingTalk takes 20 messages a minute from a robot, then none for 10 minutes.", true};
    if (code == "310000")
        out.hint = "Check the robot's security settings: signing key, keywords and addresses.";
    if (code == "300001" || code == "300005" || code == "40014" || code == "40035")
        out.hint = "Check the robot's access token.";
    return out;
}

void notify(NotifierCall& call) {
    const std::string token = call.config.required("access_token"), key = call.config.text("sign_secret");
    const AlertText text(call.notification, call.config.text("language"));
    const std::string title = text.title();
    std::string markdown = "### " + title + "\n\n" + shortened(text.markdown(), kTextLimit);
    Json mobiles = Json::array();
    for (const std::string& one : call.config.list("at_mobiles")) {
        mobiles.add(one);
        markdown += " @" + one;  // only who stands in the text is told
    }
    Json at = Json::object(), words = Json::object(), body = Json::object();
    at.set("atMobiles", mobiles).set("isAtAll", call.config.flag("at_all", false));
    words.set("title", title).set("text", markdown);
    body.set("msgtype", "markdown").set("markdown", words).set("at", at);

    HttpPost request = robotRequest(call.config, "https://oapi.dingtalk.com");
    request.url += "/robot/send?access_token=" + urlEncode(token);
    request.body = body.dump();
    request.secrets = {token, key};
    if (!key.empty()) {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        const std::string millis =
            std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
        request.url +=
            "&timestamp=" + millis + "&sign=" + urlEncode(base64(hmacSha256(key, millis + "\n" + key)));
    }
    sendToRobot(call.host, request, "errcode", "errmsg", judge);
}

}  // namespace
}  // namespace dingtalk

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin =
        tributary_sdk::plugin("dingtalk", "1.0.0").notifier<dingtalk::notify>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
