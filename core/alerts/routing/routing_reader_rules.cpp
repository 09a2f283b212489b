// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/routing_reader.h"

#include <algorithm>
#include <charconv>

namespace tributary::alerts::routing {

using Json = nlohmann::ordered_json;
using YAML::Node;

InhibitRule RoutingReader::readInhibitRule(const Node& node) {
    InhibitRule rule;
    if (!node.IsMap()) mistake(node, "An inhibition rule must be a map of keys and values.");
    eachEntry(node, "An inhibition rule", m_budget,
              [&](const std::string& key, const Node& at, const Node& value) {
                  if (key == "equal") {
                      rule.equal = textsOf(value, "'equal'", m_budget);
                      for (const std::string& name : rule.equal)
                          if (!isLabelName(name))
                              mistake(value, "'" + name + "' in 'equal' is not a label name.");
                      return;
                  }
                  const bool source = key.starts_with("source_");
                  if (!source && !key.starts_with("target_")) unknownKey(at, key, "An inhibition rule");
                  const std::string which = key.substr(7);
                  Matchers read;
                  if (which == "match")
                      read = equalMatchers(value, Matcher::Op::Equal);
                  else if (which == "match_re")
                      read = equalMatchers(value, Matcher::Op::Matches);
                  else if (which == "matchers")
                      read = textMatchers(value);
                  else
                      unknownKey(at, key, "An inhibition rule");
                  Matchers& into = source ? rule.sources : rule.targets;
                  into.insert(into.end(), read.begin(), read.end());
              });
    return rule;
}

void RoutingReader::readTimeIntervals(const Node& node, RoutingConfig& config) {
    eachItem(node, "'time_intervals'", m_budget, [&](const Node& item) {
        std::string name;
        std::vector<TimeInterval> intervals;
        eachEntry(item, "A time interval", m_budget,
                  [&](const std::string& key, const Node& at, const Node& value) {
                      if (key == "name")
                          name = textOf(value, "'name'");
                      else if (key == "time_intervals")
                          eachItem(value, "'time_intervals'", m_budget,
                                   [&](const Node& one) { intervals.push_back(readTimeInterval(one)); });
                      else
                          unknownKey(at, key, "A time interval");
                  });
        if (name.empty()) mistake(item, "A time interval has no name.");
        if (!config.timeIntervals.emplace(name, std::move(intervals)).second)
            mistake(item, "The time interval '" + name + "' is there twice.");
    });
}

TimeInterval RoutingReader::readTimeInterval(const Node& node) {
    TimeInterval interval;
    const auto ranges = [&](const Node& value, const std::string& what, auto parse) {
        std::vector<NumberRange> out;
        eachItem(value, what, m_budget, [&](const Node& item) {
            out.push_back(valueOf(parse(textOf(item, "An item of " + what)), item));
        });
        return out;
    };
    eachEntry(node, "A time interval", m_budget,
              [&](const std::string& key, const Node& at, const Node& value) {
                  if (key == "times") {
                      eachItem(value, "'times'", m_budget, [&](const Node& item) {
                          std::optional<int> start, end;
                          eachEntry(item, "A span of 'times'", m_budget,
                                    [&](const std::string& name, const Node& place, const Node& text) {
                                        if (name != "start_time" && name != "end_time")
                                            unknownKey(place, name, "A span of 'times'");
                                        (name == "start_time" ? start : end) =
                                            valueOf(parseMinuteOfDay(textOf(text, "'" + name + "'")), text);
                                    });
                          if (!start || !end)
                              mistake(item, "A span of 'times' needs 'start_time' and 'end_time'.");
                          if (*start >= *end)
                              mistake(item, "The start time must be before the end time.",
                                      "Write a span over midnight as two: until 24:00 and from 00:00.");
                          interval.times.push_back({*start, *end});
                      });
                  } else if (key == "weekdays") {
                      interval.weekdays = ranges(value, "'weekdays'", parseWeekdays);
                  } else if (key == "days_of_month") {
                      interval.daysOfMonth = ranges(value, "'days_of_month'", parseDaysOfMonth);
                  } else if (key == "months") {
                      interval.months = ranges(value, "'months'", parseMonths);
                  } else if (key == "years") {
                      interval.years = ranges(value, "'years'", parseYears);
                  } else if (key == "location") {
                      interval.location = textOf(value, "'location'");
                      interval.zone = valueOf(TimeZone::load(interval.location), value);
                  } else {
                      unknownKey(at, key, "A time interval");
                  }
              });
    return interval;
}

}  // namespace tributary::alerts::routing
