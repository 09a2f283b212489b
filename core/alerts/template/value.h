// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "core/alerts/model/time.h"

namespace tributary::alerts::templates {

using Json = nlohmann::json;

/// A value while a template runs: shares the data it points into, so that fields and ranges copy nothing.
class Value {
  public:
    Value() : m_json(std::make_shared<const Json>()) {}
    Value(Json json) : m_json(std::make_shared<const Json>(std::move(json))) {}  // NOLINT: from any constant
    /// Data that outlives the run.
    static Value borrowed(const Json& json) {
        return Value(std::shared_ptr<const Json>(std::shared_ptr<const Json>(), &json));
    }
    /// A part of this value's data.
    Value part(const Json& json) const { return Value(std::shared_ptr<const Json>(m_json, &json)); }

    const Json& json() const { return *m_json; }
    bool isNil() const { return m_json->is_null(); }

  private:
    explicit Value(std::shared_ptr<const Json> json) : m_json(std::move(json)) {}
    std::shared_ptr<const Json> m_json;
};

// What JSON has no form for is an object with one of these keys alone.
inline constexpr const char* kTimeTag = "$time";          ///< milliseconds since 1970
inline constexpr const char* kDurationTag = "$duration";  ///< milliseconds
inline constexpr const char* kHtmlTag = "$html";          ///< text that needs no escaping

bool hasTag(const Json& json, const char* tag);
inline bool isTime(const Json& json) {
    return hasTag(json, kTimeTag);
}
TimePoint timeOf(const Json& json);

/// Text, or the text inside of `safeHtml`'s result; nullptr for anything else.
const std::string* textOf(const Json& json);

/// An object all of whose values are texts: Go's map[string]string.
bool isLabelMap(const Json& json);

/// Go's truth: not the zero value, not empty.
bool isTrue(const Json& json);

/// Name of the Go type, for messages and %T.
std::string goType(const Json& json);

/// What an action prints: Go's %v, and "<no value>" for nil.
std::string actionText(const Json& json);

}  // namespace tributary::alerts::templates
