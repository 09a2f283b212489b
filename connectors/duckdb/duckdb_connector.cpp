// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/duckdb/duckdb_connector.h"

#include <duckdb/main/db_instance_cache.hpp>
#include <filesystem>
#include <fstream>

#include "connectors/duckdb/duck_connection.h"
#include "connectors/duckdb/duck_error.h"

namespace tributary::connectors {

namespace {

connect::Descriptor makeDescriptor() {
    connect::Descriptor d;
    d.id = "duckdb";
    d.label = "DuckDB";
    d.description = "A DuckDB database file.";
    d.icon = "database";
    d.colorLight = "#64748B";
    d.colorDark = "#94A3B8";
    d.nativeLanguage = "SQL";
    d.openLineageSpace = "file";
    d.openLineageName = "{file}/{name}";
    d.keywords = {"duck", "file", "olap", "embedded"};
    connect::Field file;
    file.key = "file";
    file.label = "File";
    file.kind = connect::FieldKind::File;
    file.required = true;
    file.help = "The database file. It is never created.";
    file.placeholder = "/path/to/data.duckdb";
    connect::Field access;
    access.key = "access";
    access.label = "Access";
    access.kind = connect::FieldKind::Choice;
    access.defaultValue = "read";
    access.help = "A file opened for writing cannot be opened by another program at the same time.";
    access.choices = {{"read", "Read only"}, {"write", "Read and write"}};
    d.fields = {std::move(file), std::move(access), duck::statementTimeoutField()};
    return d;
}

Result<void> checkFile(const std::string& path) {
    if (path.empty())
        return fail(ErrorCode::InvalidArgument, "No database file was given", "Fill in the field File.");
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (status.type() == std::filesystem::file_type::not_found) {
        return fail(ErrorCode::NotFound, "There is no file '" + path + "'",
                    "Check the path. A database is never created by connecting to it.");
    }
    if (status.type() == std::filesystem::file_type::directory) {
        return fail(ErrorCode::InvalidArgument, "'" + path + "' is a folder",
                    "Choose the database file in it.");
    }
    std::ifstream stream(path, std::ios::binary);
    char head[12] = {};
    if (!stream)
        return fail(ErrorCode::Permission, "'" + path + "' cannot be read", "Check the file's permissions.");
    stream.read(head, sizeof head);
    if (stream.gcount() < 12 || std::string_view(head + 8, 4) != "DUCK") {
        return fail(ErrorCode::Corrupt, "'" + path + "' is not a DuckDB database",
                    "The file is something else, or an encrypted or damaged database.");
    }
    return {};
}

class DuckdbConnector : public connect::Connector {
  public:
    const connect::Descriptor& descriptor() const override { return m_descriptor; }

    Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                      const CancelToken&) const override {
        const std::string path = settings.text("file");
        if (auto checked = checkFile(path); !checked) return fail(checked.error());
        const bool readOnly = settings.flag("read_only") || settings.text("access", "read") != "write";
        try {
            auto database = instance(path, readOnly);
            auto connection = std::make_unique<duck::DuckConnection>(std::move(database), "DuckDB", readOnly);
            if (auto done = connection->configure(settings); !done) return fail(done.error());
            return connection;
        } catch (const std::exception& e) {
            return fail(openError(duck::toError(e), path));
        }
    }

  private:
    using Database = duckdb::shared_ptr<duckdb::DuckDB>;

    Database instance(const std::string& path, duckdb::AccessMode mode) const {
        duckdb::DBConfig config;
        config.options.access_mode = mode;
        config.SetOptionByName("autoinstall_known_extensions", duckdb::Value::BOOLEAN(false));
        config.SetOptionByName("autoload_known_extensions", duckdb::Value::BOOLEAN(false));
        // Sessions on one file share an instance: two that write it would not see each other's locks.
        return m_instances->GetOrCreateInstance(path, config, true);
    }

    Database instance(const std::string& path, bool readOnly) const {
        if (!readOnly) return instance(path, duckdb::AccessMode::READ_WRITE);
        try {
            return instance(path, duckdb::AccessMode::READ_ONLY);
        } catch (const duckdb::ConnectionException&) {
            // Another session of ours writes the file: join it. Our own check of statements keeps this one
            // from writing.
            return instance(path, duckdb::AccessMode::READ_WRITE);
        }
    }

    static Error openError(Error error, const std::string& path) {
        if (error.message.find("lock") != std::string::npos) {
            error.code = ErrorCode::Conflict;
            error.retryable = true;
            error.hint = "Another program has the file open for writing. Close it there, then try again.";
        } else if (error.message.find("different configuration") != std::string::npos) {
            error.code = ErrorCode::Conflict;
            error.hint =
                "Another connection has this file open with the other access. Use the same for both.";
        } else if (error.code == ErrorCode::Query || error.code == ErrorCode::Io) {
            error.code = ErrorCode::Corrupt;
        }
        error.message = "'" + path + "': " + error.message;
        return error;
    }

    const connect::Descriptor m_descriptor = makeDescriptor();
    const std::unique_ptr<duckdb::DBInstanceCache> m_instances = std::make_unique<duckdb::DBInstanceCache>();
};

}  // namespace

std::unique_ptr<connect::Connector> makeDuckdbConnector() {
    return std::make_unique<DuckdbConnector>();
}

}  // namespace tributary::connectors
