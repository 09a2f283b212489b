// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/template/template.h"

#include "core/alerts/template/executor.h"
#include "core/alerts/template/parser.h"
#include "core/alerts/template/value.h"

namespace tributary::alerts {

using templates::Definitions;

struct TemplateSet::State {
    Definitions definitions;
};

namespace {

std::string withDollar(const std::string& name) {
    return !name.empty() && name[0] == '$' ? name : "$" + name;
}

std::set<std::string> namesOf(const std::map<std::string, nlohmann::json>& variables) {
    std::set<std::string> out;
    for (const auto& [name, value] : variables) out.insert(withDollar(name));
    return out;
}

}  // namespace

TemplateSet::TemplateSet() : m_state(std::make_shared<State>()) {}
TemplateSet::~TemplateSet() = default;
TemplateSet::TemplateSet(const TemplateSet&) = default;
TemplateSet& TemplateSet::operator=(const TemplateSet&) = default;

Result<void> TemplateSet::add(std::string_view text, const std::string& origin) {
    auto parsed = templates::parse(text, origin, {}, TemplateOptions().maxDepth);
    if (!parsed) return fail(parsed.error());
    auto next = std::make_shared<State>(*m_state);
    for (auto& [name, definition] : parsed->definitions) next->definitions[name] = definition;
    m_state = std::move(next);
    return {};
}

bool TemplateSet::has(const std::string& name) const {
    return m_state->definitions.count(name) > 0;
}

Result<std::string> TemplateSet::expand(std::string_view text, const nlohmann::json& dot,
                                        const std::map<std::string, nlohmann::json>& variables,
                                        const TemplateOptions& options) const {
    if (text.find("{{") == std::string_view::npos) return std::string(text);
    auto parsed = templates::parse(text, {}, namesOf(variables), options.maxDepth);
    if (!parsed) return fail(parsed.error());
    Definitions definitions = parsed->definitions;
    definitions.insert(m_state->definitions.begin(), m_state->definitions.end());
    templates::Executor executor(definitions, options);
    for (const auto& [name, value] : variables)
        executor.define(withDollar(name), templates::Value::borrowed(value));
    return executor.run(*parsed->main, templates::Value::borrowed(dot));
}

Result<std::string> expandTemplate(std::string_view text, const nlohmann::json& dot,
                                   const std::map<std::string, nlohmann::json>& variables,
                                   const TemplateOptions& options) {
    return TemplateSet().expand(text, dot, variables, options);
}

Result<void> checkTemplate(std::string_view text, const std::map<std::string, nlohmann::json>& variables) {
    auto parsed = templates::parse(text, {}, namesOf(variables), TemplateOptions().maxDepth);
    if (!parsed) return fail(parsed.error());
    return {};
}

nlohmann::json templateTime(TimePoint time) {
    return {{templates::kTimeTag, time.time_since_epoch().count()}};
}

nlohmann::json templateHtml(std::string text) {
    return {{templates::kHtmlTag, std::move(text)}};
}

}  // namespace tributary::alerts
