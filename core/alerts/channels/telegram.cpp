// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>

#include "core/alerts/channels/fields.h"
#include "core/alerts/channels/http_channel.h"
#include "core/alerts/channels/kinds.h"
#include "core/alerts/channels/message_data.h"

namespace tributary::alerts::channels {
namespace {

using Json = nlohmann::json;

constexpr size_t kTextLimit = 4096;  ///< UTF-16 units

size_t unitsOf(const std::string& text) {
    size_t units = 0;
    for (unsigned char c : text) units += (c & 0xC0) == 0x80 ? 0 : c >= 0xF0 ? 2 : 1;
    return units;
}

/// A number stays one: a chat's id; else the name of a channel.
Json numberOrText(const std::string& text) {
    int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
    return text;
}

Result<Json> payload(Session& session) {
    auto text = session.text("text", "tributary.telegram", {}, true);
    if (!text) return fail(text.error());
    Json out{{"chat_id", numberOrText(session.setting("chat_id"))},
             {"disable_web_page_preview", true},
             {"disable_notification", session.isOn("silent")}};
    if (unitsOf(*text) > kTextLimit) {
        // Cutting could leave a tag open, which Telegram refuses: then without any.
        text = session.text("plain", "tributary.text");
        if (!text) return fail(text.error());
        size_t bytes = kTextLimit * 4;
        std::string cut = shortened(*text, bytes);
        while (unitsOf(cut) > kTextLimit) cut = shortened(*text, bytes -= 256);
        *text = std::move(cut);
    } else {
        out["parse_mode"] = "HTML";
    }
    out["text"] = *text;
    if (const std::string thread = session.setting("thread_id"); !thread.empty())
        out["message_thread_id"] = numberOrText(thread);
    return out;
}

SendResult refused(Session& session, const Json& body, const std::string& raw) {
    const auto words = body.find("description");
    SendError wrong;
    wrong.error = Error(
        ErrorCode::Query,
        "Telegram refused the message: " +
            session.excerpt(words != body.end() && words->is_string() ? words->get<std::string>() : raw),
        "Check the chat id, and that the bot is a member of the chat.");
    const auto code = body.find("error_code");
    const int64_t number = code != body.end() && code->is_number_integer() ? code->get<int64_t>() : 0;
    wrong.error.nativeCode = std::to_string(number);
    if (number == 401 || number == 404) wrong.error.code = ErrorCode::Authentication;
    if (number == 403) wrong.error.code = ErrorCode::Permission;
    if (number == 429 || number >= 500) wrong.error.retryable = true;
    const auto parameters = body.find("parameters");
    if (parameters != body.end() && parameters->is_object()) {
        const auto after = parameters->find("retry_after");
        if (after != parameters->end() && after->is_number_integer())
            wrong.retryAfter = std::chrono::seconds(std::clamp<int64_t>(after->get<int64_t>(), 0, 86400));
    }
    return session.failed(std::move(wrong.error), wrong.retryAfter);
}

SendResult send(Session& session) {
    auto token = session.secret("bot_token");
    if (!token) return session.failed(token.error());
    auto body = payload(session);
    if (!body) return session.failed(body.error());
    // Failures have a status of their own, but what to do about them stands in the body.
    const net::HttpClient client;
    auto request = session.post(session.setting("base_url") + "/bot" + *token + "/sendMessage", dump(*body));
    auto answer = client.send(request, session.token(), 1u << 20);
    if (!answer) {
        Error error = answer.error();
        error.inDoubt = error.code == ErrorCode::Timeout;
        return session.failed(std::move(error));
    }
    const Json parsed = parsedBody(answer->body);
    if (parsed.is_object() && parsed.value("ok", Json()) == true) return {};
    if (parsed.is_object() && parsed.contains("ok")) return refused(session, parsed, answer->body);
    return session.judged(*answer, "Telegram did not answer as its bot interface does");
}

}  // namespace

std::shared_ptr<const Channel> makeTelegramChannel() {
    ChannelDescriptor d;
    d.id = "telegram";
    d.label = "Telegram";
    d.description = "A message of a bot in a Telegram chat.";
    d.icon = "send-horizontal";
    d.messagesPerMinute = 20;
    connect::Field chat =
        requiredField(textField("chat_id", "Chat", "The chat's number, or @name of a public channel."));
    d.fields =
        withCommonFields({secretField("bot_token", "Bot token", "As BotFather gave it.", true), chat,
                          textField("thread_id", "Topic", "Number of a topic in a group; empty: none."),
                          switchField("silent", "Without sound", "The message makes no sound.", false, ""),
                          templateField("text", "Text (HTML)"), baseUrlField("https://api.telegram.org")});
    return std::make_shared<HttpChannel>(std::move(d), send);
}

}  // namespace tributary::alerts::channels
