// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/lineage_command.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "app/cli/output.h"
#include "app/cli/terminal.h"
#include "app/cli/text_file.h"
#include "core/lineage/binder.h"
#include "core/lineage/extractor.h"
#include "core/lineage/interchange/case_file.h"
#include "core/lineage/interchange/openlineage.h"
#include "core/lineage/interchange/text_writers.h"

namespace tributary::cli {
namespace {

using Json = nlohmann::ordered_json;

Json edgeJson(const lineage::ColumnEdge& edge) {
    Json out;
    out["source"] = {{"table", edge.source.table}, {"column", edge.source.column}};
    out["target"] = {{"table", edge.target.table}, {"column", edge.target.column}};
    out["type"] = lineage::isDirect(edge.subtype) ? "DIRECT" : "INDIRECT";
    out["subtype"] = lineage::subtypeName(edge.subtype);
    out["masking"] = edge.masking;
    if (!edge.expression.empty()) out["expression"] = edge.expression;
    out["confidence"] = edge.confidence == lineage::Confidence::High ? "high" : "low";
    return out;
}

Json scriptJson(const std::string& file, const lineage::ScriptLineage& script) {
    Json out;
    out["file"] = file;
    out["inputs"] = script.inputs;
    out["outputs"] = script.outputs;
    out["edges"] = Json::array();
    for (const auto& edge : script.edges) out["edges"].push_back(edgeJson(edge));
    out["statements"] = Json::array();
    for (const auto& one : script.statements) {
        Json item;
        item["kind"] = one.kind;
        item["begin"] = one.begin;
        item["end"] = one.end;
        item["inputs"] = one.inputs;
        item["outputs"] = one.outputs;
        item["edges"] = Json::array();
        for (const auto& edge : one.edges) item["edges"].push_back(edgeJson(edge));
        item["confidence"] = one.confidence == lineage::Confidence::High ? "high" : "low";
        if (!one.notes.empty()) item["notes"] = one.notes;
        if (!one.error.empty()) item["error"] = one.error;
        out["statements"].push_back(std::move(item));
    }
    return out;
}

std::string rendered(const std::string& file, const lineage::ScriptLineage& script,
                     const std::string& format) {
    if (format == "json")
        return scriptJson(file, script).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    const lineage::Graph graph = lineage::graphOf(script, "", file);
    if (format == "csv") return lineage::edgesAsCsv(graph);
    if (format == "dot") return lineage::graphAsDot(graph);
    lineage::OpenLineageOptions options;
    options.atMs = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
    std::string out;
    for (const auto& event : lineage::openLineageEvents(graph, options)) out += event + "\n";
    return out;
}

Result<void> send(Output& output, std::string_view text) {
    return output.sink()(text);
}

int finish(Output& output, const Result<void>& result) {
    if (result) {
        auto committed = output.commit();
        return committed ? static_cast<int>(kOk) : report(committed.error());
    }
    return output.isClosedPipe() ? static_cast<int>(kBrokenPipe) : report(result.error());
}

Result<void> answerAll(const std::string& text, Output& output, const CancelToken& token) {
    const auto binder = std::make_shared<lineage::Binder>();
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = std::string_view(text).substr(at, end - at);
        at = end + 1;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        if (auto go = token.check(); !go) return go;
        auto sent = send(output, lineage::answerCase(line, token, binder) + "\n");
        if (!sent) return sent;
    }
    return {};
}

int answerCases(const LineageOptions& options, const CancelToken& token) {
    auto text = readAll(options.cases, token);
    if (!text) return report(text.error());
    if (options.output.empty()) {
        auto output = Output::standard();
        return finish(output, answerAll(*text, output, token));
    }
    auto output = Output::file(options.output);
    if (!output) return report(output.error());
    return finish(*output, answerAll(*text, *output, token));
}

}  // namespace

int extractLineage(const LineageOptions& options, const CancelToken& token) {
    if (!options.cases.empty()) return answerCases(options, token);
    const auto dialect = lineage::dialectNamed(options.dialect);
    if (!dialect) {
        return report(
            Error(ErrorCode::InvalidArgument, "There is no dialect '" + options.dialect + "'",
                  "Try postgresql, mysql, clickhouse, sqlite, duckdb, tsql, oracle, snowflake, bigquery, "
                  "redshift, spark, databricks, hive, trino, teradata, influxql or ansi."));
    }
    lineage::SchemaCatalog catalog;
    if (!options.schema.empty()) {
        auto text = readAll(options.schema, token);
        if (!text) return report(text.error());
        auto read = lineage::readSchemaFile(*text);
        if (!read) return report(read.error());
        catalog = std::move(*read);
    }
    auto output = options.output.empty() ? Result<Output>(Output::standard()) : Output::file(options.output);
    if (!output) return report(output.error());
    lineage::ExtractOptions extract;
    extract.dialect = *dialect;
    extract.defaultDatabase = options.defaultDatabase;
    extract.defaultSchema = options.defaultSchema;
    if (!catalog.tables().empty()) extract.binder = std::make_shared<lineage::Binder>();
    lineage::ExtractSession session(extract, std::move(catalog));
    int status = kOk;
    for (const auto& file : options.files) {
        auto text = readAll(file, token);
        if (!text) return report(text.error());
        auto script = session.extract(*text, token);
        if (!script) return report(script.error());
        for (const auto& one : script->statements) {
            if (one.error.empty()) continue;
            note(file + ", byte " + std::to_string(one.begin) + ": " + one.error);
            status = kQueryError;
        }
        auto sent = send(*output, rendered(file == "-" ? "stdin" : file, *script, options.format));
        if (!sent) return finish(*output, sent);
    }
    const int written = finish(*output, {});
    return written == kOk ? status : written;
}

}  // namespace tributary::cli
