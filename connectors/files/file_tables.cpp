// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/files/file_tables.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>

#include "core/sql/dialect.h"

namespace tributary::connectors::files {

namespace {

namespace fs = std::filesystem;
constexpr size_t kMostTables = 5000;
constexpr int kDeepest = 8;

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

/// Format and stem by the name's endings: "a.csv.gz" → Csv, "a".
std::optional<FileFormat> formatOf(const fs::path& path, std::string& stem) {
    fs::path name = path.filename();
    const std::string packed = lower(name.extension().string());
    const bool compressed = packed == ".gz" || packed == ".zst";
    if (compressed) name = name.stem();
    const std::string extension = lower(name.extension().string());
    stem = name.stem().string();
    if (extension == ".csv") return FileFormat::Csv;
    if (extension == ".tsv" || extension == ".tab") return FileFormat::Tsv;
    if (extension == ".json" || extension == ".ndjson" || extension == ".jsonl") return FileFormat::Json;
    if ((extension == ".parquet" || extension == ".pq") && !compressed) return FileFormat::Parquet;
    return std::nullopt;
}

const char* formatName(FileFormat format) {
    switch (format) {
        case FileFormat::Csv:
            return "csv";
        case FileFormat::Tsv:
            return "tsv";
        case FileFormat::Json:
            return "json";
        case FileFormat::Parquet:
            return "parquet";
    }
    return "file";
}

/// DuckDB reads a path as a pattern; a name with its special characters stands for itself.
std::string asPattern(const std::string& path) {
    std::string out;
    for (char c : path) {
        if (c == '*' || c == '?' || c == '[') {
            out += std::string("[") + c + "]";
        } else {
            out += c;
        }
    }
    return out;
}

/// A folder whose files are all of one format and ending, or nothing.
std::optional<FileTable> folderTable(const fs::path& folder) {
    std::optional<FileFormat> format;
    std::string ending;
    std::error_code code;
    fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, code);
    size_t looked = 0;
    for (; !code && it != fs::recursive_directory_iterator(); it.increment(code)) {
        if (it.depth() >= kDeepest) it.disable_recursion_pending();
        if (!it->is_regular_file(code) || it->path().filename().string()[0] == '.') continue;
        if (it->path().filename().string()[0] == '_') continue;  // _SUCCESS, _metadata
        std::string stem;
        const auto found = formatOf(it->path(), stem);
        const std::string name = it->path().filename().string();
        if (!found || (format && *format != *found)) return std::nullopt;
        if (ending.empty()) ending = name.substr(stem.size());
        if (name.substr(stem.size()) != ending) return std::nullopt;
        format = found;
        if (++looked > 200) break;
    }
    if (!format) return std::nullopt;
    return FileTable{folder.filename().string(), asPattern(folder.string()) + "/**/*" + asPattern(ending),
                     *format, true};
}

std::optional<FileTable> entryTable(const fs::path& path) {
    std::error_code code;
    if (path.filename().string().rfind('.', 0) == 0) return std::nullopt;
    if (fs::is_directory(path, code)) return folderTable(path);
    FileTable table;
    const auto format = formatOf(path, table.name);
    if (!format) return std::nullopt;
    table.format = *format;
    table.pattern = asPattern(path.string());
    return table;
}

/// DuckDB's names do not heed case; two that are equal get their format, and a number if that is equal too.
void makeUnique(std::vector<FileTable>& tables) {
    std::map<std::string, int> uses;
    for (const auto& table : tables) uses[lower(table.name)]++;
    std::map<std::string, int> taken;
    for (auto& table : tables) {
        if (uses[lower(table.name)] > 1) table.name += std::string("_") + formatName(table.format);
        const std::string wanted = table.name;
        for (int n = 2; taken[lower(table.name)]++ > 0; n++) table.name = wanted + "_" + std::to_string(n);
    }
}

std::string option(const connect::Settings& settings, const std::string& key, const std::string& parameter) {
    const std::string value = settings.text(key);
    if (value.empty()) return "";
    return ", " + parameter + " = " + sql::quoteString(value == "\\t" ? "\t" : value);
}

std::string csvOptions(const FileTable& table, const connect::Settings& settings) {
    // "" is an empty text and only a bare nothing is NULL.
    std::string out = ", allow_quoted_nulls = false";
    if (settings.has("delimiter") && !settings.text("delimiter").empty()) {
        out += option(settings, "delimiter", "delim");
    } else if (table.format == FileFormat::Tsv) {
        out += ", delim = '\t'";
    }
    if (settings.text("header") == "yes") out += ", header = true";
    if (settings.text("header") == "no") out += ", header = false";
    if (settings.flag("all_varchar")) out += ", all_varchar = true";
    out += option(settings, "encoding", "encoding");
    out += option(settings, "nullstr", "nullstr");
    return out;
}

}  // namespace

Result<std::vector<FileTable>> findTables(const std::string& path) {
    if (path.empty())
        return fail(ErrorCode::InvalidArgument, "No file or folder was given", "Fill in the field Path.");
    std::vector<FileTable> tables;
    std::error_code code;
    const auto status = fs::status(path, code);
    if (status.type() == fs::file_type::not_found) {
        std::string stem;
        const auto format = formatOf(path, stem);
        if (path.find_first_of("*?[") != std::string::npos && format) {
            stem.erase(std::remove_if(stem.begin(), stem.end(),
                                      [](char c) { return std::strchr("*?[]", c) != nullptr; }),
                       stem.end());
            if (stem.empty()) stem = fs::path(path).parent_path().filename().string();
            tables.push_back({stem.empty() ? "files" : stem, path, *format, true});
            return tables;
        }
        return fail(ErrorCode::NotFound, "There is no file or folder '" + path + "'", "Check the path.");
    }
    if (code) return fail(ErrorCode::Permission, "'" + path + "' cannot be reached: " + code.message());
    if (status.type() != fs::file_type::directory) {
        auto table = entryTable(path);
        if (!table) {
            return fail(ErrorCode::Unsupported,
                        "'" + path + "' is no kind of file that can be read as a table",
                        "CSV, TSV, JSON, NDJSON and Parquet can, by the ending of their name.");
        }
        tables.push_back(std::move(*table));
        return tables;
    }
    fs::directory_iterator it(path, code);
    for (; !code && it != fs::directory_iterator() && tables.size() < kMostTables; it.increment(code)) {
        if (auto table = entryTable(it->path())) tables.push_back(std::move(*table));
    }
    if (code)
        return fail(ErrorCode::Permission, "The folder '" + path + "' cannot be listed: " + code.message());
    std::sort(tables.begin(), tables.end(),
              [](const auto& a, const auto& b) { return a.pattern < b.pattern; });
    makeUnique(tables);
    return tables;
}

std::string readerCall(const FileTable& table, const connect::Settings& settings) {
    const std::string path = sql::quoteString(table.pattern);
    const std::string parts = table.partitioned ? ", union_by_name = true, hive_partitioning = true" : "";
    switch (table.format) {
        case FileFormat::Parquet:
            return "read_parquet(" + path + parts + ")";
        case FileFormat::Json:
            return "read_json_auto(" + path + parts + ")";
        default:
            return "read_csv(" + path + csvOptions(table, settings) + parts + ")";
    }
}

}  // namespace tributary::connectors::files
