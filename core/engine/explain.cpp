// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/explain.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace tributary::engine {
namespace {
using Json = nlohmann::ordered_json;

std::string textOf(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array()) return value.dump();
    std::string out;
    for (const auto& item : value) out += (out.empty() ? "" : "\n") + textOf(item);
    return out;
}

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> out;
    size_t begin = 0;
    while (begin < text.size()) {
        const size_t end = std::min(text.find('\n', begin), text.size());
        out.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

PlanNode toNode(const Json& json, std::vector<SourceProfile>& sources) {
    PlanNode node;
    node.name = json.value("name", "");
    while (!node.name.empty() && node.name.back() == ' ') node.name.pop_back();
    SourceProfile source;
    if (json.contains("extra_info") && json["extra_info"].is_object()) {
        for (const auto& [key, value] : json["extra_info"].items()) {
            const std::string text = textOf(value);
            if (key == "Estimated Cardinality") {
                uint64_t rows = 0;
                auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), rows);
                if (status == std::errc()) node.estimatedRows = rows;
                continue;
            }
            if (key == "Connection") source.connection = node.connection = text;
            if (key == "Object") source.object = text;
            if (key == "Sends") source.remoteText = text;
            if (key == "Stays local") source.local = linesOf(text);
            node.details.emplace_back(key, text);
        }
    }
    if (!source.connection.empty()) sources.push_back(std::move(source));
    if (json.contains("children")) {
        for (const auto& child : json["children"]) node.children.push_back(toNode(child, sources));
    }
    return node;
}

}  // namespace

Result<Explanation> parseExplain(const std::string& json) {
    Explanation out;
    auto parsed = Json::parse(json, nullptr, false);
    if (parsed.is_discarded() || !parsed.is_array() || parsed.empty()) {
        return fail(ErrorCode::Internal, "The engine's plan could not be read");
    }
    out.root = toNode(parsed[0], out.sources);
    return out;
}

}  // namespace tributary::engine
