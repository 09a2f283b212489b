// SPDX-License-Identifier: GPL-3.0-or-later
// Plugin sources: ADBC drivers nobody here wrote, each in a sandboxed process, behind the same tests as our
// own connectors.
#include <cstdlib>

#include "tests/conformance/duck_types.h"
#include "tests/conformance/scratch.h"
#include "tests/plugins/drivers/driver_plugin.h"

namespace tributary::conformance {

namespace {

/// Hands a connector out that the quirks keep: the suite wants one of its own.
class SharedConnector : public connect::Connector {
  public:
    explicit SharedConnector(const connect::Connector& real) : m_real(real) {}
    const connect::Descriptor& descriptor() const override { return m_real.descriptor(); }
    Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                      const CancelToken& token) const override {
        return m_real.open(settings, token);
    }

  private:
    const connect::Connector& m_real;
};

class DriverQuirks : public Quirks {
  public:
    explicit DriverQuirks(std::string driver) : m_driver(std::move(driver)) {
        id = "adbc-" + m_driver;
        label = "adbc_" + m_driver;
        nativeOne = "SELECT 42 AS answer";
        nativeOneText = "42";
        // A driver that hears no cancel is ended after two seconds.
        cancelLimit = std::chrono::milliseconds(3000);
        oddNames.back() = "a_name_that_is_quite_long_but_within_fifty_nine_bytes";
    }

    std::unique_ptr<connect::Connector> connector() const override {
        return std::make_unique<SharedConnector>(*m_plugin->connector);
    }

    std::optional<connect::Settings> settings() override {
        if (!m_plugin) m_plugin = plugin::testing::driverConnector(m_driver);
        if (!m_plugin) {
            environment = "TRIBUTARY_TEST_ADBC_DRIVER_…";
            return std::nullopt;
        }
        return place();
    }

  protected:
    virtual std::optional<connect::Settings> place() = 0;

  private:
    const std::string m_driver;
    std::unique_ptr<plugin::testing::DriverConnector> m_plugin;
};

class DuckdbDriverQuirks : public DriverQuirks {
  public:
    DuckdbDriverQuirks() : DriverQuirks("duckdb") {
        schema = "main";
        nativeSlow = kDuckSlow;
        types = duckTypes();
        lacks = {{Feature::Authentication, "a file has no password"},
                 {Feature::Network, "a file has no host"},
                 {Feature::TwoSessions, "a DuckDB file is written by one process at a time"},
                 {Feature::ReadOnly,
                  "a file that is open for writing is not opened again; see test_plugin_federated"},
                 {Feature::ForeignKeys, "libduckdb's GetObjects names no target"}};
    }

  protected:
    std::optional<connect::Settings> place() override {
        connect::Settings settings;
        settings.set("folder", m_folder.path());
        settings.set("file", "suite.duckdb");
        return settings;
    }

  private:
    Scratch m_folder;
};

class SqliteDriverQuirks : public DriverQuirks {
  public:
    SqliteDriverQuirks() : DriverQuirks("sqlite") {
        schema = "main";
        nativeSlow =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000000) SELECT "
            "count(*) "
            "FROM n";
        types = {{"integer",
                  "INTEGER",
                  "BIGINT",
                  {{"-9223372036854775808", "-9223372036854775808"},
                   {"9223372036854775807", "9223372036854775807"},
                   {"0", "0"},
                   {"NULL", {}}}},
                 {"real",
                  "REAL",
                  "DOUBLE",
                  {{"0.1", "0.1"}, {"-1.5e300", "-1.5e+300"}, {"NULL", {}}},
                  false,
                  false},
                 {"text",
                  "TEXT",
                  "VARCHAR",
                  {{"''", ""}, {"'汉字'", "汉字"}, {"'it''s'", "it's"}, {"NULL", {}}},
                  false,
                  false},
                 {"blob", "BLOB", "BLOB", {{"X'00FF'", "\\x00\\xFF"}, {"NULL", {}}}, false, false}};
        lacks = {{Feature::Authentication, "a file has no password"},
                 {Feature::Network, "a file has no host"},
                 {Feature::CaseSensitiveNames, "SQLite folds names"}};
    }

    std::string quote(const std::string& name) const override {
        std::string out = "`";
        for (char c : name) out += c == '`' ? "``" : std::string(1, c);
        return out + "`";
    }

  protected:
    std::optional<connect::Settings> place() override {
        connect::Settings settings;
        settings.set("folder", m_folder.path());
        settings.set("file", "suite.sqlite");
        return settings;
    }

  private:
    Scratch m_folder;
};

/// Arrow's own example server, which keeps its rows in SQLite.
class FlightsqlDriverQuirks : public DriverQuirks {
  public:
    FlightsqlDriverQuirks() : DriverQuirks("flightsql") {
        schema = "main";
        idType = intType = "INTEGER";  // the server knows only some declared types
        nativeSlow =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000000) SELECT "
            "count(*) FROM n";
        types = {{"integer",
                  "INTEGER",
                  "BIGINT",
                  {{"-9223372036854775808", "-9223372036854775808"},
                   {"9223372036854775807", "9223372036854775807"},
                   {"0", "0"},
                   {"NULL", {}}}},
                 {"real",
                  "REAL",
                  "DOUBLE",
                  {{"0.1", "0.1"}, {"-1.5e300", "-1.5e+300"}, {"NULL", {}}},
                  false,
                  false},
                 {"text",
                  "TEXT",
                  "VARCHAR",
                  {{"''", ""}, {"'汉字'", "汉字"}, {"'it''s'", "it's"}, {"NULL", {}}},
                  false,
                  false},
                 // The server sends a NULL of this type as an empty value.
                 {"blob", "BLOB", "BLOB", {{"X'00FF'", "\\x00\\xFF"}, {"X''", ""}}, false, false}};
        std::erase(oddNames, "o'clock");  // the server forgets to double quotes when it is asked for a table
        lacks = {{Feature::CaseSensitiveNames, "SQLite folds names"},
                 {Feature::NativeWrite, "the driver does not count what a statement with an answer changed"}};
    }

    std::string quote(const std::string& name) const override {
        std::string out = "`";
        for (char c : name) out += c == '`' ? "``" : std::string(1, c);
        return out + "`";
    }
    connect::Settings withDeadHost(connect::Settings settings) const override {
        settings.set("uri", "grpc://127.0.0.1:1");
        return settings;
    }

  protected:
    std::optional<connect::Settings> place() override {
        environment = "TRIBUTARY_TEST_FLIGHTSQL";
        auto settings = Quirks::settings();
        if (settings) settings->set("dialect", "sqlite");
        return settings;
    }
};

class PostgresqlDriverQuirks : public DriverQuirks {
  public:
    PostgresqlDriverQuirks() : DriverQuirks("postgresql") {
        schema = "public";
        typeTables = "tcp_";
        nativeSlow = "SELECT pg_sleep(600)::text";
        types = {
            {"boolean", "boolean", "BOOLEAN", {{"true", "true"}, {"false", "false"}, {"NULL", {}}}},
            {"smallint", "smallint", "SMALLINT", {{"-32768", "-32768"}, {"32767", "32767"}, {"NULL", {}}}},
            {"integer",
             "integer",
             "INTEGER",
             {{"-2147483648", "-2147483648"}, {"2147483647", "2147483647"}, {"NULL", {}}}},
            {"bigint",
             "bigint",
             "BIGINT",
             {{"'-9223372036854775808'", "-9223372036854775808"},
              {"9223372036854775807", "9223372036854775807"},
              {"NULL", {}}}},
            {"real",
             "real",
             "FLOAT",
             {{"0.1", "0.1"}, {"'NaN'", "nan"}, {"'-Infinity'", "-inf"}, {"NULL", {}}}},
            {"double",
             "double precision",
             "DOUBLE",
             {{"0.1", "0.1"}, {"'NaN'", "nan"}, {"5e-324", "5e-324"}, {"NULL", {}}}},
            {"numeric",
             "numeric(40,5)",
             "VARCHAR",
             {{"12345678901234567890123456789012345.00001", "12345678901234567890123456789012345.00001"},
              {"'NaN'", "nan"},
              {"-0.1", "-0.10000"},
              {"NULL", {}}},
             false,
             false}};
        addTextsAndTimes();
    }

    /// A view of an earlier run still stands on the table.
    std::string dropTableText(const std::string& name) const override {
        return Quirks::dropTableText(name) + " CASCADE";
    }

  protected:
    std::optional<connect::Settings> place() override {
        environment = "TRIBUTARY_TEST_POSTGRESQL";
        return Quirks::settings();
    }

  private:
    void addTextsAndTimes() {
        const std::vector<TypeCase> more = {
            {"text",
             "text",
             "VARCHAR",
             {{"''", ""}, {"'a'", "a"}, {"'A'", "A"}, {"'汉字'", "汉字"}, {"'ab '", "ab "}, {"NULL", {}}},
             true,
             false},
            {"varchar",
             "character varying(20)",
             "VARCHAR",
             {{"'a'", "a"}, {"'ä'", "ä"}, {"NULL", {}}},
             true,
             false},
            {"bytea", "bytea", "BLOB", {{"''", ""}, {"'\\x00ff'", "\\x00\\xFF"}, {"NULL", {}}}, false, false},
            {"date",
             "date",
             "DATE",
             {{"'2024-02-29'", "2024-02-29"},
              {"'0001-01-01'", "0001-01-01"},
              {"'9999-12-31'", "9999-12-31"},
              {"NULL", {}}}},
            {"time",
             "time",
             "TIME",
             {{"'00:00:00'", "00:00:00"}, {"'23:59:59.999999'", "23:59:59.999999"}, {"NULL", {}}},
             false,
             false},
            {"timestamp",
             "timestamp",
             "TIMESTAMP",
             {{"'2024-02-29 12:34:56.000001'", "2024-02-29 12:34:56.000001"},
              {"'1900-01-01'", "1900-01-01 00:00:00"},
              {"NULL", {}}}},
            {"timestamptz",
             "timestamptz",
             "TIMESTAMP WITH TIME ZONE",
             {{"'2024-02-29 12:34:56+05:30'", "2024-02-29 07:04:56+00"}, {"NULL", {}}}},
            {"interval",
             "interval",
             "INTERVAL",
             {{"'1 month -3 days 5.000001 seconds'", "1 month -3 days 00:00:05.000001"}, {"NULL", {}}},
             false,
             false},
            {"integers",
             "integer[]",
             "INTEGER[]",
             {{"'{1,NULL,3}'", "[1, NULL, 3]"}, {"'{}'", "[]"}, {"NULL", {}}},
             false,
             false}};
        types.insert(types.end(), more.begin(), more.end());
    }
};

}  // namespace

std::unique_ptr<Quirks> makeDuckdbDriverQuirks() {
    return std::make_unique<DuckdbDriverQuirks>();
}
std::unique_ptr<Quirks> makeSqliteDriverQuirks() {
    return std::make_unique<SqliteDriverQuirks>();
}
std::unique_ptr<Quirks> makeFlightsqlDriverQuirks() {
    return std::make_unique<FlightsqlDriverQuirks>();
}
std::unique_ptr<Quirks> makePostgresqlDriverQuirks() {
    return std::make_unique<PostgresqlDriverQuirks>();
}

}  // namespace tributary::conformance
