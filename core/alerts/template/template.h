// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/alerts/model/time.h"
#include "core/base/error.h"

/// Go's text/template as Prometheus and Alertmanager use it: the texts of rules and messages.
///
/// Data is JSON. Whole numbers are Go's int, others its float64; a $value that is compared with 1.5 must be a
/// JSON float. Two kinds of value have no form in JSON and are tagged: `templateTime` and `templateHtml`. An
/// object whose values are all text is a set of labels: a name that is not there is empty, as in Prometheus;
/// in any other object it is an error, as Go says of a struct. Methods: .SortedPairs .Names .Values .Remove
/// of labels, .Firing .Resolved of alerts, .Format .Unix .Sub … of times.
namespace tributary::alerts {

struct TemplateOptions {
    size_t maxOutput = 1u << 20;  ///< bytes, of the result and of every text on the way
    size_t maxWork = 2'000'000;   ///< steps; a step is a node, or 64 bytes a function looks at
    size_t maxDepth = 100;        ///< of {{template}} calls, blocks and parentheses
    bool escapeHtml = false;      ///< what an action prints is escaped unless `safeHtml` made it
    std::string externalUrl;      ///< what `externalURL`, `pathPrefix` answer
    /// What `query` answers: a list of {"Labels": {…}, "Value": 1.5}. Empty: `query` is an error.
    std::function<Result<nlohmann::json>(const std::string& expression)> query;
};

/// {{define}}s several texts share, as the template files of an alertmanager.yml. Thread-safe when const.
class TemplateSet {
  public:
    TemplateSet();
    ~TemplateSet();
    TemplateSet(const TemplateSet&);
    TemplateSet& operator=(const TemplateSet&);

    /// A later definition of the same name wins. `origin` is named in errors ("slack.tmpl").
    Result<void> add(std::string_view text, const std::string& origin = {});
    bool has(const std::string& name) const;
    /// Every failure is one Syntax error with line and column in the text it happened in; what a hook such as
    /// `query` reports keeps its code. Names of variables with or without the leading '$'.
    Result<std::string> expand(std::string_view text, const nlohmann::json& dot,
                               const std::map<std::string, nlohmann::json>& variables = {},
                               const TemplateOptions& options = {}) const;

  private:
    struct State;
    std::shared_ptr<const State> m_state;
};

/// One text alone.
Result<std::string> expandTemplate(std::string_view text, const nlohmann::json& dot,
                                   const std::map<std::string, nlohmann::json>& variables = {},
                                   const TemplateOptions& options = {});

/// Nothing when the text can be read; what only its data can tell is not looked at.
Result<void> checkTemplate(std::string_view text,
                           const std::map<std::string, nlohmann::json>& variables = {});

nlohmann::json templateTime(TimePoint time);
nlohmann::json templateHtml(std::string text);

}  // namespace tributary::alerts
