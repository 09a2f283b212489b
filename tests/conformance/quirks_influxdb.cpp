// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/influxdb_connectors.h"
#include "core/net/http_client.h"
#include "tests/conformance/quirks.h"
#include "tests/connectors/influxdb/line_protocol.h"

namespace tributary::conformance {

namespace {

/// What the versions share. Tables are written as line protocol: `id` is a field, the point's time is its
/// number in ns. Literals are plain text without quotes; "NULL" leaves the tag or field out.
class InfluxdbQuirks : public Quirks {
  public:
    /// `fieldsPush`: the dialect can say conditions on fields; `emptyText`: what a field's '' arrives as.
    InfluxdbQuirks(bool fieldsPush, std::optional<std::string> emptyText) : m_fieldsPush(fieldsPush) {
        schema = "tributary";
        idType = intType = "integer";
        textType = "string";
        lacks = {{Feature::Views, "InfluxDB has no views"},
                 {Feature::PrimaryKeys, "a point is known by its tags and time"},
                 {Feature::ForeignKeys, "InfluxDB has none"},
                 {Feature::NativeWrite, "the language writes no rows with a count"}};
        addNumbers();
        addTexts(std::move(emptyText));
    }

    Result<void> create(connect::Connection& connection, const TableSpec& table) override {
        if (auto ok = drop(connection, table.name); !ok) return ok;
        auto where = settings();
        if (!where) return fail(ErrorCode::NotFound, "no server");
        std::string lines;
        for (const auto& row : table.rows) {
            lines += line(table, row);
            if (lines.size() < (2u << 20)) continue;
            if (auto ok = connectors::writeLines(*where, schema, lines); !ok) return ok;
            lines.clear();
        }
        return lines.empty() ? Result<void>() : connectors::writeLines(*where, schema, lines);
    }

    std::string quote(const std::string& name) const override {
        std::string out = "\"";
        for (char c : name) out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        return out + "\"";
    }
    std::string textLiteral(const std::string& text) const override { return text; }

  protected:
    virtual Result<void> drop(connect::Connection& connection, const std::string& table) = 0;

  private:
    static std::string line(const TableSpec& table, const std::vector<std::string>& row) {
        connectors::Point point(table.name);
        for (bool tags : {true, false}) {
            for (size_t i = 0; i < row.size(); i++) {
                const auto& column = table.columns[i];
                if (row[i] == "NULL" || (column.nativeType == "tag") != tags) continue;
                if (tags)
                    point.tag(column.name, row[i]);
                else
                    point.field(column.name, column.nativeType, row[i]);
            }
        }
        return point.at(std::stoll(row[0]));
    }

    void addNumbers() {
        types.push_back({"integer",
                         "integer",
                         "BIGINT",
                         {{"0", "0"},
                          {"-1", "-1"},
                          {"9223372036854775807", "9223372036854775807"},
                          {"-9223372036854775808", "-9223372036854775808"},
                          {"9007199254740993", "9007199254740993"},
                          {"NULL", {}}},
                         m_fieldsPush,
                         m_fieldsPush});
        types.push_back({"float",
                         "float",
                         "DOUBLE",
                         {{"0", "0.0"},
                          {"0.1", "0.1"},
                          {"-2.5", "-2.5"},
                          {"1.7976931348623157e308", "1.7976931348623157e+308"},
                          {"-1.7976931348623157e308", "-1.7976931348623157e+308"},
                          {"5e-324", "5e-324"},
                          {"9007199254740993", "9007199254740992.0"},
                          {"NULL", {}}},
                         m_fieldsPush,
                         m_fieldsPush});
        types.push_back({"boolean",
                         "boolean",
                         "BOOLEAN",
                         {{"true", "true"}, {"false", "false"}, {"NULL", {}}},
                         m_fieldsPush,
                         false});
    }

    void addTexts(std::optional<std::string> emptyText) {
        const std::vector<std::string> texts = {"a",
                                                "A",
                                                "ab",
                                                "ä",
                                                "it's",
                                                "say \"hi\"",
                                                "a,b=c d",
                                                "100%",
                                                "_",
                                                "汉字 😀",
                                                "back\\slash in it",
                                                "line feed\\n spelled out",
                                                "NULLs"};
        TypeCase tag{"tag", "tag", "VARCHAR", {{"NULL", {}}}, true, false};
        TypeCase field{"string",     "string",
                       "VARCHAR",    {{"NULL", {}}, {"", std::move(emptyText)}, {"two\nlines", "two\nlines"}},
                       m_fieldsPush, false};
        for (const auto& text : texts) {
            tag.samples.push_back({text, text});
            field.samples.push_back({text, text});
        }
        types.push_back(std::move(tag));
        types.push_back(std::move(field));
    }

    const bool m_fieldsPush;
};

class Influxdb1Quirks : public InfluxdbQuirks {
  public:
    Influxdb1Quirks() : InfluxdbQuirks(true, "") {
        id = "influxdb";
        environment = "TRIBUTARY_TEST_INFLUXDB";
        nativeOne = "SHOW RETENTION POLICIES ON \"tributary\"";
        nativeOneText = "true";
        nativeSlow = "SELECT count(v) FROM cf_slow WHERE time >= 0 AND time < 100000d GROUP BY time(1u)";
    }

    std::unique_ptr<connect::Connector> connector() const override {
        return connectors::makeInfluxdb1Connector();
    }
    std::optional<connect::Settings> settings() override {
        auto out = server();
        if (!out || m_prepared) return out;
        auto written = connectors::writeLines(*out, schema, "cf_slow v=1i 0\n");
        if (!written) return std::nullopt;
        m_prepared = true;
        return out;
    }
    std::string createTableText(const TableSpec& table) const override {
        return "SELECT * INTO " + quote(table.name) + " FROM \"cf_small\"";
    }

  protected:
    Result<void> drop(connect::Connection& connection, const std::string& table) override {
        auto done = run(connection, "DROP MEASUREMENT " + quote(table));
        if (!done && done.error().code != ErrorCode::NotFound) return done;
        return {};
    }
    virtual std::optional<connect::Settings> server() {
        auto out = Quirks::settings();
        if (out) out->set("database", schema);
        return out;
    }

  private:
    bool m_prepared = false;
};

/// The 1.x interface of a real server of 2.x.
class Influxdb1On2Quirks : public Influxdb1Quirks {
  public:
    Influxdb1On2Quirks() {
        label = "influxdb1_on_2";
        environment = "TRIBUTARY_TEST_INFLUXDB2";
        secretKeys = {"token"};
    }

  protected:
    std::optional<connect::Settings> server() override {
        auto out = Quirks::settings();
        if (out) out = connectors::asVersion1(*out, schema);
        return out;
    }
};

/// A real server of 2.x. Its answers do not tell empty text from a missing value.
class Influxdb2Quirks : public InfluxdbQuirks {
  public:
    Influxdb2Quirks() : InfluxdbQuirks(false, std::nullopt) {
        id = "influxdb2";
        environment = "TRIBUTARY_TEST_INFLUXDB2";
        secretKeys = {"token"};
        nativeOne = "import \"array\"\narray.from(rows: [{answer: 42}])";
        nativeOneText = "42";
        nativeSlow =
            "import \"generate\"\n"
            "generate.from(count: 2000000000, fn: (n) => n, start: 2020-01-01T00:00:00Z, stop: "
            "2021-01-01T00:00:00Z) |> count()";
    }

    std::unique_ptr<connect::Connector> connector() const override {
        return connectors::makeInfluxdb2Connector();
    }
    std::string createTableText(const TableSpec& table) const override {
        return "from(bucket: \"tributary\") |> range(start: 0) |> set(key: \"_measurement\", value: " +
               quote(table.name) + ") |> to(bucket: \"tributary\")";
    }
    connect::Settings withWrongPassword(connect::Settings settings) const override {
        settings.setSecret("token", "wrong-" + settings.text("token"));
        return settings;
    }

  protected:
    Result<void> drop(connect::Connection&, const std::string& table) override {
        const auto where = settings();
        if (!where) return fail(ErrorCode::NotFound, "no server");
        net::HttpRequest request;
        request.method = "POST";
        request.url = "http://" + where->text("host") + ":" + where->text("port") +
                      "/api/v2/delete?org=" + net::urlEncode(where->text("org")) + "&bucket=" + schema;
        request.headers = {"Authorization: Token " + where->text("token"), "Content-Type: application/json"};
        const std::string predicate = "_measurement=" + quote(table);
        request.body =
            "{\"start\": \"1970-01-01T00:00:00Z\", \"stop\": \"2100-01-01T00:00:00Z\", \"predicate\": " +
            quote(predicate) + "}";
        CancelToken token;
        net::HttpClient http;
        auto answer = http.send(request, token);
        if (!answer) return fail(answer.error());
        if (answer->status != 204) return fail(ErrorCode::Query, answer->body);
        return {};
    }
};

}  // namespace

std::unique_ptr<Quirks> makeInfluxdbQuirks() {
    return std::make_unique<Influxdb1Quirks>();
}

std::unique_ptr<Quirks> makeInfluxdb1On2Quirks() {
    return std::make_unique<Influxdb1On2Quirks>();
}

std::unique_ptr<Quirks> makeInfluxdb2Quirks() {
    return std::make_unique<Influxdb2Quirks>();
}

}  // namespace tributary::conformance
