// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/influxdb_connection.h"

#include <nlohmann/json.hpp>

namespace tributary::connectors::influxdb {

Result<std::vector<sql::Column>> InfluxdbConnection::describeNative(std::string_view text,
                                                                    const CancelToken& token) {
    if (mayWrite(text)) {
        return fail(ErrorCode::Unsupported, "Only statements that read have columns",
                    "Run this statement by itself, not inside query().");
    }
    auto reader = native(text, token);
    if (!reader) return fail(reader.error());
    return (*reader)->columns();
}

bool InfluxdbConnection::isAlive() {
    net::HttpRequest request = m_session->request("GET", "/ping");
    request.connectTimeout = std::chrono::milliseconds(2000);
    request.idleTimeout = std::chrono::milliseconds(2000);
    return m_session->fetch(request, CancelToken()).has_value();
}

Result<void> InfluxdbConnection::checkMayRun(std::string_view text) const {
    if (!m_session->readOnly() || !mayWrite(text)) return {};
    return fail(ErrorCode::Permission, "This connection is read-only, and the statement could change data",
                "Switch 'read-only' off in the connection's settings to run it.");
}

Result<std::string> InfluxdbConnection::ping(const std::string& defaultPort, const CancelToken& token) {
    std::map<std::string, std::string> headers;
    auto pong = m_session->fetch(m_session->request("GET", "/ping"), token, &headers);
    if (!pong) return fail(pong.error());
    m_capabilities.version = headers["x-influxdb-version"];
    const auto told = nlohmann::json::parse(*pong, nullptr, false);  // version 3 tells it in the body
    if (m_capabilities.version.empty() && told.is_object() && told.contains("version") &&
        told["version"].is_string()) {
        m_capabilities.version = told["version"].get<std::string>();
    }
    if (m_capabilities.version.empty()) {
        return fail(ErrorCode::Connection, "What answers there is not InfluxDB's HTTP interface",
                    "Check host and port; this InfluxDB usually listens on " + defaultPort + ".");
    }
    m_capabilities.product = "InfluxDB";
    m_capabilities.timeZone = "UTC";
    m_capabilities.cancelsOnServer = true;
    return pong;
}

}  // namespace tributary::connectors::influxdb
