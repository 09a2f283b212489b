// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <yaml-cpp/yaml.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/alerts/model/alert.h"
#include "core/alerts/model/matcher.h"

namespace tributary::test {

/// One thing that is done to both pipelines at a moment of a scenario.
struct Step {
    enum class Kind { Post, Silence, Expire, Look } kind = Kind::Post;
    alerts::Duration at{0};
    std::vector<alerts::Alert> alerts;  ///< times relative to the step, TimePoint{} as always
    bool startsNow = false;
    std::optional<alerts::Duration> starts;  ///< relative to the step
    std::optional<alerts::Duration> ends;
    std::string name;  ///< of the silence
    alerts::Matchers matchers;
    alerts::Duration delay{0};
    alerts::Duration length{0};
};

struct ScenarioReceiver {
    std::string name;
    bool sendResolved = true;
    int channels = 1;
    int refusals = 0;  ///< the first messages are answered with 400
};

/// A file of tests/core/alerts/routing/data: routes, receivers and a script.
struct Scenario {
    std::string name;
    YAML::Node route;
    YAML::Node inhibitRules;
    std::vector<ScenarioReceiver> receivers;
    std::vector<Step> steps;

    static Scenario load(const std::string& path);
    static Scenario parse(const std::string& name, const std::string& yaml);
    /// Another one for each seed: a tree, an inhibition, and a script of fires, ends and silences.
    static Scenario random(unsigned seed);
};

/// All scenarios as one alertmanager.yml: a subtree for each, told apart by the label `scenario`.
std::string configOf(const std::vector<Scenario>& scenarios, const std::string& sink);

/// A message as a receiver saw it.
struct Seen {
    alerts::Duration at{0};
    std::string status;
    std::string groupKey;
    std::vector<std::string> alerts;  ///< "firing {a="1"}" in order
    std::string common;
    bool operator==(const Seen& other) const {
        return status == other.status && groupKey == other.groupKey && alerts == other.alerts &&
               common == other.common;
    }
    std::string text() const;
};
using SeenByReceiver = std::map<std::string, std::vector<Seen>>;

}  // namespace tributary::test
