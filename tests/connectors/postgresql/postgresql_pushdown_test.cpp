// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "tests/connectors/postgresql/postgresql_fixture.h"

namespace tributary::connectors {

using duckdb::Value;
using sql::Comparison;
using sql::Predicate;

/// Everything that may be pushed is asked of the server and of DuckDB's own comparison; the answers must not
/// differ.
class PostgresqlPushdown : public PostgresqlTest {
  protected:
    struct Table {
        sql::RemoteQuery query;
        std::vector<Value> values;  ///< by id - 1; NULL where the column is
    };

    Table make(const std::string& declaration, const std::vector<std::string>& literals) {
        run("DROP TABLE IF EXISTS p");
        run("CREATE TABLE p (id int, v " + declaration + ")");
        for (size_t i = 0; i < literals.size(); i++) {
            run("INSERT INTO p VALUES (" + std::to_string(i + 1) + ", " + literals[i] + ")");
        }
        Table table;
        table.query = tableQuery("p");
        table.query.projection = {0, 1};
        auto reader = m_connection->read(table.query, m_token);
        EXPECT_TRUE(reader.has_value()) << reader.error().text();
        duckdb::DataChunk chunk;
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(),
                         {duckdb::LogicalType::INTEGER, table.query.columns[1].type});
        EXPECT_TRUE((*reader)->next(chunk).value());
        for (duckdb::idx_t i = 0; i < chunk.size(); i++) table.values.push_back(chunk.GetValue(1, i));
        table.query.projection = {0};
        return table;
    }

    static bool holds(const Value& left, Comparison op, const Value& right) {
        using duckdb::ValueOperations;
        switch (op) {
            case Comparison::Equal:
                return ValueOperations::Equals(left, right);
            case Comparison::NotEqual:
                return ValueOperations::NotEquals(left, right);
            case Comparison::Less:
                return ValueOperations::LessThan(left, right);
            case Comparison::LessEqual:
                return ValueOperations::LessThanEquals(left, right);
            case Comparison::Greater:
                return ValueOperations::GreaterThan(left, right);
            case Comparison::GreaterEqual:
                return ValueOperations::GreaterThanEquals(left, right);
        }
        return false;
    }

    std::vector<std::string> idsWhere(const Table& table, const std::function<bool(const Value&)>& keep) {
        std::vector<std::string> ids;
        for (size_t i = 0; i < table.values.size(); i++) {
            if (!table.values[i].IsNull() && keep(table.values[i])) ids.push_back(std::to_string(i + 1));
        }
        std::sort(ids.begin(), ids.end());
        return ids;
    }

    std::vector<std::string> pushed(sql::RemoteQuery query, const Predicate& predicate) {
        query.required = {predicate};
        std::vector<std::string> ids;
        for (const auto& row : read(query)) ids.push_back(row[0]);
        std::sort(ids.begin(), ids.end());
        return ids;
    }

    /// Compares every pair of values with every operator that may be pushed; returns how many were.
    int compareAll(const Table& table) {
        int count = 0;
        const auto& dialect = *m_connection->capabilities().dialect;
        for (const Value& value : table.values) {
            if (value.IsNull()) continue;
            for (auto op : {Comparison::Equal, Comparison::NotEqual, Comparison::Less, Comparison::LessEqual,
                            Comparison::Greater, Comparison::GreaterEqual}) {
                auto predicate = Predicate::compare(1, op, value);
                if (!dialect.canPush(predicate, table.query.columns)) continue;
                count++;
                auto expected = idsWhere(table, [&](const Value& left) { return holds(left, op, value); });
                EXPECT_EQ(pushed(table.query, predicate), expected)
                    << sql::toSql(op) << " " << value.ToString();
            }
        }
        return count;
    }

    void checkOrder(Table table) {
        const auto& dialect = *m_connection->capabilities().dialect;
        for (bool descending : {false, true}) {
            for (bool nullsFirst : {false, true}) {
                sql::OrderItem item{1, descending, nullsFirst};
                ASSERT_TRUE(dialect.canOrder(item, table.query.columns));
                table.query.orderBy = {item, {0, false, false}};
                table.query.limit = 1000;
                std::vector<size_t> places(table.values.size());
                for (size_t i = 0; i < places.size(); i++) places[i] = i;
                std::stable_sort(places.begin(), places.end(), [&](size_t a, size_t b) {
                    const Value& left = table.values[a];
                    const Value& right = table.values[b];
                    if (left.IsNull() || right.IsNull()) {
                        return left.IsNull() != right.IsNull() && left.IsNull() == nullsFirst;
                    }
                    return descending ? duckdb::ValueOperations::GreaterThan(left, right)
                                      : duckdb::ValueOperations::LessThan(left, right);
                });
                Rows expected;
                for (size_t place : places) expected.push_back({std::to_string(place + 1)});
                EXPECT_EQ(read(table.query), expected) << descending << nullsFirst;
            }
        }
    }

    const std::vector<std::string> m_nastyText{"'a'",   "'A'",    "'ä'",      "'Ä'", "'ß'", "'ss'",
                                               "'ab'",  "'ab '",  "' ab'",    "''",  "'😀'", "'a%b'",
                                               "'a_b'", "'a\\b'", "'/api/x'", "'z'", "'é'", "U&'e\\0301'",
                                               "'Z'",   "NULL",   "'a''b'"};
};

TEST_F(PostgresqlPushdown, textIsComparedByBytes) {
    // A linguistic collation: without COLLATE "C" 'a' < 'A' < 'ä' < 'b' there.
    for (const char* type :
         {"text", "varchar(20)", "text COLLATE \"en-x-icu\"", "text COLLATE \"C\"", "name"}) {
        SCOPED_TRACE(type);
        auto table = make(type, m_nastyText);
        EXPECT_EQ(compareAll(table), 20 * 6);
        checkOrder(table);
    }
}

TEST_F(PostgresqlPushdown, aCaseInsensitiveCollationDoesNotLeakIn) {
    run("CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
    auto table = make("text COLLATE ci", m_nastyText);
    EXPECT_EQ(compareAll(table), 20 * 6);
    checkOrder(table);
    EXPECT_EQ(pushed(table.query, Predicate::in(1, {Value("A"), Value("AB")})),
              (std::vector<std::string>{"2"}));
    EXPECT_EQ(pushed(table.query, Predicate::likePrefix(1, "A")), (std::vector<std::string>{"2"}));
}

TEST_F(PostgresqlPushdown, prefixesAreTakenLiterally) {
    for (const char* type : {"text", "varchar(20)"}) {
        auto table = make(type, m_nastyText);
        for (const std::string prefix : {"", "a", "a%", "a_", "a\\", "A", "ab ", "😀", "/api", "a'"}) {
            auto predicate = Predicate::likePrefix(1, prefix);
            ASSERT_TRUE(m_connection->capabilities().dialect->canPush(predicate, table.query.columns));
            auto expected = idsWhere(table, [&](const Value& value) {
                return duckdb::StringValue::Get(value).rfind(prefix, 0) == 0;
            });
            EXPECT_EQ(pushed(table.query, predicate), expected) << prefix;
        }
    }
}

TEST_F(PostgresqlPushdown, textThatIsNotWhatItSeemsStaysHere) {
    run("CREATE TYPE mood AS ENUM ('sad', 'ok')");
    EXPECT_EQ(compareAll(make("char(5)", {"'ab'", "'ab '", "'a'"})), 0);
    EXPECT_EQ(compareAll(make("numeric", {"1.0", "1.00", "'NaN'"})), 0);
    EXPECT_EQ(compareAll(make("inet", {"'10.0.0.1'", "'10.0.0.1/32'"})), 0);
    EXPECT_EQ(compareAll(make("jsonb", {"'1'", "'1.0'"})), 0);
    EXPECT_EQ(compareAll(make("interval", {"'1 month'", "'30 days'"})), 0);
    auto table = make("mood", {"'sad'", "'ok'"});
    EXPECT_EQ(compareAll(table), 2 * 2) << "equality only";
    EXPECT_EQ(pushed(table.query, Predicate::compare(1, Comparison::Equal, Value("no such label"))),
              std::vector<std::string>{});
    EXPECT_EQ(pushed(table.query, Predicate::nullTest(1, false)).size(), 2u);
}

TEST_F(PostgresqlPushdown, numbersCompareAsHere) {
    const std::vector<std::string> floats{"'NaN'", "'Infinity'", "'-Infinity'", "0",   "'-0'",
                                          "0.1",   "1e-40",      "16777217",    "NULL"};
    for (const char* type : {"real", "double precision"}) {
        auto table = make(type, floats);
        EXPECT_EQ(compareAll(table), 8 * 6);
        checkOrder(make(type, {"'NaN'", "1", "NULL", "'-Infinity'", "'Infinity'", "-1"}));
    }
    EXPECT_EQ(compareAll(make("integer", {"-2147483648", "2147483647", "0", "NULL"})), 3 * 6);
    auto big = make("bigint",
                    {"-9223372036854775808", "9223372036854775807", "9007199254740993", "9007199254740992"});
    EXPECT_EQ(compareAll(big), 4 * 6);
    EXPECT_EQ(
        compareAll(make("numeric(38,10)", {"-9999999999999999999999999999.9999999999", "0.0000000001", "0"})),
        3 * 6);
    EXPECT_EQ(compareAll(make("boolean", {"true", "false", "NULL"})), 2 * 6);
    EXPECT_EQ(compareAll(make("oid", {"0", "4294967295"})), 2 * 6);
    auto small = make("smallint", {"1", "2"});
    auto beyond = Predicate::compare(1, Comparison::Less, Value::HUGEINT(duckdb::hugeint_t(5, 0)));
    EXPECT_EQ(pushed(small.query, beyond).size(), 2u) << "a literal no smallint can hold";
}

TEST_F(PostgresqlPushdown, timesCompareAsHere) {
    EXPECT_EQ(compareAll(make("date", {"'infinity'", "'-infinity'", "'4713-01-01 BC'", "'5874897-12-31'",
                                       "'0001-01-01'", "'0001-12-31 BC'", "'2024-02-29'", "NULL"})),
              7 * 6);
    const std::vector<std::string> stamps{"'infinity'",
                                          "'-infinity'",
                                          "'4713-01-01 00:00:00 BC'",
                                          "'294246-12-31 23:59:59.999999'",
                                          "'1969-12-31 23:59:59.999999'",
                                          "'2024-03-31 02:30:00'",
                                          "'0044-03-15 12:00:00.5 BC'"};
    EXPECT_EQ(compareAll(make("timestamp", stamps)), 7 * 6);
    EXPECT_EQ(compareAll(make("timestamptz", stamps)), 7 * 6);
    EXPECT_EQ(compareAll(make("time", {"'00:00'", "'24:00'", "'23:59:59.999999'", "'12:00:00.5'"})), 4 * 6);
    EXPECT_EQ(
        compareAll(make(
            "uuid", {"gen_random_uuid()", "gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'",
                     "'80000000-0000-0000-0000-000000000000'", "'7fffffff-ffff-ffff-ffff-ffffffffffff'"})),
        5 * 6);
    EXPECT_EQ(compareAll(make("bytea", {"''", "'\\x00'", "'\\xff'", "'\\x7f80'"})), 4 * 6);
}

}  // namespace tributary::connectors
