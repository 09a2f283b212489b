// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <utility>

#include "core/alerts/channels/session.h"

namespace tributary::alerts::channels {

/// A channel that is one function over a session.
class HttpChannel : public Channel {
  public:
    using Send = SendResult (*)(Session& session);
    HttpChannel(ChannelDescriptor descriptor, Send send)
        : m_descriptor(std::move(descriptor)), m_send(send) {}

    const ChannelDescriptor& descriptor() const override { return m_descriptor; }
    SendResult send(const Message& message, const ChannelContext& context,
                    const CancelToken& token) const override {
        Session session(*this, message, context, token);
        return m_send(session);
    }

  private:
    ChannelDescriptor m_descriptor;
    Send m_send;
};

/// The answer as JSON; `discarded` when it is none.
inline nlohmann::json parsedBody(const std::string& body) {
    return nlohmann::json::parse(body, nullptr, false);
}

/// Sends JSON to a service that reports failures in the body of a success answer: `code` names the number
/// that is 0 when all is well, `text` the words. `judge` may refine the error of a code it knows.
SendResult sendToRobot(Session& session, const net::HttpRequest& request, const char* code, const char* text,
                       void (*judge)(int64_t code, SendError& error));

}  // namespace tributary::alerts::channels
