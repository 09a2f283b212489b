// SPDX-License-Identifier: GPL-3.0-or-later
// What the dialect "simple" prints is read by the SDK's own parser and compared by the SDK's own filter: both
// must agree with DuckDB on every value.
#include <gtest/gtest.h>
#include <tributary_adbc_scan.hpp>

#include <limits>

#include "core/plugin/source/plugin_dialect.h"

namespace tributary::plugin {
namespace {

using duckdb::LogicalType;
using duckdb::Value;
using sql::Comparison;
using sql::Predicate;
using Truth = sdk::detail::Truth;

/// A column, as the SDK names its format, and values that are hard to compare.
struct Case {
    LogicalType type;
    std::string format;
    std::vector<Value> values;
};

std::vector<Case> cases() {
    const auto moment = [](int64_t micros) { return Value::TIMESTAMP(duckdb::timestamp_t(micros)); };
    const auto zoned = [](int64_t micros) { return Value::TIMESTAMPTZ(duckdb::timestamp_tz_t(micros)); };
    const auto day = [](int32_t days) { return Value::DATE(duckdb::date_t(days)); };
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    return {
        {LogicalType::BIGINT,
         "l",
         {Value::BIGINT(0), Value::BIGINT(-1), Value::BIGINT(9007199254740993),
          Value::BIGINT(9007199254740992), Value::BIGINT(std::numeric_limits<int64_t>::max()),
          Value::BIGINT(std::numeric_limits<int64_t>::min())}},
        {LogicalType::DOUBLE,
         "g",
         {Value::DOUBLE(0.1), Value::DOUBLE(0.1 + 1e-17), Value::DOUBLE(-0.0), Value::DOUBLE(0.0),
          Value::DOUBLE(1e300), Value::DOUBLE(5e-324), Value::DOUBLE(kInfinity), Value::DOUBLE(-kInfinity),
          Value::DOUBLE(std::numeric_limits<double>::quiet_NaN())}},
        {LogicalType::BOOLEAN, "b", {Value::BOOLEAN(true), Value::BOOLEAN(false)}},
        {LogicalType::VARCHAR,
         "u",
         {Value(""), Value("a"), Value("A"), Value("a "), Value("it's"), Value("汉字"), Value("é"),
          Value("z%_\\"), Value("2026-01-01"), Value("line\nbreak")}},
        {LogicalType::DATE,
         "tdD",
         {day(0), day(-1), day(20000), day(2932896) /* 9999-12-31 */, day(2932897)}},
        {LogicalType::TIMESTAMP,
         "tsu:",
         {moment(0), moment(-1), moment(1'768'000'000'123'456), moment(86'400'000'000)}},
        {LogicalType::TIMESTAMP_TZ, "tsu:UTC", {zoned(0), zoned(-1), zoned(1'768'000'000'123'456)}},
    };
}

sdk::Cell cellOf(const Value& value, std::string& keep) {
    if (value.IsNull()) return {};
    switch (value.type().id()) {
        case duckdb::LogicalTypeId::DOUBLE:
            return sdk::Cell::real(value.GetValue<double>());
        case duckdb::LogicalTypeId::BOOLEAN:
            return sdk::Cell::boolean(value.GetValue<bool>());
        case duckdb::LogicalTypeId::VARCHAR:
            keep = duckdb::StringValue::Get(value);
            return sdk::Cell::text(keep);
        case duckdb::LogicalTypeId::DATE:
            return sdk::Cell::integer(value.GetValueUnsafe<duckdb::date_t>().days);
        default:
            return sdk::Cell::integer(value.GetValueUnsafe<int64_t>());
    }
}

bool duckdbSays(Comparison op, const Value& a, const Value& b) {
    using duckdb::ValueOperations;
    switch (op) {
        case Comparison::Equal:
            return ValueOperations::Equals(a, b);
        case Comparison::NotEqual:
            return ValueOperations::NotEquals(a, b);
        case Comparison::Less:
            return ValueOperations::LessThan(a, b);
        case Comparison::LessEqual:
            return ValueOperations::LessThanEquals(a, b);
        case Comparison::Greater:
            return ValueOperations::GreaterThan(a, b);
        case Comparison::GreaterEqual:
            return ValueOperations::GreaterThanEquals(a, b);
    }
    return false;
}

class SimpleDialect : public ::testing::Test {
  protected:
    /// What the source's filter makes of the condition; nullopt: it is not sent.
    std::optional<Truth> sourceSays(const Case& column, const Predicate& p, const Value& cell) {
        sql::RemoteQuery query;
        query.table = {"main", "t"};
        query.columns.resize(1);
        query.columns[0].name = "a \"b\"";
        query.columns[0].type = column.type;
        query.columns[0].push = m_dialect.source().push(column.type, "");
        query.projection = {0};
        query.required = {p};
        query.limit = 3;
        if (!m_dialect.canPush(p, query.columns)) return std::nullopt;
        const auto text = m_dialect.select(query);
        EXPECT_TRUE(text) << (text ? "" : text.error().text());
        const auto select = sdk::parseSelect(*text);
        EXPECT_EQ(select.limit, std::optional<uint64_t>(3)) << *text;
        EXPECT_EQ(select.table, "t");
        const std::vector<sdk::ColumnInfo> columns = {
            {query.columns[0].name, column.format, "", "", true, false}};
        const sdk::detail::Filter filter(
            *select.where, [](const std::string&) { return size_t{0}; }, columns);
        std::string keep;
        sdk::Row row(1);
        row[0] = cellOf(cell, keep);
        return filter.test(row);
    }

    PluginDialect m_dialect{simpleDialect(), std::make_shared<SchemaPlaces>()};
};

TEST_F(SimpleDialect, ComparesAsDuckDbDoes) {
    size_t compared = 0, kept = 0;
    for (const auto& column : cases()) {
        for (const auto& literal : column.values) {
            for (const auto op : {Comparison::Equal, Comparison::NotEqual, Comparison::Less,
                                  Comparison::LessEqual, Comparison::Greater, Comparison::GreaterEqual}) {
                for (const auto& cell : column.values) {
                    const auto said = sourceSays(column, Predicate::compare(0, op, literal), cell);
                    said ? compared++ : kept++;
                    if (!said) continue;
                    EXPECT_EQ(*said == Truth::True, duckdbSays(op, cell, literal))
                        << cell.ToString() << " " << sql::toSql(op) << " " << literal.ToString();
                }
                const auto null = sourceSays(column, Predicate::compare(0, op, literal), Value(column.type));
                EXPECT_TRUE(!null || *null == Truth::Unknown);
            }
        }
        const auto any =
            sourceSays(column, Predicate::in(0, {column.values[0], column.values[1]}), column.values[1]);
        ASSERT_TRUE(any);
        EXPECT_EQ(*any, Truth::True) << column.type.ToString();
    }
    EXPECT_GT(compared, 1400u);
    EXPECT_LT(kept, compared / 4) << "infinity, NaN and years beyond 9999 stay here, nothing else";
}

TEST_F(SimpleDialect, PrefixesAreSentUnlessTheyLookLikePatterns) {
    const Case texts = {LogicalType::VARCHAR, "u", {}};
    for (const char* prefix : {"", "a", "it's", "汉"}) {
        for (const char* cell : {"", "a", "abc", "it's so", "汉字", "b"}) {
            const auto said = sourceSays(texts, Predicate::likePrefix(0, prefix), Value(cell));
            ASSERT_TRUE(said) << prefix;
            EXPECT_EQ(*said == Truth::True, std::string_view(cell).starts_with(prefix))
                << cell << " " << prefix;
        }
    }
    for (const char* prefix : {"50%", "a_b", "c:\\"})
        EXPECT_FALSE(sourceSays(texts, Predicate::likePrefix(0, prefix), Value("x"))) << prefix;
}

TEST_F(SimpleDialect, OtherTypesStayHere) {
    for (const LogicalType& type :
         std::vector<LogicalType>{LogicalType::DECIMAL(10, 2), LogicalType::TIME, LogicalType::TIMESTAMP_NS,
                                  LogicalType::UUID, LogicalType::HUGEINT}) {
        const Case column = {type, "u", {}};
        EXPECT_FALSE(sourceSays(column, Predicate::compare(0, Comparison::Equal, Value("x")), Value(type)));
    }
    const Case whole = {LogicalType::BIGINT, "l", {}};
    EXPECT_FALSE(
        sourceSays(whole, Predicate::compare(0, Comparison::Less, Value::HUGEINT(duckdb::hugeint_t(1) << 70)),
                   Value::BIGINT(1)))
        << "no whole number of the source's is so large";
    EXPECT_FALSE(m_dialect.supportsOrderBy());
}

}  // namespace
}  // namespace tributary::plugin
