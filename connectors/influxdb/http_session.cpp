// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/http_session.h"

#include <simdjson.h>

#include "core/base/utf8.h"

namespace tributary::connectors::influxdb {
namespace {

constexpr size_t kLongestText = 500;

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool hasLineBreak(const std::string& text) {
    return text.find_first_of("\r\n") != std::string::npos;
}

/// "… at line 1, char 14": where the server's parser stopped.
std::optional<SourcePosition> positionIn(const std::string& text) {
    const size_t at = text.rfind(" at line ");
    unsigned line = 0;
    unsigned column = 0;
    if (at == std::string::npos ||
        std::sscanf(text.c_str() + at, " at line %u, char %u", &line, &column) != 2) {
        return std::nullopt;
    }
    return SourcePosition{line, std::max(1u, column), 1};
}

/// {"error": text} in MessagePack, which is what 1.x answers when rows were asked for in it.
std::optional<std::string> msgpackErrorText(std::string_view body) {
    constexpr std::string_view kStart =
        "\x81\xA5"
        "error";
    if (body.substr(0, kStart.size()) != kStart) return std::nullopt;
    body.remove_prefix(kStart.size());
    if (body.empty()) return std::nullopt;
    const auto byte = [&](size_t at) { return at < body.size() ? static_cast<unsigned char>(body[at]) : 0u; };
    size_t header = 1;
    size_t length = byte(0) & 0x1F;  // fixstr
    if (byte(0) == 0xD9) {
        header = 2;
        length = byte(1);
    } else if (byte(0) == 0xDA) {
        header = 3;
        length = byte(1) << 8 | byte(2);
    } else if ((byte(0) & 0xE0) != 0xA0) {
        return std::nullopt;
    }
    if (body.size() < header) return std::nullopt;
    return std::string(body.substr(header, std::min(length, kLongestText)));
}

}  // namespace

std::string errorText(const std::string& body) {
    try {
        simdjson::dom::parser parser;
        simdjson::dom::element root;
        std::string_view text;
        if (parser.parse(body).get(root) == simdjson::SUCCESS) {
            for (const char* key : {"error", "message"}) {
                if (root[key].get(text) == simdjson::SUCCESS && !text.empty()) return std::string(text);
            }
        }
    } catch (const std::exception&) {
        return printable(body.substr(0, kLongestText), false);  // not JSON: the text itself is what we have
    }
    if (auto text = msgpackErrorText(body)) return printable(*text, false);
    return printable(body.substr(0, kLongestText), false);
}

Error serverError(std::string text) {
    Error out(ErrorCode::Query, text);
    if (contains(text, "error parsing query") || contains(text, "compilation failed") ||
        contains(text, "SQL error: ParserError")) {
        out.code = ErrorCode::Syntax;
        out.position = positionIn(text);
        out.hint = "Check the statement near the place the server names.";
    } else if (contains(text, "authorization failed") || contains(text, "not authorized") ||
               contains(text, "unauthorized access")) {
        out.code = ErrorCode::Permission;
        out.hint = "Ask the server's administrator to grant this user access.";
    } else if (contains(text, "not found")) {
        out.code = ErrorCode::NotFound;
        out.hint = "Refresh the schema; names are case-sensitive.";
    } else if (contains(text, "timeout reached") || contains(text, "query-timeout")) {
        out.code = ErrorCode::Timeout;
        out.hint = "Ask for a shorter time range, or raise the server's query timeout.";
    } else if (contains(text, "max-select") || contains(text, "max-concurrent")) {
        out.code = ErrorCode::Resource;
        out.hint = "The server limits what one query may read: ask for a shorter time range.";
    }
    return out;
}

Answer::Answer(const CancelToken& callers, CancelToken own, std::chrono::milliseconds timeout)
    : m_own(std::move(own)),
      m_link(callers.onCancel([callers, mine = m_own] { mine.cancel(callers.reason()); })),
      m_timeout(timeout) {}

Result<void> Answer::check() {
    if (m_timeout.count() > 0 && std::chrono::steady_clock::now() - m_started > m_timeout) {
        m_own.cancel(CancelToken::Reason::Timeout);
    }
    auto ok = m_own.check();
    if (!ok) m_stream.reset();
    return ok;
}

Result<bool> Answer::read(std::string& out) {
    if (auto ok = check(); !ok) return fail(ok.error());
    if (!m_stream) return false;
    auto more = m_stream->read(out);
    if (!more) m_stream.reset();
    return more;
}

Result<std::unique_ptr<HttpSession>> HttpSession::from(const connect::Settings& settings, int64_t defaultPort,
                                                       Authorization authorization) {
    auto port = settings.integer("port", defaultPort);
    auto connect = settings.integer("connect_timeout", 10);
    auto statement = settings.integer("statement_timeout", 0);
    for (const auto* number : {&port, &connect, &statement}) {
        if (!*number) return fail(number->error());
    }
    if (*port < 1 || *port > 65535) {
        return fail(ErrorCode::InvalidArgument, "'port' must be between 1 and 65535",
                    "InfluxDB usually listens on " + std::to_string(defaultPort) + ".");
    }
    std::unique_ptr<HttpSession> out(new HttpSession);
    const std::string host = settings.text("host", "localhost");
    const std::string mode = settings.text("tls_mode", "disable");
    const bool bare6 = host.find(':') != std::string::npos && host.front() != '[';
    out->m_settings = settings;
    out->m_baseUrl = std::string(mode == "disable" ? "http://" : "https://") +
                     (bare6 ? "[" + host + "]" : host) + ":" + std::to_string(*port);
    net::HttpRequest& prototype = out->m_prototype;
    prototype.tls = {mode != "require", settings.text("tls_ca"), settings.text("tls_cert"),
                     settings.text("tls_key")};
    prototype.connectTimeout = std::chrono::seconds(std::max<int64_t>(1, *connect));
    const std::string secret = settings.text(authorization == Authorization::Basic ? "password" : "token");
    if (hasLineBreak(settings.text("user")) || hasLineBreak(secret)) {
        return fail(ErrorCode::InvalidArgument, "Credentials cannot hold line breaks",
                    "Type them again; a pasted text may end with one.");
    }
    if (authorization == Authorization::Basic) {
        prototype.user = settings.text("user");
        prototype.password = secret;
    } else if (!secret.empty()) {
        prototype.headers.push_back(std::string("Authorization: ") +
                                    (authorization == Authorization::Token ? "Token " : "Bearer ") + secret);
    }
    out->m_statementTimeout = std::chrono::seconds(std::max<int64_t>(0, *statement));
    prototype.idleTimeout = out->m_statementTimeout;
    out->m_readOnly = settings.flag("read_only");
    return out;
}

net::HttpRequest HttpSession::request(std::string method, std::string_view path) const {
    net::HttpRequest out = m_prototype;
    out.method = std::move(method);
    out.url = m_baseUrl + std::string(path);
    return out;
}

Result<std::unique_ptr<Answer>> HttpSession::open(const net::HttpRequest& request, const CancelToken& token) {
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

Result<std::string> HttpSession::fetch(const net::HttpRequest& request, const CancelToken& token,
                                       std::map<std::string, std::string>* headers) {
    auto answer = open(request, token);
    if (!answer) return fail(answer.error());
    if (headers != nullptr) {
        for (const char* name : {"x-influxdb-version", "x-influxdb-build", "content-type"}) {
            (*headers)[name] = (*answer)->m_stream->header(name);
        }
    }
    std::string body;
    while (body.size() <= (64u << 20)) {
        auto more = (*answer)->read(body);
        if (!more) return fail(more.error());
        if (!*more) return body;
    }
    return fail(ErrorCode::Resource, "The server's list is larger than 64 MiB", "Ask for less at a time.");
}

void HttpSession::interrupt() noexcept {
    std::lock_guard lock(m_mutex);
    m_current.cancel(CancelToken::Reason::User);
}

Error HttpSession::statusError(long status, const std::string& body) const {
    const std::string text = m_settings.redacted(errorText(body));
    Error out;
    if (status == 401) {
        out = Error(ErrorCode::Authentication, "The server refused the credentials: " + text,
                    "Check user and password, or the token, in the connection's settings.");
    } else if (status == 403) {
        out = Error(ErrorCode::Permission, "The server does not allow this: " + text,
                    "Ask the server's administrator to grant this user or token access.");
    } else if (status == 400 || status == 422) {
        out = serverError(text);
    } else if (status == 404) {
        out = serverError(text);
        out.code = ErrorCode::NotFound;
        if (out.hint.empty()) out.hint = "Check the names, and that this is the server's version.";
    } else if (status == 429 || status == 503) {
        out = Error(ErrorCode::Resource, "The server is busy: " + text, "Try again in a moment.");
        out.retryable = true;
    } else {
        out = serverError("The server answered with HTTP status " + std::to_string(status) + ": " + text);
    }
    out.nativeCode = "HTTP " + std::to_string(status);
    return out;
}

}  // namespace tributary::connectors::influxdb
