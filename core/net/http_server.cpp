// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/http_server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <thread>

namespace tributary::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string percentDecoded(std::string_view text, bool plusIsSpace) {
    std::string out;
    for (size_t i = 0; i < text.size(); i++) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hexValue(text[i + 1]) : -1;
        const int low = high >= 0 ? hexValue(text[i + 2]) : -1;
        if (low >= 0) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += plusIsSpace && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

void splitQuery(std::string_view text, std::multimap<std::string, std::string>& out) {
    while (!text.empty()) {
        const size_t end = std::min(text.find('&'), text.size());
        const std::string_view one = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (one.empty()) continue;
        const size_t equals = std::min(one.find('='), one.size());
        const auto value = equals < one.size() ? one.substr(equals + 1) : std::string_view();
        out.emplace(percentDecoded(one.substr(0, equals), true), percentDecoded(value, true));
    }
}

/// The name or address of a Host header, without its port.
std::string hostOf(std::string_view header) {
    if (header.starts_with('[')) return std::string(header.substr(1, header.find(']') - 1));
    return std::string(header.substr(0, header.find(':')));
}

struct Shared {
    HttpServer::Options options;
    RequestHandler handler;
    std::atomic<size_t> connections{0};

    bool answersTo(const std::string& host) const {
        boost::system::error_code status;
        asio::ip::make_address(host, status);
        if (!status || beast::iequals(host, "localhost")) return true;
        return std::any_of(options.hosts.begin(), options.hosts.end(),
                           [&](const std::string& one) { return beast::iequals(one, host); });
    }
};

/// One connection: reads a request, answers it, and so on. Its own strand; lives as long as it waits for
/// something.
class Exchange : public std::enable_shared_from_this<Exchange> {
  public:
    Exchange(tcp::socket socket, std::shared_ptr<Shared> shared)
        : m_stream(std::move(socket)), m_shared(std::move(shared)) {
        m_shared->connections++;
    }
    ~Exchange() { m_shared->connections--; }

    void read(std::chrono::milliseconds limit) {
        m_parser.emplace();
        m_parser->header_limit(static_cast<uint32_t>(m_shared->options.maxHeader));
        m_parser->body_limit(m_shared->options.maxBody);
        m_stream.expires_after(limit);
        http::async_read(
            m_stream, m_buffer, *m_parser,
            [self = shared_from_this()](beast::error_code status, size_t) { self->received(status); });
    }

  private:
    void received(beast::error_code status) {
        if (status == http::error::header_limit)
            return answer({431, "text/plain", "The header is too large\n", {}}, true);
        if (status == http::error::body_limit)
            return answer({413, "text/plain", "The body is too large\n", {}}, true);
        if (status.category() == http::make_error_code(http::error::bad_method).category() &&
            status != http::error::end_of_stream && status != http::error::partial_message) {
            return answer({400, "text/plain", "This is no HTTP request\n", {}}, true);
        }
        if (status) return close();
        const auto& request = m_parser->get();
        m_head = request.method() == http::verb::head;
        const auto host = request[http::field::host];
        if (!m_shared->answersTo(hostOf({host.data(), host.size()})))
            return answer({421, "text/plain", "This server does not answer to that name\n", {}}, true);
        answer(handle(), !request.keep_alive());
    }

    ServedResponse handle() {
        const auto& request = m_parser->get();
        ServedRequest served;
        served.method = m_head ? "GET" : std::string(request.method_string());
        const std::string_view target(request.target().data(), request.target().size());
        const size_t question = std::min(target.find('?'), target.size());
        served.path = percentDecoded(target.substr(0, question), false);
        if (question < target.size()) splitQuery(target.substr(question + 1), served.query);
        served.authorization = std::string(request[http::field::authorization]);
        served.contentType = std::string(request[http::field::content_type]);
        served.body = request.body();
        try {
            return m_shared->handler(served);
        } catch (const std::exception&) {
            return {500, "text/plain", "Something went wrong inside the program\n", {}};
        }
    }

    void answer(ServedResponse served, bool closes) {
        m_response = {};
        m_response.version(11);
        m_response.result(served.status);
        m_response.set(http::field::server, "tributary");
        m_response.set(http::field::content_type, served.contentType);
        m_response.set("X-Content-Type-Options", "nosniff");
        for (const auto& [name, value] : served.headers) m_response.set(name, value);
        m_response.keep_alive(!closes);
        const size_t length = served.body.size();
        if (!m_head) m_response.body() = std::move(served.body);
        m_response.content_length(length);
        m_stream.expires_after(m_shared->options.requestTimeout);
        http::async_write(m_stream, m_response,
                          [self = shared_from_this(), closes](beast::error_code status, size_t) {
                              if (status || closes) return self->close();
                              self->read(self->m_shared->options.idleTimeout);
                          });
    }

    void close() {
        // The other side may have gone already, which is what closing is for.
        beast::error_code gone;
        m_stream.socket().shutdown(tcp::socket::shutdown_send, gone);
        m_stream.close();
    }

    beast::tcp_stream m_stream;
    beast::flat_buffer m_buffer;
    const std::shared_ptr<Shared> m_shared;
    std::optional<http::request_parser<http::string_body>> m_parser;
    http::response<http::string_body> m_response;
    bool m_head = false;
};

Error listenError(const std::string& where, const beast::error_code& status) {
    const bool taken = status == asio::error::address_in_use;
    return Error(taken ? ErrorCode::Conflict : ErrorCode::InvalidArgument,
                 "Listening on " + where + " failed: " + status.message(),
                 taken ? "Another program listens there: name another port, or 0 for any free one." : "");
}

}  // namespace

struct HttpServer::Impl {
    asio::io_context context;
    tcp::acceptor acceptor{context};
    std::shared_ptr<Shared> shared = std::make_shared<Shared>();
    std::vector<std::thread> threads;

    Result<void> listen() {
        beast::error_code status;
        const auto& options = shared->options;
        const std::string where = options.address + ":" + std::to_string(options.port);
        const auto address = asio::ip::make_address(options.address, status);
        if (status) {
            return fail(ErrorCode::InvalidArgument, "'" + options.address + "' is no address to listen on",
                        "Give 127.0.0.1, ::1 or another address of this machine.");
        }
        if (!address.is_loopback() && !options.allowRemote) {
            return fail(ErrorCode::InvalidArgument,
                        "'" + options.address + "' can be reached from other machines",
                        "Listen on 127.0.0.1, behind a proxy that encrypts and asks who it is.");
        }
        const tcp::endpoint endpoint(address, options.port);
        acceptor.open(endpoint.protocol(), status);
        if (!status) acceptor.set_option(tcp::acceptor::reuse_address(true), status);
        if (!status) acceptor.bind(endpoint, status);
        if (!status) acceptor.listen(asio::socket_base::max_listen_connections, status);
        if (status) return fail(listenError(where, status));
        return {};
    }

    void accept() {
        acceptor.async_accept(asio::make_strand(context), [this](beast::error_code status,
                                                                 tcp::socket socket) {
            if (status == asio::error::operation_aborted) return;
            // Without a free descriptor, or above the cap, the connection is dropped; listening goes on.
            if (!status && shared->connections < shared->options.maxConnections)
                std::make_shared<Exchange>(std::move(socket), shared)->read(shared->options.requestTimeout);
            accept();
        });
    }
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

Result<std::unique_ptr<HttpServer>> HttpServer::start(Options options, RequestHandler handler) {
    auto impl = std::make_unique<Impl>();
    impl->shared->options = std::move(options);
    impl->shared->handler = std::move(handler);
    if (auto listening = impl->listen(); !listening) return fail(listening.error());
    impl->accept();
    for (size_t i = 0; i < impl->shared->options.threads; i++)
        impl->threads.emplace_back([context = &impl->context] { context->run(); });
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::~HttpServer() {
    m_impl->context.stop();
    for (auto& thread : m_impl->threads) thread.join();
}

uint16_t HttpServer::port() const {
    boost::system::error_code status;
    return m_impl->acceptor.local_endpoint(status).port();
}

std::string HttpServer::address() const {
    const std::string& host = m_impl->shared->options.address;
    const bool six = host.find(':') != std::string::npos;
    return (six ? "[" + host + "]" : host) + ":" + std::to_string(port());
}

}  // namespace tributary::net
