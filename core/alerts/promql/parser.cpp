// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>

#include "core/alerts/promql/expression.h"
#include "core/alerts/promql/functions.h"
#include "core/alerts/promql/lexer.h"

namespace tributary::alerts::promql {

namespace {

using Kind = Expression::Kind;
using Node = std::unique_ptr<Expression>;

constexpr int kMostDepth = 200;
constexpr int kUnaryLevel = 5;

struct Binary {
    std::string_view text;
    Operator op;
    int level;
};
constexpr std::array<Binary, 16> kBinaries{{{"or", Operator::Or, 1},
                                            {"and", Operator::And, 2},
                                            {"unless", Operator::Unless, 2},
                                            {"==", Operator::Equal, 3},
                                            {"!=", Operator::NotEqual, 3},
                                            {"<", Operator::Less, 3},
                                            {"<=", Operator::LessEqual, 3},
                                            {">", Operator::Greater, 3},
                                            {">=", Operator::GreaterEqual, 3},
                                            {"+", Operator::Add, 4},
                                            {"-", Operator::Subtract, 4},
                                            {"*", Operator::Multiply, 5},
                                            {"/", Operator::Divide, 5},
                                            {"%", Operator::Modulo, 5},
                                            {"atan2", Operator::Atan2, 5},
                                            {"^", Operator::Power, 6}}};

std::string_view typeName(ValueType type) {
    constexpr std::array<std::string_view, 4> kNames{"a scalar", "an instant vector", "a range vector",
                                                     "a string"};
    return kNames[static_cast<size_t>(type)];
}

Node makeNode(Kind kind, ValueType type) {
    auto node = std::make_unique<Expression>();
    node->kind = kind;
    node->type = type;
    return node;
}

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// A mistake on the way down; caught in `parse`.
struct Mistake {
    Error error;
};

/// Recursive descent over the tokens.
class Parser {
  public:
    Parser(std::string_view text, std::vector<Token> tokens) : m_text(text), m_tokens(std::move(tokens)) {}

    Node run() {
        Node node = readBinary(1);
        if (now().kind != Token::Kind::End) wrong("an operator or the end is expected");
        return node;
    }

  private:
    [[noreturn]] void wrong(const std::string& what) const {
        throw Mistake{syntaxError(m_text, now().at, what)};
    }
    [[noreturn]] void unsupported(const std::string& what) const {
        Error error(ErrorCode::Unsupported, what + " is outside of what rule tests can evaluate.",
                    "Test this rule with promtool, or leave this part out.");
        error.position = syntaxError(m_text, now().at, "").position;
        throw Mistake{std::move(error)};
    }

    const Token& now() const { return m_tokens[m_at]; }
    bool isSymbol(std::string_view text) const {
        return now().kind == Token::Kind::Symbol && now().text == text;
    }
    bool isWord(std::string_view text) const {
        return now().kind == Token::Kind::Word && lowered(now().text) == text;
    }
    bool take(std::string_view symbol) {
        if (!isSymbol(symbol)) return false;
        ++m_at;
        return true;
    }
    void expect(std::string_view symbol) {
        if (!take(symbol)) wrong("'" + std::string(symbol) + "' is expected");
    }

    const Binary* binaryHere() const {
        if (now().kind != Token::Kind::Word && now().kind != Token::Kind::Symbol) return nullptr;
        const std::string word = lowered(now().text);
        for (const Binary& candidate : kBinaries)
            if (candidate.text == word) return &candidate;
        return nullptr;
    }

    Node readBinary(int level) {
        struct Depth {
            int& depth;
            ~Depth() { --depth; }
        } guard{m_depth};
        if (++m_depth > kMostDepth) wrong("the expression is nested too deeply");
        Node left = readUnary(level);
        while (const Binary* op = binaryHere()) {
            if (op->level < level) break;
            ++m_at;
            Node node = makeNode(Kind::Binary, ValueType::Vector);
            node->op = op->op;
            readModifiers(*node);
            // `^` is right associative, the others left.
            Node right = readBinary(op->op == Operator::Power ? op->level : op->level + 1);
            node->children.push_back(std::move(left));
            node->children.push_back(std::move(right));
            checkBinary(*node);
            left = std::move(node);
        }
        return left;
    }

    Node readUnary(int level) {
        if (!isSymbol("-") && !isSymbol("+")) return readPostfix();
        const bool negate = isSymbol("-");
        ++m_at;
        // As tight as `*`, so that -1 ^ 2 is -1.
        Node operand = readBinary(std::max(level, kUnaryLevel + 1));
        if (operand->type != ValueType::Scalar && operand->type != ValueType::Vector)
            wrong("a sign goes before a scalar or an instant vector");
        if (!negate) return operand;
        Node node = makeNode(Kind::Negate, operand->type);
        node->children.push_back(std::move(operand));
        return node;
    }

    void readModifiers(Expression& node) {
        if (isWord("bool")) {
            if (!isComparison(node.op)) wrong("`bool` goes with comparisons");
            node.returnBool = true;
            ++m_at;
        }
        if (!isWord("on") && !isWord("ignoring")) return;
        node.matching.on = isWord("on");
        ++m_at;
        node.matching.labels = readNames();
        if (!isWord("group_left") && !isWord("group_right")) return;
        if (isSet(node.op)) wrong("grouping does not go with set operations");
        node.matching.cardinality =
            isWord("group_left") ? Matching::Cardinality::ManyToOne : Matching::Cardinality::OneToMany;
        ++m_at;
        if (isSymbol("(")) node.matching.include = readNames();
    }

    void checkBinary(Expression& node) const {
        const ValueType left = node.children[0]->type;
        const ValueType right = node.children[1]->type;
        for (const ValueType type : {left, right})
            if (type != ValueType::Scalar && type != ValueType::Vector)
                wrong("an operator takes scalars and instant vectors, not " + std::string(typeName(type)));
        const bool scalars = left == ValueType::Scalar && right == ValueType::Scalar;
        if (scalars && isComparison(node.op) && !node.returnBool)
            wrong("comparisons between scalars need `bool`");
        if (isSet(node.op) && (left == ValueType::Scalar || right == ValueType::Scalar))
            wrong("set operations take instant vectors");
        if (scalars) node.type = ValueType::Scalar;
    }

    std::vector<std::string> readNames() {
        std::vector<std::string> names;
        expect("(");
        while (!isSymbol(")")) {
            if (now().kind != Token::Kind::Word || !isLabelName(now().text))
                wrong("a label's name is expected");
            names.push_back(now().text);
            ++m_at;
            if (!take(",")) break;
        }
        expect(")");
        return names;
    }

    Node readPostfix() {
        Node node = readPrimary();
        while (true) {
            if (isSymbol("["))
                node = readBrackets(std::move(node));
            else if (isWord("offset"))
                readOffset(*node);
            else if (isSymbol("@"))
                readAt(*node);
            else
                return node;
        }
    }

    Expression& timed(Expression& node) const {
        if (node.kind == Kind::Selector || node.kind == Kind::Subquery) return node;
        if (node.kind == Kind::Range) return *node.children[0];
        wrong("`offset` and `@` go behind a selector or a subquery");
    }

    void readOffset(Expression& node) {
        ++m_at;
        const bool negative = take("-");
        timed(node).offset = readDuration() * (negative ? -1 : 1);
    }

    void readAt(Expression& node) {
        ++m_at;
        if (now().kind != Token::Kind::Number) unsupported("`@` with anything but a number");
        timed(node).atTime = TimePoint(Duration(std::llround(now().number * 1000)));
        ++m_at;
    }

    Duration readDuration() {
        if (now().kind != Token::Kind::Duration) wrong("a duration is expected");
        auto duration = parseDuration(now().text);
        if (!duration) wrong(duration.error().message);
        ++m_at;
        return *duration;
    }

    Node readBrackets(Node inner) {
        ++m_at;
        const Duration range = readDuration();
        if (range <= Duration(0)) wrong("the range must be longer than nothing");
        if (take(":")) {
            if (inner->type != ValueType::Vector) wrong("a subquery goes behind an instant vector");
            Node node = makeNode(Kind::Subquery, ValueType::Matrix);
            node->range = range;
            if (!isSymbol("]")) node->step = readDuration();
            expect("]");
            node->children.push_back(std::move(inner));
            return node;
        }
        expect("]");
        if (inner->kind != Kind::Selector) wrong("a range goes behind a selector");
        Node node = makeNode(Kind::Range, ValueType::Matrix);
        node->range = range;
        node->children.push_back(std::move(inner));
        return node;
    }

    Node readPrimary() {
        const Token& token = now();
        if (token.kind == Token::Kind::Number) {
            ++m_at;
            return number(token.number);
        }
        if (token.kind == Token::Kind::Text) {
            Node node = makeNode(Kind::Text, ValueType::Text);
            node->text = token.text;
            ++m_at;
            return node;
        }
        if (take("(")) {
            Node node = readBinary(1);
            expect(")");
            return node;
        }
        if (isSymbol("{")) return readSelector({});
        if (token.kind != Token::Kind::Word) wrong("an expression is expected");
        const std::string word = token.text;
        const std::string lower = lowered(word);
        ++m_at;
        if (lower == "inf" || lower == "nan") return number(lower == "inf" ? HUGE_VAL : std::nan(""));
        if (isAggregation(lower) && (isSymbol("(") || isWord("by") || isWord("without")))
            return readAggregate(lower);
        if (isSymbol("(")) return readCall(word);
        return readSelector(word);
    }

    static Node number(double value) {
        Node node = makeNode(Kind::Number, ValueType::Scalar);
        node->number = value;
        return node;
    }

    void readGrouping(Expression& node) {
        if (!isWord("by") && !isWord("without")) return;
        node.matching.on = isWord("by");
        ++m_at;
        node.matching.labels = readNames();
        m_grouped = true;
    }

    Node readAggregate(const std::string& name) {
        Node node = makeNode(Kind::Aggregate, ValueType::Vector);
        node->text = name;
        node->matching.on = true;  // without a clause: by nothing
        m_grouped = false;
        readGrouping(*node);
        const bool before = m_grouped;
        std::vector<Node> arguments = readArguments();
        if (!before) readGrouping(*node);
        const size_t wanted = takesParameter(name) ? 2 : 1;
        if (arguments.size() != wanted)
            wrong("`" + name + "` takes " + std::to_string(wanted) + " arguments");
        if (arguments.back()->type != ValueType::Vector) wrong("`" + name + "` takes an instant vector");
        if (wanted == 2 &&
            arguments[0]->type != (name == "count_values" ? ValueType::Text : ValueType::Scalar))
            wrong("the parameter of `" + name + "` has the wrong type");
        node->children.push_back(std::move(arguments.back()));
        if (wanted == 2) node->children.push_back(std::move(arguments.front()));
        return node;
    }

    std::vector<Node> readArguments() {
        std::vector<Node> arguments;
        expect("(");
        while (!isSymbol(")")) {
            arguments.push_back(readBinary(1));
            if (!take(",")) break;
        }
        expect(")");
        return arguments;
    }

    Node readCall(const std::string& name) {
        const Signature* signature = findFunction(name);
        if (signature == nullptr) unsupported("The function `" + name + "`");
        Node node = makeNode(Kind::Call, signature->result);
        node->text = name;
        node->children = readArguments();
        const size_t most = signature->parameters.size();
        const size_t least = most - signature->optional;
        const size_t count = node->children.size();
        if (count < least || (count > most && !signature->variadic))
            wrong("`" + name + "` takes " + std::to_string(least) +
                  (signature->variadic || most > least ? " or more" : "") + " arguments, not " +
                  std::to_string(count));
        for (size_t i = 0; i < count; ++i) {
            const ValueType wanted = signature->parameters[std::min(i, most - 1)];
            if (node->children[i]->type != wanted)
                wrong("argument " + std::to_string(i + 1) + " of `" + name + "` must be " +
                      std::string(typeName(wanted)));
        }
        return node;
    }

    Node readSelector(const std::string& name) {
        Node node = makeNode(Kind::Selector, ValueType::Vector);
        if (!name.empty()) node->matchers.push_back(matcher("__name__", "=", name));
        bool selects = !name.empty();
        if (take("{")) {
            while (!isSymbol("}")) {
                if (now().kind != Token::Kind::Word) wrong("a label's name is expected");
                const std::string label = now().text;
                ++m_at;
                const std::string op = now().text;
                if (now().kind != Token::Kind::Symbol ||
                    (op != "=" && op != "!=" && op != "=~" && op != "!~"))
                    wrong("one of = != =~ !~ is expected");
                ++m_at;
                if (now().kind != Token::Kind::Text) wrong("a text in quotes is expected");
                if (label == "__name__" && !name.empty()) wrong("the metric's name is given twice");
                node->matchers.push_back(matcher(label, op, now().text));
                selects = selects || !node->matchers.back().matches({});
                ++m_at;
                if (!take(",")) break;
            }
            expect("}");
        }
        if (!selects) wrong("a selector needs a matcher that does not match the empty text");
        return node;
    }

    Matcher matcher(const std::string& label, const std::string& op, const std::string& value) const {
        const Matcher::Op kind = op == "="    ? Matcher::Op::Equal
                                 : op == "!=" ? Matcher::Op::NotEqual
                                 : op == "=~" ? Matcher::Op::Matches
                                              : Matcher::Op::NotMatches;
        auto made = Matcher::make(label, kind, value);
        if (!made) wrong(made.error().message);
        return *made;
    }

    std::string_view m_text;
    std::vector<Token> m_tokens;
    size_t m_at = 0;
    int m_depth = 0;
    bool m_grouped = false;
};

}  // namespace

Result<std::unique_ptr<Expression>> parse(std::string_view text) {
    auto tokens = tokenize(text);
    if (!tokens) return fail(std::move(tokens.error()));
    try {
        return Parser(text, std::move(*tokens)).run();
    } catch (const Mistake& mistake) {
        return fail(mistake.error);
    }
}

}  // namespace tributary::alerts::promql
