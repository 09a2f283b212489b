// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/alerts/template/node.h"
#include "core/alerts/template/template.h"
#include "core/alerts/template/value.h"

namespace tributary::alerts::templates {

/// One run of a parsed text over its data, within the limits of its options. One thread.
class Executor {
  public:
    Executor(const Definitions& definitions, const TemplateOptions& options)
        : m_definitions(definitions), m_options(options) {}

    void define(std::string variable, Value value) {
        m_variables.emplace_back(std::move(variable), std::move(value));
    }
    Result<std::string> run(const Definition& main, const Value& dot);

  private:
    enum class Flow { Next, Break, Continue };

    tl::unexpected<Error> wrong(size_t at, std::string message) const;
    /// The error of a function or field, told with its place.
    Error placed(Error error, size_t at, const std::string& name) const;
    Result<void> spend(size_t at, size_t work = 1);
    Result<void> print(size_t at, const std::string& text);

    Result<Flow> walk(const std::vector<Node>& nodes, const Value& dot);
    Result<Flow> step(const Node& node, const Value& dot);
    Result<Flow> branch(const Node& node, const Value& dot);
    Result<Flow> range(const Node& node, const Value& dot);
    Result<Flow> iterate(const Node& node, const Value& key, const Value& item);
    Result<void> action(const Node& node, const Value& dot);
    Result<void> call(const Node& node, const Value& dot);

    Result<Value> pipeline(const Pipe& pipe, const Value& dot, bool keepsVariables = true);
    Result<Value> command(const Command& command, const Value& dot, const Value* last);
    Result<Value> operand(const Operand& operand, const Value& dot);
    Result<Value> function(const Command& command, const Value& dot, const Value* last);
    Result<Value> lazily(const Command& command, const Value& dot, const Value* last);
    Result<Value> chain(const Operand& operand, Value value, const std::vector<Value>& arguments);
    Result<std::vector<Value>> arguments(const Command& command, const Value& dot, const Value* last);
    Value* variable(const std::string& name);

    const Definitions& m_definitions;
    const TemplateOptions& m_options;
    const Definition* m_current = nullptr;
    std::vector<std::pair<std::string, Value>> m_variables;
    size_t m_work = 0;
    size_t m_depth = 0;
    std::string m_out;
};

}  // namespace tributary::alerts::templates
