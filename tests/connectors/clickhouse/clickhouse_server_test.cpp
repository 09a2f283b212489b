// SPDX-License-Identifier: GPL-3.0-or-later
// Against a real server. Debian's is 18.16, so what is newer than that is in native_reader_test.cpp.
#include <gmock/gmock.h>

#include <chrono>
#include <future>

#include "tests/connectors/clickhouse/clickhouse_fixture.h"

namespace tributary::test {
namespace {

using connect::ObjectKind;
using duckdb::LogicalType;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct TypeCase {
    const char* name;
    const char* expression;
    std::string text;
    LogicalType type;
};

class ClickhouseTypes : public ClickhouseTest, public testing::WithParamInterface<TypeCase> {};

TEST_P(ClickhouseTypes, arriveExactly) {
    const TypeCase& c = GetParam();
    auto reader = m_connection->native(std::string("SELECT ") + c.expression + " AS x", CancelToken());
    ASSERT_TRUE(reader) << reader.error().text();
    ASSERT_EQ((*reader)->columns().size(), 1u);
    EXPECT_EQ((*reader)->columns()[0].type, c.type) << (*reader)->columns()[0].type.ToString();
    auto cells = drain(**reader);
    ASSERT_TRUE(cells) << cells.error().text();
    EXPECT_THAT(*cells, ElementsAre(ElementsAre(c.text)));
}

const TypeCase kTypeCases[] = {
    {"UInt8Most", "toUInt8(255)", "255", LogicalType::UTINYINT},
    {"UInt16Most", "toUInt16(65535)", "65535", LogicalType::USMALLINT},
    {"UInt32Most", "toUInt32(4294967295)", "4294967295", LogicalType::UINTEGER},
    {"UInt64Most", "toUInt64(18446744073709551615)", "18446744073709551615", LogicalType::UBIGINT},
    {"Int8Least", "toInt8(-128)", "-128", LogicalType::TINYINT},
    {"Int16Least", "toInt16(-32768)", "-32768", LogicalType::SMALLINT},
    {"Int32Least", "toInt32(-2147483648)", "-2147483648", LogicalType::INTEGER},
    {"Int64Least", "toInt64('-9223372036854775808')", "-9223372036854775808", LogicalType::BIGINT},
    {"Float32Third", "toFloat32(1) / 3 * 0 + toFloat32(0.1)", "0.10000000149011612", LogicalType::DOUBLE},
    {"Float32", "toFloat32(0.1)", "0.1", LogicalType::FLOAT},
    {"Float64Small", "toFloat64('2.2250738585072014e-308')", "2.2250738585072014e-308", LogicalType::DOUBLE},
    {"Float64NaN", "nan", "nan", LogicalType::DOUBLE},
    {"Float64Inf", "-inf", "-inf", LogicalType::DOUBLE},
    {"Decimal4", "CAST('-99.99' AS Decimal(4, 2))", "-99.99", LogicalType::DECIMAL(4, 2)},
    {"Decimal9", "toDecimal32('-9999999.99', 2)", "-9999999.99", LogicalType::DECIMAL(9, 2)},
    {"Decimal18", "toDecimal64('99999999999999.9999', 4)", "99999999999999.9999",
     LogicalType::DECIMAL(18, 4)},
    {"Decimal38", "toDecimal128('-9999999999999999999999999999999999.9999', 4)",
     "-9999999999999999999999999999999999.9999", LogicalType::DECIMAL(38, 4)},
    {"StringEmpty", "''", "", LogicalType::VARCHAR},
    {"StringNul", "'a\\0b'", std::string("a\0b", 3), LogicalType::VARCHAR},
    {"StringUnicode", "'数据 😀'", "数据 😀", LogicalType::VARCHAR},
    {"StringLong", "'a string that is longer than twelve bytes'", "a string that is longer than twelve bytes",
     LogicalType::VARCHAR},
    {"FixedString", "toFixedString('ab', 4)", "ab", LogicalType::VARCHAR},
    {"DateFirst", "toDate('1970-01-01')", "1970-01-01", LogicalType::DATE},
    {"DateLast", "toDate(toUInt16(65535))", "2149-06-06", LogicalType::DATE},
    {"DateTimeZoned", "toDateTime('2020-06-01 12:00:00', 'Asia/Shanghai')", "2020-06-01 04:00:00+00",
     LogicalType::TIMESTAMP_TZ},
    {"DateTimeLast", "toDateTime(4294967295)", "2106-02-07 06:28:15+00", LogicalType::TIMESTAMP_TZ},
    {"Enum8", "CAST('b\\'c' AS Enum8('a' = -128, 'b\\'c' = 127))", "b'c", LogicalType::VARCHAR},
    {"Enum16", "CAST('x' AS Enum16('x' = -32768, '' = 32767))", "x", LogicalType::VARCHAR},
    {"Uuid", "toUUID('00112233-4455-6677-8899-aabbccddeeff')", "00112233-4455-6677-8899-aabbccddeeff",
     LogicalType::UUID},
    {"UuidHigh", "toUUID('ffeeddcc-bbaa-9988-7766-554433221100')", "ffeeddcc-bbaa-9988-7766-554433221100",
     LogicalType::UUID},
    {"NullableNull", "CAST(NULL AS Nullable(Int32))", "NULL", LogicalType::INTEGER},
    {"NullableValue", "toNullable('v')", "v", LogicalType::VARCHAR},
    {"NullableEnum", "CAST(NULL AS Nullable(Enum8('a' = 1)))", "NULL", LogicalType::VARCHAR},
    {"Null", "NULL", "NULL", LogicalType::INTEGER},
    {"LowCardinality", "toLowCardinality('low')", "low", LogicalType::VARCHAR},
    {"LowCardinalityEmpty", "toLowCardinality('')", "", LogicalType::VARCHAR},
    {"LowCardinalityNull", "toLowCardinality(CAST(NULL AS Nullable(String)))", "NULL", LogicalType::VARCHAR},
    {"Array", "[toInt32(1), -2]", "[1, -2]", LogicalType::LIST(LogicalType::INTEGER)},
    {"ArrayEmpty", "emptyArrayString()", "[]", LogicalType::LIST(LogicalType::VARCHAR)},
    {"ArrayNothing", "[]", "[]", LogicalType::LIST(LogicalType::INTEGER)},
    {"ArrayNullable", "[toNullable(toUInt8(1)), NULL]", "[1, NULL]",
     LogicalType::LIST(LogicalType::UTINYINT)},
    {"ArrayNested", "[['a'], emptyArrayString(), ['b', 'c']]", "[[a], [], [b, c]]",
     LogicalType::LIST(LogicalType::LIST(LogicalType::VARCHAR))},
    {"Tuple", "tuple(toUInt8(1), 'a')", "{'1': 1, '2': a}",
     LogicalType::STRUCT({{"1", LogicalType::UTINYINT}, {"2", LogicalType::VARCHAR}})},
    {"IntervalMonth", "INTERVAL 14 MONTH", "1 year 2 months", LogicalType::INTERVAL},
    {"IntervalSecond", "INTERVAL -1 SECOND", "-00:00:01", LogicalType::INTERVAL},
    {"AggregateState", "sumState(toUInt64(7))", "7", LogicalType::VARCHAR},
};

INSTANTIATE_TEST_SUITE_P(Server, ClickhouseTypes, testing::ValuesIn(kTypeCases),
                         [](const auto& info) { return info.param.name; });

using ClickhouseServer = ClickhouseTest;

TEST_F(ClickhouseServer, tellsVersionAndTimeZone) {
    const auto& capabilities = m_connection->capabilities();
    EXPECT_EQ(capabilities.product, "ClickHouse");
    auto told = query("SELECT version(), timezone()");
    ASSERT_TRUE(told);
    EXPECT_EQ(capabilities.version, (*told)[0][0]);
    EXPECT_EQ(capabilities.timeZone, (*told)[0][1]);
}

TEST_F(ClickhouseServer, readsManyBlocksCompressedAndNot) {
    for (const char* compression : {"on", "off"}) {
        auto connection = openWith({{"compression", compression}});
        ASSERT_TRUE(connection) << connection.error().text();
        auto cells =
            query(**connection,
                  "SELECT number, toString(number), if(number % 3 = 0, NULL, number), "
                  "toLowCardinality(toString(number % 7)), arrayMap(x -> toString(x), range(number % 4)) "
                  "FROM numbers(200000)");
        ASSERT_TRUE(cells) << cells.error().text();
        ASSERT_EQ(cells->size(), 200000u);
        for (size_t i = 0; i < cells->size(); i += 997) {
            const auto& row = (*cells)[i];
            ASSERT_EQ(row[0], std::to_string(i));
            ASSERT_EQ(row[1], std::to_string(i));
            ASSERT_EQ(row[2], i % 3 == 0 ? "NULL" : std::to_string(i));
            ASSERT_EQ(row[3], std::to_string(i % 7));
            ASSERT_EQ(row[4], std::vector<std::string>({"[]", "[0]", "[0, 1]", "[0, 1, 2]"})[i % 4]);
        }
    }
}

TEST_F(ClickhouseServer, namesTheColumnsOfAnEmptyResult) {
    auto reader = m_connection->native("SELECT 1 AS a, 'x' AS b WHERE 0;", CancelToken());
    ASSERT_TRUE(reader) << reader.error().text();
    ASSERT_EQ((*reader)->columns().size(), 2u);
    EXPECT_EQ((*reader)->columns()[1].name, "b");
    EXPECT_THAT(drain(**reader).value(), ElementsAre());
}

TEST_F(ClickhouseServer, describesAStatementWithoutRunningIt) {
    auto columns = m_connection->describeNative(
        "SELECT sum(number) AS s, toDateTime(0) AS t FROM system.numbers -- comment", CancelToken());
    ASSERT_TRUE(columns) << columns.error().text();
    ASSERT_EQ(columns->size(), 2u);
    EXPECT_EQ((*columns)[1].name, "t");
    EXPECT_EQ((*columns)[1].type, LogicalType::TIMESTAMP_TZ);
}

TEST_F(ClickhouseServer, aStringThatIsNotTextIsAnErrorUnlessAskedForAsBytes) {
    auto cells = query("SELECT unhex('FFFE00')");
    ASSERT_FALSE(cells);
    EXPECT_EQ(cells.error().code, ErrorCode::Data);
    EXPECT_THAT(cells.error().hint, HasSubstr("blob"));
    auto connection = openWith({{"strings", "blob"}});
    ASSERT_TRUE(connection) << connection.error().text();
    EXPECT_THAT(query(**connection, "SELECT unhex('FFFE00'), toFixedString('a', 2)").value(),
                ElementsAre(ElementsAre("\\xFF\\xFE\\x00", "a\\x00")));
}

TEST_F(ClickhouseServer, findsAnErrorThatIsAppendedToRows) {
    for (const char* compression : {"on", "off"}) {
        auto connection = openWith({{"compression", compression}});
        ASSERT_TRUE(connection) << connection.error().text();
        auto cells = query(**connection,
                           "SELECT number, intDiv(1, 1500000 - number) FROM system.numbers LIMIT 2000000");
        ASSERT_FALSE(cells) << "half a result must never look like a whole one";
        EXPECT_EQ(cells.error().code, ErrorCode::Query) << cells.error().text();
        EXPECT_THAT(cells.error().message, HasSubstr("Division by zero"));
        EXPECT_EQ(cells.error().nativeCode, "153");
        EXPECT_TRUE(query(**connection, "SELECT 1")) << "the connection stays usable";
    }
}

TEST_F(ClickhouseServer, tellsWhereTheSyntaxIsWrong) {
    auto cells = query("SELECT 1,\n 2 FRM x");
    ASSERT_FALSE(cells);
    EXPECT_EQ(cells.error().code, ErrorCode::Syntax);
    ASSERT_TRUE(cells.error().position);
    EXPECT_EQ(cells.error().position->line, 2u);
    EXPECT_THAT(cells.error().message, Not(HasSubstr("DB::Exception")));
}

TEST_F(ClickhouseServer, saysWhatIsMissing) {
    EXPECT_EQ(query("SELECT * FROM no_such_table").error().code, ErrorCode::NotFound);
    EXPECT_EQ(query("SELECT no_such_function(1)").error().code, ErrorCode::Syntax);
    auto wrongDatabase = openWith({{"database", "nope"}});
    ASSERT_FALSE(wrongDatabase);
    EXPECT_EQ(wrongDatabase.error().code, ErrorCode::NotFound);
}

TEST_F(ClickhouseServer, refusesAFormatOfItsOwn) {
    auto cells = query("SELECT 1 FORMAT JSON");
    ASSERT_FALSE(cells);
    EXPECT_EQ(cells.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(cells.error().message, HasSubstr("JSON"));
    EXPECT_TRUE(query("SELECT 1 AS format"));
    EXPECT_TRUE(query("SELECT 1 FORMAT Native"));
}

TEST_F(ClickhouseServer, aWrongPasswordIsOneClearError) {
    auto opened = openWith({{"password", "not-the-password"}});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Authentication);
    EXPECT_THAT(opened.error().text(), Not(HasSubstr("not-the-password")));
}

TEST_F(ClickhouseServer, aDeadHostIsOneClearError) {
    auto opened = openWith({{"port", "1"}});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Connection);
    EXPECT_THAT(opened.error().message, HasSubstr("127.0.0.1:1"));
}

TEST_F(ClickhouseServer, aReadOnlySessionCannotWrite) {
    auto connection = openWith({{"read_only", "true"}});
    ASSERT_TRUE(connection) << connection.error().text();
    EXPECT_TRUE((*connection)->capabilities().readOnlyEnforced);
    auto written = query(**connection, "CREATE TABLE default.must_not_be (x UInt8) ENGINE = Memory");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::Permission) << written.error().text();
    EXPECT_TRUE(query(**connection, "SELECT 1"));
}

TEST_F(ClickhouseServer, servesUsersWhoMayNotChangeSettings) {
    for (const char* user : {"r", "q"}) {
        auto connection =
            openWith({{"user", user}, {"password", std::string("pw-of-") + user}, {"read_only", "true"}});
        ASSERT_TRUE(connection) << connection.error().text();
        EXPECT_TRUE((*connection)->capabilities().readOnlyEnforced);
        EXPECT_TRUE(query(**connection, "SELECT count() FROM system.one"));
    }
}

TEST_F(ClickhouseServer, namesAMissingPermission) {
    run("CREATE DATABASE IF NOT EXISTS tributary_hidden");
    auto connection = openWith({{"user", "q"}, {"password", "pw-of-q"}});
    ASSERT_TRUE(connection) << connection.error().text();
    auto cells = query(**connection, "SELECT * FROM tributary_hidden.x");
    ASSERT_FALSE(cells);
    EXPECT_EQ(cells.error().code, ErrorCode::Permission) << cells.error().text();
    run("DROP DATABASE tributary_hidden");
}

TEST_F(ClickhouseServer, aStatementThatRunsTooLongIsATimeout) {
    auto connection = openWith({{"statement_timeout", "1"}});
    ASSERT_TRUE(connection) << connection.error().text();
    auto cells = query(**connection, "SELECT count() FROM system.numbers");
    ASSERT_FALSE(cells);
    EXPECT_EQ(cells.error().code, ErrorCode::Timeout) << cells.error().text();
}

class ClickhouseCancel : public ClickhouseTest {
  protected:
    /// Waits until the number of running statements with that mark is as wanted.
    bool waitForRunning(const std::string& mark, const char* wanted) {
        auto watcher = openWith({});
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        while (watcher && std::chrono::steady_clock::now() < end) {
            auto cells = query(**watcher, "SELECT count() FROM system.processes WHERE query LIKE '%" + mark +
                                              "%' AND query NOT LIKE '%processes%'");
            if (cells && (*cells)[0][0] == wanted) return true;
        }
        return false;
    }
};

TEST_F(ClickhouseCancel, aSilentStatementIsGoneFromTheServer) {
    CancelToken token;
    auto running = std::async(std::launch::async, [&] {
        return m_connection->native("SELECT count() AS silent_one FROM system.numbers", token).has_value();
    });
    ASSERT_TRUE(waitForRunning("silent_one", "1"));
    const auto begin = std::chrono::steady_clock::now();
    token.cancel();
    EXPECT_FALSE(running.get());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1000));
    EXPECT_TRUE(waitForRunning("silent_one", "0"));
    EXPECT_TRUE(query("SELECT 1"));
}

TEST_F(ClickhouseCancel, interruptFromAnotherThreadEndsAStreamingStatement) {
    auto reader = m_connection->native("SELECT number AS streaming_one FROM system.numbers", CancelToken());
    ASSERT_TRUE(reader);
    duckdb::DataChunk chunk;
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(), {LogicalType::UBIGINT});
    ASSERT_TRUE((*reader)->next(chunk).value());
    ASSERT_TRUE(waitForRunning("streaming_one", "1"));
    std::async(std::launch::async, [&] { m_connection->interrupt(); }).wait();
    Result<bool> more = true;
    while (more && *more) {
        chunk.Reset();
        more = (*reader)->next(chunk);
    }
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(waitForRunning("streaming_one", "0"));
}

TEST_F(ClickhouseCancel, droppingTheReaderEndsTheStatement) {
    {
        auto reader = m_connection->native("SELECT number AS dropped_one FROM system.numbers", CancelToken());
        ASSERT_TRUE(reader);
        ASSERT_TRUE(waitForRunning("dropped_one", "1"));
    }
    EXPECT_TRUE(waitForRunning("dropped_one", "0"));
    EXPECT_TRUE(query("SELECT 1"));
}

class ClickhouseCatalog : public ClickhouseTest {
  protected:
    void SetUp() override {
        ClickhouseTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        run("DROP DATABASE IF EXISTS tributary_catalog");
        run("CREATE DATABASE tributary_catalog");
        run("CREATE TABLE tributary_catalog.`odd \"name\\`` (d Date, id UInt64, name LowCardinality(String), "
            "price Nullable(Decimal(12, 2)), `a b\\\\c` String, s AggregateFunction(sum, UInt64), "
            "n Float64, e Enum8('one' = 1, 'two' = 2), at DateTime('Europe/Berlin'), m UInt64 "
            "MATERIALIZED id + 1) "
            "ENGINE = MergeTree PARTITION BY toYYYYMM(d) ORDER BY (id, d)");
        run("INSERT INTO tributary_catalog.`odd \"name\\`` SELECT toDate('2020-01-01'), number, "
            "toString(number % 3), if(number = 5, NULL, toDecimal64(number, 2)), 'it''s', "
            "sumState(number), if(number = 7, nan, toFloat64(number)), 'one', toDateTime(number) FROM "
            "numbers(10) GROUP "
            "BY number");
        run("CREATE VIEW tributary_catalog.seen AS SELECT 1 AS x");
    }
    void TearDown() override {
        if (m_connection) query("DROP DATABASE IF EXISTS tributary_catalog");
    }

    const std::string m_table = "odd \"name`";

    sql::RemoteQuery remote() {
        sql::RemoteQuery out;
        out.table = {"tributary_catalog", m_table};
        out.columns = m_connection->describe({"tributary_catalog", m_table}, CancelToken()).value().columns;
        return out;
    }

    size_t rowsOf(const sql::RemoteQuery& query) {
        auto reader = m_connection->read(query, CancelToken());
        EXPECT_TRUE(reader) << reader.error().text();
        if (!reader) return SIZE_MAX;
        auto cells = drain(**reader);
        EXPECT_TRUE(cells) << cells.error().text();
        return cells ? cells->size() : SIZE_MAX;
    }
};

TEST_F(ClickhouseCatalog, listsDatabasesTablesAndColumns) {
    auto schemas = m_connection->describe({}, CancelToken());
    ASSERT_TRUE(schemas) << schemas.error().text();
    EXPECT_TRUE(std::any_of(schemas->objects.begin(), schemas->objects.end(), [](const auto& o) {
        return o.name == "tributary_catalog" && o.kind == ObjectKind::Schema;
    }));
    auto tables = m_connection->describe({"tributary_catalog"}, CancelToken());
    ASSERT_TRUE(tables) << tables.error().text();
    ASSERT_EQ(tables->objects.size(), 2u);
    EXPECT_EQ(tables->objects[0].name, m_table);
    EXPECT_EQ(tables->objects[0].rowEstimate, 10u);
    EXPECT_EQ(tables->objects[1].kind, ObjectKind::View);
    auto columns = remote().columns;
    ASSERT_EQ(columns.size(), 10u);
    EXPECT_TRUE(columns[0].primaryKey);
    EXPECT_FALSE(columns[2].primaryKey);
    EXPECT_TRUE(columns[3].nullable);
    EXPECT_EQ(columns[3].type, LogicalType::DECIMAL(12, 2));
    EXPECT_EQ(columns[3].nativeType, "Nullable(Decimal(12, 2))");
    EXPECT_FALSE(columns[5].note.empty());
    auto missing = m_connection->describe({"tributary_catalog", "nope"}, CancelToken());
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
}

TEST_F(ClickhouseCatalog, readsEveryColumnOfATable) {
    sql::RemoteQuery query = remote();
    for (size_t i = 0; i < query.columns.size(); i++) query.projection.push_back(i);
    query.required = {sql::Predicate::compare(1, sql::Comparison::Equal, duckdb::Value::UBIGINT(4))};
    auto reader = m_connection->read(query, CancelToken());
    ASSERT_TRUE(reader) << reader.error().text();
    EXPECT_THAT(drain(**reader).value(),
                ElementsAre(ElementsAre("2020-01-01", "4", "1", "4.00", "it's", "4", "4.0", "one",
                                        "1970-01-01 00:00:04+00", "5")));
}

TEST_F(ClickhouseCatalog, countsRowsWithoutColumns) {
    sql::RemoteQuery query = remote();
    auto reader = m_connection->read(query, CancelToken());
    ASSERT_TRUE(reader) << reader.error().text();
    EXPECT_TRUE((*reader)->columns().empty());
    duckdb::DataChunk chunk;
    uint64_t rows = 0;
    while ((*reader)->next(chunk).value()) rows += chunk.size();
    EXPECT_EQ(rows, 10u);
}

TEST_F(ClickhouseCatalog, noticesAColumnThatChanged) {
    sql::RemoteQuery query = remote();
    query.projection = {1};
    query.columns[1].type = LogicalType::VARCHAR;
    auto reader = m_connection->read(query, CancelToken());
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, ErrorCode::Conflict);
}

struct PushCase {
    const char* name;
    sql::Predicate predicate;
    size_t rows;
};

TEST_F(ClickhouseCatalog, filtersAsDuckDbWould) {
    using duckdb::Value;
    using sql::Comparison;
    using sql::Predicate;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto stamp = [](int64_t micros) { return Value::TIMESTAMPTZ(duckdb::timestamp_tz_t(micros)); };
    const std::vector<PushCase> cases = {
        {"int", Predicate::compare(1, Comparison::Less, Value::UBIGINT(3)), 3},
        {"in", Predicate::in(1, {Value::UBIGINT(3), Value::UBIGINT(30)}), 1},
        {"text", Predicate::compare(2, Comparison::GreaterEqual, Value("1")), 6},
        {"like", Predicate::likePrefix(4, "it'"), 10},
        {"likeNone", Predicate::likePrefix(4, "it%"), 0},
        {"decimal", Predicate::compare(3, Comparison::Equal, Value::DECIMAL(int64_t(400), 12, 2)), 1},
        {"null", Predicate::nullTest(3, true), 1},
        {"notNull", Predicate::nullTest(3, false), 9},
        {"date", Predicate::compare(0, Comparison::Equal, Value::DATE(2020, 1, 1)), 10},
        {"nanIsGreatest", Predicate::compare(6, Comparison::Greater, Value::DOUBLE(8)), 2},
        {"nanIsNotLess", Predicate::compare(6, Comparison::Less, Value::DOUBLE(8)), 7},
        {"nanEqualsItself", Predicate::compare(6, Comparison::Equal, Value::DOUBLE(nan)), 1},
        {"belowNan", Predicate::compare(6, Comparison::Less, Value::DOUBLE(nan)), 9},
        {"infinity",
         Predicate::compare(6, Comparison::Less, Value::DOUBLE(std::numeric_limits<double>::infinity())), 9},
        {"enumKnown", Predicate::compare(7, Comparison::Equal, Value("one")), 10},
        {"enumUnknown", Predicate::compare(7, Comparison::NotEqual, Value("three")), 10},
        {"enumAsText", Predicate::compare(7, Comparison::Less, Value("two")), 10},
        {"enumIn", Predicate::in(7, {Value("three"), Value("one")}), 10},
        {"instant", Predicate::compare(8, Comparison::Equal, stamp(4'000'000)), 1},
        {"instantBetweenTicks", Predicate::compare(8, Comparison::GreaterEqual, stamp(4'500'000)), 5},
        {"instantBelow", Predicate::compare(8, Comparison::Less, stamp(4'500'000)), 5},
        {"or",
         Predicate::any(
             {Predicate::compare(1, Comparison::Equal, Value::UBIGINT(1)), Predicate::nullTest(3, true)}),
         2},
    };
    const sql::RemoteQuery base = remote();
    for (const PushCase& c : cases) {
        sql::RemoteQuery query = base;
        query.projection = {1};
        query.required = {c.predicate};
        EXPECT_TRUE(m_connection->capabilities().dialect->canPush(c.predicate, query.columns)) << c.name;
        EXPECT_EQ(rowsOf(query), c.rows) << c.name;
    }
}

TEST_F(ClickhouseCatalog, sortsFloatsAndNullsAsDuckDbWould) {
    sql::RemoteQuery query = remote();
    query.projection = {1};
    query.limit = 2;
    query.orderBy = {{6, true, false}};  // descending: NaN (row 7) is the greatest
    EXPECT_THAT(drain(*m_connection->read(query, CancelToken()).value()).value(),
                ElementsAre(ElementsAre("7"), ElementsAre("9")));
    query.orderBy = {{3, false, true}};  // NULL (row 5) first
    EXPECT_THAT(drain(*m_connection->read(query, CancelToken()).value()).value(),
                ElementsAre(ElementsAre("5"), ElementsAre("0")));
}

}  // namespace
}  // namespace tributary::test
