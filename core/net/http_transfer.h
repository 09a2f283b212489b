// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <curl/curl.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/net/http_client.h"
#include "core/net/http_errors.h"

namespace tributary::net {

struct MultiDeleter {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct EasyDeleter {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using MultiHandle = std::unique_ptr<CURLM, MultiDeleter>;
using EasyHandle = std::unique_ptr<CURL, EasyDeleter>;

/// Multi handles that wait with their open connections, by endpoint. All members are thread-safe.
struct HttpClient::Pool {
    static constexpr size_t kMaxIdle = 16;

    Pool();
    ~Pool();
    MultiHandle take(const std::string& endpoint);
    void give(const std::string& endpoint, MultiHandle multi);

  private:
    std::mutex m_mutex;
    std::vector<std::pair<std::string, MultiHandle>> m_idle;
};

/// One exchange on its own multi handle: nothing moves unless the owner's thread pulls.
class HttpTransfer : public HttpStream {
  public:
    HttpTransfer(std::shared_ptr<HttpClient::Pool> pool, const HttpRequest& request, Endpoint endpoint,
                 CancelToken token);
    ~HttpTransfer() override;

    /// Sends, and waits for the end of the response's headers.
    Result<void> start();

    long status() const override { return m_status; }
    std::string header(std::string_view name) const override;
    Result<bool> read(std::string& out) override;
    uint64_t bytesRead() const override;
    const std::map<std::string, std::string>& headers() const { return m_headers; }

  private:
    static size_t onBody(char* data, size_t size, size_t count, void* self);
    static size_t onHeader(char* data, size_t size, size_t count, void* self);
    void configure();
    void configureMethod();
    void configureTls();
    void takeHeaderLine(std::string_view line);
    /// One round of work on the socket; waits up to 50 ms when there is nothing to do.
    Result<void> pump();
    Result<void> finish(CURLcode code);
    Error describe(CURLcode code) const;
    bool isIdleTooLong();

    std::shared_ptr<HttpClient::Pool> m_pool;
    const HttpRequest m_request;
    const Endpoint m_endpoint;
    CancelToken m_token;
    MultiHandle m_multi;
    EasyHandle m_easy;
    std::unique_ptr<curl_slist, ListDeleter> m_headerList;
    char m_detail[CURL_ERROR_SIZE] = {};
    std::string m_buffer;
    std::map<std::string, std::string> m_headers;
    long m_status = 0;
    bool m_headersDone = false;
    bool m_paused = false;
    bool m_complete = false;
    uint64_t m_received = 0;      ///< bytes seen by the callbacks
    curl_off_t m_movedBytes = 0;  ///< received + sent, when last looked at
    std::chrono::steady_clock::time_point m_lastMoved;
    CancelToken::Registration m_wakeUp;  ///< last: dropped before the handle it wakes
};

}  // namespace tributary::net
