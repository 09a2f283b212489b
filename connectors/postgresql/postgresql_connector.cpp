// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/postgresql_connector.h"

#include "connectors/postgresql/connection.h"

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

Field tlsMode() {
    Field out = field("tls_mode", "TLS mode", FieldKind::Choice, "prefer",
                      "How far the connection is encrypted and the server's identity checked.", "TLS");
    out.choices = {{"disable", "No TLS"},
                   {"prefer", "TLS if the server offers it"},
                   {"require", "TLS, any certificate"},
                   {"verify-ca", "TLS, certificate of a trusted authority"},
                   {"verify-full", "TLS, trusted certificate for this very host"}};
    return out;
}

Field fetchMode() {
    Field out =
        field("fetch", "How rows are fetched", FieldKind::Choice, "auto",
              "Binary COPY is the fastest; some servers and proxies only know plain statements.", "Advanced");
    out.choices = {{"auto", "COPY, else plain statements"}, {"portal", "Plain statements only"}};
    return out;
}

Descriptor makeDescriptor() {
    Descriptor out;
    out.id = "postgresql";
    out.label = "PostgreSQL";
    out.description = "PostgreSQL and databases that speak its protocol.";
    out.icon = "database";
    out.colorLight = "#336791";
    out.colorDark = "#6FA3D4";
    out.nativeLanguage = "SQL";
    out.openLineageSpace = "postgres://{host}:{port}";
    out.openLineageName = "{database}.{name}";
    out.keywords = {"postgres", "pg", "timescaledb", "cockroachdb", "supabase", "citus", "neon", "greenplum"};
    Field host = field("host", "Host", FieldKind::Text, "localhost",
                       "Name or address of the server, or the folder of its Unix socket.");
    host.required = true;
    Field database =
        field("database", "Database", FieldKind::Text, "", "Empty: the one named like the user.");
    database.placeholder = "postgres";
    out.fields = {
        host,
        field("port", "Port", FieldKind::Integer, "5432", "TCP port of the server."),
        database,
        field("user", "User", FieldKind::Text, "", "Role to log in as; empty: your login name."),
        field("password", "Password", FieldKind::Secret, "", "Empty: taken from ~/.pgpass if that has it."),
        tlsMode(),
        field("tls_ca", "Authority certificate", FieldKind::File, "",
              "PEM file; empty: the system's certificates.", "TLS"),
        field("tls_cert", "Client certificate", FieldKind::File, "", "PEM file, if the server asks for one.",
              "TLS"),
        field("tls_key", "Client key", FieldKind::File, "", "PEM file that only you may read.", "TLS"),
        field("connect_timeout", "Connect timeout (s)", FieldKind::Integer, "10", "0: wait for ever.",
              "Advanced"),
        field("statement_timeout", "Statement timeout (s)", FieldKind::Integer, "0",
              "The server stops a longer statement; 0: never.", "Advanced"),
        fetchMode(),
    };
    return out;
}

class PostgresqlConnector final : public connect::Connector {
  public:
    const Descriptor& descriptor() const override { return m_descriptor; }
    Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                      const CancelToken& token) const override {
        return postgresql::PostgresqlConnection::open(settings, token);
    }

  private:
    const Descriptor m_descriptor = makeDescriptor();
};

}  // namespace

std::unique_ptr<connect::Connector> makePostgresqlConnector() {
    return std::make_unique<PostgresqlConnector>();
}

}  // namespace tributary::connectors
