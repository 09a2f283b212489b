// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/template/executor.h"

#include "core/alerts/template/functions.h"
#include "core/alerts/template/lexer.h"

namespace tributary::alerts::templates {
namespace {

/// How much of `json` a function may look at, in units of 64 bytes.
size_t weight(const Json& json) {
    if (const std::string* text = textOf(json)) return text->size() / 64;
    return json.is_structured() ? json.size() / 8 : 0;
}

}  // namespace

tl::unexpected<Error> Executor::wrong(size_t at, std::string message) const {
    return fail(errorAt(*m_current->text, at, std::move(message), m_current->origin));
}

Error Executor::placed(Error error, size_t at, const std::string& name) const {
    Error out = errorAt(*m_current->text, at, name + ": " + error.message, m_current->origin);
    out.code = error.code;
    out.hint = error.hint;
    out.retryable = error.retryable;
    return out;
}

Result<void> Executor::spend(size_t at, size_t work) {
    m_work += work;
    if (m_work > m_options.maxWork) return wrong(at, "This template takes too long; it was stopped.");
    return {};
}

Result<void> Executor::print(size_t at, const std::string& text) {
    if (m_out.size() + text.size() > m_options.maxOutput)
        return wrong(at, "The text becomes longer than " + std::to_string(m_options.maxOutput) + " bytes.");
    m_out += text;
    return spend(at, text.size() / 64);
}

Result<std::string> Executor::run(const Definition& main, const Value& dot) {
    m_current = &main;
    define("$", dot);
    auto flow = walk(main.nodes, dot);
    if (!flow) return fail(flow.error());
    return std::move(m_out);
}

Result<Executor::Flow> Executor::walk(const std::vector<Node>& nodes, const Value& dot) {
    for (const Node& node : nodes) {
        if (auto ok = spend(node.at); !ok) return fail(ok.error());
        auto flow = step(node, dot);
        if (!flow || *flow != Flow::Next) return flow;
    }
    return Flow::Next;
}

Result<Executor::Flow> Executor::step(const Node& node, const Value& dot) {
    Result<void> ok;
    switch (node.kind) {
        case Node::Kind::Text:
            ok = print(node.at, node.text);
            break;
        case Node::Kind::Action:
            ok = action(node, dot);
            break;
        case Node::Kind::Template:
            ok = call(node, dot);
            break;
        case Node::Kind::If:
        case Node::Kind::With:
            return branch(node, dot);
        case Node::Kind::Range:
            return range(node, dot);
        case Node::Kind::Break:
            return Flow::Break;
        case Node::Kind::Continue:
            return Flow::Continue;
    }
    if (!ok) return fail(ok.error());
    return Flow::Next;
}

Result<void> Executor::action(const Node& node, const Value& dot) {
    auto value = pipeline(node.pipe, dot);
    if (!value) return fail(value.error());
    if (!node.pipe.variables.empty()) return {};
    const std::string text = actionText(value->json());
    const bool escapes = m_options.escapeHtml && !hasTag(value->json(), kHtmlTag);
    return print(node.at, escapes ? escapeHtml(text) : text);
}

Result<Executor::Flow> Executor::branch(const Node& node, const Value& dot) {
    const size_t mark = m_variables.size();
    auto value = pipeline(node.pipe, dot);
    if (!value) return fail(value.error());
    Result<Flow> flow = Flow::Next;
    if (isTrue(value->json())) {
        flow = walk(node.body, node.kind == Node::Kind::With ? *value : dot);
    } else {
        flow = walk(node.otherwise, dot);
    }
    m_variables.resize(mark);
    return flow;
}

Result<Executor::Flow> Executor::range(const Node& node, const Value& dot) {
    const size_t mark = m_variables.size();
    auto value = pipeline(node.pipe, dot, false);
    if (!value) return fail(value.error());
    const Json& json = value->json();
    const bool tagged = isTime(json) || hasTag(json, kDurationTag) || textOf(json);
    if (!json.is_null() && (tagged || !json.is_structured()))
        return wrong(node.at, "{{range}} cannot go over a value of type " + goType(json) + ".");
    Result<Flow> flow = Flow::Next;
    if (json.empty()) {
        flow = walk(node.otherwise, dot);
    } else {
        int64_t index = 0;
        for (auto it = json.begin(); it != json.end(); ++it, ++index) {
            flow = iterate(node, json.is_object() ? Value(it.key()) : Value(index), value->part(it.value()));
            m_variables.resize(mark);
            if (!flow || *flow == Flow::Break) break;
        }
        if (flow) flow = Flow::Next;
    }
    m_variables.resize(mark);
    return flow;
}

Result<Executor::Flow> Executor::iterate(const Node& node, const Value& key, const Value& item) {
    const auto& names = node.pipe.variables;
    for (size_t i = 0; i < names.size(); ++i) {
        const Value& value = names.size() == 2 && i == 0 ? key : item;
        if (node.pipe.assigns) {
            *variable(names[i]) = value;
        } else {
            define(names[i], value);
        }
    }
    if (auto ok = spend(node.at); !ok) return fail(ok.error());
    return walk(node.body, item);
}

Result<void> Executor::call(const Node& node, const Value& dot) {
    const auto found = m_definitions.find(node.text);
    if (found == m_definitions.end()) return wrong(node.at, "There is no template '" + node.text + "'.");
    if (m_depth + 1 > m_options.maxDepth) return wrong(node.at, "Templates call each other too deeply.");
    Value argument;
    if (!node.pipe.commands.empty()) {
        auto value = pipeline(node.pipe, dot);
        if (!value) return fail(value.error());
        argument = *value;
    }
    std::vector<std::pair<std::string, Value>> outer;
    outer.swap(m_variables);
    const Definition* caller = std::exchange(m_current, found->second.get());
    ++m_depth;
    define("$", argument);
    auto flow = walk(m_current->nodes, argument);
    --m_depth;
    m_current = caller;
    outer.swap(m_variables);
    if (!flow) return fail(flow.error());
    return {};
}

Value* Executor::variable(const std::string& name) {
    for (auto it = m_variables.rbegin(); it != m_variables.rend(); ++it) {
        if (it->first == name) return &it->second;
    }
    return nullptr;
}

Result<Value> Executor::pipeline(const Pipe& pipe, const Value& dot, bool keepsVariables) {
    std::optional<Value> last;
    for (const Command& next : pipe.commands) {
        auto value = command(next, dot, last ? &*last : nullptr);
        if (!value) return value;
        last = std::move(*value);
    }
    if (keepsVariables) {
        for (const std::string& name : pipe.variables) {
            if (pipe.assigns) {
                *variable(name) = *last;
            } else {
                define(name, *last);
            }
        }
    }
    return *last;
}

Result<Value> Executor::command(const Command& command, const Value& dot, const Value* last) {
    const Operand& head = command[0];
    if (auto ok = spend(head.at); !ok) return fail(ok.error());
    if (head.kind == Operand::Kind::Function) return function(command, dot, last);
    const bool hasArguments = command.size() > 1 || last;
    if (head.kind == Operand::Kind::Nil) return wrong(head.at, "nil alone is no command.");
    if (!hasArguments) return operand(head, dot);
    if (head.chain.empty()) return wrong(head.at, "Only a function or method can take arguments.");
    auto given = arguments(command, dot, last);
    if (!given) return fail(given.error());
    Operand base = head;
    base.chain.clear();
    if (head.kind == Operand::Kind::Field) base.kind = Operand::Kind::Dot;
    auto value = operand(base, dot);
    if (!value) return value;
    return chain(head, std::move(*value), *given);
}

Result<std::vector<Value>> Executor::arguments(const Command& command, const Value& dot, const Value* last) {
    std::vector<Value> out;
    for (size_t i = 1; i < command.size(); ++i) {
        auto value = operand(command[i], dot);
        if (!value) return fail(value.error());
        out.push_back(std::move(*value));
    }
    if (last) out.push_back(*last);
    return out;
}

Result<Value> Executor::operand(const Operand& operand, const Value& dot) {
    if (auto ok = spend(operand.at); !ok) return fail(ok.error());
    switch (operand.kind) {
        case Operand::Kind::Dot:
            return dot;
        case Operand::Kind::Nil:
            return Value();
        case Operand::Kind::Constant:
            return Value::borrowed(operand.constant);
        case Operand::Kind::Field:
            return chain(operand, dot, {});
        case Operand::Kind::Variable:
            return chain(operand, *variable(operand.name), {});
        case Operand::Kind::Function:
            return function({operand}, dot, nullptr);
        case Operand::Kind::Parenthesis: {
            auto value = pipeline(*operand.inner, dot);
            if (!value) return value;
            return chain(operand, std::move(*value), {});
        }
    }
    return fail(ErrorCode::Internal, "A template holds an operand nobody knows.");
}

Result<Value> Executor::chain(const Operand& operand, Value value, const std::vector<Value>& arguments) {
    for (size_t i = 0; i < operand.chain.size(); ++i) {
        const bool isLast = i + 1 == operand.chain.size();
        if (auto ok = spend(operand.at, 1 + weight(value.json()) / 8); !ok) return fail(ok.error());
        auto next = fieldOf(value, operand.chain[i], isLast ? arguments : std::vector<Value>{});
        if (!next) return fail(placed(next.error(), operand.at, "." + operand.chain[i]));
        value = std::move(*next);
    }
    return value;
}

Result<Value> Executor::function(const Command& command, const Value& dot, const Value* last) {
    const Operand& head = command[0];
    const Function* found = findFunction(head.name);
    const int count = static_cast<int>(command.size()) - 1 + (last ? 1 : 0);
    if (count < found->least || (found->most >= 0 && count > found->most)) {
        std::string wanted = std::to_string(found->least);
        if (found->most < 0) wanted = "at least " + wanted;
        if (found->most > found->least) wanted += " to " + std::to_string(found->most);
        return wrong(head.at, "'" + head.name + "' takes " + wanted + " arguments, not " +
                                  std::to_string(count) + ".");
    }
    if (head.name == "and" || head.name == "or") return lazily(command, dot, last);
    auto given = arguments(command, dot, last);
    if (!given) return fail(given.error());
    size_t work = 1;
    for (const Value& value : *given) work += weight(value.json());
    if (auto ok = spend(head.at, work); !ok) return fail(ok.error());
    auto answer = found->call(*given, m_options);
    if (!answer) return fail(placed(answer.error(), head.at, head.name));
    const std::string* text = textOf(answer->json());
    if (text && text->size() > m_options.maxOutput)
        return wrong(head.at,
                     "The text becomes longer than " + std::to_string(m_options.maxOutput) + " bytes.");
    return answer;
}

Result<Value> Executor::lazily(const Command& command, const Value& dot, const Value* last) {
    const bool stopsAt = command[0].name == "or";
    Value value;
    for (size_t i = 1; i < command.size(); ++i) {
        auto next = operand(command[i], dot);
        if (!next) return next;
        value = std::move(*next);
        if (isTrue(value.json()) == stopsAt) return value;
    }
    return last ? *last : value;
}

}  // namespace tributary::alerts::templates
