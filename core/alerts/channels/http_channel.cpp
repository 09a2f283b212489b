// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/http_channel.h"

namespace tributary::alerts::channels {

SendResult sendToRobot(Session& session, const net::HttpRequest& request, const char* code, const char* text,
                       void (*judge)(int64_t code, SendError& error)) {
    auto answer = session.exchange(request);
    if (!answer) return tl::unexpected<SendError>(answer.error());
    const auto body = parsedBody(answer->body);
    const auto found = body.is_object() ? body.find(code) : body.end();
    if (!body.is_object() || found == body.end() || !found->is_number_integer()) {
        Error error(ErrorCode::Query,
                    "The service did not answer as such a robot does: " + session.excerpt(answer->body),
                    "Check the channel's address; a proxy in between may have answered.");
        return session.failed(std::move(error));
    }
    const auto number = found->get<int64_t>();
    if (number == 0) return {};
    const auto words = body.find(text);
    SendError wrong;
    wrong.error = Error(
        ErrorCode::Query,
        "The service refused the message (code " + std::to_string(number) + ")" +
            (words != body.end() && words->is_string() ? ": " + session.excerpt(words->get<std::string>())
                                                       : std::string()),
        "See what the service says about this code, and check the channel's settings.");
    wrong.error.nativeCode = std::to_string(number);
    judge(number, wrong);
    return session.failed(std::move(wrong.error), wrong.retryAfter);
}

}  // namespace tributary::alerts::channels
