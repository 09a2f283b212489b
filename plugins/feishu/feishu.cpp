// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>

#include "plugins/common_http/alert_text.h"
#include "plugins/common_http/robot.h"
#include "plugins/common_http/signature.h"

namespace feishu {
namespace {

using namespace tributary_sdk;
using namespace tributary_notify;

constexpr size_t kTextLimit = 16000;  ///< the body may have 20 KB

Verdict judge(const std::string& code) {
    Verdict out;
    if (code == "9499" || code == "11232" || code == "99991400")
        out = {"Feishu takes 100 messages a minute from a robot, and 5 a second.", true};
    if (code == "19021") out.hint = "Check the robot's signing key, and this machine's clock.";
    if (code == "19001" || code == "19022") out.hint = "Check the robot's token and the addresses it allows.";
    if (code == "19024") out.hint = "The robot wants a keyword the message does not have.";
    return out;
}

Json card(const AlertText& text) {
    const std::string severity = text.severity();
    const char* color = !text.firing()                                ? "green"
                        : severity == "warning" || severity == "info" ? "orange"
                                                                      : "red";
    Json title = Json::object(), header = Json::object(), config = Json::object(), words = Json::object();
    title.set("tag", "plain_text").set("content", text.title());
    header.set("template", color).set("title", title);
    config.set("wide_screen_mode", true);
    words.set("tag", "markdown").set("content", shortened(text.markdown(), kTextLimit));
    Json out = Json::object();
    return out.set("config", config).set("header", header).set("elements", Json::array().add(words));
}

void notify(NotifierCall& call) {
    const std::string token = call.config.required("hook_token"), key = call.config.text("sign_secret");
    Json body = Json::object();
    body.set("msg_type", "interactive")
        .set("card", card(AlertText(call.notification, call.config.text("language"))));
    if (!key.empty()) {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        const std::string seconds =
            std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now).count());
        // Other than DingTalk: time and secret together are the key, and nothing is signed with it.
        body.set("timestamp", seconds).set("sign", base64(hmacSha256(seconds + "\n" + key, "")));
    }
    HttpPost request = robotRequest(call.config, "https://open.feishu.cn");
    request.url += "/open-apis/bot/v2/hook/" + urlEncode(token);
    request.body = body.dump();
    request.secrets = {token, key};
    sendToRobot(call.host, request, "code", "msg", judge);
}

}  // namespace
}  // namespace feishu

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin = tributary_sdk::plugin("feishu", "1.0.0").notifier<feishu::notify>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
