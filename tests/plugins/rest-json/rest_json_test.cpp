// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <thread>

#include "tests/core/net/loopback_server.h"
#include "tests/plugins/adbc_loader.h"

namespace tributary::plugins::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tributary::test::httpAnswer;
using tributary::test::LoopbackServer;

/// Answers by the first line of the request: "GET /path HTTP/1.1".
class RestJson : public ::testing::Test {
  protected:
    using Answers = std::function<std::string(const std::string& target, const std::string& request)>;

    void serve(Answers answers) {
        m_server = std::make_unique<LoopbackServer>([this, answers](LoopbackServer::Peer& peer) {
            while (true) {
                const std::string request = peer.readRequest();
                if (request.empty()) return;
                const size_t from = request.find(' ') + 1;
                const std::string target = request.substr(from, request.find(' ', from) - from);
                {
                    const std::lock_guard lock(m_mutex);
                    m_targets.push_back(target);
                }
                if (!peer.write(answers(target, request))) return;
            }
        });
    }
    Answer open(std::map<std::string, std::string> options, const std::string& path = "/items") {
        options.emplace("rest.url", "http://127.0.0.1:" + std::to_string(m_server->port()) + path);
        return m_driver.open(options);
    }
    std::vector<std::string> targets() {
        const std::lock_guard lock(m_mutex);
        return m_targets;
    }

    std::mutex m_mutex;
    std::vector<std::string> m_targets;
    std::unique_ptr<LoopbackServer> m_server;
    Driver m_driver{PLUGIN_FILE};
};

TEST_F(RestJson, KeepsTheDigitsOfLargeNumbers) {
    serve([](auto&, auto&) {
        return httpAnswer(200, R"([{"a": 12345678901234567890123, "b": 1e30, "c": [-98765432109876543210]},
                                   {"a": 7, "b": 2.5, "c": []}])");
    });
    ASSERT_TRUE(open({}).ok());
    const auto all = m_driver.query("SELECT a, b, c FROM \"rows\"");
    ASSERT_TRUE(all.ok()) << all.error;
    EXPECT_EQ(all.formats, (std::vector<std::string>{"u", "g", "u"}));
    EXPECT_EQ(all.rows[0], (Line{"12345678901234567890123", "1e+30", "[\"-98765432109876543210\"]"}));
    EXPECT_EQ(all.rows[1], (Line{"7", "2.5", "[]"}));
}

TEST_F(RestJson, LargeNumbersAfterTheSampleAreNotBent) {
    serve([](auto&, auto&) { return httpAnswer(200, R"([{"a": 1}, {"a": 12345678901234567890123}])"); });
    ASSERT_TRUE(open({{"rest.sample_rows", "1"}}).ok());
    const auto bent = m_driver.query("SELECT a FROM \"rows\"");
    EXPECT_EQ(bent.status, ADBC_STATUS_INVALID_DATA);
    EXPECT_THAT(bent.error, HasSubstr("12345678901234567890123"));
}

TEST_F(RestJson, OpeningAsksTheServerOnce) {
    serve([](auto&, auto&) { return httpAnswer(200, R"([{"a": 1}])"); });
    ASSERT_TRUE(open({}).ok());
    EXPECT_EQ(targets().size(), 1u);
    ASSERT_TRUE(m_driver.tableSchema("main", "rows").ok());
    EXPECT_EQ(targets().size(), 1u) << "the sample begins with the page that is there";
    EXPECT_THAT(m_driver.query("SELECT a FROM \"rows\"").column(0), ElementsAre("1"));
    EXPECT_EQ(targets().size(), 2u);
}

TEST_F(RestJson, TypesComeFromTheSample) {
    serve([](auto&, auto&) {
        return httpAnswer(200, R"({"data": {"items": [
            {"id": 1, "price": 1, "name": "Zür😀", "ok": true, "at": "2024-01-02T03:04:05.5+01:00", "day": "2024-01-02", "tags": ["a"], "mixed": 1, "big": 18446744073709551615},
            {"id": 9223372036854775807, "price": 2.5, "name": null, "ok": false, "at": null, "day": null, "tags": {"x": 1}, "mixed": "one", "big": 1}]}})");
    });
    ASSERT_TRUE(open({{"rest.rows", "data.items"}, {"rest.table", "things"}}).ok());
    const auto all =
        m_driver.query("SELECT id, price, name, ok, at, day, tags, mixed, big, other FROM main.things");
    ASSERT_TRUE(all.ok()) << all.error;
    EXPECT_EQ(all.formats,
              (std::vector<std::string>{"l", "g", "u", "b", "tsu:UTC", "tdD", "u", "u", "u", "u"}));
    EXPECT_EQ(all.rows[0], (Line{"1", "1", "Zür😀", "true", "1704161045500000", "19724", "[\"a\"]", "1",
                                 "18446744073709551615", "NULL"}));
    EXPECT_EQ(all.rows[1], (Line{"9223372036854775807", "2.5", "NULL", "false", "NULL", "NULL", "{\"x\":1}",
                                 "one", "1", "NULL"}));
    EXPECT_THAT(m_driver.query("SELECT id FROM things WHERE ok AND id = 1").error,
                HasSubstr("not understood"));
    EXPECT_THAT(
        m_driver.query("SELECT id FROM things WHERE ok = TRUE AND at > TIMESTAMPTZ '2024-01-01 00:00:00+00'")
            .column(0),
        ElementsAre("1"));
}

/// 25 rows in pages of 10, each way of paging.
class RestPaging : public RestJson {
  protected:
    static std::string page(size_t from, const std::string& members = "", const std::string& headers = "") {
        std::string rows;
        for (size_t i = from; i < std::min<size_t>(25, from + 10); i++)
            rows += (rows.empty() ? "" : ",") + ("{\"i\":" + std::to_string(i) + "}");
        return httpAnswer(200, "{\"rows\":[" + rows + "]" + members + "}", headers);
    }
    static size_t parameter(const std::string& target, const std::string& name, size_t fallback) {
        const size_t at = std::min(target.find("?" + name + "="), target.find("&" + name + "="));
        return at == std::string::npos ? fallback : std::stoul(target.substr(at + name.size() + 2));
    }
    void expectAll() {
        const auto all = m_driver.query("SELECT i FROM \"rows\"");
        ASSERT_TRUE(all.ok()) << all.error;
        ASSERT_EQ(all.rows.size(), 25u);
        for (size_t i = 0; i < 25; i++) EXPECT_EQ(all.rows[i][0], std::to_string(i));
    }
};

TEST_F(RestPaging, ByNumber) {
    serve([](auto& target, auto&) { return page((parameter(target, "page", 1) - 1) * 10); });
    ASSERT_TRUE(open({{"rest.rows", "rows"},
                      {"rest.paging", "page"},
                      {"rest.size_parameter", "per_page"},
                      {"rest.page_size", "10"}},
                     "/items?a=b")
                    .ok());
    expectAll();
    EXPECT_EQ(targets()[0], "/items?a=b&per_page=10&page=1");
    const size_t before = targets().size();
    EXPECT_EQ(m_driver.query("SELECT i FROM \"rows\" LIMIT 5").rows.size(), 5u);
    EXPECT_EQ(targets().size(), before + 1) << "LIMIT does not ask for more pages";
}

TEST_F(RestPaging, ByOffset) {
    serve([](auto& target, auto&) { return page(parameter(target, "offset", 0)); });
    ASSERT_TRUE(open({{"rest.rows", "rows"}, {"rest.paging", "offset"}}).ok());
    expectAll();
}

TEST_F(RestPaging, ByCursor) {
    serve([](auto& target, auto&) {
        const size_t from = parameter(target, "after", 0);
        return page(from, from + 10 < 25 ? ",\"meta\":{\"next\":" + std::to_string(from + 10) + "}"
                                         : ",\"meta\":{\"next\":null}");
    });
    ASSERT_TRUE(open({{"rest.rows", "/rows"},
                      {"rest.paging", "cursor"},
                      {"rest.cursor_path", "meta.next"},
                      {"rest.page_parameter", "after"}})
                    .ok());
    expectAll();
}

TEST_F(RestPaging, ByLinkAndByNextUrl) {
    serve([this](auto& target, auto&) {
        const size_t from = parameter(target, "from", 0);
        const std::string next = "/items?from=" + std::to_string(from + 10);
        if (from + 10 >= 25) return page(from);
        return page(from, ",\"next\":\"" + m_server->url(next) + "\"",
                    "Link: <http://elsewhere/>; rel=\"prev\", <" + next + ">; rel=\"next\"\r\n");
    });
    ASSERT_TRUE(open({{"rest.rows", "rows"}, {"rest.paging", "link"}}).ok());
    expectAll();
    ASSERT_TRUE(open({{"rest.rows", "rows"}, {"rest.paging", "next_url"}}).ok());
    expectAll();
}

TEST_F(RestJson, OtherServersAreRefused) {
    serve([](auto& target, auto&) {
        if (target == "/away") return httpAnswer(302, "", "Location: http://127.0.0.2:1/stolen\r\n");
        if (target == "/same") return httpAnswer(302, "", "Location: /items\r\n");
        return httpAnswer(200, R"({"rows": [{"a": 1}], "next": "http://127.0.0.2:1/stolen"})");
    });
    const auto away = open({}, "/away");
    EXPECT_EQ(away.status, ADBC_STATUS_UNAUTHORIZED);
    EXPECT_THAT(away.error, HasSubstr("not the server of the connection"));
    ASSERT_TRUE(open({{"rest.rows", "rows"}}, "/same").ok());
    EXPECT_THAT(m_driver.query("SELECT a FROM \"rows\"").column(0), ElementsAre("1"));
    EXPECT_EQ(open({{"rest.rows", "rows"}, {"rest.paging", "next_url"}}).status, ADBC_STATUS_UNAUTHORIZED);
}

TEST_F(RestJson, AuthenticatesAndKeepsSecrets) {
    serve([](auto& target, auto& request) {
        const auto has = [&](const char* text) { return request.find(text) != std::string::npos; };
        const bool known = has("Authorization: Basic dTpwNHNz") || has("Authorization: Bearer t0ken") ||
                           has("X-Key: t0ken") || target.find("key=t0ken") != std::string::npos;
        return known ? httpAnswer(200, R"([{"a": 1}])") : httpAnswer(401, "no entry for " + request);
    });
    const std::map<std::string, std::string> token{{"rest.token", "t0ken"}};
    const auto with = [&](std::map<std::string, std::string> options) {
        options.insert(token.begin(), token.end());
        const auto opened = open(options);
        return opened.ok() ? m_driver.query("SELECT a FROM \"rows\"") : opened;
    };
    EXPECT_TRUE(with({{"rest.auth", "basic"}, {"username", "u"}, {"password", "p4ss"}}).ok());
    EXPECT_TRUE(with({{"rest.auth", "bearer"}}).ok());
    EXPECT_TRUE(with({{"rest.auth", "header"}, {"rest.key_name", "X-Key"}}).ok());
    EXPECT_TRUE(with({{"rest.auth", "query"}, {"rest.key_name", "key"}}).ok());
    const auto wrong = with({{"rest.auth", "header"}, {"rest.key_name", "X-Wrong"}});
    EXPECT_EQ(wrong.status, ADBC_STATUS_UNAUTHENTICATED);
    EXPECT_THAT(wrong.error, HasSubstr("401"));
    EXPECT_THAT(wrong.error, Not(HasSubstr("t0ken")));
}

TEST_F(RestJson, WaitsAsLongAsTheServerAsks) {
    std::atomic<int> asked{0};
    serve([&](auto&, auto&) {
        if (++asked <= 2)
            return httpAnswer(asked == 1 ? 429 : 503, "later", asked == 1 ? "Retry-After: 0\r\n" : "");
        return httpAnswer(200, R"([{"a": 1}])");
    });
    ASSERT_TRUE(open({}).ok());
    EXPECT_THAT(m_driver.query("SELECT a FROM \"rows\"").column(0), ElementsAre("1"));
    asked = -100;
    const auto refused = open({{"rest.retries", "0"}});
    EXPECT_THAT(refused.error, HasSubstr("503"));
}

TEST_F(RestJson, WhatDoesNotFitIsAnError) {
    serve([](auto&, auto&) { return httpAnswer(200, R"([{"a": 1}, {"a": "x", "late": true}])"); });
    ASSERT_TRUE(open({{"rest.sample_rows", "1"}}).ok());
    const auto bent = m_driver.query("SELECT a FROM \"rows\"");
    EXPECT_EQ(bent.status, ADBC_STATUS_INVALID_DATA);
    EXPECT_THAT(bent.error, HasSubstr("page 1, row 2: the column a"));
    ASSERT_TRUE(open({}).ok());
    EXPECT_EQ(m_driver.query("SELECT a, late FROM \"rows\"").rows,
              (std::vector<Line>{{"1", "NULL"}, {"x", "true"}}));
}

TEST_F(RestJson, ErrorsSayWhatHappened) {
    serve([](auto& target, auto&) {
        return target == "/html"   ? httpAnswer(200, "<html>")
               : target == "/none" ? httpAnswer(404, "?")
                                   : httpAnswer(200, "{\"a\":[]}");
    });
    const auto html = open({}, "/html");
    EXPECT_EQ(html.status, ADBC_STATUS_IO);
    EXPECT_THAT(html.error, HasSubstr("is not JSON"));
    const auto none = open({}, "/none");
    EXPECT_EQ(none.status, ADBC_STATUS_IO) << "the URL is missing, not a table";
    EXPECT_THAT(none.error, HasSubstr("/none answers with status 404"));
    EXPECT_THAT(open({{"rest.rows", "b.c"}}).error, HasSubstr("nothing at 'b.c'"));
    const auto dead = open({{"rest.url", "http://127.0.0.1:1/"}});
    EXPECT_EQ(dead.status, ADBC_STATUS_IO);
    EXPECT_THAT(dead.error, HasSubstr("Check host and port"));
    EXPECT_THAT(open({{"rest.url", "ftp://x/"}}).error, HasSubstr("https://"));
    EXPECT_THAT(open({{"rest.url", "http://u:p@x/"}}).error, HasSubstr("do not belong into the URL"));
    EXPECT_EQ(open({{"rest.paging", "cursor"}}).status, ADBC_STATUS_INVALID_ARGUMENT);
}

TEST_F(RestJson, CancelEndsASilentServer) {
    serve([this](auto& target, auto&) {
        return target == "/items" ? httpAnswer(200, R"({"rows": [{"a": 1}], "next": "/slow"})")
                                  : std::string("HTTP/1.1 200 OK\r\n");
    });
    ASSERT_TRUE(open({{"rest.rows", "rows"}, {"rest.sample_rows", "1"}, {"rest.paging", "next_url"}}).ok());
    ASSERT_TRUE(m_driver.tableSchema("main", "rows").ok());
    std::atomic<bool> done{false};
    std::thread canceller([&] {
        while (!done) {
            const auto seen = targets();
            if (!seen.empty() && seen.back() == "/slow") m_driver.cancel();
            std::this_thread::yield();
        }
    });
    const auto from = std::chrono::steady_clock::now();
    const auto slow = m_driver.query("SELECT a FROM \"rows\"");
    done = true;
    canceller.join();
    EXPECT_EQ(slow.status, ADBC_STATUS_CANCELLED) << slow.error;
    EXPECT_LT(std::chrono::steady_clock::now() - from, std::chrono::seconds(5));
}

TEST_F(RestJson, FreesWhatItTakes) {
    serve([](auto&, auto&) { return httpAnswer(200, R"([{"a": 1, "b": [1, 2, 3]}, {"a": 2}])"); });
    expectNoLeak(
        [&] {
            open({});
            m_driver.query("SELECT * FROM \"rows\"");
            m_driver.query("SELECT nothing FROM \"rows\"");
        },
        512 * 1024);
}

}  // namespace
}  // namespace tributary::plugins::test
