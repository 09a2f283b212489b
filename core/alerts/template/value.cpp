// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/template/value.h"

#include "core/alerts/template/go_format.h"

namespace tributary::alerts::templates {

bool hasTag(const Json& json, const char* tag) {
    return json.is_object() && json.size() == 1 && json.begin().key() == tag;
}

TimePoint timeOf(const Json& json) {
    return TimePoint(Duration(json.begin().value().get<int64_t>()));
}

const std::string* textOf(const Json& json) {
    if (json.is_string()) return &json.get_ref<const std::string&>();
    if (hasTag(json, kHtmlTag) && json.begin().value().is_string())
        return &json.begin().value().get_ref<const std::string&>();
    return nullptr;
}

bool isLabelMap(const Json& json) {
    if (!json.is_object()) return false;
    for (const auto& value : json) {
        if (!value.is_string()) return false;
    }
    return true;
}

bool isTrue(const Json& json) {
    if (hasTag(json, kTimeTag)) return true;
    if (hasTag(json, kDurationTag)) return json.begin().value() != 0;
    if (const std::string* text = textOf(json)) return !text->empty();
    switch (json.type()) {
        case Json::value_t::null:
        case Json::value_t::discarded:
            return false;
        case Json::value_t::boolean:
            return json.get<bool>();
        case Json::value_t::number_integer:
        case Json::value_t::number_unsigned:
            return json != 0;
        case Json::value_t::number_float:
            return json.get<double>() != 0;
        default:
            return !json.empty();
    }
}

std::string goType(const Json& json) {
    if (isTime(json)) return "time.Time";
    if (hasTag(json, kDurationTag)) return "time.Duration";
    if (hasTag(json, kHtmlTag)) return "template.HTML";
    switch (json.type()) {
        case Json::value_t::null:
            return "<nil>";
        case Json::value_t::boolean:
            return "bool";
        case Json::value_t::number_integer:
        case Json::value_t::number_unsigned:
            return "int";
        case Json::value_t::number_float:
            return "float64";
        case Json::value_t::string:
            return "string";
        case Json::value_t::array:
            return "[]interface {}";
        default:
            return isLabelMap(json) ? "map[string]string" : "map[string]interface {}";
    }
}

std::string actionText(const Json& json) {
    return json.is_null() ? "<no value>" : formatValue(json);
}

}  // namespace tributary::alerts::templates
