// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/connect/settings.h"

namespace tributary::connectors::files {

enum class FileFormat { Csv, Tsv, Json, Parquet };

/// One file, or one folder of partitions, that is a table.
struct FileTable {
    std::string name;
    std::string pattern;  ///< path or glob for DuckDB's readers
    FileFormat format = FileFormat::Csv;
    bool partitioned = false;  ///< a folder: key=value levels become columns
};

/// The tables in `path`: a file, a folder (its files, and each subfolder that holds files of one format) or a
/// glob. Names are file stems; where two would be equal, the format is added.
Result<std::vector<FileTable>> findTables(const std::string& path);

/// The DuckDB table function that reads it, with the connection's options.
std::string readerCall(const FileTable& table, const connect::Settings& settings);

}  // namespace tributary::connectors::files
