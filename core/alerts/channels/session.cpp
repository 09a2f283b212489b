// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/session.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>

#include "core/alerts/channels/default_templates.h"
#include "core/alerts/channels/message_data.h"
#include "core/base/redact.h"
#include "core/base/utf8.h"

namespace tributary::alerts::channels {
namespace {

constexpr size_t kAnswerLimit = 1u << 20;
constexpr Duration kLongestRetryAfter = std::chrono::hours(24);

Error statusError(long status, const std::string& detail) {
    const std::string what = "The service answered with HTTP status " + std::to_string(status) +
                             (detail.empty() ? "" : ": " + detail);
    Error error(ErrorCode::Query, what, "See what the service says, and check the channel's settings.");
    if (status == 401) {
        error.code = ErrorCode::Authentication;
        error.hint = "Check the token, key or password of the channel.";
    } else if (status == 403) {
        error.code = ErrorCode::Permission;
        error.hint = "Check what the token or key of the channel may do.";
    } else if (status == 404 || status == 410) {
        error.code = ErrorCode::NotFound;
        error.hint = "Check the channel's address: the service does not know it, or not any more.";
    } else if (status >= 300 && status < 400) {
        error.code = ErrorCode::InvalidArgument;
        error.hint = "The service has moved: set the new address.";
    } else if (status == 408 || status == 425 || status == 429 || status >= 500) {
        error.code = status == 429 ? ErrorCode::Resource : ErrorCode::Query;
        error.hint = status == 429 ? "Group alerts more, or send fewer."
                                   : "The service has trouble of its own; an alert is sent again later.";
        error.retryable = true;
    }
    error.nativeCode = std::to_string(status);
    return error;
}

}  // namespace

std::optional<Duration> retryAfterOf(const std::string& header, TimePoint now) {
    if (header.empty()) return std::nullopt;
    double seconds = 0;
    const char* end = header.data() + header.size();
    const auto [at, error] = std::from_chars(header.data(), end, seconds);
    if (error == std::errc() && at == end) {
        if (!(seconds >= 0)) return std::nullopt;
        return std::min(kLongestRetryAfter, Duration(static_cast<int64_t>(std::min(seconds, 1e6) * 1000)));
    }
    const time_t date = curl_getdate(header.c_str(), nullptr);
    if (date < 0) return std::nullopt;
    const Duration until = TimePoint(std::chrono::seconds(date)) - now;
    return std::clamp(until, Duration(0), kLongestRetryAfter);
}

Session::Session(const Channel& channel, const Message& message, const ChannelContext& context,
                 const CancelToken& token)
    : m_channel(channel), m_message(message), m_context(context), m_token(token) {}

const connect::Field* Session::field(const std::string& key) const {
    for (const auto& field : m_channel.descriptor().fields) {
        if (field.key == key) return &field;
    }
    return nullptr;
}

std::string Session::setting(const std::string& key) const {
    const auto it = m_context.settings.find(key);
    if (it != m_context.settings.end() && !it->second.empty()) return it->second;
    const connect::Field* known = field(key);
    return known ? known->defaultValue : std::string();
}

Result<std::string> Session::secret(const std::string& key) {
    Result<std::optional<std::string>> value = std::optional<std::string>();
    if (m_context.secret) value = m_context.secret(key);
    if (!value) return fail(value.error());
    if (*value && !(*value)->empty()) {
        conceal(**value);
        return **value;
    }
    const connect::Field* known = field(key);
    if (known && known->required)
        return fail(ErrorCode::InvalidArgument, "The channel has no " + known->label + ".",
                    "Enter it in the channel's settings; it is kept in the secret store.");
    return std::string();
}

void Session::conceal(const std::string& secret) {
    m_secrets.push_back(secret);
    // Of an address that is secret as a whole, what follows the host is what gives access.
    const size_t scheme = secret.find("://");
    if (scheme == std::string::npos) return;
    const size_t slash = secret.find('/', scheme + 3);
    if (slash == std::string::npos) return;
    const std::string path = secret.substr(slash);
    if (path.size() > 1) m_secrets.push_back(path);
    const size_t last = path.find_last_of("/=");
    if (path.size() - last > 8) m_secrets.push_back(path.substr(last + 1));
}

std::string Session::language() const {
    const std::string own = setting("language");
    return own.empty() ? m_context.language : own;
}

Result<std::string> Session::text(const std::string& key, const std::string& fallback) {
    return text(key, fallback, {});
}

Result<std::string> Session::text(const std::string& key, const std::string& fallback,
                                  const std::function<std::string(const std::string&)>& escape, bool html) {
    std::string source = setting(key);
    if (source.empty() && fallback.empty()) return std::string();
    if (source.empty()) source = "{{ template \"" + fallback + "\" . }}";
    TemplateOptions options;
    options.escapeHtml = html;
    options.externalUrl = notification().externalUrl;
    const auto set = m_context.templates ? m_context.templates : defaultTemplates(language());
    auto out = set->expand(source, templateData(notification(), escape), {}, options);
    if (out) return out;
    Error error = out.error();
    const connect::Field* known = field(key);
    error.message = "The channel's " + (known ? "\"" + known->label + "\"" : key) + " cannot be written. " +
                    error.message;
    error.hint = "Correct the template; the test button shows what it gives.";
    return fail(std::move(error));
}

net::HttpRequest Session::post(std::string url, std::string body) const {
    net::HttpRequest request;
    request.method = "POST";
    request.url = std::move(url);
    request.body = std::move(body);
    request.headers = {"Content-Type: application/json; charset=utf-8", "User-Agent: Tributary", "Expect:"};
    request.tls.verifyPeer = setting("tls_verify") != "false";
    request.tls.caFile = setting("tls_ca");
    request.connectTimeout = std::chrono::seconds(10);
    return request;
}

tl::expected<net::HttpResponse, SendError> Session::exchange(const net::HttpRequest& request) {
    const net::HttpClient client;
    auto answer = client.send(request, m_token, kAnswerLimit);
    if (!answer) {
        Error error = answer.error();
        // Once the request was out, it may have arrived.
        error.inDoubt = error.code == ErrorCode::Timeout || error.code == ErrorCode::Cancelled;
        if (error.code == ErrorCode::Timeout) error.retryable = true;
        return failed(std::move(error));
    }
    if (answer->status >= 200 && answer->status < 300) return std::move(*answer);
    return judged(*answer, {});
}

tl::unexpected<SendError> Session::judged(const net::HttpResponse& answer,
                                          const std::string& otherwise) const {
    if (answer.status >= 200 && answer.status < 300)
        return failed(Error(ErrorCode::Query, otherwise + ": " + excerpt(answer.body),
                            "Check the channel's address; a proxy in between may have answered."));
    const auto after = answer.headers.find("retry-after");
    return failed(statusError(answer.status, excerpt(answer.body)),
                  after == answer.headers.end() ? std::nullopt : retryAfterOf(after->second, m_context.now));
}

std::string Session::excerpt(const std::string& body) const {
    return shortened(printable(redact(body, m_secrets), false), 300);
}

tl::unexpected<SendError> Session::failed(Error error, std::optional<Duration> retryAfter) const {
    error.message = redact(error.message, m_secrets);
    error.hint = redact(error.hint, m_secrets);
    if (error.source.empty()) error.source = m_context.name;
    return sendFailed(std::move(error), retryAfter);
}

}  // namespace tributary::alerts::channels
