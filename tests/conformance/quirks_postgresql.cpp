// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/postgresql_connector.h"
#include "tests/conformance/quirks.h"

namespace tributary::conformance {

namespace {

class PostgresqlQuirks : public Quirks {
  public:
    PostgresqlQuirks() {
        id = "postgresql";
        environment = "TRIBUTARY_TEST_POSTGRESQL";
        schema = "public";
        nativeOne = "SELECT 42 AS answer";
        nativeOneText = "42";
        nativeSlow =
            "SELECT count(*) FROM generate_series(1, 100000) a CROSS JOIN generate_series(1, 1000000) b";
        addNumbers();
        addTexts();
        addBytes();
        addTimes();
        addArrays();
        addKeptLocal();
    }

    std::unique_ptr<connect::Connector> connector() const override {
        return connectors::makePostgresqlConnector();
    }

    Result<void> create(connect::Connection& connection, const TableSpec& table) override {
        const std::string types =
            "DO $$ BEGIN IF to_regtype('cf_mood') IS NULL THEN CREATE TYPE cf_mood AS ENUM ('sad', 'ok', "
            "''); "
            "CREATE TYPE cf_pair AS (a int, b text); CREATE DOMAIN cf_email AS text; END IF; END $$";
        if (auto done = run(connection, types); !done) return done;
        return Quirks::create(connection, table);
    }

    /// A view of an earlier run still stands on the table.
    std::string dropTableText(const std::string& name) const override {
        return Quirks::dropTableText(name) + " CASCADE";
    }

  private:
    void addNumbers() {
        types.push_back(
            {"boolean", "boolean", "BOOLEAN", {{"true", "true"}, {"false", "false"}, {"NULL", {}}}});
        types.push_back(
            {"smallint", "smallint", "SMALLINT", {{"-32768", "-32768"}, {"32767", "32767"}, {"NULL", {}}}});
        types.push_back(
            {"integer",
             "integer",
             "INTEGER",
             {{"-2147483648", "-2147483648"}, {"2147483647", "2147483647"}, {"0", "0"}, {"NULL", {}}}});
        types.push_back({"bigint",
                         "bigint",
                         "BIGINT",
                         {{"-9223372036854775808", "-9223372036854775808"},
                          {"9223372036854775807", "9223372036854775807"},
                          {"9007199254740993", "9007199254740993"},
                          {"NULL", {}}}});
        types.push_back({"oid", "oid", "UINTEGER", {{"0", "0"}, {"4294967295", "4294967295"}, {"NULL", {}}}});
        types.push_back({"real",
                         "real",
                         "FLOAT",
                         {{"'NaN'", "nan"},
                          {"'Infinity'", "inf"},
                          {"'-Infinity'", "-inf"},
                          {"0.1", "0.1"},
                          {"NULL", {}}}});
        types.push_back({"double",
                         "double precision",
                         "DOUBLE",
                         {{"'NaN'", "nan"},
                          {"'-Infinity'", "-inf"},
                          {"'5e-324'", "5e-324"},
                          {"1.7976931348623157e308", "1.7976931348623157e+308"},
                          {"0.1", "0.1"},
                          {"NULL", {}}}});
        types.push_back({"numeric_4_2",
                         "numeric(4,2)",
                         "DECIMAL(4,2)",
                         {{"-99.99", "-99.99"}, {"0.01", "0.01"}, {"10", "10.00"}, {"NULL", {}}}});
        types.push_back(
            {"numeric_18_3",
             "numeric(18,3)",
             "DECIMAL(18,3)",
             {{"999999999999999.999", "999999999999999.999"}, {"-0.001", "-0.001"}, {"NULL", {}}}});
        types.push_back(
            {"numeric_38_0",
             "numeric(38,0)",
             "DECIMAL(38,0)",
             {{"99999999999999999999999999999999999999", "99999999999999999999999999999999999999"},
              {"-1", "-1"},
              {"NULL", {}}}});
        types.push_back(
            {"numeric_38_37",
             "numeric(38,37)",
             "DECIMAL(38,37)",
             {{"9.9999999999999999999999999999999999999", "9.9999999999999999999999999999999999999"},
              {"NULL", {}}}});
    }

    static std::vector<Sample> texts() {
        return {{"''", ""},     {"'a'", "a"},     {"'A'", "A"},       {"'ä'", "ä"},     {"'ß'", "ß"},
                {"'ab'", "ab"}, {"'ab '", "ab "}, {"'a%b'", "a%b"},   {"'a_b'", "a_b"}, {"'a\\b'", "a\\b"},
                {"'😀'", "😀"},   {"'''q'", "'q"},  {"'/api'", "/api"}, {"'Z'", "Z"},     {"NULL", {}}};
    }

    void addTexts() {
        types.push_back({"text", "text", "VARCHAR", texts()});
        types.push_back({"varchar", "varchar(20)", "VARCHAR", texts()});
        types.push_back({"text_icu", "text COLLATE \"en-x-icu\"", "VARCHAR", texts()});
        types.push_back({"name", "name", "VARCHAR", texts()});
        types.push_back({"domain", "cf_email", "VARCHAR", texts()});
        types.push_back(
            {"enum", "cf_mood", "VARCHAR", {{"'sad'", "sad"}, {"''", ""}, {"NULL", {}}}, true, false});
    }

    void addBytes() {
        types.push_back({"bytea",
                         "bytea",
                         "BLOB",
                         {{"''", ""}, {"'\\x00ff80'", "\\x00\\xFF\\x80"}, {"'a'", "a"}, {"NULL", {}}}});
        types.push_back({"uuid",
                         "uuid",
                         "UUID",
                         {{"'00000000-0000-0000-0000-000000000000'", "00000000-0000-0000-0000-000000000000"},
                          {"'ffffffff-ffff-ffff-ffff-ffffffffffff'", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
                          {"'7fffffff-ffff-ffff-8000-000000000001'", "7fffffff-ffff-ffff-8000-000000000001"},
                          {"NULL", {}}}});
    }

    void addTimes() {
        types.push_back({"date",
                         "date",
                         "DATE",
                         {{"'infinity'", "infinity"},
                          {"'-infinity'", "-infinity"},
                          {"'4713-01-01 BC'", "4713-01-01 (BC)"},
                          {"'5874897-12-31'", "5874897-12-31"},
                          {"'2024-02-29'", "2024-02-29"},
                          {"NULL", {}}}});
        types.push_back({"timestamp",
                         "timestamp",
                         "TIMESTAMP",
                         {{"'infinity'", "infinity"},
                          {"'4713-01-01 00:00:00 BC'", "4713-01-01 (BC) 00:00:00"},
                          {"'294246-12-31 23:59:59.999999'", "294246-12-31 23:59:59.999999"},
                          {"'2024-03-31 02:30:00'", "2024-03-31 02:30:00"},
                          {"'1969-12-31 23:59:59.999999'", "1969-12-31 23:59:59.999999"},
                          {"NULL", {}}}});
        types.push_back({"timestamptz",
                         "timestamptz",
                         "TIMESTAMP WITH TIME ZONE",
                         {{"'-infinity'", "-infinity"},
                          {"'2024-03-31 02:30:00+02'", "2024-03-31 00:30:00+00"},
                          {"'2000-01-01 00:00:00.000001+00'", "2000-01-01 00:00:00.000001+00"},
                          {"NULL", {}}}});
        types.push_back({"time",
                         "time",
                         "TIME",
                         {{"'00:00'", "00:00:00"},
                          {"'24:00'", "24:00:00"},
                          {"'23:59:59.999999'", "23:59:59.999999"},
                          {"NULL", {}}}});
    }

    void keepLocal(std::string name, std::string nativeType, std::string duckType,
                   std::vector<Sample> samples) {
        samples.push_back({"NULL", {}});
        types.push_back(
            {std::move(name), std::move(nativeType), std::move(duckType), std::move(samples), false, false});
    }

    void addArrays() {
        keepLocal("int_array", "integer[]", "INTEGER[]", {{"'{}'", "[]"}, {"'{1,NULL}'", "[1, NULL]"}});
        keepLocal("int_matrix", "integer[][]", "INTEGER[][]",
                  {{"'{}'", "[]"}, {"'{{1,2},{3,4}}'", "[[1, 2], [3, 4]]"}});
        keepLocal("text_array", "text[]", "VARCHAR[]", {{"'{a,\"\"}'", "[a, '']"}});
        keepLocal("numeric_array", "numeric[]", "VARCHAR[]", {{"'{1.50,NaN}'", "[1.50, NaN]"}});
    }

    void addKeptLocal() {
        keepLocal("timetz", "timetz", "TIME WITH TIME ZONE", {{"'12:30:00.5+05:30'", "12:30:00.5+05:30"}});
        keepLocal("interval", "interval", "INTERVAL",
                  {{"'1 year -2 days 03:04:05.000006'", "1 year -2 days 03:04:05.000006"}});
        keepLocal("numeric", "numeric", "VARCHAR",
                  {{"1.10", "1.10"},
                   {"'NaN'", "NaN"},
                   {"'Infinity'", "Infinity"},
                   {"1e-20", "0.00000000000000000001"}});
        keepLocal("numeric_50", "numeric(50,1)", "VARCHAR", {{"1e40", "1" + std::string(40, '0') + ".0"}});
        keepLocal("money", "money", "VARCHAR", {{"-1234.5", "-$1,234.50"}});
        keepLocal("char", "char(5)", "VARCHAR", {{"'ab'", "ab   "}});
        keepLocal("json", "json", "JSON", {{"'{\"a\": [1]}'", "{\"a\": [1]}"}});
        keepLocal("jsonb", "jsonb", "JSON", {{"'{\"b\":1, \"a\":1.10}'", "{\"a\": 1.10, \"b\": 1}"}});
        keepLocal("composite", "cf_pair", "VARCHAR",
                  {{"(1, 'x y')", "(1,\"x y\")"}, {"(NULL, NULL)", "(,)"}});
        keepLocal("inet", "inet", "VARCHAR", {{"'10.0.0.1'", "10.0.0.1"}, {"'::1/64'", "::1/64"}});
        keepLocal("cidr", "cidr", "VARCHAR", {{"'10.0.0.0/8'", "10.0.0.0/8"}});
        keepLocal("macaddr", "macaddr", "VARCHAR", {{"'08:00:2b:01:02:03'", "08:00:2b:01:02:03"}});
        keepLocal("bit", "bit(3)", "VARCHAR", {{"B'101'", "101"}});
        keepLocal("varbit", "bit varying", "VARCHAR", {{"B''", ""}});
        keepLocal("int4range", "int4range", "VARCHAR", {{"'[1,10)'", "[1,10)"}, {"'empty'", "empty"}});
        keepLocal("xml", "xml", "VARCHAR", {{"'<a>ä</a>'", "<a>ä</a>"}});
        keepLocal("tsvector", "tsvector", "VARCHAR", {{"'a cat'", "'a' 'cat'"}});
        keepLocal("point", "point", "VARCHAR", {{"'(1.5,-2)'", "(1.5,-2)"}});
    }
};

}  // namespace

std::unique_ptr<Quirks> makePostgresqlQuirks() {
    return std::make_unique<PostgresqlQuirks>();
}

}  // namespace tributary::conformance
