// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/prometheus/prometheus_connection.h"

#include "connectors/prometheus/catalog.h"
#include "connectors/prometheus/metric_reader.h"
#include "connectors/prometheus/native_reader.h"

namespace tributary::connectors::prometheus {

PrometheusConnection::PrometheusConnection(std::unique_ptr<ApiSession> session, int64_t defaultHours)
    : m_session(std::move(session)),
      m_defaultHours(defaultHours),
      m_dialect(std::make_shared<PromqlDialect>(defaultHours)) {
    m_capabilities.dialect = m_dialect;
    m_capabilities.timeZone = "UTC";
    m_capabilities.schemaPath = {kSchema};
    m_capabilities.cancelsOnServer = true;
    m_capabilities.readOnlyEnforced = true;
}

Result<std::unique_ptr<connect::Connection>> PrometheusConnection::open(const connect::Settings& settings,
                                                                        const CancelToken& token) {
    auto hours = settings.integer("default_hours", 1);
    if (!hours) return fail(hours.error());
    if (*hours < 0 || *hours > 876'000) {
        return fail(ErrorCode::InvalidArgument, "'default_hours' must be between 0 and 876000",
                    "1 reads the last hour, 0 everything.");
    }
    auto session = ApiSession::from(settings);
    if (!session) return fail(session.error());
    auto told = probe(**session, token);
    if (!told) return fail(told.error());
    std::unique_ptr<PrometheusConnection> out(new PrometheusConnection(std::move(*session), *hours));
    out->m_capabilities.product = told->product;
    out->m_capabilities.version = told->version;
    return std::unique_ptr<connect::Connection>(std::move(out));
}

Result<connect::Catalog> PrometheusConnection::describe(const connect::ObjectPath& path,
                                                        const CancelToken& token) {
    Catalog catalog(*m_session, m_defaultHours);
    if (path.empty()) return catalog.schemas();
    if (path[0] != kSchema) {
        return fail(ErrorCode::NotFound, "There is no schema '" + path[0] + "'",
                    "There is only the schema 'metrics'.");
    }
    return path.size() == 1 ? catalog.tables(token) : catalog.columns(path[1], token);
}

Result<std::unique_ptr<connect::ChunkReader>> PrometheusConnection::read(const sql::RemoteQuery& query,
                                                                         const CancelToken& token) {
    auto scan = m_dialect->scan(query);
    if (!scan) return fail(scan.error());
    auto reader = MetricReader::start(*m_session, query, *scan, token);
    if (!reader) return fail(reader.error());
    return std::unique_ptr<connect::ChunkReader>(std::move(*reader));
}

Result<std::unique_ptr<connect::ChunkReader>> PrometheusConnection::native(std::string_view text,
                                                                           const CancelToken& token) {
    auto reader = NativeReader::start(*m_session, text, token);
    if (!reader) return fail(reader.error());
    return std::unique_ptr<connect::ChunkReader>(std::move(*reader));
}

Result<std::vector<sql::Column>> PrometheusConnection::describeNative(std::string_view text,
                                                                      const CancelToken& token) {
    auto reader = native(text, token);
    if (!reader) return fail(reader.error());
    return (*reader)->columns();
}

bool PrometheusConnection::isAlive() {
    return m_session->get("/api/v1/query", {{"query", "1"}}, CancelToken(), true).has_value();
}

}  // namespace tributary::connectors::prometheus
