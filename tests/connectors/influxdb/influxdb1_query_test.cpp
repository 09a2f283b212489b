// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include "tests/connectors/influxdb/influxdb_fixture.h"

namespace tributary::connectors {
namespace {

using sql::Comparison;
using sql::Predicate;

std::string at(int ns) {
    return "1970-01-01 00:00:00.00000000" + std::to_string(ns);
}

class Influxdb1QueryTest : public Influxdb1Test {
  protected:
    void SetUp() override {
        Influxdb1Test::SetUp();
        if (IsSkipped()) return;
        write(
            "m,host=a f=1.5,i=1i 1\nm,host=b i=2i 1\nm i=3i 2\nm,host=a f=-2 3\nm,host=c s=\"x\",b=true 4\n");
        m_query = tableQuery("m");
    }

    /// Times of the rows that pass, in order; every condition must be pushable.
    std::vector<std::string> times(std::vector<Predicate> required) {
        for (const auto& p : required) {
            EXPECT_TRUE(m_connection->capabilities().dialect->canPush(p, m_query.columns));
        }
        m_query.required = std::move(required);
        m_query.projection = {0};
        std::vector<std::string> out;
        for (const auto& row : read(m_query)) out.push_back(row[0]);
        return out;
    }

    bool canPush(const Predicate& p) {
        return m_connection->capabilities().dialect->canPush(p, m_query.columns);
    }
    size_t column(const std::string& name) { return indexOf(m_query, name); }

    sql::RemoteQuery m_query;
};

TEST_F(Influxdb1QueryTest, EveryProjectionHasOneRowPerPoint) {
    for (size_t i = 0; i < m_query.columns.size(); i++) {
        m_query.projection = {i};
        EXPECT_EQ(read(m_query).size(), 5u) << m_query.columns[i].name;
    }
    m_query.projection = {};
    auto reader = m_connection->read(m_query, m_token);
    ASSERT_TRUE(reader.has_value());
    duckdb::DataChunk none;
    auto more = (*reader)->next(none);
    ASSERT_TRUE(more.has_value() && *more);
    EXPECT_EQ(none.size(), 5u);
}

TEST_F(Influxdb1QueryTest, TagsCompareAsSqlDoes) {
    const size_t host = column("host");
    EXPECT_EQ(times({Predicate::compare(host, Comparison::NotEqual, duckdb::Value("a"))}),
              (std::vector{at(1), at(4)}));
    EXPECT_EQ(times({Predicate::compare(host, Comparison::Equal, duckdb::Value("a"))}),
              (std::vector{at(1), at(3)}));
    EXPECT_EQ(times({Predicate::in(host, {duckdb::Value("b"), duckdb::Value("c")})}),
              (std::vector{at(1), at(4)}));
    EXPECT_EQ(times({Predicate::nullTest(host, true)}), (std::vector{at(2)}));
    EXPECT_EQ(times({Predicate::nullTest(host, false)}), (std::vector{at(1), at(1), at(3), at(4)}));
    EXPECT_FALSE(canPush(Predicate::compare(host, Comparison::Equal, duckdb::Value(""))));
    EXPECT_FALSE(canPush(Predicate::compare(host, Comparison::Less, duckdb::Value("b"))));
}

TEST_F(Influxdb1QueryTest, FieldsCompareAsSqlDoes) {
    EXPECT_EQ(times({Predicate::compare(column("f"), Comparison::Less, duckdb::Value::DOUBLE(1.5))}),
              (std::vector{at(3)}));
    EXPECT_EQ(times({Predicate::compare(column("f"), Comparison::NotEqual, duckdb::Value::DOUBLE(1e-300))}),
              (std::vector{at(1), at(3)}));
    EXPECT_EQ(times({Predicate::compare(column("i"), Comparison::NotEqual, duckdb::Value::BIGINT(2))}),
              (std::vector{at(1), at(2)}));
    EXPECT_EQ(times({Predicate::compare(column("b"), Comparison::NotEqual, duckdb::Value::BOOLEAN(false))}),
              (std::vector{at(4)}));
    EXPECT_EQ(times({Predicate::compare(column("s"), Comparison::NotEqual, duckdb::Value("y"))}),
              (std::vector{at(4)}));
    EXPECT_EQ(
        times({Predicate::any({Predicate::compare(column("i"), Comparison::Equal, duckdb::Value::BIGINT(3)),
                               Predicate::compare(column("host"), Comparison::Equal, duckdb::Value("c"))})}),
        (std::vector{at(2), at(4)}));
    for (const char* name : {"f", "i", "s", "b"}) {
        const size_t rows = std::string(name) == "i" ? 3 : std::string(name) == "f" ? 2 : 1;
        EXPECT_EQ(times({Predicate::nullTest(column(name), false)}).size(), rows) << name;
        EXPECT_FALSE(canPush(Predicate::nullTest(column(name), true))) << name;
    }
    EXPECT_FALSE(canPush(Predicate::compare(
        column("f"), Comparison::Less, duckdb::Value::DOUBLE(std::numeric_limits<double>::quiet_NaN()))));
}

TEST_F(Influxdb1QueryTest, TimeRangesAreExactToTheNanosecond) {
    const auto ns = [](int64_t n) { return duckdb::Value::TIMESTAMPNS(duckdb::timestamp_ns_t(n)); };
    EXPECT_EQ(times({Predicate::compare(0, Comparison::Greater, ns(1)),
                     Predicate::compare(0, Comparison::LessEqual, ns(3))}),
              (std::vector{at(2), at(3)}));
    EXPECT_EQ(times({Predicate::compare(0, Comparison::Equal, ns(4))}), (std::vector{at(4)}));
    EXPECT_EQ(times({Predicate::compare(0, Comparison::GreaterEqual, ns(-5)),
                     Predicate::compare(0, Comparison::Less, ns(2))}),
              (std::vector{at(1), at(1)}));
    EXPECT_FALSE(canPush(Predicate::compare(0, Comparison::NotEqual, ns(1))));
    EXPECT_FALSE(canPush(
        Predicate::any({Predicate::compare(0, Comparison::Equal, ns(1)),
                        Predicate::compare(column("i"), Comparison::Equal, duckdb::Value::BIGINT(3))})));
}

TEST_F(Influxdb1QueryTest, LimitAndNewestFirst) {
    m_query.projection = {0};
    m_query.limit = 2;
    EXPECT_EQ(read(m_query).size(), 2u);
    m_query.orderBy = {{0, true, false}};
    EXPECT_EQ(read(m_query), (Rows{{at(4)}, {at(3)}}));
    m_query.limit = 0;
    EXPECT_TRUE(read(m_query).empty());
    const auto& dialect = *m_connection->capabilities().dialect;
    EXPECT_TRUE(dialect.canOrder({0, false, false}, m_query.columns));
    EXPECT_FALSE(dialect.canOrder({column("i"), false, false}, m_query.columns));
}

TEST_F(Influxdb1QueryTest, NativeStatements) {
    EXPECT_EQ(native("SELECT max(i) FROM m"), (Rows{{at(2), "3"}}));
    EXPECT_EQ(native("SELECT count(i) FROM m GROUP BY host"), (Rows{{"NULL", "1970-01-01 00:00:00", "1"},
                                                                    {"a", "1970-01-01 00:00:00", "1"},
                                                                    {"b", "1970-01-01 00:00:00", "1"}}));
    write("n v=1i 5\n");
    auto columns = m_connection->describeNative("SHOW FIELD KEYS", m_token);
    ASSERT_TRUE(columns.has_value()) << columns.error().text();
    ASSERT_EQ(columns->size(), 3u);
    EXPECT_EQ((*columns)[0].name, "measurement");
    EXPECT_EQ(native("SELECT i, v FROM m, n WHERE time = 5"), (Rows{{"n", at(5), "NULL", "1"}}));
    auto wrong = m_connection->native("SELECT bogus text FROM", m_token);
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().code, ErrorCode::Syntax);
    ASSERT_TRUE(wrong.error().position.has_value());
    EXPECT_EQ(wrong.error().position->column, 14u);
}

TEST_F(Influxdb1QueryTest, ErrorsInsideASuccessfulAnswer) {
    auto reader = m_connection->native("SELECT v FROM nope.nope.m", m_token);
    ASSERT_FALSE(reader.has_value());
    EXPECT_EQ(reader.error().code, ErrorCode::NotFound);
}

TEST_F(Influxdb1QueryTest, AMeasurementThatIsGoneIsNotAnEmptyOne) {
    m_query.required = {Predicate::compare(column("i"), Comparison::Equal, duckdb::Value::BIGINT(99))};
    EXPECT_TRUE(read(m_query).empty());
    m_query.table.name = "gone";
    auto rows = drain(m_connection->read(m_query, m_token));
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, ErrorCode::NotFound);
}

TEST_F(Influxdb1QueryTest, InterruptFromAnotherThreadStopsTheReader) {
    auto reader = m_connection->read(m_query, m_token);
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    std::thread([&] { m_connection->interrupt(); }).join();
    auto rows = drain(std::move(reader));
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(read(m_query).size(), 5u);
}

TEST_F(Influxdb1QueryTest, ReadOnlyRefusesWrites) {
    auto settings = m_settings;
    settings.set("read_only", "true");
    auto connection = open(settings);
    for (const char* text : {"DROP DATABASE nothing", "SELECT * INTO x FROM m", "CREATE DATABASE nothing"}) {
        auto reader = connection->native(text, m_token);
        ASSERT_FALSE(reader.has_value()) << text;
        EXPECT_EQ(reader.error().code, ErrorCode::Permission);
    }
}

TEST_F(Influxdb1QueryTest, WrongPasswordAndDeadHost) {
    auto settings = m_settings;
    settings.setSecret("password", "s3cret-wrong");
    auto opened = m_connector->open(settings, m_token);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, ErrorCode::Authentication);
    EXPECT_EQ(opened.error().text().find("s3cret-wrong"), std::string::npos);
    settings = m_settings;
    settings.set("port", "1");
    opened = m_connector->open(settings, m_token);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, ErrorCode::Connection);
    EXPECT_FALSE(opened.error().hint.empty());
}

class Influxdb1BigTest : public Influxdb1Test {
  protected:
    static constexpr int kPoints = 200'000;
    void SetUp() override {
        Influxdb1Test::SetUp();
        if (IsSkipped()) return;
        std::string lines;
        for (int i = 0; i < kPoints; i++) {
            lines += "big,host=h" + std::to_string(i % 10) + " v=" + std::to_string(i) +
                     "i,f=" + std::to_string(i) + ".5 " + std::to_string(i) + "\n";
            if (lines.size() > (4u << 20) || i + 1 == kPoints) {
                write(lines);
                lines.clear();
            }
        }
    }

    int runningWith(const std::string& mark) {
        auto rows = drain(m_admin->native("SHOW QUERIES", m_token));
        EXPECT_TRUE(rows.has_value()) << rows.error().text();
        int found = 0;
        if (rows) {
            for (const auto& row : *rows) found += row.at(1).find(mark) != std::string::npos ? 1 : 0;
        }
        return found;
    }
};

TEST_F(Influxdb1BigTest, StreamsEveryPointInChunks) {
    auto query = tableQuery("big");
    auto reader = m_connection->read(query, m_token);
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    duckdb::vector<duckdb::LogicalType> types;
    for (const auto& column : (*reader)->columns()) types.push_back(column.type);
    duckdb::DataChunk chunk;
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    int64_t rows = 0;
    while (true) {
        chunk.Reset();
        auto more = (*reader)->next(chunk);
        ASSERT_TRUE(more.has_value()) << more.error().text();
        if (!*more) break;
        const auto* times = duckdb::FlatVector::GetData<int64_t>(chunk.data[0]);
        const auto* values = duckdb::FlatVector::GetData<int64_t>(chunk.data[indexOf(query, "v")]);
        const auto* floats = duckdb::FlatVector::GetData<double>(chunk.data[indexOf(query, "f")]);
        for (duckdb::idx_t r = 0; r < chunk.size(); r++, rows++) {
            ASSERT_EQ(times[r], rows);
            ASSERT_EQ(values[r], rows);
            ASSERT_EQ(floats[r], static_cast<double>(rows) + 0.5);
        }
    }
    EXPECT_EQ(rows, kPoints);
}

TEST_F(Influxdb1BigTest, CancellingEndsTheStatementInTheServer) {
    const std::string slow =
        "SELECT count(d) FROM (SELECT difference(v) AS d FROM big GROUP BY host), "
        "(SELECT v AS d FROM big WHERE v > -12321), (SELECT f AS d FROM big WHERE f <> 0.25), "
        "(SELECT v AS d FROM big), (SELECT f AS d FROM big), (SELECT v + f AS d FROM big)";
    CancelToken token;
    Result<std::unique_ptr<connect::ChunkReader>> result = fail(ErrorCode::Internal, "not run");
    std::thread worker([&] { result = m_connection->native(slow, token); });
    const auto deadline = Clock::now() + std::chrono::seconds(10);
    while (runningWith("difference") == 0 && Clock::now() < deadline) std::this_thread::yield();
    const auto cancelled = Clock::now();
    token.cancel();
    worker.join();
    EXPECT_LT(Clock::now() - cancelled, std::chrono::milliseconds(300));
    ASSERT_FALSE(result.has_value()) << "the statement ended before it was cancelled";
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
    while (runningWith("difference") > 0 && Clock::now() - cancelled < std::chrono::seconds(3)) {
        std::this_thread::yield();
    }
    EXPECT_EQ(runningWith("difference"), 0);
    EXPECT_LT(Clock::now() - cancelled, std::chrono::seconds(1));
    EXPECT_TRUE(m_connection->isAlive());
    EXPECT_EQ(native("SELECT count(v) FROM big"), (Rows{{"1970-01-01 00:00:00", "200000"}}));
}

TEST_F(Influxdb1BigTest, AnUnfinishedReaderLeavesTheConnectionUsable) {
    {
        auto reader = m_connection->read(tableQuery("big"), m_token);
        ASSERT_TRUE(reader.has_value()) << reader.error().text();
    }
    EXPECT_EQ(native("SELECT count(v) FROM big"), (Rows{{"1970-01-01 00:00:00", "200000"}}));
}

}  // namespace
}  // namespace tributary::connectors
