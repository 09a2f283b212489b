// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/prometheus/prometheus_connector.h"

#include "connectors/prometheus/prometheus_connection.h"

namespace tributary::connectors {
namespace {

using connect::Descriptor;
using connect::Field;
using connect::FieldKind;

Field field(std::string key, std::string label, FieldKind kind, std::string value, std::string help,
            std::string group = {}) {
    Field out;
    out.key = std::move(key);
    out.label = std::move(label);
    out.kind = kind;
    out.defaultValue = std::move(value);
    out.help = std::move(help);
    out.group = std::move(group);
    return out;
}

void addServer(Descriptor& out) {
    Field host = field("host", "Host", FieldKind::Text, "localhost", "Name or address of the server.");
    host.required = true;
    out.fields.push_back(std::move(host));
    out.fields.push_back(field("port", "Port", FieldKind::Integer, "9090", "Port of the HTTP interface."));
    Field prefix = field("path_prefix", "Path prefix", FieldKind::Text, "",
                         "What stands before /api/v1 in the server's addresses; mostly nothing.");
    prefix.placeholder = "/prometheus";
    out.fields.push_back(std::move(prefix));
    out.fields.push_back(field("user", "User", FieldKind::Text, "", "Empty: no authentication."));
    out.fields.push_back(field("password", "Password", FieldKind::Secret, "", "The user's password."));
    out.fields.push_back(field("token", "Bearer token", FieldKind::Secret, "",
                               "Sent instead of user and password, where a proxy or service asks for one."));
}

void addTls(Descriptor& out) {
    Field mode = field("tls_mode", "TLS mode", FieldKind::Choice, "disable",
                       "Whether to use HTTPS, and how far the server's identity is checked.", "TLS");
    mode.choices = {{"disable", "No TLS"},
                    {"require", "TLS, any certificate"},
                    {"verify-full", "TLS, trusted certificate for this very host"}};
    out.fields.push_back(std::move(mode));
    out.fields.push_back(field("tls_ca", "Authority certificate", FieldKind::File, "",
                               "PEM file; empty: the system's certificates.", "TLS"));
    out.fields.push_back(field("tls_cert", "Client certificate", FieldKind::File, "",
                               "PEM file, if the server asks for one.", "TLS"));
    out.fields.push_back(
        field("tls_key", "Client key", FieldKind::File, "", "PEM file that only you may read.", "TLS"));
}

void addAdvanced(Descriptor& out) {
    out.fields.push_back(field("tenant", "Tenant", FieldKind::Text, "",
                               "Sent as X-Scope-OrgID, for servers that keep several tenants apart.",
                               "Advanced"));
    out.fields.push_back(field("default_hours", "Hours without a time filter", FieldKind::Integer, "1",
                               "How far back a table is read when no filter on time says so; 0: everything.",
                               "Advanced"));
    out.fields.push_back(field("connect_timeout", "Connect timeout (s)", FieldKind::Integer, "10",
                               "How long to wait for the server to answer the call.", "Advanced"));
    out.fields.push_back(field("statement_timeout", "Statement timeout (s)", FieldKind::Integer, "0",
                               "Longest time a statement may run; 0: no limit.", "Advanced"));
}

Descriptor makeDescriptor() {
    Descriptor out;
    out.id = "prometheus";
    out.label = "Prometheus";
    out.description = "Prometheus, VictoriaMetrics, Thanos or Mimir, read with PromQL.";
    out.icon = "flame";
    out.colorLight = "#C4441D";
    out.colorDark = "#F08A5D";
    out.nativeLanguage = "PromQL";
    out.keywords = {"metrics", "time series", "promql", "victoriametrics", "thanos", "mimir", "monitoring"};
    addServer(out);
    addTls(out);
    addAdvanced(out);
    out.openLineageSpace = "prometheus://{host}:{port}";
    return out;
}

class PrometheusConnector final : public connect::Connector {
  public:
    const Descriptor& descriptor() const override { return m_descriptor; }
    Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                      const CancelToken& token) const override {
        return prometheus::PrometheusConnection::open(settings, token);
    }

  private:
    const Descriptor m_descriptor = makeDescriptor();
};

}  // namespace

std::unique_ptr<connect::Connector> makePrometheusConnector() {
    return std::make_unique<PrometheusConnector>();
}

}  // namespace tributary::connectors
