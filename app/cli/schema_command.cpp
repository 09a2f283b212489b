// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/schema_command.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/cli/rows.h"
#include "app/cli/terminal.h"

namespace tributary::cli {
namespace {
using Json = nlohmann::ordered_json;

const char* kindName(connect::ObjectKind kind) {
    switch (kind) {
        case connect::ObjectKind::Schema:
            return "schema";
        case connect::ObjectKind::Table:
            return "table";
        case connect::ObjectKind::View:
            return "view";
        case connect::ObjectKind::MaterializedView:
            return "materialized view";
        case connect::ObjectKind::ForeignTable:
            return "foreign table";
        case connect::ObjectKind::Measurement:
            return "measurement";
        case connect::ObjectKind::File:
            return "file";
    }
    return "table";
}

/// a.b."c.d" → a, b, c.d
std::vector<std::string> splitPath(const std::string& text) {
    std::vector<std::string> out(1);
    bool quoted = false;
    for (size_t i = 0; i < text.size(); i++) {
        const char c = text[i];
        if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
            out.back() += text[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == '.' && !quoted) {
            out.emplace_back();
        } else {
            out.back() += c;
        }
    }
    return out;
}

std::optional<std::string> countText(const std::optional<uint64_t>& rows) {
    return rows ? std::optional<std::string>(std::to_string(*rows)) : std::nullopt;
}

int show(const Json& json, bool asJson, const std::vector<std::string>& headers,
         const std::vector<Row>& rows) {
    if (asJson) return showJson(json);
    return showTable(headers, rows);
}

int showConnections(engine::Workbench& workbench, bool json, const CancelToken& token) {
    Json all = Json::array();
    std::vector<Row> rows;
    int status = kOk;
    for (const auto& name : workbench.federation().attached()) {
        auto root = workbench.federation().describe(name, {}, token);
        if (!root) {
            status = report(root.error());  // one dead server does not hide the others
            all.push_back({{"connection", name}, {"error", root.error().text()}});
            rows.push_back({name, std::nullopt});
            continue;
        }
        for (const auto& schema : root->objects) {
            all.push_back({{"connection", name}, {"schema", schema.name}, {"comment", schema.comment}});
            rows.push_back({name, schema.name});
        }
    }
    const int shown = show(all, json, {"connection", "schema"}, rows);
    return shown == kOk ? status : shown;
}

int showObjects(const connect::Catalog& catalog, bool json) {
    Json all = Json::array();
    std::vector<Row> rows;
    for (const auto& o : catalog.objects) {
        Json item = {{"name", o.name}, {"kind", kindName(o.kind)}, {"comment", o.comment}};
        item["rows_estimate"] = o.rowEstimate ? Json(*o.rowEstimate) : Json(nullptr);
        all.push_back(std::move(item));
        rows.push_back({o.name, kindName(o.kind), countText(o.rowEstimate), o.comment});
    }
    if (catalog.truncated) note("There is more than is listed here.");
    return show(all, json, {"name", "kind", "rows (estimate)", "comment"}, rows);
}

int showColumns(const connect::Catalog& catalog, bool json) {
    Json out;
    out["comment"] = catalog.comment;
    out["rows_estimate"] = catalog.rowEstimate ? Json(*catalog.rowEstimate) : Json(nullptr);
    out["columns"] = Json::array();
    std::vector<Row> rows;
    for (const auto& c : catalog.columns) {
        out["columns"].push_back({{"name", c.name},
                                  {"type", c.type.ToString()},
                                  {"native_type", c.nativeType},
                                  {"nullable", c.nullable},
                                  {"primary_key", c.primaryKey},
                                  {"comment", c.comment},
                                  {"note", c.note}});
        const std::string key = c.primaryKey ? "primary key" : (c.nullable ? "" : "not null");
        const std::string remark = c.comment + (!c.comment.empty() && !c.note.empty() ? " · " : "") + c.note;
        rows.push_back({c.name, c.type.ToString(), c.nativeType, key, remark});
    }
    out["foreign_keys"] = Json::array();
    for (const auto& key : catalog.foreignKeys) {
        out["foreign_keys"].push_back({{"name", key.name},
                                       {"columns", key.columns},
                                       {"target", key.target.schema + "." + key.target.name},
                                       {"target_columns", key.targetColumns}});
    }
    return show(out, json, {"column", "type", "native type", "key", "remarks"}, rows);
}

}  // namespace

int showSchema(engine::Workbench& workbench, const std::string& path, bool json, const CancelToken& token) {
    if (path.empty()) return showConnections(workbench, json, token);
    auto parts = splitPath(path);
    const std::string connection = parts.front();
    parts.erase(parts.begin());
    if (parts.size() > 2) {
        return report(Error(ErrorCode::InvalidArgument, "'" + path + "' has too many parts",
                            "It is connection.schema.table; put names that contain dots in double quotes."));
    }
    auto catalog = workbench.federation().describe(connection, parts, token);
    if (!catalog) return report(catalog.error());
    return parts.size() == 2 ? showColumns(*catalog, json) : showObjects(*catalog, json);
}

}  // namespace tributary::cli
