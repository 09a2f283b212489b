// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sqlite/sqlite_connector.h"

#include "connectors/sqlite/sqlite_connection.h"

namespace tributary::connectors {

namespace {

connect::Field field(std::string key, std::string label, connect::FieldKind kind, std::string value,
                     std::string group, std::string help) {
    connect::Field f;
    f.key = std::move(key);
    f.label = std::move(label);
    f.kind = kind;
    f.defaultValue = std::move(value);
    f.group = std::move(group);
    f.help = std::move(help);
    return f;
}

connect::Descriptor makeDescriptor() {
    using connect::FieldKind;
    connect::Descriptor d;
    d.id = "sqlite";
    d.label = "SQLite";
    d.description = "A SQLite database file.";
    d.icon = "database";
    d.colorLight = "#3A7CA5";
    d.colorDark = "#6FB2DA";
    d.nativeLanguage = "SQL";
    d.openLineageSpace = "file";
    d.openLineageName = "{file}/{name}";
    d.keywords = {"sqlite3", "db", "file", "embedded"};
    auto file = field("file", "File", FieldKind::File, "", "", "The database file. It is never created.");
    file.required = true;
    file.placeholder = "/path/to/data.db";
    auto types = field(
        "types", "Column types", FieldKind::Choice, "sampled", "",
        "SQLite lets a column hold values of any type. A value that does not fit is never changed: it is "
        "an error that names it, or the column is handed out as exact text.");
    types.choices = {{"sampled", "Declared, unless sampled rows differ"},
                     {"declared", "As declared"},
                     {"text", "Exact text"}};
    d.fields = {std::move(file), std::move(types),
                field("attach", "Attach", FieldKind::Text, "", "Advanced",
                      "Further database files, as name=path, separated by semicolons."),
                field("busy_timeout", "Wait for locks (s)", FieldKind::Integer, "5", "Advanced",
                      "How long to wait while another program holds the file locked."),
                field("statement_timeout", "Statement timeout (s)", FieldKind::Integer, "0", "Advanced",
                      "Longest time a statement may run; 0: no limit.")};
    return d;
}

class SqliteConnector : public connect::Connector {
  public:
    const connect::Descriptor& descriptor() const override { return m_descriptor; }

    Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                      const CancelToken& token) const override {
        auto session = sqlite::Session::open(settings, token);
        if (!session) return fail(session.error());
        return std::make_unique<sqlite::SqliteConnection>(std::move(*session));
    }

  private:
    const connect::Descriptor m_descriptor = makeDescriptor();
};

}  // namespace

std::unique_ptr<connect::Connector> makeSqliteConnector() {
    return std::make_unique<SqliteConnector>();
}

}  // namespace tributary::connectors
