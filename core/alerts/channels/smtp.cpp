// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/smtp.h"

#include <curl/curl.h>

#include <cstring>
#include <memory>

namespace tributary::alerts::channels {
namespace {

constexpr int kPollMillis = 25;
constexpr long kConnectMillis = 10'000;

struct EasyEnd {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiEnd {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListEnd {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// One exchange: what is to be sent, and what the server refused with.
class Exchange {
  public:
    Exchange(const SmtpServer& server, const std::string& from, const std::vector<std::string>& to,
             const std::string& mime)
        : m_server(server), m_mime(mime), m_easy(curl_easy_init()), m_multi(curl_multi_init()) {
        const bool smtps = server.tls == SmtpServer::Tls::Smtps;
        std::string url = (smtps ? "smtps://" : "smtp://") + server.host + ":" + std::to_string(server.port);
        if (!server.helo.empty()) url += "/" + server.helo;
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_CONNECTTIMEOUT_MS, kConnectMillis);
        set(CURLOPT_PROTOCOLS_STR, smtps ? "smtps" : "smtp");
        set(CURLOPT_USE_SSL,
            static_cast<long>(server.tls == SmtpServer::Tls::None ? CURLUSESSL_NONE : CURLUSESSL_ALL));
        set(CURLOPT_SSL_VERIFYPEER, server.options.verifyPeer ? 1L : 0L);
        set(CURLOPT_SSL_VERIFYHOST, server.options.verifyPeer ? 2L : 0L);
        if (!server.options.caFile.empty()) set(CURLOPT_CAINFO, server.options.caFile.c_str());
        if (!server.user.empty()) {
            set(CURLOPT_USERNAME, server.user.c_str());
            set(CURLOPT_PASSWORD, server.password.c_str());
        }
        set(CURLOPT_MAIL_FROM, ("<" + from + ">").c_str());
        curl_slist* list = nullptr;
        for (const auto& one : to) list = curl_slist_append(list, ("<" + one + ">").c_str());
        m_recipients.reset(list);
        set(CURLOPT_MAIL_RCPT, list);
        set(CURLOPT_READFUNCTION, &onRead);
        set(CURLOPT_READDATA, this);
        set(CURLOPT_HEADERFUNCTION, &onLine);
        set(CURLOPT_HEADERDATA, this);
        set(CURLOPT_ERRORBUFFER, m_detail);
        curl_multi_add_handle(m_multi.get(), m_easy.get());
    }
    ~Exchange() { curl_multi_remove_handle(m_multi.get(), m_easy.get()); }

    Result<void> run(const CancelToken& token) {
        int running = 1;
        while (true) {
            if (auto ok = token.check(); !ok) {
                Error error = ok.error();
                error.inDoubt = m_at == m_mime.size();
                return fail(std::move(error));
            }
            curl_multi_perform(m_multi.get(), &running);
            if (running == 0) break;
            curl_multi_poll(m_multi.get(), nullptr, 0, kPollMillis, nullptr);
        }
        int left = 0;
        const CURLMsg* message = curl_multi_info_read(m_multi.get(), &left);
        const CURLcode code = message ? message->data.result : CURLE_FAILED_INIT;
        if (code == CURLE_OK) return {};
        return fail(describe(code));
    }

  private:
    template <typename Value>
    void set(CURLoption option, Value value) {
        curl_easy_setopt(m_easy.get(), option, value);
    }

    static size_t onRead(char* to, size_t size, size_t count, void* self) {
        auto& me = *static_cast<Exchange*>(self);
        const size_t length = std::min(size * count, me.m_mime.size() - me.m_at);
        std::memcpy(to, me.m_mime.data() + me.m_at, length);
        me.m_at += length;
        return length;
    }
    /// Keeps what the server refused with: a polite goodbye may follow it.
    static size_t onLine(char* line, size_t size, size_t count, void* self) {
        auto& refusal = static_cast<Exchange*>(self)->m_refusal;
        if (size * count > 0 && (line[0] == '4' || line[0] == '5')) {
            refusal.assign(line, std::min<size_t>(size * count, 500));
            while (!refusal.empty() && (refusal.back() == '\r' || refusal.back() == '\n')) refusal.pop_back();
        }
        return size * count;
    }

    Error describe(CURLcode code) const {
        const std::string where = m_server.host + ":" + std::to_string(m_server.port);
        long status = 0;
        curl_easy_getinfo(m_easy.get(), CURLINFO_RESPONSE_CODE, &status);
        Error error(ErrorCode::Connection,
                    "The mail server " + where +
                        " cannot be used: " + (m_detail[0] ? m_detail : curl_easy_strerror(code)),
                    "Check host, port and encryption of the mail server.");
        if (code == CURLE_USE_SSL_FAILED) {
            error.message = "The mail server " + where + " offers no STARTTLS, so nothing was sent.";
            error.hint = "Use the port for smtps, or allow sending without encryption.";
        } else if (code == CURLE_PEER_FAILED_VERIFICATION) {
            error.message = "The certificate of the mail server " + where + " is not trusted: " + m_detail;
            error.hint = "Give the certificate authority's file, or check the host name.";
        } else if (code == CURLE_LOGIN_DENIED) {
            error.code = ErrorCode::Authentication;
            error.message = "The mail server " + where + " refused user and password: " + m_refusal;
            error.hint = "Check user and password; some providers want an app password.";
        } else if (status >= 400) {
            error.code = ErrorCode::Query;
            error.message = "The mail server " + where + " refused the message: " + m_refusal;
            error.hint = status >= 500 ? "Check sender and recipients."
                                       : "The server asks to try later; an alert is sent again.";
        } else {
            error.retryable = true;
        }
        if (status >= 400) {
            error.nativeCode = std::to_string(status);
            error.retryable = status < 500;
        }
        return error;
    }

    const SmtpServer& m_server;
    const std::string& m_mime;
    size_t m_at = 0;
    std::string m_refusal;
    char m_detail[CURL_ERROR_SIZE] = {};
    std::unique_ptr<curl_slist, ListEnd> m_recipients;
    std::unique_ptr<CURL, EasyEnd> m_easy;
    std::unique_ptr<CURLM, MultiEnd> m_multi;
};

}  // namespace

Result<void> sendMail(const SmtpServer& server, const std::string& from, const std::vector<std::string>& to,
                      const std::string& mime, const CancelToken& token) {
    Exchange exchange(server, from, to, mime);
    return exchange.run(token);
}

}  // namespace tributary::alerts::channels
