// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/apply/step_config.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace tributary::plugin {
namespace {

using Json = nlohmann::json;

std::string labelOf(const ManifestField& field) {
    const std::string label = field.label.english();
    return label.empty() ? field.key : label + " (" + field.key + ")";
}

tl::unexpected<Error> wrong(const ManifestField& field, const std::string& why,
                            const std::string& hint = {}) {
    return fail(ErrorCode::InvalidArgument, labelOf(field) + ": " + why, hint);
}

std::string listed(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
}

Result<Json> column(const ManifestField& field, const std::string& name,
                    const std::vector<std::string>& columns) {
    if (!columns.empty() && std::find(columns.begin(), columns.end(), name) == columns.end()) {
        return wrong(field, "the rows have no column '" + name + "'", "They have: " + listed(columns) + ".");
    }
    return Json(name);
}

Result<Json> number(const ManifestField& field, const std::string& value) {
    int64_t out = 0;
    const auto [end, status] = std::from_chars(value.data(), value.data() + value.size(), out);
    if (status != std::errc() || end != value.data() + value.size())
        return wrong(field, "'" + value + "' is not a whole number");
    return Json(out);
}

Result<Json> choice(const ManifestField& field, const std::string& value) {
    std::vector<std::string> values;
    for (const auto& one : field.choices) {
        if (one.value == value) return Json(value);
        values.push_back(one.value);
    }
    return wrong(field, "'" + value + "' is not one of its values", "It takes: " + listed(values) + ".");
}

Result<Json> jsonValue(const ManifestField& field, const std::string& value,
                       const std::vector<std::string>& columns) {
    switch (field.kind) {
        case FieldKind::Integer:
            return number(field, value);
        case FieldKind::Boolean:
            if (value == "true" || value == "1") return Json(true);
            if (value == "false" || value == "0") return Json(false);
            return wrong(field, "'" + value + "' is neither true nor false");
        case FieldKind::Choice:
            return choice(field, value);
        case FieldKind::Column:
            return column(field, value, columns);
        case FieldKind::Columns: {
            Json names = Json::array();
            for (const auto& name : columnNames(value)) {
                auto one = column(field, name, columns);
                if (!one) return one;
                names.push_back(std::move(*one));
            }
            return names;
        }
        default:
            return Json(value);
    }
}

}  // namespace

std::vector<std::string> columnNames(const std::string& value) {
    std::vector<std::string> names;
    std::string name;
    bool quoted = false, wasQuoted = false;
    const auto take = [&] {
        if (!wasQuoted) {
            while (!name.empty() && name.back() == ' ') name.pop_back();
            name.erase(0, name.find_first_not_of(' '));
        }
        if (!name.empty()) names.push_back(name);
        name.clear();
        wasQuoted = false;
    };
    for (size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        if (quoted && c == '"' && i + 1 < value.size() && value[i + 1] == '"') {
            name += value[++i];
        } else if (c == '"' && (quoted || name.find_first_not_of(' ') == std::string::npos)) {
            quoted = !quoted;
            if (quoted) name.clear();
            wasQuoted = true;
        } else if (c == ',' && !quoted) {
            take();
        } else if (quoted || !wasQuoted) {
            name += c;
        }
    }
    take();
    return names;
}

std::string columnNamesText(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) {
        if (!out.empty()) out += ",";
        if (name.find_first_of(",\"") == std::string::npos && name.front() != ' ' && name.back() != ' ') {
            out += name;
            continue;
        }
        out += '"';
        for (const char c : name) out += c == '"' ? "\"\"" : std::string(1, c);
        out += '"';
    }
    return out;
}

Result<std::string> configJson(const StepPart& part, const StepConfig& config,
                               const std::vector<std::string>& columns) {
    std::vector<std::string> known;
    for (const auto& field : part.fields) known.push_back(field.key);
    for (const auto& [key, value] : config) {
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        return fail(ErrorCode::InvalidArgument, "There is no setting '" + key + "'.",
                    known.empty() ? "The plugin takes no settings." : "It takes: " + listed(known) + ".");
    }
    Json out = Json::object();
    for (const auto& field : part.fields) {
        const auto given = config.find(field.key);
        const std::string& value = given == config.end() ? field.defaultValue : given->second;
        if (value.empty()) {
            if (field.required) return wrong(field, "a value is needed", field.help.english());
            continue;
        }
        auto json = jsonValue(field, value, columns);
        if (!json) return fail(json.error());
        out[field.key] = std::move(*json);
    }
    return out.dump();
}

}  // namespace tributary::plugin
