// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/influxdb_connectors.h"
#include "core/net/http_client.h"
#include "tests/conformance/quirks.h"

namespace tributary::conformance {

namespace {

/// InfluxDB 1.x. Tables are written as line protocol: `id` is a field, the point's time is its number in ns.
/// Literals are plain text without quotes; "NULL" leaves the tag or field out.
class InfluxdbQuirks : public Quirks {
  public:
    InfluxdbQuirks() {
        id = "influxdb";
        environment = "TRIBUTARY_TEST_INFLUXDB";
        schema = "tributary";
        idType = intType = "integer";
        textType = "string";
        nativeOne = "SHOW RETENTION POLICIES ON \"tributary\"";
        nativeOneText = "true";
        nativeSlow = "SELECT count(v) FROM cf_slow WHERE time >= 0 AND time < 100000d GROUP BY time(1u)";
        lacks = {{Feature::Views, "InfluxDB 1.x has no views"},
                 {Feature::PrimaryKeys, "a point is known by its tags and time"},
                 {Feature::ForeignKeys, "InfluxDB has none"},
                 {Feature::NativeWrite, "InfluxQL writes no rows with a count"}};
        addNumbers();
        addTexts();
    }

    std::unique_ptr<connect::Connector> connector() const override {
        return connectors::makeInfluxdb1Connector();
    }

    std::optional<connect::Settings> settings() override {
        auto out = Quirks::settings();
        if (!out) return out;
        out->set("database", schema);
        if (!m_prepared) {
            auto written = write(*out, "cf_slow v=1i 0\n");
            if (!written) return std::nullopt;
            m_prepared = true;
        }
        return out;
    }

    Result<void> create(connect::Connection& connection, const TableSpec& table) override {
        if (auto ok = run(connection, "DROP MEASUREMENT " + quote(table.name)); !ok) {
            if (ok.error().code != ErrorCode::NotFound) return ok;
        }
        auto where = settings();
        if (!where) return fail(ErrorCode::NotFound, "no server");
        std::string lines;
        for (const auto& row : table.rows) {
            lines += line(table, row);
            if (lines.size() < (2u << 20)) continue;
            if (auto ok = write(*where, lines); !ok) return ok;
            lines.clear();
        }
        return lines.empty() ? Result<void>() : write(*where, lines);
    }

    std::string quote(const std::string& name) const override {
        std::string out = "\"";
        for (char c : name) out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        return out + "\"";
    }
    std::string textLiteral(const std::string& text) const override { return text; }
    std::string createTableText(const TableSpec& table) const override {
        return "SELECT * INTO " + quote(table.name) + " FROM \"cf_small\"";
    }

  private:
    static std::string escaped(const std::string& text, const std::string& special) {
        std::string out;
        for (char c : text) {
            if (special.find(c) != std::string::npos) out += '\\';
            out += c;
        }
        return out;
    }

    static std::string line(const TableSpec& table, const std::vector<std::string>& row) {
        std::string tags;
        std::string fields;
        for (size_t i = 0; i < row.size(); i++) {
            if (row[i] == "NULL") continue;
            const std::string& type = table.columns[i].nativeType;
            const std::string key = escaped(table.columns[i].name, ",= ");
            if (type == "tag") {
                tags += "," + key + "=" + escaped(row[i], ",= ");
                continue;
            }
            fields += (fields.empty() ? "" : ",") + key + "=";
            fields += type == "string" ? "\"" + escaped(row[i], "\"\\") + "\""
                                       : row[i] + (type == "integer" ? "i" : "");
        }
        return escaped(table.name, ", ") + tags + " " + fields + " " + row[0] + "\n";
    }

    static Result<void> write(const connect::Settings& settings, const std::string& lines) {
        net::HttpRequest request;
        request.method = "POST";
        request.url = "http://" + settings.text("host") + ":" + settings.text("port") +
                      "/write?precision=ns&db=" + settings.text("database");
        request.user = settings.text("user");
        request.password = settings.text("password");
        request.body = lines;
        CancelToken token;
        net::HttpClient http;
        auto answer = http.send(request, token);
        if (!answer) return fail(answer.error());
        if (answer->status != 204) return fail(ErrorCode::Query, answer->body);
        return {};
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
                          {"NULL", {}}}});
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
                          {"NULL", {}}}});
        types.push_back({"boolean",
                         "boolean",
                         "BOOLEAN",
                         {{"true", "true"}, {"false", "false"}, {"NULL", {}}},
                         true,
                         false});
    }

    void addTexts() {
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
        TypeCase field{"string", "string", "VARCHAR", {{"NULL", {}}, {"", ""}, {"two\nlines", "two\nlines"}},
                       true,     false};
        for (const auto& text : texts) {
            tag.samples.push_back({text, text});
            field.samples.push_back({text, text});
        }
        types.push_back(std::move(tag));
        types.push_back(std::move(field));
    }

    bool m_prepared = false;
};

}  // namespace

std::unique_ptr<Quirks> makeInfluxdbQuirks() {
    return std::make_unique<InfluxdbQuirks>();
}

}  // namespace tributary::conformance
