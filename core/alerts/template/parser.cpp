// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/template/parser.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "core/alerts/template/functions.h"
#include "core/alerts/template/go_format.h"
#include "core/alerts/template/lexer.h"

namespace tributary::alerts::templates {
namespace {

using Kind = Token::Kind;

class Parser {
  public:
    Parser(std::shared_ptr<const std::string> text, std::string origin, size_t maxDepth)
        : m_text(std::move(text)), m_origin(std::move(origin)), m_maxDepth(maxDepth) {}

    Result<Parsed> run(const std::set<std::string>& variables) {
        auto tokens = tokenize(*m_text);
        if (!tokens) {
            Error error = tokens.error();
            if (!m_origin.empty()) error.message.replace(0, 12, "The template " + m_origin);
            return fail(std::move(error));
        }
        m_tokens = std::move(*tokens);
        m_variables.assign(variables.begin(), variables.end());
        m_variables.push_back("$");
        std::vector<Node> nodes;
        auto end = list(nodes);
        if (!end) return fail(end.error());
        if (*end != "") return wrong(m_endAt, "There is nothing here for '" + *end + "' to belong to.");
        m_parsed.main = definition(std::move(nodes));
        return std::move(m_parsed);
    }

  private:
    tl::unexpected<Error> wrong(size_t at, std::string message) const {
        return fail(errorAt(*m_text, at, std::move(message), m_origin));
    }
    std::shared_ptr<const Definition> definition(std::vector<Node> nodes) const {
        return std::make_shared<Definition>(Definition{m_text, m_origin, std::move(nodes)});
    }
    const Token& token() const { return m_tokens[m_next]; }
    bool is(Kind kind) const { return token().kind == kind; }
    void skipSpace() {
        while (is(Kind::Space)) ++m_next;
    }
    const Token& peekSolid() {
        skipSpace();
        return token();
    }
    Result<void> expectRight(std::string_view what) {
        if (peekSolid().kind != Kind::Right)
            return wrong(token().at, "'}}' is expected after " + std::string(what) + ".");
        ++m_next;
        return {};
    }

    /// Nodes up to {{end}}, {{else}} or the end of the text; answers which ("" for the last). `else` leaves
    /// the tokens behind the word unread.
    Result<std::string> list(std::vector<Node>& out) {
        while (true) {
            if (is(Kind::End)) return std::string();
            if (is(Kind::Text)) {
                Node node;
                node.at = token().at;
                node.text = token().text;
                out.push_back(std::move(node));
                ++m_next;
                continue;
            }
            const size_t at = token().at;
            ++m_next;  // {{
            const Token first = peekSolid();
            if (first.kind == Kind::Word && (first.text == "end" || first.text == "else")) {
                ++m_next;
                m_endAt = first.at;
                if (first.text == "end") {
                    if (auto ok = expectRight("'end'"); !ok) return fail(ok.error());
                }
                return first.text;
            }
            if (auto ok = action(at, first, out); !ok) return fail(ok.error());
        }
    }

    Result<void> action(size_t at, const Token& first, std::vector<Node>& out) {
        if (first.kind == Kind::Word) {
            const std::string& word = first.text;
            const bool control = word == "if" || word == "range" || word == "with";
            if (control || word == "template" || word == "define" || word == "block" || word == "break" ||
                word == "continue") {
                ++m_next;
                if (control) return branch(word, first.at, out);
                if (word == "template" || word == "block") return call(word == "block", first.at, out);
                if (word == "define") return define(first.at);
                return leave(word, first.at, out);
            }
        }
        Node node;
        node.kind = Node::Kind::Action;
        node.at = at;
        if (auto ok = pipe(node.pipe, Kind::Right, "an action"); !ok) return ok;
        out.push_back(std::move(node));
        return {};
    }

    Result<void> leave(const std::string& word, size_t at, std::vector<Node>& out) {
        if (m_ranges == 0) return wrong(at, "{{" + word + "}} is outside of a {{range}}.");
        Node node;
        node.kind = word == "break" ? Node::Kind::Break : Node::Kind::Continue;
        node.at = at;
        out.push_back(std::move(node));
        return expectRight("'" + word + "'");
    }

    Result<void> deeper(size_t at) {
        if (++m_depth > m_maxDepth) return wrong(at, "This is nested too deeply.");
        return {};
    }

    Result<void> branch(const std::string& word, size_t at, std::vector<Node>& out) {
        if (auto ok = deeper(at); !ok) return ok;
        const size_t mark = m_variables.size();
        Node node;
        node.at = at;
        node.kind = word == "if" ? Node::Kind::If : word == "with" ? Node::Kind::With : Node::Kind::Range;
        if (auto ok = pipe(node.pipe, Kind::Right, "'" + word + "'", word == "range"); !ok) return ok;
        if (word == "range") ++m_ranges;
        auto end = list(node.body);
        if (word == "range") --m_ranges;
        if (!end) return fail(end.error());
        if (*end == "else") {
            if (auto ok = otherwise(word, node); !ok) return ok;
        } else if (end->empty()) {
            return wrong(at, "This {{" + word + "}} has no {{end}}.");
        }
        m_variables.resize(mark);
        --m_depth;
        out.push_back(std::move(node));
        return {};
    }

    /// Behind {{else: `}}` with a list, or another `if` (or `with`) that shares the {{end}}.
    Result<void> otherwise(const std::string& word, Node& node) {
        const Token next = peekSolid();
        if (next.kind == Kind::Word && next.text == word && word != "range") {
            ++m_next;
            return branch(word, next.at, node.otherwise);
        }
        if (auto ok = expectRight("'else'"); !ok) return ok;
        auto end = list(node.otherwise);
        if (!end) return fail(end.error());
        if (*end == "else") return wrong(m_endAt, "Expected {{end}}; there is an {{else}} already.");
        if (end->empty()) return wrong(node.at, "This {{" + word + "}} has no {{end}}.");
        return {};
    }

    Result<std::string> quotedName(size_t at, std::string_view word) {
        if (peekSolid().kind != Kind::String)
            return wrong(at, "{{" + std::string(word) + "}} needs a name in quotes.");
        return m_tokens[m_next++].text;
    }

    Result<void> call(bool isBlock, size_t at, std::vector<Node>& out) {
        auto name = quotedName(at, isBlock ? "block" : "template");
        if (!name) return fail(name.error());
        Node node;
        node.kind = Node::Kind::Template;
        node.at = at;
        node.text = *name;
        if (peekSolid().kind == Kind::Right && !isBlock) {
            ++m_next;
        } else if (auto ok = pipe(node.pipe, Kind::Right, isBlock ? "'block'" : "'template'"); !ok) {
            return ok;
        }
        out.push_back(std::move(node));
        return isBlock ? body(*name, at) : Result<void>{};
    }

    Result<void> define(size_t at) {
        if (m_depth > 0) return wrong(at, "{{define}} must not be inside of another block.");
        auto name = quotedName(at, "define");
        if (!name) return fail(name.error());
        if (auto ok = expectRight("the name"); !ok) return ok;
        return body(*name, at);
    }

    /// The nodes of a definition, which sees no variable but $.
    Result<void> body(const std::string& name, size_t at) {
        if (auto ok = deeper(at); !ok) return ok;
        std::vector<std::string> outer{"$"};
        outer.swap(m_variables);
        const size_t ranges = std::exchange(m_ranges, 0);
        std::vector<Node> nodes;
        auto end = list(nodes);
        m_ranges = ranges;
        outer.swap(m_variables);
        --m_depth;
        if (!end) return fail(end.error());
        if (*end != "end") return wrong(at, "The definition of '" + name + "' has no {{end}}.");
        m_parsed.definitions[name] = definition(std::move(nodes));
        return {};
    }

    Result<void> pipe(Pipe& out, Kind end, const std::string& what, bool isRange = false) {
        out.at = peekSolid().at;
        std::vector<std::string> declared;
        if (auto ok = declarations(out, declared, isRange); !ok) return ok;
        while (true) {
            const size_t at = peekSolid().at;
            Command command;
            auto more = operands(command, end);
            if (!more) return fail(more.error());
            if (command.empty())
                return wrong(at, out.commands.empty() ? "A value is missing in " + what + "."
                                                      : "A command is missing after '|'.");
            if (!out.commands.empty() && !isCallable(command[0]))
                return wrong(command[0].at, "Only a function can follow '|'.");
            out.commands.push_back(std::move(command));
            if (!*more) break;
        }
        // A variable is not yet known in its own definition.
        m_variables.insert(m_variables.end(), declared.begin(), declared.end());
        return {};
    }

    static bool isCallable(const Operand& operand) {
        return operand.kind != Operand::Kind::Constant && operand.kind != Operand::Kind::Dot &&
               operand.kind != Operand::Kind::Nil;
    }

    Result<void> declarations(Pipe& out, std::vector<std::string>& declared, bool isRange) {
        const size_t back = m_next;
        std::vector<Token> names;
        while (peekSolid().kind == Kind::Variable && names.size() < 3) {
            names.push_back(token());
            ++m_next;
            if (peekSolid().kind != Kind::Comma) break;
            ++m_next;
        }
        const Kind sign = peekSolid().kind;
        if (names.empty() || (sign != Kind::Declare && sign != Kind::Assign)) {
            m_next = back;
            return {};
        }
        ++m_next;
        if (names.size() > (isRange ? 2u : 1u))
            return wrong(names.back().at, "Too many variables are declared here.");
        out.assigns = sign == Kind::Assign;
        for (const Token& name : names) {
            if (out.assigns) {
                if (auto ok = known(name); !ok) return ok;
            } else {
                declared.push_back(name.text);
            }
            out.variables.push_back(name.text);
        }
        return {};
    }

    Result<void> known(const Token& variable) const {
        if (std::find(m_variables.begin(), m_variables.end(), variable.text) != m_variables.end()) return {};
        return wrong(variable.at, "The variable " + variable.text + " is not defined.");
    }

    /// One command; true when a '|' follows, false at the end of the pipeline (both eaten).
    Result<bool> operands(Command& out, Kind end) {
        while (true) {
            skipSpace();
            const Token at = token();
            if (at.kind == end) {
                ++m_next;
                return false;
            }
            if (at.kind == Kind::Bar) {
                ++m_next;
                return true;
            }
            if (at.kind == Kind::Right) return wrong(at.at, "A ')' is missing.");
            if (at.kind == Kind::Close) return wrong(at.at, "There is no '(' for this ')'.");
            Operand operand;
            if (auto ok = term(operand); !ok) return fail(ok.error());
            out.push_back(std::move(operand));
            const Kind next = token().kind;
            if (next != Kind::Space && next != Kind::Bar && next != Kind::Right && next != Kind::Close)
                return wrong(token().at, "A space or '|' is expected between operands.");
        }
    }

    Result<void> term(Operand& out) {
        const Token at = token();
        out.at = at.at;
        ++m_next;
        switch (at.kind) {
            case Kind::Dot:
                out.kind = Operand::Kind::Dot;
                break;
            case Kind::Field:
                out.kind = Operand::Kind::Field;
                out.chain.push_back(at.text);
                break;
            case Kind::Variable:
                if (auto ok = known(at); !ok) return ok;
                out.kind = Operand::Kind::Variable;
                out.name = at.text;
                break;
            case Kind::Open:
                if (auto ok = parenthesis(at.at, out); !ok) return ok;
                break;
            case Kind::Word:
                if (auto ok = word(at, out); !ok) return ok;
                break;
            default:
                if (auto ok = constant(at, out); !ok) return ok;
        }
        while (is(Kind::Field)) {
            if (!isCallable(out) || out.kind == Operand::Kind::Function)
                return wrong(token().at, "A field cannot follow here without a space or parentheses.");
            out.chain.push_back(token().text);
            ++m_next;
        }
        return {};
    }

    Result<void> parenthesis(size_t at, Operand& out) {
        if (auto ok = deeper(at); !ok) return ok;
        Pipe inner;
        if (auto ok = pipe(inner, Kind::Close, "parentheses"); !ok) return ok;
        --m_depth;
        out.kind = Operand::Kind::Parenthesis;
        out.inner = std::make_shared<Pipe>(std::move(inner));
        return {};
    }

    Result<void> word(const Token& at, Operand& out) {
        if (at.text == "true" || at.text == "false") {
            out.kind = Operand::Kind::Constant;
            out.constant = at.text == "true";
        } else if (at.text == "nil") {
            out.kind = Operand::Kind::Nil;
        } else if (findFunction(at.text)) {
            out.kind = Operand::Kind::Function;
            out.name = at.text;
        } else {
            return wrong(at.at, "There is no function '" + at.text + "'.");
        }
        return {};
    }

    Result<void> constant(const Token& at, Operand& out) {
        out.kind = Operand::Kind::Constant;
        if (at.kind == Kind::String) {
            out.constant = at.text;
            return {};
        }
        if (at.kind == Kind::Char) {
            const auto point = onlyCodePoint(at.text);
            if (!point) return wrong(at.at, "A character constant holds exactly one character.");
            out.constant = static_cast<int64_t>(*point);
            return {};
        }
        if (at.kind != Kind::Number) return wrong(at.at, "This is not expected here.");
        auto number = parseGoNumber(at.text);
        if (!number) return wrong(at.at, "'" + at.text + "' is not a number.");
        out.constant = std::move(*number);
        return {};
    }

    std::shared_ptr<const std::string> m_text;
    std::string m_origin;
    size_t m_maxDepth;
    std::vector<Token> m_tokens;
    size_t m_next = 0;
    size_t m_endAt = 0;
    size_t m_depth = 0;
    size_t m_ranges = 0;
    std::vector<std::string> m_variables;
    Parsed m_parsed;
};

}  // namespace

Result<Parsed> parse(std::string_view text, const std::string& origin, const std::set<std::string>& variables,
                     size_t maxDepth) {
    return Parser(std::make_shared<const std::string>(text), origin, maxDepth).run(variables);
}

}  // namespace tributary::alerts::templates
