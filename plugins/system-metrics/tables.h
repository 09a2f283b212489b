// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tributary_adbc_rows.hpp>
#include <tributary_adbc_source.hpp>

namespace tributary::plugins::metrics {

using sdk::ColumnInfo;
using sdk::ScanRequest;
using sdk::Value;
using Lines = std::vector<std::vector<Value>>;

/// Where the numbers come from, and how long `cpu` looks to say how busy the processors are.
struct Host {
    std::string proc = "/proc";
    int64_t sampleMs = 200;
};

/// One table: what it is, its columns, and how its rows are made.
struct MetricTable {
    std::string name;
    std::string comment;
    std::vector<ColumnInfo> columns;
    std::unique_ptr<sdk::Rows> (*scan)(const Host&, const ScanRequest&);
};

/// All of them, by name.
std::vector<MetricTable> metricTables();
MetricTable cpuTable();
MetricTable processTable();

/// A column of a whole number, a real number, a text.
ColumnInfo whole(std::string name, std::string comment);
ColumnInfo real(std::string name, std::string comment);
ColumnInfo text(std::string name, std::string comment);

/// The file's text; an sdk::Error that names it if it cannot be read. `fallback` set: nullopt instead.
std::string readFile(const std::string& path);
std::optional<std::string> readIfThere(const std::string& path);
std::vector<std::string> splitLines(const std::string& text);
/// The words between blanks.
std::vector<std::string> splitWords(std::string_view line);
int64_t toWhole(const std::string& word);

}  // namespace tributary::plugins::metrics
