// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/alerts/template/functions.h"
#include "core/alerts/template/go_time.h"

namespace tributary::alerts::templates {
namespace {

tl::unexpected<Error> wrong(std::string message) {
    return fail(ErrorCode::Syntax, std::move(message));
}

Json sortedPairs(const Json& labels) {
    Json out = Json::array();
    const auto add = [&](const std::string& name) {
        if (labels.contains(name)) out.push_back({{"Name", name}, {"Value", labels[name]}});
    };
    // Alertmanager puts the alert's name first.
    add("alertname");
    for (auto it = labels.begin(); it != labels.end(); ++it) {
        if (it.key() != "alertname") add(it.key());
    }
    return out;
}

Json columnOf(const Json& pairs, const char* name) {
    Json out = Json::array();
    for (const Json& pair : pairs) out.push_back(pair[name]);
    return out;
}

bool isPairs(const Json& json) {
    return std::all_of(json.begin(), json.end(), [](const Json& item) {
        return item.is_object() && item.contains("Name") && item.contains("Value");
    });
}

Result<Value> without(const Json& labels, const Arguments& arguments) {
    if (arguments.size() != 1 || !arguments[0].json().is_array())
        return wrong(".Remove takes one list of names, as stringSlice makes it.");
    Json out = labels;
    for (const Json& name : arguments[0].json()) {
        if (name.is_string()) out.erase(name.get<std::string>());
    }
    return Value(std::move(out));
}

Json alertsWith(const Json& alerts, const char* status) {
    Json out = Json::array();
    for (const Json& alert : alerts) {
        if (alert.is_object() && alert.value("Status", "") == status) out.push_back(alert);
    }
    return out;
}

Result<Value> ofTime(TimePoint time, const std::string& name, const Arguments& arguments) {
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{midnight};
    const int64_t millis = (time - midnight).count();
    if (name == "Format") {
        if (arguments.size() != 1 || !arguments[0].json().is_string())
            return wrong(".Format takes one layout, such as \"2006-01-02 15:04\".");
        return Value(goTimeFormat(time, arguments[0].json().get_ref<const std::string&>()));
    }
    if (name == "Sub") {
        if (arguments.size() != 1 || !isTime(arguments[0].json())) return wrong(".Sub takes one time.");
        return Value(Json{{kDurationTag, (time - timeOf(arguments[0].json())).count()}});
    }
    if (name == "Before" || name == "After" || name == "Equal") {
        if (arguments.size() != 1 || !isTime(arguments[0].json()))
            return wrong("." + name + " takes one time.");
        const TimePoint other = timeOf(arguments[0].json());
        return Value(name == "Before" ? time < other : name == "After" ? time > other : time == other);
    }
    if (!arguments.empty()) return wrong("." + name + " of a time takes no arguments.");
    if (name == "UTC") return Value(templateTime(time));
    if (name == "String") return Value(goTimeText(time));
    if (name == "Unix")
        return Value(
            static_cast<int64_t>(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count()));
    if (name == "UnixMilli") return Value(static_cast<int64_t>(time.time_since_epoch().count()));
    if (name == "Year") return Value(static_cast<int64_t>(static_cast<int>(date.year())));
    if (name == "Month") return Value(std::string(monthName(static_cast<unsigned>(date.month()))));
    if (name == "Day") return Value(static_cast<int64_t>(static_cast<unsigned>(date.day())));
    if (name == "Hour") return Value(millis / 3'600'000);
    if (name == "Minute") return Value(millis / 60'000 % 60);
    if (name == "Second") return Value(millis / 1000 % 60);
    if (name == "Weekday")
        return Value(std::string(weekdayName(std::chrono::weekday{midnight}.c_encoding())));
    if (name == "IsZero")
        return Value(static_cast<int>(date.year()) == 1 && time == TimePoint(std::chrono::sys_days(date)));
    return wrong("A time has no method ." + name + ".");
}

Result<Value> ofDuration(int64_t milliseconds, const std::string& name) {
    const double seconds = static_cast<double>(milliseconds) / 1000;
    if (name == "Seconds") return Value(seconds);
    if (name == "Minutes") return Value(seconds / 60);
    if (name == "Hours") return Value(seconds / 3600);
    if (name == "Milliseconds") return Value(milliseconds);
    if (name == "String") return Value(goDurationText(milliseconds));
    return wrong("A duration has no method ." + name + ".");
}

Result<Value> ofList(const Value& value, const std::string& name, bool hasArguments) {
    const Json& json = value.json();
    if (!hasArguments) {
        if (name == "Firing") return Value(alertsWith(json, "firing"));
        if (name == "Resolved") return Value(alertsWith(json, "resolved"));
        if ((name == "Names" || name == "Values") && isPairs(json))
            return Value(columnOf(json, name == "Names" ? "Name" : "Value"));
    }
    return wrong("A list has no field or method ." + name + ".");
}

Result<Value> ofObject(const Value& value, const std::string& name, const Arguments& arguments) {
    const Json& json = value.json();
    if (auto it = json.find(name); it != json.end()) {
        if (!arguments.empty()) return wrong("." + name + " is no method, but has arguments.");
        return value.part(*it);
    }
    if (isLabelMap(json)) {
        if (name == "SortedPairs") return Value(sortedPairs(json));
        if (name == "Names") return Value(columnOf(sortedPairs(json), "Name"));
        if (name == "Values") return Value(columnOf(sortedPairs(json), "Value"));
        if (name == "Remove") return without(json, arguments);
        if (arguments.empty()) return Value(std::string());
    }
    if (json.contains("arg0") && name.compare(0, 3, "arg") == 0) return Value();
    return wrong("There is no field ." + name + " here.");
}

}  // namespace

Result<Value> fieldOf(const Value& value, const std::string& name, const Arguments& arguments) {
    const Json& json = value.json();
    if (isTime(json)) return ofTime(timeOf(json), name, arguments);
    if (hasTag(json, kDurationTag)) return ofDuration(json.begin().value().get<int64_t>(), name);
    if (json.is_null()) return Value();
    if (json.is_array()) return ofList(value, name, !arguments.empty());
    if (json.is_object()) return ofObject(value, name, arguments);
    return wrong("A value of type " + goType(json) + " has no field ." + name + ".");
}

Result<Value> elementOf(const Value& value, const Value& key) {
    const Json& json = value.json();
    if (json.is_object()) {
        if (!key.json().is_string())
            return wrong("A map is indexed with text, not with " + goType(key.json()) + ".");
        const auto it = json.find(key.json().get_ref<const std::string&>());
        if (it != json.end()) return value.part(*it);
        return isLabelMap(json) ? Value(std::string()) : Value();
    }
    if (!json.is_array() && !json.is_string())
        return wrong("A value of type " + goType(json) + " cannot be indexed.");
    if (!key.json().is_number_integer())
        return wrong("A list is indexed with a whole number, not with " + goType(key.json()) + ".");
    const int64_t index = key.json().get<int64_t>();
    const size_t size = json.is_string() ? json.get_ref<const std::string&>().size() : json.size();
    if (index < 0 || static_cast<size_t>(index) >= size)
        return wrong("The index " + std::to_string(index) + " is out of range: there are " +
                     std::to_string(size) + " elements.");
    if (json.is_string())
        return Value(static_cast<int64_t>(
            static_cast<unsigned char>(json.get_ref<const std::string&>()[static_cast<size_t>(index)])));
    return value.part(json[static_cast<size_t>(index)]);
}

}  // namespace tributary::alerts::templates
