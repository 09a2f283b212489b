// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/postgresql/postgresql_fixture.h"

namespace tributary::connectors {

struct TypeCase {
    std::string declaration;            ///< as in CREATE TABLE
    std::string duckType;               ///< LogicalType::ToString
    std::vector<std::string> literals;  ///< SQL
    std::vector<std::string> expected;  ///< Value::ToString
};

std::vector<TypeCase> numberCases() {
    const std::string nines38(38, '9');
    return {
        {"boolean", "BOOLEAN", {"true", "false"}, {"true", "false"}},
        {"smallint", "SMALLINT", {"-32768", "32767"}, {"-32768", "32767"}},
        {"integer", "INTEGER", {"-2147483648", "2147483647", "0"}, {"-2147483648", "2147483647", "0"}},
        {"bigint",
         "BIGINT",
         {"-9223372036854775808", "9223372036854775807", "9007199254740993"},
         {"-9223372036854775808", "9223372036854775807", "9007199254740993"}},
        {"oid", "UINTEGER", {"0", "4294967295"}, {"0", "4294967295"}},
        {"xid8", "UBIGINT", {"'18446744073709551615'"}, {"18446744073709551615"}},
        {"real",
         "FLOAT",
         {"'NaN'", "'Infinity'", "'-Infinity'", "'1e-45'", "0.1", "'-0'"},
         {"nan", "inf", "-inf", "1e-45", "0.1", "-0.0"}},
        {"double precision",
         "DOUBLE",
         {"'NaN'", "'-Infinity'", "'5e-324'", "1.7976931348623157e308", "0.1", "9007199254740993"},
         {"nan", "-inf", "5e-324", "1.7976931348623157e+308", "0.1", "9007199254740992.0"}},
        {"numeric(4,2)", "DECIMAL(4,2)", {"-99.99", "0.01", "0", "10"}, {"-99.99", "0.01", "0.00", "10.00"}},
        {"numeric(9,0)", "DECIMAL(9,0)", {"999999999", "-10000"}, {"999999999", "-10000"}},
        {"numeric(9,9)", "DECIMAL(9,9)", {"0.000000001", "-0.999999999"}, {".000000001", "-.999999999"}},
        {"numeric(18,3)",
         "DECIMAL(18,3)",
         {"999999999999999.999", "-0.001", "10000.000"},
         {"999999999999999.999", "-0.001", "10000.000"}},
        {"numeric(18,18)", "DECIMAL(18,18)", {"0.999999999999999999"}, {".999999999999999999"}},
        {"numeric(38,0)", "DECIMAL(38,0)", {nines38, "-" + nines38, "1"}, {nines38, "-" + nines38, "1"}},
        {"numeric(38,37)",
         "DECIMAL(38,37)",
         {"9.9999999999999999999999999999999999999", "1e-37"},
         {"9.9999999999999999999999999999999999999", "0.0000000000000000000000000000000000001"}},
        {"numeric",
         "VARCHAR",
         {"0.1", "1.10", "1e40", "'NaN'", "'Infinity'", "'-Infinity'", "-0.00001", "0", "0.000",
          "123456789.00001"},
         {"0.1", "1.10", "1" + std::string(40, '0'), "NaN", "Infinity", "-Infinity", "-0.00001", "0", "0.000",
          "123456789.00001"}},
        {"numeric(50,3)", "VARCHAR", {"1e46"}, {"1" + std::string(46, '0') + ".000"}},
        {"numeric(3,-2)", "VARCHAR", {"12345"}, {"12300"}},
        {"numeric(2,5)", "VARCHAR", {"0.00012"}, {"0.00012"}},
        {"money", "VARCHAR", {"-1234.5"}, {"-$1,234.50"}},
    };
}

std::vector<TypeCase> textCases() {
    const std::string longText(100000, 'x');
    return {
        {"text",
         "VARCHAR",
         {"''", "'äß€😀'", "'a''b\\c'", "repeat('x', 100000)", "E'line\\nbreak\\ttab'"},
         {"", "äß€😀", "a'b\\c", longText, "line\nbreak\ttab"}},
        {"varchar(20)", "VARCHAR", {"''", "'ab '"}, {"", "ab "}},
        {"char(5)", "VARCHAR", {"'ab'", "''"}, {"ab   ", "     "}},
        {"\"char\"", "VARCHAR", {"'x'"}, {"x"}},
        {"name", "VARCHAR", {"'pg_class'"}, {"pg_class"}},
        {"bytea", "BLOB", {"''", "'\\x00ff80'"}, {"", "\\x00\\xFF\\x80"}},
        {"uuid",
         "UUID",
         {"'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
          "'7fffffff-ffff-ffff-8000-000000000001'"},
         {"00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
          "7fffffff-ffff-ffff-8000-000000000001"}},
        {"json", "JSON", {"'{\"a\": [1, null]}'", "'\"\"'"}, {"{\"a\": [1, null]}", "\"\""}},
        {"jsonb", "JSON", {"'{\"b\":1,  \"a\":1.10}'", "'null'"}, {"{\"a\": 1.10, \"b\": 1}", "null"}},
        {"mood", "VARCHAR", {"'sad'", "'it''s ok'"}, {"sad", "it's ok"}},
        {"email", "VARCHAR", {"'a@b'"}, {"a@b"}},
        {"padded", "VARCHAR", {"'x'"}, {"x   "}},
        {"pair", "VARCHAR", {"(1, 'a b')", "(NULL, NULL)"}, {"(1,\"a b\")", "(,)"}},
        {"inet",
         "VARCHAR",
         {"'10.0.0.1'", "'10.0.0.1/8'", "'::1'", "'::ffff:1.2.3.4'"},
         {"10.0.0.1", "10.0.0.1/8", "::1", "::ffff:1.2.3.4"}},
        {"cidr", "VARCHAR", {"'10.0.0.0/8'", "'10.0.0.1'"}, {"10.0.0.0/8", "10.0.0.1/32"}},
        {"macaddr", "VARCHAR", {"'08:00:2b:01:02:03'"}, {"08:00:2b:01:02:03"}},
        {"bit(3)", "VARCHAR", {"B'101'"}, {"101"}},
        {"bit varying", "VARCHAR", {"B''", "B'1'"}, {"", "1"}},
        {"xml", "VARCHAR", {"'<a>ä</a>'"}, {"<a>ä</a>"}},
        {"tsvector", "VARCHAR", {"'a fat cat'"}, {"'a' 'cat' 'fat'"}},
        {"point", "VARCHAR", {"'(1.5,-2)'"}, {"(1.5,-2)"}},
        {"int4range", "VARCHAR", {"'[1,10)'", "'empty'"}, {"[1,10)", "empty"}},
        {"tstzrange", "VARCHAR", {"'[2024-01-01 00:00:00+01,]'"}, {"[\"2023-12-31 23:00:00+00\",)"}},
        {"nummultirange", "VARCHAR", {"'{[1.1,2.2)}'"}, {"{[1.1,2.2)}"}},
        {"regclass", "VARCHAR", {"'pg_class'"}, {"pg_class"}},
        {"pg_lsn", "VARCHAR", {"'16/B374D848'"}, {"16/B374D848"}},
    };
}

std::vector<TypeCase> timeCases() {
    return {
        {"date",
         "DATE",
         {"'infinity'", "'-infinity'", "'4713-01-01 BC'", "'5874897-12-31'", "'0001-12-31 BC'",
          "'2024-02-29'"},
         {"infinity", "-infinity", "4713-01-01 (BC)", "5874897-12-31", "0001-12-31 (BC)", "2024-02-29"}},
        {"timestamp",
         "TIMESTAMP",
         {"'infinity'", "'-infinity'", "'4713-01-01 00:00:00 BC'", "'294246-12-31 23:59:59.999999'",
          "'2024-03-31 02:30:00'", "'1969-12-31 23:59:59.999999'"},
         {"infinity", "-infinity", "4713-01-01 (BC) 00:00:00", "294246-12-31 23:59:59.999999",
          "2024-03-31 02:30:00", "1969-12-31 23:59:59.999999"}},
        {"timestamp(0)", "TIMESTAMP", {"'2024-03-31 02:30:00'"}, {"2024-03-31 02:30:00"}},
        {"timestamptz",
         "TIMESTAMP WITH TIME ZONE",
         {"'infinity'", "'2024-03-31 02:30:00+02'", "'2000-01-01 00:00:00.000001+00'"},
         {"infinity", "2024-03-31 00:30:00+00", "2000-01-01 00:00:00.000001+00"}},
        {"time",
         "TIME",
         {"'00:00'", "'24:00:00'", "'23:59:59.999999'"},
         {"00:00:00", "24:00:00", "23:59:59.999999"}},
        {"timetz",
         "TIME WITH TIME ZONE",
         {"'12:30:00.5+05:30'", "'00:00:00-15:59:59'", "'24:00:00+15:59'"},
         {"12:30:00.5+05:30", "00:00:00-15:59:59", "24:00:00+15:59"}},
        {"interval",
         "INTERVAL",
         {"'1 year -2 days 03:04:05.000006'", "'-178000000 years'", "'0'"},
         {"1 year -2 days 03:04:05.000006", "-178000000 years", "00:00:00"}},
    };
}

std::vector<TypeCase> arrayCases() {
    return {
        {"integer[]",
         "INTEGER[]",
         {"'{}'", "'{1,NULL,3}'", "'{NULL}'", "'[0:1]={7,8}'"},
         {"[]", "[1, NULL, 3]", "[NULL]", "[7, 8]"}},
        {"text[]",
         "VARCHAR[]",
         {"'{}'", "ARRAY['', 'a,b', NULL, '😀 longer than twelve']"},
         {"[]", "['', 'a,b', NULL, 😀 longer than twelve]"}},
        {"integer[][]",
         "INTEGER[][]",
         {"'{{1,2},{3,NULL}}'", "'{}'", "'{{5}}'"},
         {"[[1, 2], [3, NULL]]", "[]", "[[5]]"}},
        {"numeric(6,2)[]", "DECIMAL(6,2)[]", {"'{1.5,-2}'"}, {"[1.50, -2.00]"}},
        {"numeric[]", "VARCHAR[]", {"'{1.5,NaN}'"}, {"[1.5, NaN]"}},
        {"mood[]", "VARCHAR[]", {"'{sad}'::mood[]"}, {"[sad]"}},
        {"jsonb[]", "JSON[]", {"ARRAY['{\"a\":1}'::jsonb]"}, {"['{\"a\": 1}']"}},
        {"timestamptz[]",
         "TIMESTAMP WITH TIME ZONE[]",
         {"'{2024-01-01 00:00:00+00}'"},
         {"['2024-01-01 00:00:00+00']"}},
        {"inet[]", "VARCHAR", {"'{10.0.0.1,::1}'"}, {"{10.0.0.1,::1}"}},
        {"int2vector", "VARCHAR", {"'1 2'"}, {"1 2"}},
    };
}

class PostgresqlTypes : public PostgresqlTest {
  protected:
    void SetUp() override {
        PostgresqlTest::SetUp();
        if (!m_connection) return;
        run("CREATE TYPE mood AS ENUM ('sad', 'it''s ok')");
        run("CREATE TYPE pair AS (a int, b text)");
        run("CREATE DOMAIN email AS text CHECK (value LIKE '%@%')");
        run("CREATE DOMAIN padded AS char(4)");
        m_portal = openWith("fetch", "portal");
    }

    /// The same values through every path: a federated read, native COPY, native portal.
    void check(const std::vector<TypeCase>& cases) {
        for (size_t i = 0; i < cases.size(); i++) {
            SCOPED_TRACE(cases[i].declaration);
            checkOne(cases[i], "t" + std::to_string(i));
        }
    }

    void checkOne(const TypeCase& test, const std::string& table) {
        run("CREATE TABLE " + table + " (id int PRIMARY KEY, v " + test.declaration + ")");
        std::string values;
        Rows expected;
        for (size_t i = 0; i < test.literals.size(); i++) {
            values += "(" + std::to_string(i) + ", " + test.literals[i] + "), ";
            expected.push_back({test.expected.at(i)});
        }
        expected.push_back({"NULL"});
        run("INSERT INTO " + table + " VALUES " + values + "(" + std::to_string(test.literals.size()) +
            ", NULL)");

        auto query = tableQuery(table);
        ASSERT_EQ(query.columns.size(), 2u);
        EXPECT_EQ(query.columns[1].type.ToString(), test.duckType);
        query.projection = {1};
        EXPECT_EQ(read(query), expected) << "federated read";
        const std::string sql = "SELECT v FROM " + table + " ORDER BY id;";
        auto described = m_connection->describeNative(sql, m_token);
        ASSERT_TRUE(described.has_value()) << described.error().text();
        ASSERT_EQ(described->size(), 1u);
        EXPECT_EQ(described->at(0).type.ToString(), test.duckType);
        EXPECT_EQ(described->at(0).name, "v");
        EXPECT_EQ(run(sql), expected) << "native by COPY";
        auto portal = drain(m_portal->native(sql, m_token));
        ASSERT_TRUE(portal.has_value()) << portal.error().text();
        EXPECT_EQ(*portal, expected) << "native by portal";
        auto portalRead = drain(m_portal->read(query, m_token));
        ASSERT_TRUE(portalRead.has_value()) << portalRead.error().text();
        EXPECT_EQ(*portalRead, expected) << "federated read by portal";
        if (test.duckType == "VARCHAR") {
            auto returning = drain(
                m_connection->native("UPDATE " + table + " SET v = v WHERE id = 0 RETURNING v", m_token));
            ASSERT_TRUE(returning.has_value()) << returning.error().text();
            EXPECT_EQ(returning->at(0), expected[0]) << "RETURNING";
        }
    }

    std::unique_ptr<connect::Connection> m_portal;
};

TEST_F(PostgresqlTypes, keepNumbersExact) {
    check(numberCases());
}
TEST_F(PostgresqlTypes, keepTextAndWhatIsKeptAsText) {
    check(textCases());
}
TEST_F(PostgresqlTypes, keepDatesAndTimes) {
    check(timeCases());
}
TEST_F(PostgresqlTypes, keepArrays) {
    check(arrayCases());
}

}  // namespace tributary::connectors
