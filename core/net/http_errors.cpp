// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/http_errors.h"

#include <cerrno>
#include <cstdio>
#include <memory>

namespace tributary::net {
namespace {

std::string seconds(std::chrono::milliseconds time) {
    char text[32];
    std::snprintf(text, sizeof text, "%g s", static_cast<double>(time.count()) / 1000.0);
    return text;
}

std::string withDetail(std::string message, std::string_view detail) {
    return detail.empty() ? message : message + ": " + std::string(detail);
}

Error retryable(ErrorCode code, std::string message, std::string hint) {
    Error error(code, std::move(message), std::move(hint));
    error.retryable = true;
    return error;
}

Error connectFailure(long osError, std::string_view detail, const std::string& where) {
    switch (osError) {
        case ECONNREFUSED:
            return retryable(ErrorCode::Connection, "Nothing listens on " + where + " (connection refused)",
                             "Check that the server runs, and check host and port.");
        case EHOSTUNREACH:
        case ENETUNREACH:
            return retryable(ErrorCode::Connection, "There is no network route to " + where,
                             "Check the network, a VPN, and the host name.");
        default:
            return retryable(ErrorCode::Connection, withDetail("Cannot connect to " + where, detail),
                             "Check that the server runs, and check host, port and firewall.");
    }
}

Error tlsFailure(CURLcode code, std::string_view detail, const std::string& where) {
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_ISSUER_ERROR) {
        return Error(ErrorCode::Connection,
                     withDetail("The TLS certificate of " + where + " is not trusted", detail),
                     "Give the certificate authority's file, or check that the host name is the one in the "
                     "certificate.");
    }
    if (code == CURLE_SSL_CACERT_BADFILE) {
        return Error(ErrorCode::InvalidArgument,
                     withDetail("The file of trusted certificates cannot be used", detail),
                     "Choose a PEM file that holds the certificate authority.");
    }
    if (code == CURLE_SSL_CERTPROBLEM) {
        return Error(ErrorCode::InvalidArgument,
                     withDetail("The client certificate or its key cannot be used", detail),
                     "Choose PEM files of a certificate and the key that belongs to it.");
    }
    return Error(ErrorCode::Connection, withDetail("No TLS connection could be made with " + where, detail),
                 "Check whether this port speaks TLS at all, and which TLS versions the server allows.");
}

}  // namespace

std::string Endpoint::text() const {
    return host + ":" + port;
}

bool Endpoint::isLoopback() const {
    return host == "localhost" || host == "[::1]" || host.rfind("127.", 0) == 0;
}

Result<Endpoint> parseEndpoint(const std::string& url) {
    std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), &curl_url_cleanup);
    auto part = [&](CURLUPart which) {
        char* text = nullptr;
        std::string out;
        if (curl_url_get(parsed.get(), which, &text, CURLU_DEFAULT_PORT) == CURLUE_OK && text) out = text;
        curl_free(text);
        return out;
    };
    if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
        return fail(ErrorCode::InvalidArgument, "The address of the server is not a valid URL",
                    "Check the host name and the port.");
    }
    Endpoint out{part(CURLUPART_SCHEME), part(CURLUPART_HOST), part(CURLUPART_PORT)};
    if (out.scheme != "http" && out.scheme != "https") {
        return fail(ErrorCode::InvalidArgument, "'" + out.scheme + "' is not a protocol this program speaks",
                    "Use an address that starts with http:// or https://.");
    }
    return out;
}

Error describeFailure(CURLcode code, long osError, std::string_view detail, const Endpoint& endpoint,
                      std::chrono::milliseconds connectTimeout, bool headersSeen) {
    const std::string where = endpoint.text();
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return retryable(
                ErrorCode::Connection, "The host '" + endpoint.host + "' is not known",
                "Check the spelling of the host, and that this machine's name service is reachable.");
        case CURLE_COULDNT_RESOLVE_PROXY:
            return Error(ErrorCode::Connection, "The proxy set in the environment is not known",
                         "Check the variables http_proxy, https_proxy and no_proxy.");
        case CURLE_COULDNT_CONNECT:
            return connectFailure(osError, detail, where);
        case CURLE_OPERATION_TIMEDOUT:
            return retryable(ErrorCode::Connection,
                             where + " did not answer within " + seconds(connectTimeout),
                             "Check host, port and firewall, or raise the connect timeout.");
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_ENGINE_INITFAILED:
            return tlsFailure(code, detail, where);
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY:
            return Error(ErrorCode::Connection, where + " does not answer in HTTP",
                         "Check the port: it may belong to another protocol, or need TLS.");
        case CURLE_BAD_CONTENT_ENCODING:
            return Error(ErrorCode::Corrupt,
                         withDetail("The compressed answer of " + where + " is damaged", detail),
                         "Try again; if it stays, a proxy in between may change the data.");
        case CURLE_OUT_OF_MEMORY:
            return Error(ErrorCode::Resource, "Out of memory while talking to " + where);
        case CURLE_GOT_NOTHING:
        case CURLE_PARTIAL_FILE:
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
            return retryable(ErrorCode::Connection,
                             headersSeen ? where + " closed the connection before its answer was complete"
                                         : where + " closed the connection without an answer",
                             "See the server's log for why; then try again.");
        default:
            return Error(ErrorCode::Connection,
                         withDetail("The exchange with " + where + " failed",
                                    detail.empty() ? curl_easy_strerror(code) : detail),
                         "See the server's log; then try again.");
    }
}

Error idleTimeoutError(const Endpoint& endpoint, std::chrono::milliseconds idleTimeout) {
    return retryable(ErrorCode::Timeout, endpoint.text() + " sent nothing for " + seconds(idleTimeout),
                     "Narrow the query, or raise the time limit of the connection.");
}

}  // namespace tributary::net
