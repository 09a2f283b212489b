// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysql_connector.h"

#include "connectors/mysql/mysql_connection.h"

namespace tributary::connectors {

namespace {

using connect::Descriptor;
using connect::Field;
using connect::FieldKind;

Field field(std::string key, std::string label, FieldKind kind, std::string fallback, std::string group,
            std::string help) {
    Field out;
    out.key = std::move(key);
    out.label = std::move(label);
    out.kind = kind;
    out.defaultValue = std::move(fallback);
    out.group = std::move(group);
    out.help = std::move(help);
    return out;
}

void addServerFields(Descriptor& d) {
    d.fields.push_back(
        field("host", "Host", FieldKind::Text, "localhost", "", "Name or address of the server."));
    d.fields.back().required = true;
    d.fields.push_back(
        field("port", "Port", FieldKind::Integer, "3306", "", "TCP port the server listens on."));
    d.fields.push_back(field("user", "User", FieldKind::Text, "", "", "Account on the server."));
    d.fields.push_back(field("password", "Password", FieldKind::Secret, "", "", "Kept in the secret store."));
    d.fields.push_back(field("database", "Database", FieldKind::Text, "", "",
                             "Default database of native statements; all databases are listed anyway."));
}

void addTlsFields(Descriptor& d) {
    Field mode =
        field("tls_mode", "TLS", FieldKind::Choice, "prefer", "TLS", "How the connection is encrypted.");
    mode.choices = {{"prefer", "Use TLS if the server offers it"},
                    {"disable", "Never"},
                    {"require", "Always, any certificate"},
                    {"verify", "Always, check certificate and host name"}};
    d.fields.push_back(std::move(mode));
    d.fields.push_back(
        field("tls_ca", "Authority", FieldKind::File, "", "TLS",
              "PEM file of the authority that signed the server's certificate; empty: the system's."));
    d.fields.push_back(field("tls_cert", "Client certificate", FieldKind::File, "", "TLS",
                             "PEM file, if the server asks for one."));
    d.fields.push_back(field("tls_key", "Client key", FieldKind::File, "", "TLS",
                             "PEM file of the client certificate's key."));
}

void addAdvancedFields(Descriptor& d) {
    d.fields.push_back(field("socket", "Unix socket", FieldKind::File, "", "Advanced",
                             "Path of the server's socket on this machine; used instead of host and port."));
    d.fields.push_back(field("connect_timeout", "Connect timeout (s)", FieldKind::Integer, "10", "Advanced",
                             "How long to wait for the server when a session is opened."));
    d.fields.push_back(field("statement_timeout", "Statement timeout (s)", FieldKind::Integer, "0",
                             "Advanced", "How long a statement may run; 0 means without limit."));
    Field zero = field("zero_dates", "Zero dates", FieldKind::Choice, "error", "Advanced",
                       "What becomes of 0000-00-00 and other dates no calendar has.");
    zero.choices = {
        {"error", "Stop with an error"}, {"null", "Show NULL"}, {"text", "Keep all dates as text"}};
    d.fields.push_back(std::move(zero));
    d.fields.push_back(field("tinyint1_bool", "tinyint(1) is boolean", FieldKind::Boolean, "false",
                             "Advanced", "Show tinyint(1) as true and false instead of a number."));
}

class MysqlConnector final : public connect::Connector {
  public:
    MysqlConnector() {
        m_descriptor.id = "mysql";
        m_descriptor.label = "MySQL / MariaDB";
        m_descriptor.description = "MySQL 5.7 and later, MariaDB 10 and later.";
        m_descriptor.icon = "database";
        m_descriptor.colorLight = "#C46A1B";
        m_descriptor.colorDark = "#E39A56";
        m_descriptor.nativeLanguage = "SQL";
        m_descriptor.openLineageSpace = "mysql://{host}:{port}";
        m_descriptor.keywords = {"mariadb", "mysql", "percona", "sql"};
        addServerFields(m_descriptor);
        addTlsFields(m_descriptor);
        addAdvancedFields(m_descriptor);
    }

    const Descriptor& descriptor() const override { return m_descriptor; }

    Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                      const CancelToken& token) const override {
        return mysql::MysqlConnection::open(settings, token);
    }

  private:
    Descriptor m_descriptor;
};

}  // namespace

std::unique_ptr<connect::Connector> makeMysqlConnector() {
    return std::make_unique<MysqlConnector>();
}

}  // namespace tributary::connectors
