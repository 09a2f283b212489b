// SPDX-License-Identifier: MIT
//
// The one statement a source without SQL of its own understands, as Tributary's dialect "simple" prints it:
//   SELECT columns | * | 1 FROM ["schema".]"table" [WHERE condition] [LIMIT n] [OFFSET n]
// with conditions of comparisons between a column and a literal, IN, BETWEEN, LIKE, IS [NOT] NULL, AND, OR,
// NOT. Anything else is an Error that says where it stands.
#pragma once

#include <tributary_adbc_tokens.hpp>

#include <optional>

namespace tributary::sdk {

struct Literal {
    enum class Kind { Null, Bool, Number, Text };
    Kind kind = Kind::Null;
    std::string text;  ///< digits, TRUE/FALSE, or the text itself
};

struct Condition {
    enum class Op { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, In, Like, IsNull, And, Or, Not };
    Op op = Op::Equal;
    std::string column;
    std::vector<Literal> values;
    std::vector<Condition> children;
};

struct SelectItem {
    bool constant = false;  ///< the number 1 instead of a column
    std::string column;
    std::string alias;
};

struct Select {
    bool all = false;  ///< SELECT *
    std::vector<SelectItem> items;
    std::string schema, table;
    std::optional<Condition> where;
    std::optional<uint64_t> limit;
    uint64_t offset = 0;
};

class SelectParser : private SqlTokens {
  public:
    using SqlTokens::SqlTokens;

    Select parse() {
        Select out;
        expect("SELECT");
        if (symbol("*")) {
            out.all = true;
        } else {
            do out.items.push_back(item());
            while (symbol(","));
        }
        expect("FROM");
        out.table = name();
        if (symbol(".")) {
            out.schema = std::exchange(out.table, name());
        }
        if (word("WHERE")) out.where = anyOf();
        while (true) {
            if (word("LIMIT")) {
                out.limit = count();
            } else if (word("OFFSET")) {
                out.offset = count();
            } else {
                break;
            }
        }
        symbol(";");
        if (m_kind != Kind::End) refuse("This part of the statement");
        return out;
    }

  private:
    SelectItem item() {
        SelectItem out;
        if (m_kind == Kind::Number && m_token == "1") {
            out.constant = true;
            out.alias = "1";
            advance();
        } else {
            out.alias = out.column = name();
            if (m_kind == Kind::Symbol && m_token == "(") refuse("A function");
        }
        if (word("AS")) out.alias = name();
        return out;
    }

    Condition group(Condition::Op op, std::vector<Condition> parts) {
        if (parts.size() == 1) return std::move(parts[0]);
        return Condition{op, {}, {}, std::move(parts)};
    }
    Condition anyOf() {
        std::vector<Condition> parts;
        do parts.push_back(allOf());
        while (word("OR"));
        return group(Condition::Op::Or, std::move(parts));
    }
    Condition allOf() {
        std::vector<Condition> parts;
        do parts.push_back(one());
        while (word("AND"));
        return group(Condition::Op::And, std::move(parts));
    }
    Condition negate(Condition inner, bool really = true) {
        if (!really) return inner;
        return Condition{Condition::Op::Not, {}, {}, {std::move(inner)}};
    }
    Condition one() {
        if (++m_depth > 64) refuse("So many nested conditions");
        Condition out;
        if (word("NOT")) {
            out = negate(one());
        } else if (symbol("(")) {
            out = anyOf();
            close();
        } else {
            out = test();
        }
        m_depth--;
        return out;
    }
    Condition test() {
        const std::string column = name();
        if (word("IS")) {
            const bool negative = word("NOT");
            expect("NULL");
            return negate(Condition{Condition::Op::IsNull, column, {}, {}}, negative);
        }
        const bool negative = word("NOT");
        if (word("IN")) {
            Condition out{Condition::Op::In, column, {}, {}};
            if (!symbol("(")) refuse("IN without a list");
            do out.values.push_back(literal());
            while (symbol(","));
            close();
            return negate(std::move(out), negative);
        }
        if (word("LIKE")) return negate(Condition{Condition::Op::Like, column, {literal()}, {}}, negative);
        if (word("BETWEEN")) {
            Condition low{Condition::Op::GreaterEqual, column, {literal()}, {}};
            expect("AND");
            Condition high{Condition::Op::LessEqual, column, {literal()}, {}};
            return negate(Condition{Condition::Op::And, {}, {}, {std::move(low), std::move(high)}}, negative);
        }
        if (negative) refuse("NOT");
        return comparison(column);
    }
    Condition comparison(const std::string& column) {
        using Op = Condition::Op;
        static const std::pair<std::string_view, Op> kOperators[] = {
            {"=", Op::Equal},      {"<>", Op::NotEqual}, {"!=", Op::NotEqual},    {"<", Op::Less},
            {"<=", Op::LessEqual}, {">", Op::Greater},   {">=", Op::GreaterEqual}};
        for (const auto& [text, op] : kOperators) {
            if (symbol(text)) return Condition{op, column, {literal()}, {}};
        }
        refuse("A condition");
    }

    /// 'x', 1.5, -3, TRUE, NULL, DATE 'x', TIMESTAMP WITH TIME ZONE 'x', CAST(… AS type), 'x'::type: the type
    /// is the column's in the end.
    Literal literal() {
        Literal out;
        if (word("CAST")) {
            if (!symbol("(")) refuse("CAST");
            out = literal();
            expect("AS");
            typeName();
            close();
        } else if (symbol("(")) {
            out = literal();
            close();
        } else {
            out = plain();
        }
        if (symbol("::")) typeName();
        return out;
    }
    Literal plain() {
        const bool minus = symbol("-");
        if (!minus && symbol("+")) return plain();
        if (m_kind == Kind::Number) {
            Literal out{Literal::Kind::Number, (minus ? "-" : "") + m_token};
            advance();
            return out;
        }
        if (minus) refuse("A minus");
        if (m_kind == Kind::Text) {
            Literal out{Literal::Kind::Text, m_token};
            advance();
            return out;
        }
        if (word("TRUE")) return {Literal::Kind::Bool, "TRUE"};
        if (word("FALSE")) return {Literal::Kind::Bool, "FALSE"};
        if (word("NULL")) return {};
        if (m_kind != Kind::Word) refuse("A value");
        typeName();
        if (m_kind != Kind::Text) refuse("A value");
        return plain();
    }
    void typeName() {
        (void)name();
        while (m_kind == Kind::Word && (isWord("WITH") || isWord("WITHOUT") || isWord("TIME") ||
                                        isWord("ZONE") || isWord("PRECISION")))
            advance();
        if (!symbol("(")) return;
        while (m_kind == Kind::Number || (m_kind == Kind::Symbol && m_token == ",")) advance();
        close();
    }

    int m_depth = 0;
};

inline Select parseSelect(std::string_view sql) {
    return SelectParser(sql).parse();
}

}  // namespace tributary::sdk
