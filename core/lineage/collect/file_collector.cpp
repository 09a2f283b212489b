// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/collect/file_collector.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <tuple>

#include "core/lineage/binder.h"
#include "core/lineage/collect/observe.h"
#include "core/lineage/extractor.h"

namespace tributary::lineage {
namespace {
namespace fs = std::filesystem;

constexpr uintmax_t kLargestFile = 512u << 20;

Result<std::string> readFile(const fs::path& path) {
    std::error_code status;
    const auto size = fs::file_size(path, status);
    if (status) return fail(ErrorCode::NotFound, "Cannot read '" + path.string() + "': " + status.message());
    if (size > kLargestFile) {
        return fail(ErrorCode::Unsupported, "'" + path.string() + "' is larger than 512 MiB",
                    "Split the file.");
    }
    std::ifstream in(path, std::ios::binary);
    std::string text(size, '\0');
    if (!in.read(text.data(), static_cast<std::streamsize>(size))) {
        return fail(ErrorCode::Io, "Cannot read '" + path.string() + "'", "Check that you may read it.");
    }
    return text;
}

std::string extensionOf(const fs::path& path) {
    std::string out = path.extension().string();
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

ImportKind kindOf(const fs::path& path, const std::string& text, ImportKind asked) {
    if (asked != ImportKind::Auto) return asked;
    const std::string extension = extensionOf(path);
    if (extension != ".json" && extension != ".ndjson" && extension != ".jsonl") return ImportKind::Sql;
    return text.find("\"eventTime\"") == std::string::npos && text.find("\"nodes\"") != std::string::npos
               ? ImportKind::Dbt
               : ImportKind::OpenLineage;
}

/// The files a path stands for, in a stable order.
Result<std::vector<fs::path>> filesOf(const std::string& path) {
    std::error_code status;
    if (fs::is_regular_file(path, status)) return std::vector<fs::path>{path};
    if (!fs::is_directory(path, status)) {
        return fail(ErrorCode::NotFound, "There is no file or folder '" + path + "'");
    }
    std::vector<fs::path> out;
    for (auto at =
             fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied, status);
         at != fs::recursive_directory_iterator(); at.increment(status)) {
        if (status) return fail(ErrorCode::Io, "Cannot list '" + path + "': " + status.message());
        if (!at->is_regular_file(status)) continue;
        const std::string extension = extensionOf(at->path());
        if (extension == ".sql" || extension == ".ndjson" || at->path().filename() == "manifest.json") {
            out.push_back(at->path());
        }
    }
    std::sort(out.begin(), out.end());
    if (out.empty()) {
        return fail(ErrorCode::NotFound, "'" + path + "' holds nothing to import",
                    "Folders are searched for *.sql, *.ndjson and manifest.json.");
    }
    return out;
}

class Importer {
  public:
    Importer(const ImportOptions& options, const SchemaCatalog& schema, const CancelToken& token)
        : m_options(options), m_schema(schema), m_token(token) {}

    Result<void> file(const fs::path& path) {
        if (m_token.isCancelled()) return fail(m_token.error());
        auto text = readFile(path);
        if (!text) return fail(text.error());
        report.files++;
        switch (kindOf(path, *text, m_options.kind)) {
            case ImportKind::OpenLineage:
                return add(readOpenLineage(*text, m_options.finder), path);
            case ImportKind::Dbt:
                return add(readDbtManifest(*text, m_options, report.notes, m_token), path);
            default:
                return script(*text, path);
        }
    }

    std::vector<Observation> seen;
    ImportReport report;

  private:
    Result<void> add(Result<std::vector<Observation>> read, const fs::path& path) {
        if (!read) {
            Error error = read.error();
            error.message = path.string() + ": " + error.message;
            return fail(error);
        }
        for (auto& one : *read) seen.push_back(std::move(one));
        return {};
    }

    Result<void> script(const std::string& text, const fs::path& path) {
        ExtractOptions options;
        options.dialect = dialectNamed(m_options.dialect).value_or(SqlDialect::Ansi);
        options.binder = m_binder;
        ExtractSession session(options, m_schema);
        auto read = session.extract(text, m_token);
        if (!read) {
            if (read.error().code == ErrorCode::Cancelled) return fail(read.error());
            report.notes.push_back(path.string() + ": " + read.error().message);
            return {};
        }
        std::set<std::string> kept;  // what is left when the script has ended: no temporary tables
        for (const auto& name : read->inputs) kept.insert(foldName(name));
        for (const auto& name : read->outputs) kept.insert(foldName(name));
        StatementFacts facts;
        facts.jobKind = "script";
        facts.jobSpace = m_options.connection;
        facts.dialect = options.dialect;
        facts.dialectName = m_options.dialect;
        facts.atMs = m_options.nowMs;
        facts.ran = false;
        for (size_t i = 0; i < read->statements.size(); i++) {
            auto& statement = read->statements[i];
            const std::string where = path.filename().string() + ", statement " + std::to_string(i + 1);
            if (!statement.error.empty()) {
                report.notes.push_back(where + ": " + statement.error);
                continue;
            }
            for (const auto& note : statement.notes) report.notes.push_back(where + ": " + note);
            std::erase_if(statement.edges, [&](const ColumnEdge& edge) {
                return !kept.contains(foldName(edge.source.table)) ||
                       !kept.contains(foldName(edge.target.table));
            });
            std::erase_if(statement.inputs,
                          [&](const std::string& name) { return !kept.contains(foldName(name)); });
            facts.jobName = path.filename().string() + "#" + std::to_string(i + 1);
            facts.statement = text.substr(statement.begin, statement.end - statement.begin);
            facts.isDefinition = !statement.edges.empty();
            seen.push_back(observe(statement, facts, inConnection(m_options.connection)));
        }
        addWhole(*read, facts, path);
        return {};
    }

    /// What flows through the script's temporary tables belongs to the script as a whole.
    void addWhole(const ScriptLineage& read, StatementFacts facts, const fs::path& path) {
        std::set<std::tuple<ColumnName, ColumnName, Subtype>> told;
        for (const auto& statement : read.statements) {
            for (const auto& edge : statement.edges) told.emplace(edge.source, edge.target, edge.subtype);
        }
        StatementLineage whole;
        for (const auto& edge : read.edges) {
            if (!told.contains({edge.source, edge.target, edge.subtype})) whole.edges.push_back(edge);
        }
        if (whole.edges.empty()) return;
        facts.jobName = path.filename().string();
        facts.statement.clear();
        facts.isDefinition = true;
        seen.push_back(observe(whole, facts, inConnection(m_options.connection)));
    }

    const std::shared_ptr<Binder> m_binder = std::make_shared<Binder>();
    const ImportOptions& m_options;
    const SchemaCatalog& m_schema;
    const CancelToken& m_token;
};

}  // namespace

Result<ImportReport> importLineage(const std::vector<std::string>& paths, const ImportOptions& options,
                                   const SchemaCatalog& schema, LineageStore& store,
                                   const CancelToken& token) {
    Importer importer(options, schema, token);
    for (const auto& path : paths) {
        auto files = filesOf(path);
        if (!files) return fail(files.error());
        for (const auto& file : *files) {
            if (auto done = importer.file(file); !done) return fail(done.error());
        }
    }
    if (auto done = store.record(importer.seen); !done) return fail(done.error());
    importer.report.observations = importer.seen.size();
    for (const auto& one : importer.seen) importer.report.edges += one.edges.size();
    return std::move(importer.report);
}

SchemaCatalog schemaOf(const Graph& graph, const std::string& connection, bool prefix) {
    SchemaCatalog out;
    const std::string wanted = foldName(joinName({connection}));
    for (const auto& dataset : graph.datasets) {
        const bool mine = foldName(joinName({dataset.name.space})) == wanted;
        if ((!mine && !prefix) || dataset.kind > DatasetKind::File || dataset.columns.empty()) continue;
        // Columns that were only seen in statements have no type: there may be more that nobody named yet.
        const bool whole = std::all_of(dataset.columns.begin(), dataset.columns.end(),
                                       [&](uint32_t c) { return !graph.columns[c].type.empty(); });
        if (!whole) continue;
        SchemaTable table;
        table.name = prefix ? displayName(dataset.name) : dataset.name.name;
        for (const uint32_t c : dataset.columns)
            table.columns.push_back({graph.columns[c].name, graph.columns[c].type});
        out.add(std::move(table));
    }
    return out;
}

}  // namespace tributary::lineage
