// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/rest-json/http.h"

#include <chrono>
#include <cstdlib>
#include <ctime>

namespace tributary::plugins::rest {

namespace {

constexpr size_t kBodyLimit = size_t(64) << 20;
constexpr int64_t kLongestPause = 120;

size_t takeBody(char* data, size_t size, size_t count, void* to) {
    auto& body = static_cast<Reply*>(to)->body;
    if (body.size() + size * count > kBodyLimit) return 0;
    body.append(data, size * count);
    return size * count;
}

size_t takeHeader(char* data, size_t size, size_t count, void* to) {
    auto& reply = *static_cast<Reply*>(to);
    std::string line(data, size * count);
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.pop_back();
    const size_t colon = line.find(':');
    if (colon == std::string::npos) return size * count;
    std::string name = line.substr(0, colon),
                value = line.substr(std::min(line.size(), line.find_first_not_of(" \t", colon + 1)));
    for (char& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if (name == "link") reply.link += (reply.link.empty() ? "" : ", ") + value;
    if (name == "location") reply.location = value;
    if (name == "retry-after") {
        const time_t date = curl_getdate(value.c_str(), nullptr);
        reply.retryAfter = date > 0 ? std::max<int64_t>(0, date - time(nullptr)) : std::atoll(value.c_str());
    }
    return size * count;
}

/// scheme://host:port, in small letters, with the port the scheme has by itself.
std::string serverOf(const std::string& url) {
    CURLU* parts = curl_url();
    char *scheme = nullptr, *host = nullptr, *port = nullptr;
    std::string out;
    if (curl_url_set(parts, CURLUPART_URL, url.c_str(), 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK)
        out = std::string(scheme) + "://" + host + ":" + port;
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(parts);
    for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return out;
}

/// Without the query, which may hold keys.
std::string plain(const std::string& url) {
    return url.substr(0, url.find('?'));
}

int statusOf(CURLcode code) {
    if (code == CURLE_OPERATION_TIMEDOUT) return ADBC_STATUS_TIMEOUT;
    if (code == CURLE_WRITE_ERROR) return ADBC_STATUS_INVALID_DATA;
    return ADBC_STATUS_IO;
}

const char* adviceOf(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return "Check the host's name, and that the connection may use the network";
        case CURLE_COULDNT_CONNECT:
            return "Check host and port, that the server runs, and that the plugin may connect to it";
        case CURLE_OPERATION_TIMEDOUT:
            return "Try again, or allow more time in the connection's settings";
        case CURLE_PEER_FAILED_VERIFICATION:
            return "The server's certificate is not trusted by this computer";
        case CURLE_WRITE_ERROR:
            return "One page is larger than 64 MB: ask for smaller pages";
        default:
            return "Try again";
    }
}

}  // namespace

Http::Http(const Settings& settings, const std::atomic<bool>& cancelled)
    : m_settings(settings), m_cancelled(cancelled) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    m_multi = curl_multi_init();
    m_easy = curl_easy_init();
    m_headers = curl_slist_append(nullptr, "Accept: application/json");
    for (const auto& header : settings.headers) m_headers = curl_slist_append(m_headers, header.c_str());
}

Http::~Http() {
    curl_easy_cleanup(m_easy);
    curl_multi_cleanup(m_multi);
    curl_slist_free_all(m_headers);
}

std::string Http::hide(std::string text) const {
    for (const auto& secret : m_settings.secrets) {
        for (size_t at = secret.empty() ? std::string::npos : text.find(secret); at != std::string::npos;
             at = text.find(secret, at + 3))
            text.replace(at, secret.size(), "***");
    }
    return text;
}

void Http::pause(int64_t milliseconds) {
    using namespace std::chrono;
    const auto end = steady_clock::now() + std::chrono::milliseconds(milliseconds);
    for (auto now = steady_clock::now(); now < end; now = steady_clock::now()) {
        if (m_cancelled) throw sdk::Error(ADBC_STATUS_CANCELLED, "The query was cancelled");
        const auto left = duration_cast<std::chrono::milliseconds>(end - now).count() + 1;
        curl_multi_poll(m_multi, nullptr, 0, static_cast<int>(std::min<int64_t>(50, left)), nullptr);
    }
}

void Http::prepare(CURL* easy, const std::string& url, Reply& reply) {
    curl_easy_reset(easy);  // keeps the connection
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, m_headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Tributary rest-json/1.0");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT,
                     static_cast<long>(std::min<int64_t>(m_settings.timeoutSeconds, 15)));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, static_cast<long>(m_settings.timeoutSeconds));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &reply);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, takeHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &reply);
    // No proxy: the grant names the server itself.
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    if (m_settings.user.empty()) return;
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(easy, CURLOPT_USERNAME, m_settings.user.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, m_settings.password.c_str());
}

void Http::perform(CURL* easy) {
    curl_multi_add_handle(m_multi, easy);
    CURLcode result = CURLE_OK;
    int running = 1;
    while (running && !m_cancelled) {
        if (curl_multi_perform(m_multi, &running) != CURLM_OK) break;
        if (running) curl_multi_poll(m_multi, nullptr, 0, 50, nullptr);
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg == CURLMSG_DONE) result = message->data.result;
    }
    curl_multi_remove_handle(m_multi, easy);
    if (m_cancelled) throw sdk::Error(ADBC_STATUS_CANCELLED, "The query was cancelled");
    if (result == CURLE_OK) return;
    throw sdk::Error(statusOf(result), "Reading " + plain(m_settings.url) + " failed: " +
                                           curl_easy_strerror(result) + ". " + adviceOf(result));
}

Reply Http::once(const std::string& url) {
    Reply reply;
    const size_t equal = m_settings.query.find('=');
    const std::string full = m_settings.query.empty() ? url
                                                      : withParameter(url, m_settings.query.substr(0, equal),
                                                                      m_settings.query.substr(equal + 1));
    prepare(m_easy, full, reply);
    perform(m_easy);
    curl_easy_getinfo(m_easy, CURLINFO_RESPONSE_CODE, &reply.status);
    return reply;
}

void Http::refuse(const Reply& reply, const std::string& url) const {
    std::string text = plain(url) + " answers with status " + std::to_string(reply.status);
    std::string body = hide(reply.body.substr(0, 200));
    for (char& c : body) c = static_cast<unsigned char>(c) < 32 ? ' ' : c;
    if (!body.empty()) text += ": " + body;
    int status = ADBC_STATUS_IO;
    if (reply.status == 401) {
        status = ADBC_STATUS_UNAUTHENTICATED;
        text += ". Check user, password or token";
    } else if (reply.status == 403) {
        status = ADBC_STATUS_UNAUTHORIZED;
        text += ". The token or user may not read this";
    } else if (reply.status == 404) {
        // Not ADBC_STATUS_NOT_FOUND, which is about a table and would be told so.
        text += ". There is nothing at this URL: check it";
    } else if (reply.status == 429) {
        text += ". The server's rate limit is reached: set a pause between pages, or try later";
    }
    throw sdk::Error(status, text, "", static_cast<int32_t>(reply.status));
}

Reply Http::get(const std::string& url) {
    if (m_before && m_settings.pauseMs > 0) pause(m_settings.pauseMs);
    m_before = true;
    std::string at = url;
    int64_t tries = 0;
    for (int redirects = 0;;) {
        Reply reply = once(at);
        if (reply.status == 200) return reply;
        if (reply.status >= 301 && reply.status <= 308 && !reply.location.empty()) {
            if (++redirects > 5) throw sdk::Error(ADBC_STATUS_IO, plain(url) + " redirects again and again");
            at = resolve(at, reply.location);
            continue;
        }
        const bool again =
            reply.status == 429 || reply.status == 502 || reply.status == 503 || reply.status == 504;
        if (!again || tries >= m_settings.retries) refuse(reply, at);
        const int64_t wait = reply.retryAfter >= 0 ? reply.retryAfter * 1000 : int64_t(250) << tries;
        if (wait > kLongestPause * 1000) refuse(reply, at);
        tries++;
        pause(wait);
    }
}

std::string Http::resolve(const std::string& base, const std::string& reference) const {
    CURLU* parts = curl_url();
    char* text = nullptr;
    std::string out;
    if (curl_url_set(parts, CURLUPART_URL, base.c_str(), 0) == CURLUE_OK &&
        curl_url_set(parts, CURLUPART_URL, reference.c_str(), 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_URL, &text, 0) == CURLUE_OK)
        out = text;
    curl_free(text);
    curl_url_cleanup(parts);
    if (!out.empty() && serverOf(out) == serverOf(m_settings.url)) return out;
    // Headers and keys go with every request: never to a server that nobody named.
    throw sdk::Error(ADBC_STATUS_UNAUTHORIZED, "The server sends to " + plain(out.empty() ? reference : out) +
                                                   ", which is not the server of the connection. " +
                                                   "If it is right, make a connection with that URL");
}

std::string withParameter(const std::string& url, const std::string& name, const std::string& value) {
    char* encoded = curl_easy_escape(nullptr, value.c_str(), static_cast<int>(value.size()));
    const size_t hash = std::min(url.find('#'), url.size());
    const bool first = url.find('?') >= hash;
    std::string out = url.substr(0, hash) + (first ? "?" : "&") + name + "=" + (encoded ? encoded : "");
    curl_free(encoded);
    return out;
}

}  // namespace tributary::plugins::rest
