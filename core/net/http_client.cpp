// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/http_client.h"

#include "core/net/http_errors.h"
#include "core/net/http_transfer.h"

namespace tributary::net {
namespace {

Result<std::unique_ptr<HttpTransfer>> startTransfer(const std::shared_ptr<HttpClient::Pool>& pool,
                                                    const HttpRequest& request, const CancelToken& token) {
    auto endpoint = parseEndpoint(request.url);
    if (!endpoint) return fail(endpoint.error());
    auto transfer = std::make_unique<HttpTransfer>(pool, request, std::move(*endpoint), token);
    if (auto ok = transfer->start(); !ok) return fail(ok.error());
    return transfer;
}

}  // namespace

HttpClient::HttpClient() : m_pool(std::make_shared<Pool>()) {}
HttpClient::~HttpClient() = default;

Result<std::unique_ptr<HttpStream>> HttpClient::open(const HttpRequest& request,
                                                     const CancelToken& token) const {
    auto transfer = startTransfer(m_pool, request, token);
    if (!transfer) return fail(transfer.error());
    return std::unique_ptr<HttpStream>(std::move(*transfer));
}

Result<HttpResponse> HttpClient::send(const HttpRequest& request, const CancelToken& token,
                                      size_t maxBody) const {
    auto transfer = startTransfer(m_pool, request, token);
    if (!transfer) return fail(transfer.error());
    HttpResponse response;
    response.status = (*transfer)->status();
    response.headers = (*transfer)->headers();
    while (true) {
        auto more = (*transfer)->read(response.body);
        if (!more) return fail(more.error());
        if (!*more) return response;
        if (response.body.size() > maxBody) {
            return fail(ErrorCode::Resource,
                        "The server's answer is larger than " + std::to_string(maxBody >> 20) + " MiB",
                        "Ask for less at a time.");
        }
    }
}

std::string urlEncode(std::string_view text) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (unsigned char c : text) {
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
            c == '_' || c == '.' || c == '~') {
            out += static_cast<char>(c);
        } else {
            out += '%';
            out += kHex[c >> 4];
            out += kHex[c & 15];
        }
    }
    return out;
}

}  // namespace tributary::net
