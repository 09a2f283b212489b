// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that the real server cannot be made to give: written byte by byte by a loopback server.
#include "connectors/influxdb/msgpack_stream.h"

#include <gtest/gtest.h>

#include "tests/core/net/loopback_server.h"

namespace tributary::connectors::influxdb {
namespace {

std::string text(const std::string& value) {
    return std::string(1, static_cast<char>(0xa0 | value.size())) + value;
}

/// {results: [{series: [{name, columns: [time, u], values: [[1, u]], partial}], partial}]}
std::string document(const std::string& value, bool partial) {
    const std::string flag = text("partial") + std::string(partial ? "\xc3" : "\xc2");
    return "\x81" + text("results") + "\x91\x82" + text("series") + "\x91\x84" + text("name") + text("m") +
           text("columns") + "\x92" + text("time") + text("u") + text("values") + "\x91\x92\x01" + value +
           flag + flag;
}

struct Outcome {
    size_t rows = 0;
    std::optional<Error> error;
};

/// Reads what a server answers with this body; with `promised` it claims more bytes than it sends.
Outcome readBody(const std::string& body, size_t promised = 0, sql::Column column = {}) {
    test::LoopbackServer server([&](test::LoopbackServer::Peer& peer) {
        peer.readRequest();
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size() + promised) +
                   "\r\n\r\n" + body);
        if (promised == 0) peer.waitForClose();
    });
    connect::Settings settings;
    settings.set("host", "127.0.0.1");
    settings.set("port", std::to_string(server.port()));
    auto session = HttpSession::from(settings, 8086, Authorization::Basic);
    EXPECT_TRUE(session.has_value());
    auto answer = (*session)->open((*session)->request("GET", "/query"), CancelToken());
    if (!answer) return {0, answer.error()};
    MsgpackStream stream(std::move(*answer));
    column.name = "u";
    if (column.type.id() == duckdb::LogicalTypeId::INVALID) column.type = duckdb::LogicalType::UBIGINT;
    ColumnWriter writer(column);
    duckdb::Vector vector(column.type);
    writer.bind(vector);
    Outcome out;
    while (true) {
        auto more = stream.nextSeries();
        if (!more) return out.error = more.error(), out;
        if (!*more) return out;
        for (; stream.hasRow(); out.rows++) {
            WireValue time;
            if (!stream.beginRow() || !stream.value(time) || !stream.valueInto(writer, 0)) {
                return out.error = stream.error(), out;
            }
        }
    }
}

const std::string kBiggest = "\xcf\xff\xff\xff\xff\xff\xff\xff\xff";

TEST(MsgpackStream, PartsFollowEachOther) {
    const auto out = readBody(document(kBiggest, true) + document("\x05", false));
    EXPECT_FALSE(out.error.has_value()) << out.error->text();
    EXPECT_EQ(out.rows, 2u);
}

TEST(MsgpackStream, ALastPartThatPromisesMoreIsAnError) {
    const auto out = readBody(document(kBiggest, true));
    EXPECT_EQ(out.rows, 1u);
    ASSERT_TRUE(out.error.has_value());
    EXPECT_EQ(out.error->code, ErrorCode::Data);
    EXPECT_NE(out.error->hint.find("max-row-limit"), std::string::npos);
}

TEST(MsgpackStream, ACutAnswerIsAnError) {
    const std::string whole = document(kBiggest, false);
    for (size_t length = 1; length < whole.size(); length += 7) {
        const auto out = readBody(whole.substr(0, length), whole.size() - length);
        ASSERT_TRUE(out.error.has_value()) << length;
        EXPECT_EQ(out.error->code, ErrorCode::Connection) << out.error->text();
        const auto closed = readBody(whole.substr(0, length));
        ASSERT_TRUE(closed.error.has_value()) << length;
        EXPECT_EQ(closed.error->code, ErrorCode::Connection) << closed.error->text();
    }
}

TEST(MsgpackStream, AnErrorAfterRowsIsAnError) {
    const std::string failure =
        "\x81" + text("results") + "\x91\x81" + text("error") + text("timeout reached");
    const auto out = readBody(document(kBiggest, true) + failure);
    EXPECT_EQ(out.rows, 1u);
    ASSERT_TRUE(out.error.has_value());
    EXPECT_EQ(out.error->code, ErrorCode::Timeout);
}

TEST(MsgpackStream, OtherBytesAreToldAsSuch) {
    for (const std::string body : {"{\"results\":[]}", "<html></html>", "\xc1"}) {
        const auto out = readBody(body);
        ASSERT_TRUE(out.error.has_value()) << body;
        EXPECT_EQ(out.error->code, ErrorCode::Corrupt) << out.error->text();
    }
}

TEST(MsgpackStream, AValueTheColumnCannotHoldNamesIt) {
    sql::Column column;
    column.type = duckdb::LogicalType::BIGINT;
    for (const std::string& value :
         {kBiggest, text("x"), std::string("\xcb\x3f\xf8\0\0\0\0\0\0", 9), text("\xff")}) {
        if (value == text("\xff")) column.type = duckdb::LogicalType::VARCHAR;
        const auto out = readBody(document(value, false), 0, column);
        ASSERT_TRUE(out.error.has_value());
        EXPECT_EQ(out.error->code, ErrorCode::Data);
        EXPECT_NE(out.error->message.find("'u'"), std::string::npos);
    }
    column.type = duckdb::LogicalType::BIGINT;
    EXPECT_FALSE(
        readBody(document(std::string("\xcb\x40\x14\0\0\0\0\0\0", 9), false), 0, column).error.has_value());
}

TEST(InfluxErrorText, readsJsonAndMessagePackAndHidesJunk) {
    EXPECT_EQ(errorText("{\"error\": \"no such database\"}"), "no such database");
    EXPECT_EQ(errorText("\x81" + text("error") + "\xD9\x20" + "unable to parse authentication cr"),
              "unable to parse authentication c");
    EXPECT_EQ(errorText("\x81" + text("error") + text("refused")), "refused");
    EXPECT_EQ(errorText(std::string("\x81\xA5"
                                    "error\xDA\0\5hello",
                                    15)),
              "hello");
    EXPECT_EQ(errorText("\x81" + text("error") + "\xD9"), "\\x81\\xA5error\\xD9") << "cut off";
    EXPECT_EQ(errorText("\x81\xA5junk\n\x1B"), "\\x81\\xA5junk \\x1B");
}

}  // namespace
}  // namespace tributary::connectors::influxdb
