// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/fields.h"
#include "core/alerts/channels/http_channel.h"
#include "core/alerts/channels/kinds.h"
#include "core/alerts/channels/message_data.h"

namespace tributary::alerts::channels {
namespace {

constexpr size_t kContentLimit = 4096;  ///< bytes, of the whole content

void judge(int64_t code, SendError& wrong) {
    if (code == -1) wrong.error.retryable = true;
    if (code == 45009 || code == 45033) {
        wrong.error.code = ErrorCode::Resource;
        wrong.error.retryable = true;
        wrong.error.hint = "WeCom takes 20 messages a minute from a robot.";
        wrong.retryAfter = std::chrono::minutes(1);
    }
    if (code == 93000 || code == 40001 || code == 40014) {
        wrong.error.code = ErrorCode::Authentication;
        wrong.error.hint = "Check the robot's key: WeCom does not know it, or not any more.";
    }
}

SendResult send(Session& session) {
    auto key = session.secret("key");
    if (!key) return session.failed(key.error());
    auto title = session.text("title", "tributary.title");
    if (!title) return session.failed(title.error());
    auto text = session.text("text", "tributary.markdown");
    if (!text) return session.failed(text.error());
    const char* colour = session.notification().firing ? "warning" : "info";
    const std::string head =
        "<font color=\"" + std::string(colour) + "\">" + shortened(*title, 600) + "</font>\n";
    const nlohmann::json body{
        {"msgtype", "markdown"},
        {"markdown", {{"content", head + shortened(*text, kContentLimit - head.size())}}}};
    const std::string url = session.setting("base_url") + "/cgi-bin/webhook/send?key=" + net::urlEncode(*key);
    return sendToRobot(session, session.post(url, dump(body)), "errcode", "errmsg", judge);
}

}  // namespace

std::shared_ptr<const Channel> makeWecomChannel() {
    ChannelDescriptor d;
    d.id = "wecom";
    d.label = "WeCom";
    d.description = "A message of a group robot in WeCom.";
    d.icon = "messages-square";
    d.messagesPerMinute = 20;
    d.fields = withCommonFields({secretField("key", "Key", "Of the robot's address, behind key=.", true),
                                 templateField("title", "Title"), templateField("text", "Text (Markdown)"),
                                 baseUrlField("https://qyapi.weixin.qq.com")});
    return std::make_shared<HttpChannel>(std::move(d), send);
}

}  // namespace tributary::alerts::channels
