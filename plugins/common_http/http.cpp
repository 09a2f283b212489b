// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/common_http/http.h"

#include <curl/curl.h>

#include "plugins/common_http/alert_text.h"

namespace tributary_notify {
namespace {

using namespace tributary_sdk;

constexpr size_t kAnswerLimit = 1u << 20;

struct Exchange {
    const Host& host;
    HttpAnswer answer;
};

size_t take(char* data, size_t, size_t size, void* self) {
    auto& body = static_cast<Exchange*>(self)->answer.body;
    if (body.size() + size > kAnswerLimit) return 0;
    body.append(data, size);
    return size;
}

int ask(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Exchange*>(self)->host.cancelled() ? 1 : 0;
}

struct Handles {
    CURL* curl = curl_easy_init();
    curl_slist* headers = nullptr;
    ~Handles() {
        curl_slist_free_all(headers);
        curl_easy_cleanup(curl);
    }
};

const char* hintFor(long status) {
    if (status == 401) return "Check the token, key or password.";
    if (status == 403) return "Check what the token or key may do.";
    if (status == 404 || status == 410)
        return "Check the address: the service does not know it, or not any more.";
    if (status >= 300 && status < 400) return "The service has moved: set the new address.";
    if (status == 429) return "Group alerts more, or send fewer.";
    if (status == 408 || status == 425 || status >= 500)
        return "The service has trouble of its own; an alert is sent again later.";
    return "See what the service says, and check the settings.";
}

void judge(const HttpAnswer& answer, CURL* curl, const HttpPost& request) {
    const long status = answer.status;
    if (status >= 200 && status < 300) return;
    const std::string detail = excerpt(answer.body, request.secrets);
    std::string text = "The service answered with HTTP status " + std::to_string(status) +
                       (detail.empty() ? "" : ": " + detail) + ". ";
    curl_off_t after = 0;
    curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &after);
    if (after > 0) text += "It asks to wait " + std::to_string(after) + " s. ";
    const bool again = status == 408 || status == 425 || status == 429 || status >= 500;
    throw Failure(again ? TRIBUTARY_RETRY : TRIBUTARY_FAILED, text + hintFor(status));
}

[[noreturn]] void failed(CURLcode code, const char* detail, const HttpPost& request) {
    const std::string why = excerpt(*detail ? detail : curl_easy_strerror(code), request.secrets);
    switch (code) {
        case CURLE_ABORTED_BY_CALLBACK:
            throw Failure(TRIBUTARY_CANCELLED, "Cancelled.");
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
            failConfig("The address is none of http:// or https://. Correct it.");
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
            fail("The service's certificate is not trusted: " + why +
                 ". Set the certificate authority, or check the address.");
        case CURLE_WRITE_ERROR:
            fail("The service's answer is larger than 1 MiB. Check the address.");
        case CURLE_OPERATION_TIMEDOUT:
            throw Failure(TRIBUTARY_RETRY, "The service did not answer in time: " + why +
                                               ". It may have got the message all the same.");
        default:
            throw Failure(TRIBUTARY_RETRY,
                          "The service cannot be reached: " + why + ". Check the address and the network.");
    }
}

}  // namespace

std::string excerpt(std::string text, const std::vector<std::string>& secrets) {
    for (const std::string& secret : secrets) {
        if (secret.empty()) continue;
        for (size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
            text.replace(at, secret.size(), "***");
    }
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return shortened(text, 300);
}

HttpAnswer post(const Host& host, const HttpPost& request, long timeout) {
    Handles handles;
    CURL* curl = handles.curl;
    if (!curl) fail("The HTTP library cannot start.");
    Exchange exchange{host, {}};
    char detail[CURL_ERROR_SIZE] = "";
    handles.headers = curl_slist_append(handles.headers, "Content-Type: application/json; charset=utf-8");
    handles.headers = curl_slist_append(handles.headers, "Expect:");
    for (const std::string& header : request.headers)
        handles.headers = curl_slist_append(handles.headers, header.c_str());
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, handles.headers);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Tributary");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, timeout);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, ask);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, request.verifyPeer ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, request.verifyPeer ? 2L : 0L);
    if (!request.caFile.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, request.caFile.c_str());
    if (!request.user.empty()) {
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(curl, CURLOPT_USERNAME, request.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, request.password.c_str());
    }
    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) failed(code, detail, request);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &exchange.answer.status);
    judge(exchange.answer, curl, request);
    return std::move(exchange.answer);
}

}  // namespace tributary_notify
