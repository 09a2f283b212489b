// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/files/files_connector.h"

#include "connectors/duckdb/duck_error.h"
#include "connectors/files/files_connection.h"

namespace tributary::connectors {

namespace {

connect::Field field(std::string key, std::string label, connect::FieldKind kind, std::string group,
                     std::string help) {
    connect::Field f;
    f.key = std::move(key);
    f.label = std::move(label);
    f.kind = kind;
    f.group = std::move(group);
    f.help = std::move(help);
    return f;
}

connect::Descriptor makeDescriptor() {
    using connect::FieldKind;
    connect::Descriptor d;
    d.id = "files";
    d.label = "Files";
    d.description = "CSV, TSV, JSON and Parquet: a file, or a folder whose files are tables.";
    d.icon = "folder-open";
    d.colorLight = "#64748B";
    d.colorDark = "#94A3B8";
    d.nativeLanguage = "SQL";
    d.openLineageSpace = "file";
    d.openLineageName = "{path}/{name}";
    d.keywords = {"csv", "tsv", "json", "ndjson", "parquet", "folder", "excel"};
    auto path = field("path", "File or folder", FieldKind::Folder, "",
                      "A file, a folder, or a pattern such as *.csv.");
    path.required = true;
    path.placeholder = "/path/to/folder";
    auto delimiter =
        field("delimiter", "Delimiter", FieldKind::Text, "CSV", "Empty: found out. \\t is a tab.");
    auto header =
        field("header", "Header line", FieldKind::Choice, "CSV", "Whether the first line names the columns.");
    header.defaultValue = "auto";
    header.choices = {{"auto", "Find out"}, {"yes", "Yes"}, {"no", "No"}};
    auto asText = field("all_varchar", "All columns as text", FieldKind::Boolean, "CSV",
                        "Shows every value exactly as it is written.");
    asText.defaultValue = "false";
    d.fields = {std::move(path),
                std::move(delimiter),
                std::move(header),
                std::move(asText),
                field("encoding", "Encoding", FieldKind::Text, "CSV", "utf-8 (default), latin-1 or utf-16."),
                field("nullstr", "Text that means NULL", FieldKind::Text, "CSV",
                      "Empty: only nothing between two delimiters is NULL; \"\" is an empty text."),
                duck::statementTimeoutField()};
    return d;
}

class FilesConnector : public connect::Connector {
  public:
    const connect::Descriptor& descriptor() const override { return m_descriptor; }

    Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                      const CancelToken&) const override {
        if (auto tables = files::findTables(settings.text("path")); !tables) return fail(tables.error());
        try {
            duckdb::DBConfig config;
            config.SetOptionByName("autoinstall_known_extensions", duckdb::Value::BOOLEAN(false));
            config.SetOptionByName("autoload_known_extensions", duckdb::Value::BOOLEAN(false));
            auto database = duckdb::make_shared_ptr<duckdb::DuckDB>(nullptr, &config);
            auto connection = std::make_unique<files::FilesConnection>(std::move(database), settings,
                                                                       settings.flag("read_only"));
            if (auto done = connection->configure(settings); !done) return fail(done.error());
            return connection;
        } catch (const std::exception& e) {
            return fail(duck::toError(e));
        }
    }

  private:
    const connect::Descriptor m_descriptor = makeDescriptor();
};

}  // namespace

std::unique_ptr<connect::Connector> makeFilesConnector() {
    return std::make_unique<FilesConnector>();
}

}  // namespace tributary::connectors
