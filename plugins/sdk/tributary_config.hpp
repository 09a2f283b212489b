// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "tributary_json.hpp"

namespace tributary_sdk {

/// The settings a call was given. Values may come as JSON values or as their text, as forms have them. Every
/// getter throws Failure(INVALID_CONFIG) that names the setting when the value makes no sense.
class Config {
  public:
    explicit Config(const char* json) : m_values(json && *json ? Json::parse(json) : Json::object()) {
        if (!m_values.isObject()) failConfig("The settings are not a JSON object.");
    }

    bool has(std::string_view key) const {
        const Json& value = m_values[key];
        return !value.isNull() && !(value.isString() && value.text().empty());
    }
    std::string text(std::string_view key, std::string otherwise = {}) const {
        if (!has(key)) return otherwise;
        const Json& value = m_values[key];
        if (value.kind() == Json::Kind::Bool) return value.boolean() ? "true" : "false";
        if (!value.isString() && !value.isNumber()) wrong(key, "is not a text");
        return value.text();
    }
    std::string required(std::string_view key) const {
        if (!has(key)) failConfig("The setting \"" + std::string(key) + "\" is missing. Fill it in.");
        return text(key);
    }
    int64_t integer(std::string_view key, int64_t otherwise, int64_t least, int64_t most) const {
        if (!has(key)) return otherwise;
        const std::string value = text(key);
        int64_t out = 0;
        const auto end = std::from_chars(value.data(), value.data() + value.size(), out);
        if (end.ec != std::errc() || end.ptr != value.data() + value.size() || out < least || out > most)
            wrong(key,
                  "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        return out;
    }
    double number(std::string_view key, double otherwise, double least, double most) const {
        if (!has(key)) return otherwise;
        const std::string value = text(key);
        double out = 0;
        const auto end = std::from_chars(value.data(), value.data() + value.size(), out);
        if (end.ec != std::errc() || end.ptr != value.data() + value.size() || !(out >= least && out <= most))
            wrong(key, "must be a number from " + Json::numberText(least) + " to " + Json::numberText(most));
        return out;
    }
    bool flag(std::string_view key, bool otherwise) const {
        if (!has(key)) return otherwise;
        const std::string value = text(key);
        if (value == "true" || value == "1") return true;
        if (value == "false" || value == "0") return false;
        wrong(key, "must be true or false");
    }
    std::string choice(std::string_view key, const std::vector<std::string>& known,
                       const std::string& otherwise) const {
        if (!has(key)) return otherwise;
        std::string value = text(key);
        if (std::find(known.begin(), known.end(), value) != known.end()) return value;
        std::string all;
        for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
        wrong(key, "must be one of " + all);
    }
    /// A list: a JSON array of texts, or a text with commas between; a name with a comma stands in "…".
    std::vector<std::string> list(std::string_view key) const {
        std::vector<std::string> out;
        if (!has(key)) return out;
        const Json& value = m_values[key];
        if (value.isArray()) {
            for (const Json& item : value.items()) {
                if (!item.isString()) wrong(key, "is not a list of texts");
                out.push_back(item.text());
            }
            return out;
        }
        return split(text(key), ',');
    }
    std::vector<std::string> requiredList(std::string_view key) const {
        std::vector<std::string> out = list(key);
        if (out.empty()) failConfig("The setting \"" + std::string(key) + "\" is missing. Fill it in.");
        return out;
    }
    static std::vector<std::string> split(const std::string& text, char separator) {
        std::vector<std::string> out;
        std::string one;
        bool quoted = false, any = false;
        const auto put = [&] {
            if (!any) one.erase(one.find_last_not_of(' ') + 1);
            if (!one.empty()) out.push_back(one);
            one.clear();
            any = false;
        };
        for (const char c : text) {
            if (c == '"') {
                quoted = !quoted;
                any = true;
            } else if (c == separator && !quoted) {
                put();
            } else if (c != ' ' || quoted || !one.empty()) {
                one += c;
            }
        }
        put();
        return out;
    }
    const Json& json() const { return m_values; }

  private:
    [[noreturn]] static void wrong(std::string_view key, const std::string& why) {
        failConfig("The setting \"" + std::string(key) + "\" " + why + ".");
    }
    Json m_values;
};

}  // namespace tributary_sdk
