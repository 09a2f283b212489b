// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/prometheus/api_session.h"

#include <simdjson.h>

#include <algorithm>
#include <cstdio>

#include "core/base/utf8.h"

namespace tributary::connectors::prometheus {
namespace {

constexpr size_t kLongestText = 500;
constexpr size_t kLargestBody = 64u << 20;

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool hasLineBreak(const std::string& text) {
    return text.find_first_of("\r\n") != std::string::npos;
}

/// "…: 2:14: parse error: …": where the server's parser stopped.
std::optional<SourcePosition> positionIn(const std::string& text) {
    const size_t at = text.find(": parse error");
    if (at == std::string::npos) return std::nullopt;
    size_t begin = at;
    while (begin > 0 && (text[begin - 1] == ':' || (text[begin - 1] >= '0' && text[begin - 1] <= '9')))
        begin--;
    unsigned line = 0;
    unsigned column = 0;
    if (std::sscanf(text.c_str() + begin, "%u:%u", &line, &column) != 2 || line == 0) return std::nullopt;
    return SourcePosition{line, std::max(1u, column), 1};
}

struct ErrorBody {
    std::string type;
    std::string text;
};

ErrorBody readErrorBody(const std::string& body) {
    ErrorBody out;
    try {
        simdjson::dom::parser parser;
        simdjson::dom::element root;
        std::string_view text;
        if (parser.parse(body).get(root) == simdjson::SUCCESS) {
            if (root["errorType"].get(text) == simdjson::SUCCESS) out.type = text;
            if (root["error"].get(text) == simdjson::SUCCESS) out.text = text;
        }
    } catch (const std::exception&) {
        out.text.clear();  // not JSON: the text itself is what we have
    }
    if (out.text.empty()) out.text = body.substr(0, kLongestText);
    out.text = printable(out.text, false);
    while (!out.text.empty() && (out.text.back() == '\n' || out.text.back() == ' ')) out.text.pop_back();
    return out;
}

std::string encoded(const Parameters& parameters) {
    std::string out;
    for (const auto& [name, value] : parameters)
        out += (out.empty() ? "" : "&") + net::urlEncode(name) + "=" + net::urlEncode(value);
    return out;
}

}  // namespace

Error queryError(const std::string& type, std::string text) {
    Error out(ErrorCode::Query, text);
    if (contains(text, "parse error")) {
        out.code = ErrorCode::Syntax;
        out.position = positionIn(text);
        out.hint = "Check the query near the place the server names.";
    } else if (contains(text, "too many samples") || contains(text, "maxSamplesPerQuery") ||
               contains(text, "maximum number of samples")) {
        out.code = ErrorCode::Resource;
        out.nativeCode = kTooManySamples;
        out.hint = "Ask for a shorter time range or fewer series, or raise the server's limit.";
    } else if (contains(text, "maximum resolution")) {
        out.code = ErrorCode::Resource;
        out.hint = "Ask for a shorter time range or a longer step.";
    } else if (type == "timeout" || contains(text, "query timed out")) {
        out.code = ErrorCode::Timeout;
        out.hint = "Ask for a shorter time range, or raise the server's query timeout.";
    } else if (type == "bad_data") {
        out.code = ErrorCode::Syntax;
        out.hint = "Check the query and its times.";
    } else if (type == "execution" && contains(text, "found duplicate series")) {
        out.hint = "Name the labels to match with on(…) or ignoring(…), or aggregate one side first.";
    }
    return out;
}

Answer::Answer(const CancelToken& callers, CancelToken own, std::chrono::milliseconds timeout)
    : m_own(std::move(own)),
      m_link(callers.onCancel([callers, mine = m_own] { mine.cancel(callers.reason()); })),
      m_timeout(timeout) {}

void Answer::close() {
    if (m_stream) m_bytes = m_stream->bytesRead();
    m_stream.reset();
}

Result<void> Answer::check() {
    if (m_timeout.count() > 0 && std::chrono::steady_clock::now() - m_started > m_timeout)
        m_own.cancel(CancelToken::Reason::Timeout);
    auto ok = m_own.check();
    if (!ok) close();
    return ok;
}

Result<bool> Answer::read(std::string& out) {
    if (auto ok = check(); !ok) return fail(ok.error());
    if (!m_stream) return false;
    auto more = m_stream->read(out);
    if (!more || !*more) close();
    return more;
}

Result<std::unique_ptr<ApiSession>> ApiSession::from(const connect::Settings& settings) {
    auto port = settings.integer("port", 9090);
    auto connect = settings.integer("connect_timeout", 10);
    auto statement = settings.integer("statement_timeout", 0);
    for (const auto* number : {&port, &connect, &statement})
        if (!*number) return fail(number->error());
    if (*port < 1 || *port > 65535) {
        return fail(ErrorCode::InvalidArgument, "'port' must be between 1 and 65535",
                    "Prometheus usually listens on 9090.");
    }
    for (const char* key : {"user", "password", "token", "tenant", "path_prefix"}) {
        if (hasLineBreak(settings.text(key)))
            return fail(ErrorCode::InvalidArgument, "'" + std::string(key) + "' cannot hold line breaks",
                        "Type it again; a pasted text may end with one.");
    }
    std::unique_ptr<ApiSession> out(new ApiSession);
    const std::string host = settings.text("host", "localhost");
    const std::string mode = settings.text("tls_mode", "disable");
    const bool bare6 = host.find(':') != std::string::npos && host.front() != '[';
    std::string prefix = settings.text("path_prefix");
    while (prefix.ends_with('/')) prefix.pop_back();
    if (!prefix.empty() && prefix.front() != '/') prefix.insert(0, "/");
    out->m_settings = settings;
    out->m_baseUrl = std::string(mode == "disable" ? "http://" : "https://") +
                     (bare6 ? "[" + host + "]" : host) + ":" + std::to_string(*port) + prefix;
    net::HttpRequest& prototype = out->m_prototype;
    prototype.tls = {mode != "require", settings.text("tls_ca"), settings.text("tls_cert"),
                     settings.text("tls_key")};
    prototype.connectTimeout = std::chrono::seconds(std::max<int64_t>(1, *connect));
    prototype.acceptCompressed = true;
    if (const std::string token = settings.text("token"); !token.empty()) {
        prototype.headers.push_back("Authorization: Bearer " + token);
    } else {
        prototype.user = settings.text("user");
        prototype.password = settings.text("password");
    }
    if (const std::string tenant = settings.text("tenant"); !tenant.empty())
        prototype.headers.push_back("X-Scope-OrgID: " + tenant);
    out->m_statementTimeout = std::chrono::seconds(std::max<int64_t>(0, *statement));
    prototype.idleTimeout = out->m_statementTimeout;
    return out;
}

std::string ApiSession::timeoutText() const {
    if (m_statementTimeout.count() == 0) return {};
    return std::to_string(m_statementTimeout.count()) + "ms";
}

Result<std::unique_ptr<Answer>> ApiSession::open(const net::HttpRequest& request, const CancelToken& token) {
    CancelToken own;
    {
        std::lock_guard lock(m_mutex);
        m_current = own;
    }
    auto answer = std::make_unique<Answer>(token, own, m_statementTimeout);
    auto stream = m_client.open(request, own);
    if (!stream) return fail(stream.error());
    answer->m_stream = std::move(*stream);
    const long status = answer->m_stream->status();
    if (status >= 200 && status < 300) return answer;
    std::string body;
    while (body.size() < 65536) {
        auto more = answer->read(body);
        if (!more) return fail(more.error());
        if (!*more) break;
    }
    return fail(statusError(status, body));
}

Result<std::unique_ptr<Answer>> ApiSession::post(std::string_view path, const Parameters& parameters,
                                                 const CancelToken& token) {
    net::HttpRequest request = m_prototype;
    request.method = "POST";
    request.url = m_baseUrl + std::string(path);
    request.body = encoded(parameters);
    request.headers.push_back("Content-Type: application/x-www-form-urlencoded");
    return open(request, token);
}

Result<std::string> ApiSession::get(std::string_view path, const Parameters& parameters,
                                    const CancelToken& token, bool quick) {
    net::HttpRequest request = m_prototype;
    request.url = m_baseUrl + std::string(path);
    if (!parameters.empty()) request.url += "?" + encoded(parameters);
    if (quick) request.connectTimeout = request.idleTimeout = std::chrono::milliseconds(2000);
    auto answer = open(request, token);
    if (!answer) return fail(answer.error());
    std::string body;
    while (body.size() <= kLargestBody) {
        auto more = (*answer)->read(body);
        if (!more) return fail(more.error());
        if (!*more) return body;
    }
    return fail(ErrorCode::Resource, "The server's list is larger than 64 MiB", "Ask for less at a time.");
}

void ApiSession::interrupt() noexcept {
    std::lock_guard lock(m_mutex);
    m_current.cancel(CancelToken::Reason::User);
}

Error ApiSession::statusError(long status, const std::string& body) const {
    const ErrorBody told = readErrorBody(body);
    const std::string text = m_settings.redacted(told.text);
    Error out;
    if (status == 401) {
        out = Error(ErrorCode::Authentication, "The server refused the credentials: " + text,
                    "Check user and password, or the token, in the connection's settings.");
    } else if (status == 403) {
        out = Error(ErrorCode::Permission, "The server does not allow this: " + text,
                    "Ask the server's administrator to grant this user or token access.");
    } else if (status == 404) {
        out = Error(ErrorCode::NotFound, "The server knows no such address: " + text,
                    "Check host, port and path prefix; the address of the interface ends in /api/v1.");
    } else if (status == 429 || (status == 503 && told.type.empty())) {
        out = Error(ErrorCode::Resource, "The server is busy: " + text, "Try again in a moment.");
        out.retryable = true;
    } else if (!told.type.empty()) {
        out = queryError(told.type, text);
    } else {
        out = queryError({}, "The server answered with HTTP status " + std::to_string(status) + ": " + text);
    }
    if (out.nativeCode.empty()) out.nativeCode = "HTTP " + std::to_string(status);
    return out;
}

}  // namespace tributary::connectors::prometheus
