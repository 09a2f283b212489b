// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/influxdb_connectors.h"

#include "connectors/influxdb/datafusion_connection.h"
#include "connectors/influxdb/flux_connection.h"
#include "connectors/influxdb/influxql_connection.h"

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

Descriptor base(std::string id, std::string label, std::string language) {
    Descriptor out;
    out.id = std::move(id);
    out.label = std::move(label);
    out.icon = "activity";
    out.colorLight = "#8E4EC6";
    out.colorDark = "#BD8CEB";
    out.nativeLanguage = std::move(language);
    out.keywords = {"influx", "time series", "metrics", "telegraf"};
    return out;
}

void addAddress(Descriptor& out, const std::string& port) {
    Field host = field("host", "Host", FieldKind::Text, "localhost", "Name or address of the server.");
    host.required = true;
    out.fields.push_back(std::move(host));
    out.fields.push_back(field("port", "Port", FieldKind::Integer, port, "Port of the HTTP interface."));
}

void addCommon(Descriptor& out) {
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
    out.fields.push_back(field("connect_timeout", "Connect timeout (s)", FieldKind::Integer, "10",
                               "How long to wait for the server to answer the call.", "Advanced"));
    out.fields.push_back(field("statement_timeout", "Statement timeout (s)", FieldKind::Integer, "0",
                               "Longest time a statement may run; 0: no limit.", "Advanced"));
}

Descriptor descriptor1() {
    Descriptor out = base("influxdb", "InfluxDB 1.x", "InfluxQL");
    out.description = "InfluxDB 1.4 to 1.12, read with InfluxQL.";
    addAddress(out, "8086");
    out.fields.push_back(
        field("database", "Database", FieldKind::Text, "", "Empty: all that the user may see."));
    out.fields.push_back(field("user", "User", FieldKind::Text, "", "Empty: no authentication."));
    out.fields.push_back(field("password", "Password", FieldKind::Secret, "", "The user's password."));
    addCommon(out);
    return out;
}

Descriptor descriptor2() {
    Descriptor out = base("influxdb2", "InfluxDB 2.x", "Flux");
    out.description = "InfluxDB 2 and InfluxDB Cloud, read with Flux.";
    addAddress(out, "8086");
    Field org = field("org", "Organization", FieldKind::Text, "", "Name of the organization.");
    org.required = true;
    out.fields.push_back(std::move(org));
    out.fields.push_back(
        field("bucket", "Bucket", FieldKind::Text, "", "Empty: all that the token may read."));
    out.fields.push_back(
        field("token", "API token", FieldKind::Secret, "", "A token that may read the buckets."));
    addCommon(out);
    return out;
}

Descriptor descriptor3() {
    Descriptor out = base("influxdb3", "InfluxDB 3", "SQL");
    out.description = "InfluxDB 3 Core and Enterprise, read with SQL.";
    addAddress(out, "8181");
    out.fields.push_back(field("database", "Database", FieldKind::Text, "",
                               "Empty: all that the token may list; native SQL needs one."));
    out.fields.push_back(
        field("token", "API token", FieldKind::Secret, "", "A token that may read the database."));
    addCommon(out);
    return out;
}

using Open = Result<std::unique_ptr<connect::Connection>> (*)(const connect::Settings&, const CancelToken&);

class InfluxdbConnector final : public connect::Connector {
  public:
    InfluxdbConnector(Descriptor descriptor, Open open) : m_descriptor(std::move(descriptor)), m_open(open) {}
    const Descriptor& descriptor() const override { return m_descriptor; }
    Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                      const CancelToken& token) const override {
        return m_open(settings, token);
    }

  private:
    const Descriptor m_descriptor;
    const Open m_open;
};

}  // namespace

std::unique_ptr<connect::Connector> makeInfluxdb1Connector() {
    return std::make_unique<InfluxdbConnector>(descriptor1(), influxdb::InfluxqlConnection::open);
}

std::unique_ptr<connect::Connector> makeInfluxdb2Connector() {
    return std::make_unique<InfluxdbConnector>(descriptor2(), influxdb::FluxConnection::open);
}

std::unique_ptr<connect::Connector> makeInfluxdb3Connector() {
    return std::make_unique<InfluxdbConnector>(descriptor3(), influxdb::DatafusionConnection::open);
}

}  // namespace tributary::connectors
