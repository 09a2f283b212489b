// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/lineage/syntax/query.h"
#include "core/lineage/syntax/query_reader.h"

namespace tributary::lineage {

/// Goes once over the tokens of an expression and notes the columns and subqueries in it, and how each takes
/// part. It does not build a tree: it only has to know whether an operand or an operator may come next, which
/// tells a column `first` from the keyword in NULLS FIRST. Nesting is a list, not recursion. One use.
class ExpressionReader {
  public:
    ExpressionReader(QueryReader& reader, size_t first, size_t last)
        : m_reader(reader), m_tokens(reader.tokens()), m_first(first), m_last(last), m_at(first) {}
    Expression read(std::vector<std::string>* alias);

  private:
    enum class Frame : uint8_t { Bracket, Call, Case, Window };
    struct Context {
        Frame frame = Frame::Bracket;
        size_t close = 0;  ///< index of the closing bracket
        Role role = Role::Value;
        Role inner = Role::Value;  ///< role of what stands here now
        bool aggregated = false;
        bool masked = false;
        bool datePart = false;
        bool cast = false;
        bool firstDecides = false;
        bool structure = false;
        size_t argument = 0;
        size_t lambdas = 0;  ///< parameters known when it opened
    };

    Context& top() { return m_stack.back(); }
    void push(Frame frame, size_t close, Role role);
    void closeFrames();
    void operatorToken();
    void openBracket();
    void comma();
    void word();
    void operandWord();
    void operatorWord();
    bool caseWord();
    bool prefixWord();
    bool columnsCall();
    void path();
    void call(const std::vector<std::string>& parts);
    void operatorName();
    void reference(std::vector<std::string> parts);
    void subquery(size_t first, size_t last, bool exists);
    void windowClause();
    void skipType();
    void skipAngles();
    void interval();
    void takeAlias();
    bool isLambda(size_t at) const;
    bool attributeBracket(size_t open) const;
    bool startsOperand(size_t at) const;
    void finish();

    QueryReader& m_reader;
    const TokenStream& m_tokens;
    size_t m_first;
    size_t m_last;
    size_t m_at;
    Expression m_out;
    std::vector<Context> m_stack;
    std::vector<std::string> m_lambdas;
    std::vector<std::string>* m_alias = nullptr;
    bool m_operand = true;    ///< an operand may come next
    size_t m_textEnd = 0;     ///< where the alias begins
    bool m_plainPath = true;  ///< nothing but one path (and a cast behind it) so far
    bool m_cast = false;
};

}  // namespace tributary::lineage
