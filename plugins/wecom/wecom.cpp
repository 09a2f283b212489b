// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/common_http/alert_text.h"
#include "plugins/common_http/robot.h"
#include "plugins/common_http/signature.h"

namespace wecom {
namespace {

using namespace tributary_sdk;
using namespace tributary_notify;

constexpr size_t kContentLimit = 4096;  ///< bytes, of the whole content

Verdict judge(const std::string& code) {
    Verdict out;
    out.retry = code == "-1";
    if (code == "45009" || code == "45033") out = {"WeCom takes 20 messages a minute from a robot.", true};
    if (code == "93000" || code == "40001" || code == "40014")
        out.hint = "Check the robot's key: WeCom does not know it, or not any more.";
    return out;
}

void notify(NotifierCall& call) {
    const std::string key = call.config.required("key");
    const AlertText text(call.notification, call.config.text("language"));
    const std::string color = text.firing() ? "warning" : "info";
    const std::string head = "<font color=\"" + color + "\">" + shortened(text.title(), 600) + "</font>\n";
    Json words = Json::object(), body = Json::object();
    words.set("content", head + shortened(text.markdown(), kContentLimit - head.size()));
    body.set("msgtype", "markdown").set("markdown", words);

    HttpPost request = robotRequest(call.config, "https://qyapi.weixin.qq.com");
    request.url += "/cgi-bin/webhook/send?key=" + urlEncode(key);
    request.body = body.dump();
    request.secrets = {key};
    sendToRobot(call.host, request, "errcode", "errmsg", judge);
}

}  // namespace
}  // namespace wecom

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin = tributary_sdk::plugin("wecom", "1.0.0").notifier<wecom::notify>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
