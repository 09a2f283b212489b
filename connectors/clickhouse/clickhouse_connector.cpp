// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/clickhouse/clickhouse_connector.h"

#include "connectors/clickhouse/connection.h"

namespace tributary::connectors {
namespace {

using connect::Field;
using connect::FieldKind;

Field field(const char* key, const char* label, FieldKind kind, const char* defaultValue, const char* group,
            const char* help) {
    Field out;
    out.key = key;
    out.label = label;
    out.kind = kind;
    out.defaultValue = defaultValue;
    out.group = group;
    out.help = help;
    return out;
}

Field choice(Field field, std::vector<connect::FieldChoice> choices) {
    field.kind = FieldKind::Choice;
    field.choices = std::move(choices);
    return field;
}

std::vector<Field> makeFields() {
    std::vector<Field> out;
    out.push_back(field("host", "Host", FieldKind::Text, "localhost", "", "Name or address of the server."));
    out.back().required = true;
    out.push_back(field("port", "Port", FieldKind::Integer, "", "",
                        "Of the HTTP interface, not of the native protocol."));
    out.back().placeholder = "8123, or 8443 with TLS";
    out.push_back(field("user", "User", FieldKind::Text, "default", "", "Name of the ClickHouse user."));
    out.push_back(
        field("password", "Password", FieldKind::Secret, "", "", "Empty for a user without a password."));
    out.push_back(field("database", "Database", FieldKind::Text, "default", "",
                        "Where names without a database are looked up."));
    out.push_back(choice(
        field("tls_mode", "TLS", FieldKind::Choice, "disable", "TLS", "How the connection is encrypted."),
        {{"disable", "Not encrypted"},
         {"require", "Encrypted, any certificate"},
         {"verify-full", "Encrypted, certificate and host name are checked"}}));
    out.push_back(field("tls_ca", "Certificate authority", FieldKind::File, "", "TLS",
                        "PEM file of trusted certificates; empty: those of the system."));
    out.push_back(field("tls_cert", "Client certificate", FieldKind::File, "", "TLS",
                        "PEM file, if the server asks for one."));
    out.push_back(
        field("tls_key", "Client key", FieldKind::File, "", "TLS", "PEM file of the certificate's key."));
    out.push_back(choice(
        field("strings", "Strings", FieldKind::Choice, "text", "Advanced",
              "ClickHouse keeps any bytes in a String. As text, a value that is not UTF-8 is an error; "
              "as bytes, all values can be read."),
        {{"text", "As text (UTF-8)"}, {"blob", "As bytes"}}));
    out.push_back(
        choice(field("compression", "Compression", FieldKind::Choice, "auto", "Advanced",
                     "LZ4 between server and program: saves network, costs some processor time."),
               {{"auto", "Unless the server is on this machine"}, {"on", "Always"}, {"off", "Never"}}));
    out.push_back(field("connect_timeout", "Connect timeout (s)", FieldKind::Integer, "10", "Advanced",
                        "How long to wait for the server to take the connection."));
    out.push_back(field("statement_timeout", "Statement timeout (s)", FieldKind::Integer, "0", "Advanced",
                        "How long a statement may run; 0: no limit."));
    return out;
}

connect::Descriptor makeDescriptor() {
    connect::Descriptor out;
    out.id = "clickhouse";
    out.label = "ClickHouse";
    out.description = "Column store for analytics, over its HTTP interface.";
    out.icon = "columns-3";
    out.colorLight = "#D9A400";
    out.colorDark = "#E9C446";
    out.nativeLanguage = "SQL";
    out.openLineageSpace = "clickhouse://{host}:{port}";
    out.keywords = {"olap", "columnar", "analytics", "yandex"};
    out.fields = makeFields();
    return out;
}

class ClickhouseConnector : public connect::Connector {
  public:
    const connect::Descriptor& descriptor() const override { return m_descriptor; }

    Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                      const CancelToken& token) const override {
        auto options = clickhouse::Options::from(settings);
        if (!options) return fail(options.error());
        auto connection = std::make_unique<clickhouse::ClickhouseConnection>(std::move(*options));
        if (auto ok = connection->open(token); !ok) return fail(ok.error());
        return std::unique_ptr<connect::Connection>(std::move(connection));
    }

  private:
    const connect::Descriptor m_descriptor = makeDescriptor();
};

}  // namespace

std::unique_ptr<connect::Connector> makeClickhouseConnector() {
    return std::make_unique<ClickhouseConnector>();
}

}  // namespace tributary::connectors
