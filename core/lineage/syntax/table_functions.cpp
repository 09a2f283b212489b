// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/syntax/table_functions.h"

#include <algorithm>
#include <iterator>

#include "core/lineage/syntax/token_stream.h"

namespace tributary::lineage {
namespace {

constexpr size_t kLongestCall = 200;  ///< bytes of a call's text

struct Reader {
    std::string_view name;
    SqlDialect dialect;
    size_t argument;
};

constexpr Reader kReaders[] = {
    {"READ_CSV", SqlDialect::DuckDb, 0},
    {"READ_CSV_AUTO", SqlDialect::DuckDb, 0},
    {"READ_PARQUET", SqlDialect::DuckDb, 0},
    {"PARQUET_SCAN", SqlDialect::DuckDb, 0},
    {"READ_JSON", SqlDialect::DuckDb, 0},
    {"READ_JSON_AUTO", SqlDialect::DuckDb, 0},
    {"READ_JSON_OBJECTS", SqlDialect::DuckDb, 0},
    {"READ_NDJSON", SqlDialect::DuckDb, 0},
    {"READ_NDJSON_AUTO", SqlDialect::DuckDb, 0},
    {"READ_NDJSON_OBJECTS", SqlDialect::DuckDb, 0},
    {"READ_TEXT", SqlDialect::DuckDb, 0},
    {"READ_BLOB", SqlDialect::DuckDb, 0},
    {"READ_XLSX", SqlDialect::DuckDb, 0},
    {"ST_READ", SqlDialect::DuckDb, 0},
    {"ICEBERG_SCAN", SqlDialect::DuckDb, 0},
    {"DELTA_SCAN", SqlDialect::DuckDb, 0},
    {"FILE", SqlDialect::ClickHouse, 0},
    {"URL", SqlDialect::ClickHouse, 0},
    {"S3", SqlDialect::ClickHouse, 0},
    {"GCS", SqlDialect::ClickHouse, 0},
    {"HDFS", SqlDialect::ClickHouse, 0},
    {"ICEBERG", SqlDialect::ClickHouse, 0},
    {"DELTALAKE", SqlDialect::ClickHouse, 0},
    {"HUDI", SqlDialect::ClickHouse, 0},
    {"FILECLUSTER", SqlDialect::ClickHouse, 1},
    {"URLCLUSTER", SqlDialect::ClickHouse, 1},
    {"S3CLUSTER", SqlDialect::ClickHouse, 1},
    {"HDFSCLUSTER", SqlDialect::ClickHouse, 1},
    {"READ_FILES", SqlDialect::Spark, 0},
    {"OPENROWSET", SqlDialect::TSql, 0},
};

/// Names that only readers of files have, in whatever dialect they turn up.
bool plainName(std::string_view name) {
    return name.starts_with("READ_CSV") || name.starts_with("READ_PARQUET") ||
           name.starts_with("READ_JSON") || name.starts_with("READ_NDJSON") || name == "PARQUET_SCAN";
}

bool tight(const TokenStream& tokens, size_t at) {
    const auto is = [&](size_t i, std::string_view op) { return tokens.isOp(i, op); };
    if (is(at, ")") || is(at, "]") || is(at, ",") || is(at, ".") || is(at, "::")) return true;
    if (is(at - 1, "(") || is(at - 1, "[") || is(at - 1, ".") || is(at - 1, "::")) return true;
    return (is(at, "(") || is(at, "[")) && (tokens.isName(at - 1) || is(at - 1, "]"));
}

}  // namespace

std::string fileTable(std::string_view path) {
    std::string out(kFilePrefix);
    const size_t scheme = path.find("://");
    if (scheme == std::string_view::npos) return out += path;
    const size_t host = scheme + 3;
    const size_t end = std::min(path.find('/', host), path.size());
    const size_t user = path.substr(host, end - host).rfind('@');
    out += path.substr(0, host);
    out += path.substr(user == std::string_view::npos ? host : host + user + 1);
    // A question mark is a wildcard in a bucket and starts a query, with its signature, on the web.
    if (path.starts_with("http")) out.resize(std::min(out.find('?'), out.size()));
    return out;
}

std::optional<size_t> fileArgument(std::string_view function, SqlDialect dialect) {
    for (const auto& reader : kReaders) {
        if (reader.name == function && (reader.dialect == dialect || plainName(function))) {
            return reader.argument;
        }
    }
    return std::nullopt;
}

std::vector<std::string> filePaths(const TokenStream& tokens, std::string_view function, size_t first,
                                   size_t last) {
    if (function == "OPENROWSET") {  // OPENROWSET(BULK 'path', …); with another first word it is a server
        const std::string_view word = tokens.raw(first);
        if (word != "BULK" && word != "bulk" && word != "Bulk") return {};
        ++first;
    }
    std::vector<std::string> out;
    const bool list = tokens.isOp(first, "[") && tokens[first].match < last;
    const size_t end = list ? tokens[first].match : last;
    for (size_t at = list ? first + 1 : first; at < end; at += 2) {
        if (tokens[at].kind != TokenKind::String) return {};
        const bool ends = at + 1 >= end || tokens.isOp(at + 1, ",");
        if (!ends) return {};  // 'a' || x
        out.push_back(tokens.literal(at));
        if (!list) break;
    }
    return out;
}

std::string_view onlyColumn(std::string_view function, SqlDialect dialect) {
    if (dialect == SqlDialect::ClickHouse) {
        if (function == "GENERATE_SERIES" || function == "GENERATESERIES") return "generate_series";
        if (function == "NUMBERS" || function == "NUMBERS_MT") return "number";
        if (function == "ZEROS" || function == "ZEROS_MT") return "zero";
    }
    if (dialect == SqlDialect::DuckDb) {
        if (function == "GENERATE_SERIES") return "generate_series";
        if (function == "RANGE") return "range";
    }
    return {};
}

std::string callText(const TokenStream& tokens, size_t first, size_t last) {
    std::string out;
    for (size_t at = first; at < last; ++at) {
        if (at > first && !tight(tokens, at)) out += ' ';
        out += tokens[at].kind == TokenKind::String ? std::string_view("'…'") : tokens.raw(at);
        if (out.size() > kLongestCall) return out += " …";
    }
    return out;
}

}  // namespace tributary::lineage
