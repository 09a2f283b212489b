// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <thread>

#include "connectors/prometheus/prometheus_connector.h"
#include "connectors/prometheus/series_stream.h"
#include "tests/connectors/prometheus/drain.h"
#include "tests/core/net/loopback_server.h"

namespace tributary::connectors {
namespace {

using test::httpAnswer;
using test::LoopbackServer;

constexpr const char* kBuild = R"({"status":"success","data":{"version":"2.99.0"}})";

/// What a server may do that a real one rarely does: each test writes its bytes itself.
class PrometheusStandinTest : public ::testing::Test {
  protected:
    /// Answers /buildinfo and gives every other request to `handler`.
    void serve(std::function<void(LoopbackServer::Peer&, const std::string&)> handler) {
        m_server = std::make_unique<LoopbackServer>([handler](LoopbackServer::Peer& peer) {
            for (;;) {
                const std::string request = peer.readRequest();
                if (request.empty()) return;
                if (request.find("/status/buildinfo") != std::string::npos) {
                    peer.write(httpAnswer(200, kBuild));
                } else {
                    handler(peer, request);
                }
            }
        });
        m_settings.set("host", "127.0.0.1");
        m_settings.set("port", std::to_string(m_server->port()));
    }
    Result<std::unique_ptr<connect::Connection>> open() {
        return makePrometheusConnector()->open(m_settings, m_token);
    }
    Result<Rows> native(const std::string& text) {
        m_connection.reset();  // the stand-in serves one connection after the other
        auto opened = open();
        if (!opened) return fail(opened.error());
        m_connection = std::move(*opened);
        return drain(m_connection->native(text, m_token));
    }

    connect::Settings m_settings;
    CancelToken m_token;
    std::unique_ptr<LoopbackServer> m_server;
    std::unique_ptr<connect::Connection> m_connection;
};

TEST_F(PrometheusStandinTest, EveryCutOfAnAnswerIsPutTogether) {
    const std::string body =
        R"({"status":"success","isPartial":true,"data":{"resultType":"matrix","result":[)"
        R"({"metric":{"a":"x\u00e9\ud83d\ude00\n"},"values":[[1.5,"1"],[2,"NaN"]]}, )"
        R"({"metric":{},"values":[]},{"metric":{"a":"y"},"histograms":[[1,{"count":"2"}]]},)"
        R"({"metric":{"a":"z","b":"w"},"values":[[3.001,"-Inf"]],"histograms":[]}],"stats":{"x":[1,null]}},)"
        R"("warnings":["slow \"store\""]})";
    std::string head = httpAnswer(200, body);
    head.resize(head.size() - body.size());
    serve([&](LoopbackServer::Peer& peer, const std::string&) {
        peer.write(head);
        for (const char c : body) peer.write(std::string(1, c));
    });
    auto opened = open();
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    auto reader = (*opened)->native("x", m_token);
    ASSERT_TRUE(reader.has_value()) << reader.error().message;
    const auto warnings = (*reader)->warnings();
    ASSERT_EQ(warnings.size(), 3u);
    EXPECT_EQ(warnings[1], "slow \"store\"");
    auto rows = drain(std::move(reader));
    ASSERT_TRUE(rows.has_value());
    EXPECT_EQ(*rows, (Rows{{"x\u00e9\U0001F600\n", "NULL", "1970-01-01 00:00:01.5+00", "1.0"},
                           {"x\u00e9\U0001F600\n", "NULL", "1970-01-01 00:00:02+00", "nan"},
                           {"z", "w", "1970-01-01 00:00:03.001+00", "-inf"}}));
}

TEST_F(PrometheusStandinTest, AnAnswerThatEndsEarlyOrIsNoneIsAnError) {
    std::string body;
    serve([&](LoopbackServer::Peer& peer, const std::string&) { peer.write(httpAnswer(200, body)); });
    const std::string whole =
        R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1,"2"]}]}})";
    body = whole;
    ASSERT_TRUE(native("x").has_value());
    for (size_t cut = 0; cut < whole.size(); cut++) {
        body = whole.substr(0, cut);
        auto rows = native("x");
        ASSERT_FALSE(rows.has_value()) << cut;
        EXPECT_EQ(rows.error().code, ErrorCode::Corrupt) << cut;
    }
    body = "<html>a proxy</html>";
    EXPECT_FALSE(native("x").has_value());
}

TEST_F(PrometheusStandinTest, StatusesBecomeTheRightErrors) {
    int status = 0;
    std::string body;
    serve([&](LoopbackServer::Peer& peer, const std::string&) { peer.write(httpAnswer(status, body)); });
    const auto codeOf = [&](int s, std::string b) {
        status = s;
        body = std::move(b);
        auto rows = native("x");
        return rows ? std::optional<ErrorCode>() : rows.error().code;
    };
    EXPECT_EQ(codeOf(401, "no"), ErrorCode::Authentication);
    EXPECT_EQ(codeOf(403, "no"), ErrorCode::Permission);
    EXPECT_EQ(codeOf(404, "no"), ErrorCode::NotFound);
    EXPECT_EQ(codeOf(429, "no"), ErrorCode::Resource);
    EXPECT_EQ(codeOf(503, "no"), ErrorCode::Resource);
    EXPECT_EQ(codeOf(503, R"({"status":"error","errorType":"timeout","error":"query timed out in x"})"),
              ErrorCode::Timeout);
    EXPECT_EQ(codeOf(422, R"({"status":"error","errorType":"execution","error":"multiple matches"})"),
              ErrorCode::Query);
    EXPECT_EQ(codeOf(200, R"({"status":"error","error":"1:2: parse error: odd"})"), ErrorCode::Syntax);
}

TEST_F(PrometheusStandinTest, CredentialsTenantAndPrefixAreSentAndNeverShown) {
    std::string seen;
    serve([&](LoopbackServer::Peer& peer, const std::string& request) {
        seen = request;
        peer.write(httpAnswer(400, "bad bearer s3cr3t-token"));
    });
    m_settings.setSecret("token", "s3cr3t-token");
    m_settings.set("tenant", "team-a");
    m_settings.set("path_prefix", "select/0/");
    auto rows = native("x");
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().message.find("s3cr3t"), std::string::npos);
    EXPECT_NE(seen.find("POST /select/0/api/v1/query "), std::string::npos) << seen;
    EXPECT_NE(seen.find("Authorization: Bearer s3cr3t-token"), std::string::npos);
    EXPECT_NE(seen.find("X-Scope-OrgID: team-a"), std::string::npos);
    m_settings.set("tenant", "a\r\nX-Other: b");
    EXPECT_FALSE(open().has_value());
}

TEST_F(PrometheusStandinTest, ASilentServerIsLeftWithinMoments) {
    serve([&](LoopbackServer::Peer& peer, const std::string&) { peer.waitForClose(); });
    auto opened = open();
    ASSERT_TRUE(opened.has_value());
    std::thread stopper([&] {
        while (m_server->connections() == 0) std::this_thread::yield();
        m_token.cancel(CancelToken::Reason::User);
    });
    const auto begin = std::chrono::steady_clock::now();
    auto reader = (*opened)->native("x", m_token);
    const auto took = std::chrono::steady_clock::now() - begin;
    stopper.join();
    ASSERT_FALSE(reader.has_value());
    EXPECT_EQ(reader.error().code, ErrorCode::Cancelled);
    EXPECT_LT(took, std::chrono::seconds(1));
}

TEST_F(PrometheusStandinTest, ASlowStatementRunsIntoItsTimeout) {
    std::string seen;
    serve([&](LoopbackServer::Peer& peer, const std::string& request) {
        seen = request;
        peer.waitForClose();
    });
    m_settings.set("statement_timeout", "1");
    auto rows = native("x");
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, ErrorCode::Timeout);
    m_server.reset();
    EXPECT_NE(seen.find("timeout=1000ms"), std::string::npos) << seen;
}

TEST_F(PrometheusStandinTest, AServerThatIsNoneIsToldAtOnce) {
    LoopbackServer other([](LoopbackServer::Peer& peer) {
        while (!peer.readRequest().empty()) peer.write(httpAnswer(200, "<html>hello</html>"));
    });
    m_settings.set("host", "127.0.0.1");
    m_settings.set("port", std::to_string(other.port()));
    auto opened = open();
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, ErrorCode::Connection);
}

TEST(PrometheusNumbers, TimesAndValuesAreReadExactly) {
    int64_t ms = 0;
    EXPECT_TRUE(prometheus::parseMillis("1700000000.123", ms));
    EXPECT_EQ(ms, 1700000000123);
    EXPECT_TRUE(prometheus::parseMillis("-1.5", ms));
    EXPECT_EQ(ms, -1500);
    EXPECT_TRUE(prometheus::parseMillis("0.007", ms));
    EXPECT_EQ(ms, 7);
    EXPECT_TRUE(prometheus::parseMillis("1.7e9", ms));
    EXPECT_EQ(ms, 1700000000000);
    for (const char* text : {"", "x", "1.2x", "--1", "99999999999999999999"})
        EXPECT_FALSE(prometheus::parseMillis(text, ms)) << text;
    double value = 0;
    for (const char* text : {"", "x", "1 2", "+"}) EXPECT_FALSE(prometheus::parseValue(text, value)) << text;
    EXPECT_TRUE(prometheus::parseValue("5e-324", value));
    EXPECT_EQ(value, 5e-324);
}

}  // namespace
}  // namespace tributary::connectors
