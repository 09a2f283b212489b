// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/trial/sample_config.h"

#include <algorithm>

namespace tributary::plugin {

namespace {

constexpr size_t kMostTries = 40;

bool mentions(const std::string& key, std::initializer_list<const char*> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](const char* word) { return key.find(word) != std::string::npos; });
}

/// A sample column for a field that names one, by what the field is called.
std::string columnFor(const std::string& key) {
    if (mentions(key, {"time", "date", "day"})) return "time";
    if (mentions(key, {"ip", "address"})) return "ip";
    if (mentions(key, {"target", "to"})) return "target";
    if (mentions(key, {"source", "from", "category", "group", "series", "name", "label", "by"}))
        return "category";
    if (mentions(key, {"mail", "mask"})) return "email";
    if (mentions(key, {"y", "amount", "weight", "count", "size"})) return "amount";
    return "value";
}

}  // namespace

std::vector<StepConfig> sampleConfigs(const StepPart& part, const StepConfig& given) {
    StepConfig first = given;
    std::vector<std::string> chosen;
    for (const auto& field : part.fields) {
        const bool column = field.kind == FieldKind::Column || field.kind == FieldKind::Columns;
        if (given.count(field.key) || !column || !field.required || !field.defaultValue.empty()) continue;
        first[field.key] = columnFor(field.key);
        chosen.push_back(field.key);
    }
    std::vector<StepConfig> out{first};
    const auto add = [&](StepConfig config) {
        if (out.size() < kMostTries && std::find(out.begin(), out.end(), config) == out.end())
            out.push_back(std::move(config));
    };
    for (const char* name : {"value", "amount", "time", "category", "ip", "email", "flag"}) {
        for (const auto& key : chosen) {
            StepConfig config = first;
            config[key] = name;
            add(std::move(config));
        }
    }
    StepConfig numbers = first;  // more than one guess was wrong
    for (size_t i = 0; i < chosen.size(); i++) numbers[chosen[i]] = i == 0 ? "value" : "amount";
    add(std::move(numbers));
    return out;
}

}  // namespace tributary::plugin
