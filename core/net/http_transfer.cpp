// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/http_transfer.h"

#include <algorithm>
#include <cctype>

#include "core/base/redact.h"

namespace tributary::net {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kPollMilliseconds = 50;
constexpr long kReceiveBuffer = 512L << 10;

std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
    return text;
}

}  // namespace

// curl counts these two, so every pool may bring its own pair.
HttpClient::Pool::Pool() {
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

HttpClient::Pool::~Pool() {
    m_idle.clear();
    curl_global_cleanup();
}

MultiHandle HttpClient::Pool::take(const std::string& endpoint) {
    {
        std::lock_guard lock(m_mutex);
        for (auto it = m_idle.rbegin(); it != m_idle.rend(); ++it) {
            if (it->first != endpoint) continue;
            MultiHandle multi = std::move(it->second);
            m_idle.erase(std::next(it).base());
            return multi;
        }
    }
    return MultiHandle(curl_multi_init());
}

void HttpClient::Pool::give(const std::string& endpoint, MultiHandle multi) {
    MultiHandle toClose;
    std::lock_guard lock(m_mutex);
    if (m_idle.size() >= kMaxIdle) {
        toClose = std::move(m_idle.front().second);
        m_idle.erase(m_idle.begin());
    }
    m_idle.emplace_back(endpoint, std::move(multi));
}

HttpTransfer::HttpTransfer(std::shared_ptr<HttpClient::Pool> pool, const HttpRequest& request,
                           Endpoint endpoint, CancelToken token)
    : m_pool(std::move(pool)),
      m_request(request),
      m_endpoint(std::move(endpoint)),
      m_token(std::move(token)) {}

HttpTransfer::~HttpTransfer() {
    m_wakeUp.reset();
    // Removing an unfinished transfer closes its socket; a finished one leaves the connection in the multi
    // handle.
    if (m_multi && m_easy) curl_multi_remove_handle(m_multi.get(), m_easy.get());
    m_easy.reset();
    if (m_multi && m_complete) m_pool->give(m_endpoint.scheme + m_endpoint.text(), std::move(m_multi));
}

void HttpTransfer::configure() {
    CURL* easy = m_easy.get();
    curl_easy_setopt(easy, CURLOPT_URL, m_request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a cancelled name lookup must not be waited for
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, m_detail);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &HttpTransfer::onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &HttpTransfer::onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, kReceiveBuffer);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(m_request.connectTimeout.count()));
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "tributary");
    if (m_endpoint.isLoopback()) curl_easy_setopt(easy, CURLOPT_PROXY, "");
    if (m_request.acceptCompressed) curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    if (!m_request.user.empty()) {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        curl_easy_setopt(easy, CURLOPT_USERNAME, m_request.user.c_str());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, m_request.password.c_str());
    }
    curl_slist* list = curl_slist_append(nullptr, "Expect:");
    for (const auto& line : m_request.headers) list = curl_slist_append(list, line.c_str());
    m_headerList.reset(list);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
    configureMethod();
    configureTls();
}

void HttpTransfer::configureMethod() {
    CURL* easy = m_easy.get();
    if (m_request.method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        return;
    }
    if (m_request.method == "POST" || !m_request.body.empty()) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_request.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, m_request.body.c_str());
    }
    if (m_request.method != "GET" && m_request.method != "POST") {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, m_request.method.c_str());
    }
}

void HttpTransfer::configureTls() {
    const TlsOptions& tls = m_request.tls;
    CURL* easy = m_easy.get();
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, tls.verifyPeer ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, tls.verifyPeer ? 2L : 0L);
    if (!tls.caFile.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, tls.caFile.c_str());
    if (!tls.certificateFile.empty()) curl_easy_setopt(easy, CURLOPT_SSLCERT, tls.certificateFile.c_str());
    if (!tls.keyFile.empty()) curl_easy_setopt(easy, CURLOPT_SSLKEY, tls.keyFile.c_str());
}

Result<void> HttpTransfer::start() {
    if (auto ok = m_token.check(); !ok) return ok;
    m_multi = m_pool->take(m_endpoint.scheme + m_endpoint.text());
    m_easy.reset(curl_easy_init());
    if (!m_multi || !m_easy)
        return fail(ErrorCode::Resource, "Out of memory while talking to " + m_endpoint.text());
    configure();
    curl_multi_add_handle(m_multi.get(), m_easy.get());
    m_wakeUp = m_token.onCancel([multi = m_multi.get()] { curl_multi_wakeup(multi); });
    m_lastMoved = Clock::now();
    while (!m_headersDone && !m_complete) {
        if (auto ok = pump(); !ok) return ok;
    }
    return {};
}

size_t HttpTransfer::onBody(char* data, size_t size, size_t count, void* self) {
    auto& me = *static_cast<HttpTransfer*>(self);
    if (!me.m_buffer.empty() && me.m_buffer.size() + size * count > kBufferLimit) {
        me.m_paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    try {
        me.m_buffer.append(data, size * count);
    } catch (const std::bad_alloc&) {
        return 0;  // curl ends the transfer
    }
    me.m_received += size * count;
    return size * count;
}

size_t HttpTransfer::onHeader(char* data, size_t size, size_t count, void* self) {
    auto& me = *static_cast<HttpTransfer*>(self);
    me.m_received += size * count;
    me.takeHeaderLine(std::string_view(data, size * count));
    return size * count;
}

void HttpTransfer::takeHeaderLine(std::string_view line) {
    line = trimmed(line);
    if (line.rfind("HTTP/", 0) == 0) {
        m_headers.clear();
        return;
    }
    if (line.empty()) {
        curl_easy_getinfo(m_easy.get(), CURLINFO_RESPONSE_CODE, &m_status);
        m_headersDone = m_status >= 200;
        return;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    m_headers[lowered(trimmed(line.substr(0, colon)))] = std::string(trimmed(line.substr(colon + 1)));
}

std::string HttpTransfer::header(std::string_view name) const {
    auto it = m_headers.find(lowered(name));
    return it == m_headers.end() ? std::string() : it->second;
}

bool HttpTransfer::isIdleTooLong() {
    if (m_request.idleTimeout.count() <= 0) return false;
    curl_off_t sent = 0;
    curl_off_t connected = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_SIZE_UPLOAD_T, &sent);
    curl_easy_getinfo(m_easy.get(), CURLINFO_PRETRANSFER_TIME_T, &connected);
    const curl_off_t moved = sent + static_cast<curl_off_t>(m_received) + (connected > 0 ? 1 : 0);
    const auto now = Clock::now();
    if (moved != m_movedBytes || connected <= 0) {  // until connected, the connect timeout rules
        m_movedBytes = moved;
        m_lastMoved = now;
    }
    return now - m_lastMoved > m_request.idleTimeout;
}

Result<void> HttpTransfer::pump() {
    if (auto ok = m_token.check(); !ok) return ok;
    int running = 0;
    const uint64_t before = m_received;
    if (curl_multi_perform(m_multi.get(), &running) != CURLM_OK) return fail(describe(CURLE_FAILED_INIT));
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(m_multi.get(), &left)) {
        if (message->msg == CURLMSG_DONE) return finish(message->data.result);
    }
    if (m_received != before) return {};
    if (isIdleTooLong()) return fail(idleTimeoutError(m_endpoint, m_request.idleTimeout));
    curl_multi_poll(m_multi.get(), nullptr, 0, kPollMilliseconds, nullptr);
    return m_token.check();
}

Result<void> HttpTransfer::finish(CURLcode code) {
    if (code != CURLE_OK) return fail(describe(code));
    m_complete = true;
    return {};
}

Error HttpTransfer::describe(CURLcode code) const {
    long osError = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_OS_ERRNO, &osError);
    const std::string detail = redact(m_detail, {m_request.password});
    return describeFailure(code, osError, detail, m_endpoint, m_request.connectTimeout, m_headersDone);
}

Result<bool> HttpTransfer::read(std::string& out) {
    m_lastMoved = Clock::now();  // the time the caller took does not count as the server's silence
    while (true) {
        if (auto ok = m_token.check(); !ok) return fail(ok.error());
        if (!m_buffer.empty()) {
            if (out.empty()) {
                out.swap(m_buffer);
            } else {
                out.append(m_buffer);
                m_buffer.clear();
            }
            return true;
        }
        if (m_complete) return false;
        if (m_paused) {
            m_paused = false;
            curl_easy_pause(m_easy.get(), CURLPAUSE_CONT);  // delivers what it held back into m_buffer
            if (!m_buffer.empty()) continue;
        }
        if (auto ok = pump(); !ok) return fail(ok.error());
    }
}

uint64_t HttpTransfer::bytesRead() const {
    curl_off_t size = 0;
    if (m_easy) curl_easy_getinfo(m_easy.get(), CURLINFO_SIZE_DOWNLOAD_T, &size);
    return static_cast<uint64_t>(size);
}

}  // namespace tributary::net
