// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/alerts/model/time.h"
#include "core/alerts/rules/reason.h"

/// How kept state writes what JSON has no form for: instants as milliseconds, NaN and infinities as text.
/// Readers throw nlohmann's exceptions, which the caller of `restore` turns into one Corrupt error.
namespace tributary::alerts::state_json {

inline nlohmann::json number(double value) {
    if (std::isfinite(value)) return value;
    return std::isnan(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

inline double toNumber(const nlohmann::json& json) {
    if (!json.is_string()) return json.get<double>();
    const auto& text = json.get_ref<const std::string&>();
    if (text == "NaN") return std::nan("");
    return text == "-Inf" ? -HUGE_VAL : HUGE_VAL;
}

inline nlohmann::json number(const std::optional<double>& value) {
    return value ? number(*value) : nlohmann::json();
}

inline std::optional<double> toOptionalNumber(const nlohmann::json& json) {
    if (json.is_null()) return std::nullopt;
    return toNumber(json);
}

/// null for one that tells nothing.
nlohmann::json reason(const Reason& reason);
Reason toReason(const nlohmann::json& json);

/// Models keep bytes; JSON keeps text.
std::string toBase64(std::string_view bytes);
std::string fromBase64(const std::string& text);

inline nlohmann::json time(TimePoint at) {
    return at.time_since_epoch().count();
}

inline TimePoint toTime(const nlohmann::json& json) {
    return TimePoint(Duration(json.get<int64_t>()));
}

inline nlohmann::json time(const std::optional<TimePoint>& at) {
    return at ? time(*at) : nlohmann::json();
}

inline std::optional<TimePoint> toOptionalTime(const nlohmann::json& json) {
    if (json.is_null()) return std::nullopt;
    return toTime(json);
}

}  // namespace tributary::alerts::state_json
