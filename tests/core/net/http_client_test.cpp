// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>

#include "tests/core/net/loopback_server.h"

// The other side is a stand-in (LoopbackServer) that writes chosen bytes, so that every failure can be
// provoked.
namespace tributary::net {
namespace {

using std::chrono::milliseconds;
using test::httpAnswer;
using test::LoopbackServer;
using testing::HasSubstr;
using testing::Not;
using Peer = LoopbackServer::Peer;

HttpRequest get(const std::string& url) {
    HttpRequest request;
    request.url = url;
    return request;
}

Result<std::string> readAll(HttpStream& stream) {
    std::string out;
    while (true) {
        auto more = stream.read(out);
        if (!more) return fail(more.error());
        if (!*more) return out;
    }
}

TEST(HttpClient, sendsAndReceivesAWholeExchange) {
    std::promise<std::string> seen;
    LoopbackServer server([&](Peer& peer) {
        seen.set_value(peer.readRequest());
        peer.write(httpAnswer(404, "not here", "X-Reason: Gone \r\n"));
        peer.waitForClose();
    });
    HttpRequest request = get(server.url("/a?b=c"));
    request.method = "POST";
    request.body = std::string("x\0y", 3);
    request.headers = {"X-Key: secret"};
    request.user = "ann";
    request.password = "pw";
    auto response = HttpClient().send(request, CancelToken());
    ASSERT_TRUE(response) << response.error().text();
    EXPECT_EQ(response->status, 404);
    EXPECT_EQ(response->body, "not here");
    EXPECT_EQ(response->headers["x-reason"], "Gone");
    const std::string sent = seen.get_future().get();
    EXPECT_THAT(sent, HasSubstr("POST /a?b=c HTTP/1.1"));
    EXPECT_THAT(sent, HasSubstr("X-Key: secret"));
    EXPECT_THAT(sent, HasSubstr("Authorization: Basic YW5uOnB3"));
    EXPECT_THAT(sent, HasSubstr(std::string("\r\n\r\nx\0y", 7)));
}

TEST(HttpClient, keepsTheConnectionForTheNextRequest) {
    LoopbackServer server([](Peer& peer) {
        while (!peer.readRequest().empty()) peer.write(httpAnswer(200, "ok"));
    });
    HttpClient client;
    for (int i = 0; i < 3; i++) ASSERT_TRUE(client.send(get(server.url()), CancelToken()));
    EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, aStreamMayOutliveItsClient) {
    LoopbackServer server([](Peer& peer) {
        peer.readRequest();
        peer.write(httpAnswer(200, "late"));
        peer.waitForClose();
    });
    auto stream = HttpClient().open(get(server.url()), CancelToken());
    ASSERT_TRUE(stream);
    EXPECT_EQ(readAll(**stream).value(), "late");
}

TEST(HttpClient, stopsReadingFromTheSocketWhileNobodyPulls) {
    const std::string body(64u << 20, 'b');
    std::promise<size_t> taken;
    LoopbackServer server([&](Peer& peer) {
        peer.readRequest();
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
        const size_t before = peer.writeUntilBlocked(body, 200);
        taken.set_value(before);
        peer.write(std::string_view(body).substr(before));
        peer.waitForClose();
    });
    auto stream = HttpClient().open(get(server.url()), CancelToken());
    ASSERT_TRUE(stream);
    std::string first;
    ASSERT_TRUE((*stream)->read(first).value());
    EXPECT_LE(first.size(), HttpStream::kBufferLimit);
    EXPECT_LT(taken.get_future().get(), HttpStream::kBufferLimit + (32u << 20)) << "socket buffers included";
    auto rest = readAll(**stream);
    ASSERT_TRUE(rest) << rest.error().text();
    EXPECT_EQ(first.size() + rest->size(), body.size());
    EXPECT_EQ((*stream)->bytesRead(), body.size());
}

TEST(HttpClient, cancelEndsASilentExchangeAtOnce) {
    std::promise<void> asked;
    std::promise<void> closed;
    LoopbackServer server([&](Peer& peer) {
        peer.readRequest();
        asked.set_value();
        peer.waitForClose();
        closed.set_value();
    });
    CancelToken token;
    auto running =
        std::async(std::launch::async, [&] { return HttpClient().send(get(server.url()), token); });
    asked.get_future().wait();
    const auto begin = std::chrono::steady_clock::now();
    token.cancel();
    auto result = running.get();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(1000));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(closed.get_future().wait_for(std::chrono::seconds(5)), std::future_status::ready)
        << "an abandoned exchange closes its socket";
}

TEST(HttpClient, aBodyThatEndsEarlyIsAnError) {
    LoopbackServer server([](Peer& peer) {
        peer.readRequest();
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
    });
    auto result = HttpClient().send(get(server.url()), CancelToken());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Connection);
    EXPECT_THAT(result.error().message, HasSubstr("before its answer was complete"));
}

TEST(HttpClient, aChunkedBodyThatEndsEarlyIsAnError) {
    LoopbackServer server([](Peer& peer) {
        peer.readRequest();
        peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
    });
    auto result = HttpClient().send(get(server.url()), CancelToken());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Connection);
}

TEST(HttpClient, aClosedConnectionWithoutAnAnswerIsAnError) {
    LoopbackServer server([](Peer& peer) { peer.readRequest(); });
    auto result = HttpClient().send(get(server.url()), CancelToken());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Connection);
    EXPECT_THAT(result.error().message, HasSubstr("without an answer"));
}

TEST(HttpClient, saysThatNothingListens) {
    int port = 0;
    {
        port = LoopbackServer([](Peer&) {}).port();
    }
    auto result = HttpClient().send(
        get("http://ann:s3cret@127.0.0.1:" + std::to_string(port) + "/?password=s3cret"), CancelToken());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Connection);
    EXPECT_THAT(result.error().message, HasSubstr("127.0.0.1:" + std::to_string(port)));
    EXPECT_THAT(result.error().message, HasSubstr("refused"));
    EXPECT_THAT(result.error().text(), Not(HasSubstr("s3cret")));
}

TEST(HttpClient, saysThatAHostIsUnknown) {
    auto result = HttpClient().send(get("http://no-such-host.invalid:1/"), CancelToken());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Connection);
    EXPECT_THAT(result.error().message, HasSubstr("no-such-host.invalid"));
}

TEST(HttpClient, silenceLongerThanAllowedIsATimeout) {
    LoopbackServer server([](Peer& peer) {
        peer.readRequest();
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
        peer.waitForClose();
    });
    HttpRequest request = get(server.url());
    request.idleTimeout = milliseconds(150);
    auto result = HttpClient().send(request, CancelToken());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Timeout);
    EXPECT_THAT(result.error().message, HasSubstr("0.15 s"));
}

TEST(HttpClient, saysThatAPortDoesNotSpeakTls) {
    LoopbackServer server([](Peer& peer) {
        peer.write("220 mail.example ESMTP\r\n");
        peer.waitForClose();
    });
    auto result =
        HttpClient().send(get("https://127.0.0.1:" + std::to_string(server.port()) + "/"), CancelToken());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Connection);
    EXPECT_THAT(result.error().message, HasSubstr("TLS"));
}

TEST(HttpClient, saysThatAPortDoesNotSpeakHttp) {
    LoopbackServer server([](Peer& peer) {
        peer.readRequest();
        peer.write("220 mail.example ESMTP\r\n");
        peer.waitForClose();
    });
    auto result = HttpClient().send(get(server.url()), CancelToken());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Connection);
    EXPECT_THAT(result.error().message, HasSubstr("does not answer in HTTP"));
}

TEST(HttpClient, namesAnUnusableCertificateFile) {
    HttpRequest request = get("https://127.0.0.1:1/");
    request.tls.caFile = "/no/such/authority.pem";
    LoopbackServer server([](Peer& peer) { peer.waitForClose(); });
    request.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
    auto result = HttpClient().send(request, CancelToken());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(result.error().message, HasSubstr("/no/such/authority.pem"));
}

TEST(HttpClient, refusesAnAnswerAboveTheLimit) {
    LoopbackServer server([](Peer& peer) {
        peer.readRequest();
        peer.write(httpAnswer(200, std::string(4096, 'x')));
        peer.waitForClose();
    });
    auto result = HttpClient().send(get(server.url()), CancelToken(), 1000);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Resource);
}

TEST(HttpClient, refusesOtherProtocols) {
    auto result = HttpClient().send(get("file:///etc/passwd"), CancelToken());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::InvalidArgument);
}

TEST(UrlEncode, leavesOnlyUnreservedCharacters) {
    EXPECT_EQ(urlEncode("a b/ä'~"), "a%20b%2F%C3%A4%27~");
}

}  // namespace
}  // namespace tributary::net
