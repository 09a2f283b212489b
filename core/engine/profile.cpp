// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/profile.h"

#include <nlohmann/json.hpp>

namespace tributary::engine {
namespace {
using Json = nlohmann::ordered_json;

Json optionalMs(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json toJson(const SourceProfile& source) {
    Json out;
    out["connection"] = source.connection;
    out["object"] = source.object;
    out["sent"] = source.remoteText;
    out["local"] = source.local;
    out["rows"] = source.rows;
    out["bytes"] = source.bytes;
    out["first_row_ms"] = optionalMs(source.firstRowMs);
    out["total_ms"] = optionalMs(source.totalMs);
    out["finished"] = source.finished;
    if (!source.error.empty()) out["error"] = source.error;
    return out;
}

Json toJson(const PlanNode& node) {
    Json out;
    out["operator"] = node.name;
    if (!node.connection.empty()) out["connection"] = node.connection;
    out["estimated_rows"] = node.estimatedRows ? Json(*node.estimatedRows) : Json(nullptr);
    Json details = Json::object();
    for (const auto& [key, value] : node.details) details[key] = value;
    out["details"] = std::move(details);
    out["children"] = Json::array();
    for (const auto& child : node.children) out["children"].push_back(toJson(child));
    return out;
}

void appendIndented(std::string& out, const std::string& text, const std::string& indent) {
    size_t begin = 0;
    while (begin <= text.size()) {
        const size_t end = std::min(text.find('\n', begin), text.size());
        out += indent + text.substr(begin, end - begin) + "\n";
        begin = end + 1;
    }
}

void appendNode(std::string& out, const PlanNode& node, size_t depth) {
    const std::string indent(depth * 2, ' ');
    out += indent + node.name;
    if (node.estimatedRows) out += "  (about " + std::to_string(*node.estimatedRows) + " rows)";
    out += "\n";
    for (const auto& [key, value] : node.details) {
        if (value.empty()) continue;
        const size_t lineEnd = value.find('\n');
        out += indent + "    " + key + ": " + value.substr(0, lineEnd) + "\n";
        if (lineEnd != std::string::npos) appendIndented(out, value.substr(lineEnd + 1), indent + "      ");
    }
    for (const auto& child : node.children) appendNode(out, child, depth + 1);
}

}  // namespace

std::string QueryProfile::toJson() const {
    Json out;
    out["sql"] = sql;
    out["plan_ms"] = planMs;
    out["first_row_ms"] = optionalMs(firstRowMs);
    out["total_ms"] = optionalMs(totalMs);
    out["rows"] = rows;
    out["sources"] = Json::array();
    for (const auto& source : sources) out["sources"].push_back(engine::toJson(source));
    // Statements may hold bytes that are no UTF-8: they are shown replaced rather than refused.
    return out.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::string Explanation::toText() const {
    std::string out;
    appendNode(out, root, 0);
    for (const auto& source : sources) {
        out += "\n" + source.connection + " · " + source.object + "\n";
        out += "  sends:\n";
        appendIndented(out, source.remoteText, "    ");
        out += source.local.empty() ? "  stays local: nothing of this table's filters\n" : "  stays local:\n";
        for (const auto& why : source.local) appendIndented(out, why, "    ");
    }
    return out;
}

std::string Explanation::toJson() const {
    Json out;
    out["plan"] = engine::toJson(root);
    out["sources"] = Json::array();
    for (const auto& source : sources) out["sources"].push_back(engine::toJson(source));
    return out.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tributary::engine
