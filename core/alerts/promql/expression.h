// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/alerts/model/matcher.h"
#include "core/alerts/model/time.h"

namespace tributary::alerts::promql {

enum class ValueType : uint8_t { Scalar, Vector, Matrix, Text };

enum class Operator : uint8_t {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Atan2,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    Unless
};
inline bool isComparison(Operator op) {
    return op >= Operator::Equal && op <= Operator::GreaterEqual;
}
inline bool isSet(Operator op) {
    return op >= Operator::And;
}

/// How two vectors are brought together.
struct Matching {
    enum class Cardinality : uint8_t { OneToOne, ManyToOne, OneToMany };
    Cardinality cardinality = Cardinality::OneToOne;
    bool on = false;
    std::vector<std::string> labels;
    std::vector<std::string> include;  ///< of group_left, group_right
};

/// A node of a PromQL expression. One struct for all kinds: the fields a kind uses are listed with it.
struct Expression {
    enum class Kind : uint8_t {
        Number,     ///< number
        Text,       ///< text
        Selector,   ///< matchers, offset, atTime
        Range,      ///< children[0] a Selector; range
        Subquery,   ///< children[0]; range, step, offset, atTime
        Negate,     ///< children[0]
        Binary,     ///< op, children[0..1], returnBool, matching
        Call,       ///< text: the function; children: arguments
        Aggregate,  ///< text: the operator; children[0], children[1]: its parameter; by/without: matching
    };
    Kind kind = Kind::Number;
    ValueType type = ValueType::Scalar;
    double number = 0;
    std::string text;
    Matchers matchers;
    Duration range{0};
    Duration step{0};
    Duration offset{0};
    std::optional<TimePoint> atTime;
    Operator op = Operator::Add;
    bool returnBool = false;
    Matching matching;  ///< Aggregate: on = by
    std::vector<std::unique_ptr<Expression>> children;
};

/// Syntax with the position in the text, or Unsupported for what this subset does not have (native
/// histograms,
/// `@ start()`, functions nobody knows). Depth is limited.
Result<std::unique_ptr<Expression>> parse(std::string_view text);

}  // namespace tributary::alerts::promql
