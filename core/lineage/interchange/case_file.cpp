// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/interchange/case_file.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/lineage/extractor.h"
#include "core/lineage/syntax/table_functions.h"

namespace tributary::lineage {
namespace {

using Json = nlohmann::ordered_json;

std::string text(const Json& json, const char* key) {
    const auto at = json.find(key);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

void addTable(SchemaCatalog& catalog, const std::string& name, const Json& columns) {
    SchemaTable table;
    table.name = name;
    if (columns.is_object()) {
        for (const auto& [column, type] : columns.items()) {
            table.columns.push_back({column, type.is_string() ? type.get<std::string>() : std::string()});
        }
    } else if (columns.is_array()) {
        for (const auto& column : columns) {
            if (column.is_string()) table.columns.push_back({column.get<std::string>(), ""});
        }
    }
    catalog.add(std::move(table));
}

SchemaCatalog catalogOf(const Json& one) {
    SchemaCatalog catalog;
    if (const auto schema = one.find("schema"); schema != one.end() && schema->is_object()) {
        for (const auto& [name, columns] : schema->items()) addTable(catalog, name, columns);
    }
    if (const auto views = one.find("views"); views != one.end() && views->is_object()) {
        for (const auto& [name, sql] : views->items()) {
            if (!sql.is_string()) continue;
            SchemaTable table;
            if (const auto* known = catalog.find(name)) table = *known;
            table.name = name;
            table.viewSql = sql.get<std::string>();
            catalog.add(std::move(table));
        }
    }
    return catalog;
}

/// What scripts of one or more sessions found, put together.
struct Answer {
    std::vector<std::string> inputs;
    std::vector<std::string> outputs;
    std::vector<ColumnEdge> edges;
    std::set<std::string> directories;  ///< that INSERT fills
    std::vector<std::pair<std::string, std::string>> renames;
    std::string error;

    /// What was written under the old name in an earlier script is what the new name holds.
    bool rename(const std::string& from, const std::string& to) {
        bool known = false;
        for (auto& output : outputs) {
            if (foldName(output) != foldName(from)) continue;
            output = to;
            known = true;
        }
        for (auto& edge : edges) {
            if (foldName(edge.target.table) == foldName(from)) edge.target.table = to;
        }
        return known;
    }

    /// What a log says besides statements: that a table was renamed, in whichever order it heard of it, or
    /// swapped, or that one is made of another.
    void event(const std::string& kind, const std::vector<std::string>& names) {
        if (names.size() != 2) return;
        if (kind.find("rename") != std::string::npos) {
            renames.emplace_back(names[0], names[1]);
        } else if (kind.find("swap") != std::string::npos) {
            inputs.insert(inputs.end(), names.begin(), names.end());
            outputs.insert(outputs.end(), names.begin(), names.end());
        } else if (kind.find("lineage") != std::string::npos) {
            inputs.push_back(names[0]);
            outputs.push_back(names[1]);
        }
    }

    void applyRenames() {
        for (const auto& [from, to] : renames) {
            const auto apply = [from = foldName(from), &to = to](std::string& name) {
                if (foldName(name) == from) name = to;
            };
            std::for_each(inputs.begin(), inputs.end(), apply);
            std::for_each(outputs.begin(), outputs.end(), apply);
            for (auto& edge : edges) {
                apply(edge.source.table);
                apply(edge.target.table);
            }
        }
    }

    void add(Result<ScriptLineage> result) {
        if (!result) {
            if (error.empty()) error = result.error().text();
            return;
        }
        for (const auto& statement : result->statements) {
            if (statement.kind == "RENAME" && !statement.inputs.empty() && !statement.outputs.empty()) {
                if (rename(statement.inputs.front(), statement.outputs.front())) return;
            }
        }
        inputs.insert(inputs.end(), result->inputs.begin(), result->inputs.end());
        outputs.insert(outputs.end(), result->outputs.begin(), result->outputs.end());
        edges.insert(edges.end(), result->edges.begin(), result->edges.end());
        for (const auto& statement : result->statements) {
            if (error.empty() && !statement.error.empty()) error = statement.error;
            for (const auto& output : statement.outputs) {
                if (statement.kind == "INSERT" && output.starts_with("path:")) directories.insert(output);
            }
        }
    }
};

/// The two tables an event of a log names, in the order they are given: names, or URNs that hold one.
std::vector<std::string> tablesOf(const Json& step) {
    std::vector<std::string> out;
    for (const auto& [key, value] : step.items()) {
        if (!value.is_string()) continue;
        const std::string name = value.get<std::string>();
        const size_t first = name.find(',');
        const size_t last = name.rfind(',');
        if (name.starts_with("urn:") && last > first) {
            out.push_back(name.substr(first + 1, last - first - 1));
        } else if (key == "from" || key == "to") {
            out.push_back(name);
        }
    }
    return out;
}

Json unique(const std::vector<std::string>& names) {
    Json out = Json::array();
    std::set<std::string> seen;
    for (const auto& name : names) {
        if (seen.insert(foldName(name)).second) out.push_back(name);
    }
    return out;
}

/// A log of several sessions, not always in order.
void runLog(const Json& one, const Json& steps, ExtractOptions options, Answer& answer,
            const CancelToken& token) {
    struct Session {
        ExtractSession extract;
        size_t scripts = 0;
    };
    struct Entry {
        const Json* step = nullptr;
        Session* session = nullptr;  ///< of a statement; otherwise the step is an event
        size_t number = 0;
        Result<ScriptLineage> result = ScriptLineage();
    };
    std::map<std::string, Session> sessions;
    std::vector<Entry> log;
    for (const auto& step : steps) {
        if (!step.is_object()) continue;
        if (!text(step, "default_db").empty()) options.defaultDatabase = text(step, "default_db");
        if (!text(step, "default_schema").empty()) options.defaultSchema = text(step, "default_schema");
        Entry entry;
        entry.step = &step;
        if (!text(step, "sql").empty()) {
            Session fresh{ExtractSession(options, catalogOf(one))};
            entry.session = &sessions.try_emplace(text(step, "session_id"), std::move(fresh)).first->second;
            entry.number = entry.session->scripts++;
            entry.result = entry.session->extract.extract(text(step, "sql"), token);
        }
        log.push_back(std::move(entry));
    }
    for (auto& entry : log) {
        if (!entry.session) {
            answer.event(text(*entry.step, "kind"), tablesOf(*entry.step));
            continue;
        }
        if (entry.result) entry.session->extract.seeThroughLater(entry.number, *entry.result);
        answer.add(std::move(entry.result));
    }
    answer.applyRenames();
}

void run(const Json& one, Answer& answer, const CancelToken& token, const std::shared_ptr<Binder>& binder) {
    const auto dialect = dialectNamed(text(one, "dialect"));
    ExtractOptions options;
    options.dialect = dialect.value_or(SqlDialect::Ansi);
    options.binder = binder;
    options.defaultDatabase = text(one, "default_db");
    options.defaultSchema = text(one, "default_schema");
    if (const auto given = one.find("options"); given != one.end() && given->is_object()) {
        // A predicate over names, as "…('a', 'b')": the names in quotes.
        const std::string predicate = text(*given, "is_temp_table");
        for (size_t at = predicate.find('\''); at != std::string::npos; at = predicate.find('\'', at)) {
            const size_t end = predicate.find('\'', at + 1);
            if (end == std::string::npos) break;
            options.temporaryTables.push_back(predicate.substr(at + 1, end - at - 1));
            at = end + 1;
        }
    }
    if (const auto steps = one.find("steps"); steps != one.end() && steps->is_array()) {
        runLog(one, *steps, std::move(options), answer, token);
        return;
    }
    std::string script;
    if (const auto list = one.find("statements"); list != one.end() && list->is_array()) {
        for (const auto& statement : *list) {
            if (statement.is_string()) script += statement.get<std::string>() + "\n;\n";
        }
    } else {
        // One text is one job; a list of statements is a log, in which each hop stays.
        script = text(one, "sql");
        options.seeThroughMade = true;
    }
    ExtractSession session(options, catalogOf(one));
    answer.add(session.extract(script, token));
}

}  // namespace

std::string answerCase(std::string_view line, const CancelToken& token,
                       const std::shared_ptr<Binder>& binder) {
    Answer answer;
    Json out;
    const Json one = Json::parse(line, nullptr, false);
    if (!one.is_object()) {
        out["id"] = nullptr;
        answer.error = "the line is no JSON object";
    } else {
        out["id"] = one.value("id", Json());
        run(one, answer, token, binder);
    }
    out["tables_in"] = unique(answer.inputs);
    out["tables_out"] = unique(answer.outputs);
    Json edges = Json::array();
    for (const auto& edge : answer.edges) {
        if (edge.target.column.empty() || edge.source.column.empty() || edge.source.column == "?") continue;
        Json item;
        // A directory is no table: its columns are in no catalog.
        const bool directory = answer.directories.contains(edge.target.table);
        // A call is named as it stands in the text: there is no catalog to tell it from a table.
        const bool call = edge.source.table.starts_with(kCallPrefix);
        item["src"] = {edge.source.table.substr(call ? kCallPrefix.size() : 0), edge.source.column};
        item["dst"] = directory ? Json::array({Json(), ""})
                                : Json::array({edge.target.table.empty() ? Json() : Json(edge.target.table),
                                               edge.target.column});
        item["type"] = isDirect(edge.subtype) ? "DIRECT" : "INDIRECT";
        item["subtype"] = subtypeName(edge.subtype);
        if (edge.masking) item["masking"] = true;
        edges.push_back(std::move(item));
    }
    out["column_edges"] = std::move(edges);
    if (!answer.error.empty()) out["error"] = answer.error;
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<SchemaCatalog> readSchemaFile(std::string_view json) {
    const Json parsed = Json::parse(json, nullptr, false);
    if (!parsed.is_object()) {
        return fail(ErrorCode::Data, "the schema file is no JSON object",
                    "write {\"table\": {\"column\": \"type\"}}");
    }
    SchemaCatalog catalog;
    for (const auto& [name, columns] : parsed.items()) {
        if (!columns.is_object() && !columns.is_array()) {
            return fail(ErrorCode::Data, "the schema file's '" + name + "' has no columns",
                        "write {\"table\": {\"column\": \"type\"}}");
        }
        addTable(catalog, name, columns);
    }
    return catalog;
}

}  // namespace tributary::lineage
