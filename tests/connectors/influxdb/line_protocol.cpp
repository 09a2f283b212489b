// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/influxdb/line_protocol.h"

#include "core/net/http_client.h"

namespace tributary::connectors {
namespace {

std::string escaped(const std::string& text, const std::string& special) {
    std::string out;
    for (char c : text) {
        if (special.find(c) != std::string::npos) out += '\\';
        out += c;
    }
    return out;
}

}  // namespace

Point::Point(const std::string& measurement) : m_head(escaped(measurement, ", ")) {}

Point& Point::tag(const std::string& key, const std::string& value) {
    if (!value.empty()) m_head += "," + escaped(key, ",= ") + "=" + escaped(value, ",= ");
    return *this;
}

Point& Point::field(const std::string& key, const std::string& type, const std::string& value) {
    m_fields += (m_fields.empty() ? "" : ",") + escaped(key, ",= ") + "=";
    if (type == "string")
        m_fields += "\"" + escaped(value, "\"\\") + "\"";
    else
        m_fields += value + (type == "integer" ? "i" : type == "unsigned" ? "u" : "");
    return *this;
}

std::string Point::at(int64_t nanoseconds) const {
    return m_head + " " + m_fields + " " + std::to_string(nanoseconds) + "\n";
}

Result<void> writeLines(const connect::Settings& settings, const std::string& target,
                        const std::string& lines, const std::string& policy) {
    net::HttpRequest request;
    request.method = "POST";
    request.url = "http://" + settings.text("host") + ":" + settings.text("port");
    const std::string org = settings.text("org");
    if (org.empty()) {
        request.url += "/write?precision=ns&db=" + net::urlEncode(target) + "&rp=" + net::urlEncode(policy);
        request.user = settings.text("user");
        request.password = settings.text("password");
    } else {
        request.url +=
            "/api/v2/write?precision=ns&org=" + net::urlEncode(org) + "&bucket=" + net::urlEncode(target);
        request.headers.push_back("Authorization: Token " + settings.text("token"));
    }
    request.body = lines;
    CancelToken token;
    net::HttpClient http;
    auto answer = http.send(request, token);
    if (!answer) return fail(answer.error());
    if (answer->status != 204) return fail(ErrorCode::Query, answer->body);
    return {};
}

connect::Settings asVersion1(const connect::Settings& settings, const std::string& database) {
    connect::Settings out;
    for (const char* key : {"host", "port"}) out.set(key, settings.text(key));
    out.set("database", database);
    out.set("user", "token");
    out.setSecret("password", settings.text("token"));
    return out;
}

}  // namespace tributary::connectors
