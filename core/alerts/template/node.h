// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tributary::alerts::templates {

struct Pipe;

/// One operand of a command.
struct Operand {
    enum class Kind { Dot, Nil, Constant, Field, Variable, Function, Parenthesis };
    Kind kind = Kind::Dot;
    size_t at = 0;                   ///< byte in the text
    nlohmann::json constant;         ///< Constant
    std::string name;                ///< Variable with '$', Function
    std::vector<std::string> chain;  ///< .a.b behind a Field, Variable or Parenthesis
    std::shared_ptr<const Pipe> inner;
};

using Command = std::vector<Operand>;

struct Pipe {
    size_t at = 0;
    std::vector<std::string> variables;  ///< $x := …, $i, $v := …
    bool assigns = false;                ///< = instead of :=
    std::vector<Command> commands;
};

struct Node {
    enum class Kind { Text, Action, If, Range, With, Template, Break, Continue };
    Kind kind = Kind::Text;
    size_t at = 0;
    std::string text;  ///< the Text, the Template's name
    Pipe pipe;         ///< no commands: none
    std::vector<Node> body;
    std::vector<Node> otherwise;
};

/// The nodes of one text or of one {{define}} in it.
struct Definition {
    std::shared_ptr<const std::string> text;
    std::string origin;  ///< of the text, for messages
    std::vector<Node> nodes;
};

using Definitions = std::map<std::string, std::shared_ptr<const Definition>>;

}  // namespace tributary::alerts::templates
