// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/alerts/channels/channel.h"
#include "core/net/http_client.h"

namespace tributary::alerts::channels {

/// What one attempt to send has in hand: settings with their defaults, secrets that are remembered to be kept
/// out of errors, texts expanded, and HTTP. One thread.
class Session {
  public:
    Session(const Channel& channel, const Message& message, const ChannelContext& context,
            const CancelToken& token);

    const Notification& notification() const { return m_message.notification; }
    const Message& message() const { return m_message; }
    const ChannelContext& context() const { return m_context; }
    const CancelToken& token() const { return m_token; }

    /// The setting, or the field's default.
    std::string setting(const std::string& key) const;
    bool isOn(const std::string& key) const { return setting(key) == "true"; }
    /// Empty when not set; InvalidArgument when it is required.
    Result<std::string> secret(const std::string& key);
    std::string language() const;

    /// The text of a field (a template; empty: the definition `fallback`), expanded.
    Result<std::string> text(const std::string& field, const std::string& fallback);
    /// The same with a limit and an escape for labels and annotations.
    Result<std::string> text(const std::string& field, const std::string& fallback,
                             const std::function<std::string(const std::string&)>& escape, bool html = false);

    net::HttpRequest post(std::string url, std::string body) const;
    /// The answer when its status is 2xx; else what the status means.
    tl::expected<net::HttpResponse, SendError> exchange(const net::HttpRequest& request);

    /// What a status that is not 2xx means, or that the body is none of this service's.
    tl::unexpected<SendError> judged(const net::HttpResponse& answer, const std::string& otherwise) const;

    /// Names the channel and takes every secret out.
    tl::unexpected<SendError> failed(Error error, std::optional<Duration> retryAfter = std::nullopt) const;
    /// A part of an answer, fit for an error.
    std::string excerpt(const std::string& body) const;
    /// Also kept out of errors.
    void conceal(const std::string& secret);

  private:
    const connect::Field* field(const std::string& key) const;

    const Channel& m_channel;
    const Message& m_message;
    const ChannelContext& m_context;
    const CancelToken& m_token;
    std::vector<std::string> m_secrets;
};

/// "120" or an HTTP date; nullopt: neither. At most a day.
std::optional<Duration> retryAfterOf(const std::string& header, TimePoint now);

}  // namespace tributary::alerts::channels
