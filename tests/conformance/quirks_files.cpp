// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/files/files_connector.h"
#include "tests/conformance/duck_types.h"
#include "tests/conformance/scratch.h"

namespace tributary::conformance {

namespace {

/// A folder of Parquet files, written by a DuckDB of the suite's own.
class FilesQuirks : public Quirks {
  public:
    FilesQuirks() {
        id = "files";
        schema = "main";
        nativeOne = "SELECT 42 AS answer";
        nativeOneText = "42";
        nativeSlow = kDuckSlow;
        types = duckTypes();
        lacks = {{Feature::Authentication, "files have no password"},
                 {Feature::Network, "files have no host"},
                 {Feature::PrimaryKeys, "files have no keys"},
                 {Feature::ForeignKeys, "files have no keys"},
                 {Feature::Views, "each file is a view already"},
                 {Feature::NativeWrite, "files are only read"}};
    }

    std::unique_ptr<connect::Connector> connector() const override {
        return connectors::makeFilesConnector();
    }

    std::optional<connect::Settings> settings() override {
        connect::Settings settings;
        settings.set("path", m_folder.path());
        return settings;
    }

    Result<void> create(connect::Connection&, const TableSpec& table) override {
        std::string columns;
        for (const auto& column : table.columns) {
            columns += (columns.empty() ? "" : ", ") + quote(column.name) + " " + column.nativeType;
        }
        duckdb::DuckDB database(nullptr);
        duckdb::Connection writer(database);
        writer.Query("SET TimeZone='UTC'");
        std::string rows;
        for (const auto& row : table.rows) {
            std::string cells;
            for (const auto& cell : row) cells += (cells.empty() ? "" : ", ") + cell;
            rows += (rows.empty() ? "(" : ", (") + cells + ")";
        }
        for (const auto& text :
             {"CREATE TABLE t (" + columns + ")", "INSERT INTO t VALUES " + rows,
              "COPY t TO " + textLiteral(m_folder.path() + "/" + table.name + ".parquet")}) {
            auto result = writer.Query(text);
            if (result->HasError()) return fail(ErrorCode::Query, result->GetError());
        }
        return {};
    }

  private:
    Scratch m_folder;
};

}  // namespace

std::unique_ptr<Quirks> makeFilesQuirks() {
    return std::make_unique<FilesQuirks>();
}

}  // namespace tributary::conformance
