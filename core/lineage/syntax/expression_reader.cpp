// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/syntax/expression_reader.h"

#include <algorithm>

#include "core/lineage/syntax/functions.h"

namespace tributary::lineage {
namespace {

using K = Keyword;

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return out;
}

bool equalFolded(std::string_view a, std::string_view b) {
    return a.size() == b.size() && upper(a) == upper(b);
}

}  // namespace

Expression ExpressionReader::read(std::vector<std::string>* alias) {
    m_alias = alias;
    m_textEnd = m_last;
    push(Frame::Bracket, m_last, Role::Value);
    while (m_at < m_last) {
        const size_t before = m_at;
        closeFrames();
        if (m_at >= m_last) break;
        switch (m_tokens[m_at].kind) {
            case TokenKind::Word:
                word();
                break;
            case TokenKind::Quoted:
                if (m_operand) {
                    path();
                } else {
                    takeAlias();
                }
                break;
            case TokenKind::Operator:
                operatorToken();
                break;
            case TokenKind::String:
                if (!m_operand && m_at + 1 == m_last && m_tokens.traits().stringAlias && m_alias &&
                    m_tokens[m_at - 1].kind != TokenKind::String) {
                    m_alias->push_back(m_tokens.literal(m_at));
                    m_textEnd = m_at;
                }
                m_operand = false;
                m_plainPath = false;
                ++m_at;
                break;
            case TokenKind::Parameter: {
                const std::string_view raw = m_tokens.raw(m_at);
                const bool position = raw.size() > 1 && raw[0] == '$' && raw[1] >= '0' && raw[1] <= '9' &&
                                      m_tokens.traits().stages;
                if (position && m_operand) reference({std::string(raw)});
                m_operand = false;
                m_plainPath = m_plainPath && position;
                ++m_at;
                break;
            }
            default:
                m_operand = false;
                m_plainPath = false;
                ++m_at;
        }
        if (m_at <= before) m_at = before + 1;
    }
    finish();
    return std::move(m_out);
}

void ExpressionReader::push(Frame frame, size_t close, Role role) {
    Context context;
    context.frame = frame;
    context.close = close;
    context.role = context.inner = role;
    context.lambdas = m_lambdas.size();
    if (!m_stack.empty()) {
        context.aggregated = top().aggregated;
        context.masked = top().masked;
    }
    m_stack.push_back(context);
}

void ExpressionReader::closeFrames() {
    while (m_stack.size() > 1 && top().frame != Frame::Case && top().close <= m_at) {
        m_lambdas.resize(std::min(m_lambdas.size(), top().lambdas));
        m_at = std::max(m_at, top().close + 1);
        m_stack.pop_back();
        m_operand = false;
    }
    // A CASE left open inside a bracket ends with it.
    if (m_stack.size() > 1 && top().frame == Frame::Case) {
        size_t below = m_stack.size() - 1;
        while (below > 0 && m_stack[below].frame == Frame::Case) --below;
        if (below > 0 && m_stack[below].close <= m_at) {
            m_stack.resize(below + 1);
            closeFrames();
        }
    }
}

void ExpressionReader::finish() {
    const size_t end = std::min(m_textEnd, m_last);
    m_out.text = m_tokens.slice(m_first, end);
    const bool one = m_plainPath && m_out.references.size() == 1 && m_out.subqueries.empty();
    m_out.identity = one && !m_cast;
    if (one && (m_out.identity || m_tokens.traits().dialect != SqlDialect::Spark)) {
        const std::string& last = m_out.references.front().parts.back();
        if (last != "*") m_out.name = last;
    }
    if (factsOf(upper(m_out.function)).cast && m_out.references.size() == 1 && m_out.subqueries.empty()) {
        const auto& parts = m_out.references.front().parts;
        if (m_tokens.is(m_first + 1 + 2 * parts.size(), K::As)) m_out.castOf = parts.back();
    }
    for (auto& reference : m_out.references) reference.transformed = !m_out.identity;
    // (SELECT …) alone passes its column on as it is.
    const bool bare = m_out.subqueries.size() == 1 && m_out.references.empty() &&
                      m_tokens.isOp(m_first, "(") && m_tokens[m_first].match + 1 >= end;
    for (auto& sub : m_out.subqueries) sub.transformed = !bare;
}

void ExpressionReader::operatorToken() {
    if (m_tokens.isOp(m_at, "(")) {
        openBracket();
    } else if (m_tokens.isOp(m_at, "[") || m_tokens.isOp(m_at, "{")) {
        m_plainPath = false;
        push(Frame::Bracket, std::min<size_t>(m_tokens[m_at].match, m_last), top().inner);
        m_operand = true;
        // DuckDB's [f(x) for x in list].
        for (size_t i = m_at + 1; m_tokens.traits().dialect == SqlDialect::DuckDb && i + 2 < top().close;) {
            if (m_tokens.is(i, K::For) && m_tokens.isName(i + 1) && m_tokens.is(i + 2, K::In)) {
                m_lambdas.push_back(m_tokens.name(i + 1));
            }
            i = m_tokens[i].match != 0 ? m_tokens[i].match + 1 : i + 1;
        }
        ++m_at;
    } else if (m_tokens.isOp(m_at, ",")) {
        comma();
    } else if (m_tokens.isOp(m_at, ".") && !m_operand) {
        // (a).b: a field of the one column so far.
        if (m_plainPath && m_out.references.size() == 1 && m_tokens.isName(m_at + 1) && m_at + 1 < m_last) {
            m_out.references.front().parts.push_back(m_tokens.name(m_at + 1));
        } else {
            m_plainPath = false;
        }
        m_at += 2;
    } else if (m_tokens.isOp(m_at, "::")) {
        ++m_at;
        m_cast = true;
        skipType();
        m_operand = false;
    } else if (m_tokens.isOp(m_at, ":") && !m_operand &&
               (m_tokens.isName(m_at + 1) || m_tokens[m_at + 1].kind == TokenKind::String)) {
        m_plainPath = false;
        m_at += 2;
    } else if (m_tokens.isOp(m_at, ":")) {
        m_operand = true;
        ++m_at;
    } else if (m_tokens.isOp(m_at, "*") && m_operand) {
        m_plainPath = false;
        m_operand = false;
        ++m_at;
    } else {
        m_plainPath = false;
        m_operand = true;
        ++m_at;
    }
}

void ExpressionReader::openBracket() {
    const size_t close = std::min<size_t>(m_tokens[m_at].match, m_last);
    size_t inner = m_at + 1;
    if (inner < close && m_tokens.isOp(inner, "(")) inner = m_tokens[inner].inside;
    const K first = m_tokens[inner].keyword;
    const bool query = (first == K::Select || first == K::With || first == K::Sel || first == K::Values ||
                        first == K::From) &&
                       m_reader.startsQuery(m_at + 1, close);
    // ((SELECT …) + 1): only when the query's own bracket fills this one is it the query's.
    if (query &&
        (inner == m_at + 1 || m_tokens[m_at + 1].match + 1 >= close || !m_tokens.isOp(m_at + 1, "("))) {
        const bool exists = m_at > m_first && m_tokens.is(m_at - 1, K::Exists);
        subquery(m_at + 1, close, exists);
        m_at = close + 1;
        m_operand = false;
        return;
    }
    // Oracle's t.a (+).
    if (!m_operand && m_tokens.isOp(m_at + 1, "+") && m_tokens.isOp(m_at + 2, ")")) {
        m_at += 3;
        return;
    }
    if (m_tokens.isOp(close + 1, "->") && close < m_last) {  // (x, y) -> …
        for (size_t i = m_at + 1; i < close; ++i) {
            if (m_tokens.isName(i)) m_lambdas.push_back(m_tokens.name(i));
        }
        m_at = close + 2;
        m_operand = true;
        return;
    }
    push(Frame::Bracket, close, top().inner);
    m_operand = true;
    ++m_at;
}

void ExpressionReader::comma() {
    Context& context = top();
    ++context.argument;
    if (context.frame == Frame::Call) {
        m_lambdas.resize(std::min(m_lambdas.size(), std::max(context.lambdas, m_lambdas.size())));
        if (context.firstDecides) context.inner = context.role;
    }
    m_operand = true;
    ++m_at;
}

bool ExpressionReader::caseWord() {
    const K keyword = m_tokens[m_at].keyword;
    if (keyword == K::Case && m_operand && !m_tokens.isOp(m_at + 1, ".") && !m_tokens.isOp(m_at + 1, ",")) {
        const Role role = top().inner;
        push(Frame::Case, m_last, role);
        top().inner = role == Role::Window ? role : Role::Conditional;
        m_operand = true;
        m_plainPath = false;
        ++m_at;
        return true;
    }
    if (top().frame != Frame::Case) return false;
    if (keyword == K::When || keyword == K::Then || keyword == K::Else) {
        const bool decides = keyword == K::When && top().role != Role::Window;
        top().inner = decides ? Role::Conditional : top().role;
        m_operand = true;
        ++m_at;
        return true;
    }
    if (keyword == K::End) {
        m_stack.pop_back();
        m_operand = false;
        ++m_at;
        if (m_tokens.is(m_at, K::Case) && m_at < m_last) ++m_at;
        return true;
    }
    return false;
}

void ExpressionReader::word() {
    if (caseWord()) return;
    if (m_operand) {
        operandWord();
    } else {
        operatorWord();
    }
}

bool ExpressionReader::startsOperand(size_t at) const {
    if (at >= m_last) return false;
    const Token& token = m_tokens[at];
    if (token.kind == TokenKind::Operator) return m_tokens.isOp(at, "(") || m_tokens.isOp(at, "[");
    if (token.kind != TokenKind::Word) return token.kind != TokenKind::Separator;
    switch (token.keyword) {
        case K::And:
        case K::Or:
        case K::Is:
        case K::In:
        case K::Like:
        case K::Between:
        case K::As:
        case K::Then:
        case K::When:
        case K::End:
        case K::Else:
        case K::Over:
        case K::Asc:
        case K::Desc:
            return false;
        default:
            return true;
    }
}

/// Words that stand before an operand and are no column there.
bool ExpressionReader::prefixWord() {
    const K keyword = m_tokens[m_at].keyword;
    const size_t next = m_at + 1;
    if (m_tokens.isOp(next, ".")) return false;
    switch (keyword) {
        case K::Not:
        case K::Distinct:
        case K::From:
        case K::Exists:
        case K::Where:
            ++m_at;
            return true;
        case K::All:
        case K::Any:
        case K::Some:
        case K::Unique:
        case K::Prior:
        case K::ConnectByRoot:
        case K::Binary:
        case K::Both:
        case K::Leading:
        case K::Trailing:
        case K::Row:
            if (!startsOperand(next) ||
                (m_tokens.isOp(next, "(") && factsOf(upper(m_tokens.raw(m_at))).aggregate &&
                 !m_reader.startsQuery(next, m_last))) {
                return false;
            }
            ++m_at;
            return true;
        case K::Order:
        case K::Partition:
        case K::Cluster:
        case K::Distribute:
        case K::Sort:
            if (!m_tokens.is(next, K::By)) return false;
            top().inner = top().frame == Frame::Bracket ? top().inner : Role::Window;
            m_at += 2;
            return true;
        case K::Interval:
            if (!startsOperand(next)) return false;
            interval();
            return true;
        case K::Array:
        case K::Struct:
        case K::Map:
            if (m_tokens.isOp(next, "[") || m_tokens.isOp(next, "{")) {
                ++m_at;
                return true;
            }
            if (!m_tokens.isOp(next, "<")) return false;
            ++m_at;
            skipAngles();
            return true;
        case K::Select:
        case K::Sel: {
            size_t at = m_at;
            const size_t end = m_stack.size() > 1 ? std::min(top().close, m_last) : m_last;
            subquery(at, end, false);
            m_at = end;
            m_operand = false;
            return true;
        }
        default:
            return false;
    }
}

void ExpressionReader::operandWord() {
    if (prefixWord() || columnsCall()) return;
    const Token& token = m_tokens[m_at];
    const size_t next = m_at + 1;
    const bool bare = !m_tokens.isOp(next, ".") && !m_tokens.isOp(next, "(");
    switch (token.keyword) {
        case K::Null:
        case K::True:
        case K::False:
        case K::CurrentDate:
        case K::CurrentTimestamp:
        case K::CurrentTime:
        case K::Sysdate:
        case K::Default:
        case K::Rownum:
        case K::Rows:
        case K::Unbounded:
        case K::Into:
            if (!bare) break;
            m_operand = false;
            m_plainPath = false;
            ++m_at;
            return;
        case K::And:
        case K::Or:
        case K::In:
        case K::Is:
        case K::Like:
        case K::Between:
        case K::By:
            if (!bare && !m_tokens.isOp(next, "(")) break;
            ++m_at;
            return;
        default:
            break;
    }
    if (m_tokens.isOp(next, "=>") || (m_tokens.isOp(next, ":=") && next < m_last)) {  // named argument
        m_at += 2;
        return;
    }
    if (m_tokens[next].kind == TokenKind::String && next < m_last && !m_tokens.traits().stringAlias) {
        m_at += 2;  // DATE '…', INTERVAL's kin, charset introducers
        m_operand = false;
        m_plainPath = false;
        return;
    }
    if (m_tokens[next].kind == TokenKind::String && next < m_last &&
        (token.keyword == K::Date || token.keyword == K::Timestamp || token.keyword == K::Time)) {
        m_at += 2;
        m_operand = false;
        m_plainPath = false;
        return;
    }
    if (isLambda(m_at)) {
        m_lambdas.push_back(m_tokens.name(m_at));
        m_at += 2;
        return;
    }
    path();
}

/// x -> …, at the start of an argument. In PostgreSQL, MySQL and SQLite the arrow is JSON's.
bool ExpressionReader::isLambda(size_t at) const {
    if (!m_tokens.isOp(at + 1, "->") || m_stack.size() < 2) return false;
    const SqlDialect dialect = m_tokens.traits().dialect;
    if (dialect == SqlDialect::PostgreSql || dialect == SqlDialect::MySql || dialect == SqlDialect::Sqlite) {
        return false;
    }
    if (!m_tokens.isOp(at - 1, "(") && !m_tokens.isOp(at - 1, ",")) return false;
    return m_tokens[at + 2].kind != TokenKind::String && m_tokens[at + 2].kind != TokenKind::Number;
}

void ExpressionReader::interval() {
    ++m_at;
    if (m_tokens.isOp(m_at, "(")) {
        const size_t close = std::min<size_t>(m_tokens[m_at].match, m_last);
        Expression inner = m_reader.readExpression(m_at + 1, close);
        for (auto& r : inner.references) reference(std::move(r.parts));
        m_at = close + 1;
    } else if (m_tokens.isName(m_at) && !m_tokens.isOp(m_at + 1, "(")) {
        path();
    } else {
        if (m_tokens.isOp(m_at, "-")) ++m_at;
        ++m_at;
    }
    if (m_at < m_last && m_tokens.isName(m_at) && isDatePart(upper(m_tokens.raw(m_at)))) ++m_at;
    if (m_at + 1 < m_last && m_tokens.is(m_at, K::To) && m_tokens.isName(m_at + 1)) m_at += 2;
    m_operand = false;
    m_plainPath = false;
}

void ExpressionReader::subquery(size_t first, size_t last, bool exists) {
    Subquery sub;
    size_t at = first;
    sub.query = m_reader.readQuery(at, last);
    sub.role = top().inner;
    sub.aggregated = top().aggregated;
    sub.masked = top().masked;
    sub.onlyExists = exists;
    m_out.subqueries.push_back(std::move(sub));
    m_plainPath = false;
}

void ExpressionReader::reference(std::vector<std::string> parts) {
    const auto lambda = std::find_if(m_lambdas.begin(), m_lambdas.end(), [&](const std::string& name) {
        return equalFolded(name, parts.front());
    });
    if (lambda != m_lambdas.end()) {
        m_plainPath = false;
        return;
    }
    Reference reference;
    reference.parts = std::move(parts);
    reference.role = top().inner;
    reference.aggregated = top().aggregated;
    reference.masked = top().masked;
    m_out.references.push_back(std::move(reference));
}

void ExpressionReader::path() {
    std::vector<std::string> parts;
    const size_t start = m_at;
    if (!m_out.references.empty() || !m_out.subqueries.empty()) m_plainPath = false;
    while (m_at < m_last) {
        if (m_tokens.isOp(m_at, "*")) {
            parts.emplace_back("*");
            ++m_at;
            break;
        }
        if (!m_tokens.isName(m_at) && m_tokens[m_at].kind != TokenKind::Parameter) break;
        parts.push_back(m_tokens.name(m_at));
        ++m_at;
        if (!m_tokens.isOp(m_at, ".") || m_at + 1 >= m_last) break;
        ++m_at;
    }
    m_operand = false;
    if (parts.empty()) return;
    if (m_at < m_last && m_tokens.isOp(m_at, "(") && parts.back() != "*" && !attributeBracket(m_at)) {
        m_plainPath = false;
        if (start == m_first && m_tokens[m_at].match + 1 >= m_last) m_out.function = parts.back();
        call(parts);
        return;
    }
    const bool bare = parts.size() == 1 && m_tokens[start].kind == TokenKind::Word;
    if (bare && top().datePart && isDatePart(upper(parts.front()))) {
        const bool opens = m_tokens.isOp(start - 1, "(") || m_tokens.isOp(start - 1, ",");
        const bool closes =
            m_tokens.isOp(m_at, ")") || m_tokens.isOp(m_at, ",") || m_tokens.is(m_at, K::From);
        if (opens && closes) {
            m_plainPath = false;
            return;
        }
    }
    reference(std::move(parts));
    // Teradata's DOB (TITLE 'Birthdate') is still DOB.
    if (m_tokens.traits().dialect == SqlDialect::Teradata && m_at < m_last && m_tokens.isOp(m_at, "(")) {
        m_at = std::min<size_t>(m_tokens[m_at].match, m_last) + 1;
    }
}

/// Teradata's DOB (TITLE 'Birthdate'), x (FORMAT 'z9'): a note on a column, not a call.
bool ExpressionReader::attributeBracket(size_t open) const {
    if (m_tokens.traits().dialect != SqlDialect::Teradata)
        return m_tokens.isOp(open + 1, "+") && m_tokens.isOp(open + 2, ")");
    const std::string word = upper(m_tokens.raw(open + 1));
    return word == "TITLE" || word == "FORMAT" || word == "NAMED" || word == "CASESPECIFIC" ||
           word == "NOT" || word == "DATE" || word == "INTEGER" || word == "DECIMAL" || word == "VARCHAR" ||
           word == "CHAR";
}

void ExpressionReader::call(const std::vector<std::string>& parts) {
    const std::string name = upper(parts.back());
    const FunctionFacts facts = factsOf(name);
    if (name == "TABLE" && parts.size() == 1 && m_tokens.isName(m_at + 1)) {  // a table as an argument
        size_t at = m_at + 1;
        const size_t end = std::min<size_t>(m_tokens[m_at].match, m_last);
        auto table = m_reader.readName(at, end);
        if (at >= end && !table.empty()) m_out.tables.push_back(std::move(table));
    }
    const size_t open = m_at;
    const size_t close = std::min<size_t>(m_tokens[open].match, m_last);
    const bool part = top().datePart && isDatePart(name) && close == open + 2;
    if (part) {  // WEEK(MONDAY)
        m_at = close + 1;
        return;
    }
    if (name == "VALUES" && m_tokens.traits().dialect == SqlDialect::MySql) {
        m_at = close + 1;  // the value that was to be inserted: it flowed in already
        return;
    }
    size_t first = open + 1;
    if (facts.typeFirst && m_tokens.traits().dialect == SqlDialect::TSql) {
        while (first < close && !m_tokens.isOp(first, ",")) {
            first =
                m_tokens[first].match != 0 ? std::min<size_t>(m_tokens[first].match, close) + 1 : first + 1;
        }
        ++first;
    }
    if (facts.dictionary && first < close) {
        std::vector<std::string> table;
        size_t at = first;
        if (m_tokens[at].kind == TokenKind::String) {
            const TokenStream inner(m_tokens.literal(at), m_tokens.traits());
            size_t i = 0;
            table = QueryReader(inner, 1).readName(i, inner.size());
            ++at;
        } else {
            table = m_reader.readName(at, close);
        }
        if (!table.empty()) m_out.tables.push_back(std::move(table));
        first = at;
    }
    const Role outer = top().inner;
    push(Frame::Call, close, outer);
    Context& context = top();
    context.aggregated = context.aggregated || facts.aggregate;
    context.masked = context.masked || facts.masking;
    context.datePart = facts.datePart;
    context.cast = facts.cast || facts.typeFirst;
    context.firstDecides = facts.firstDecides;
    context.structure = name == "STRUCT";
    if (facts.firstDecides && outer == Role::Value) context.inner = Role::Conditional;
    m_at = std::min(first, close);
    m_operand = true;
    // (SELECT …) may be an argument without brackets of its own; so may EXTRACT's unit and FROM.
    if (name == "EXTRACT" && m_tokens.isName(m_at) && m_tokens.is(m_at + 1, K::From)) m_at += 2;
    if (m_reader.startsQuery(m_at, close) && !m_tokens.isOp(m_at, "(")) {
        subquery(m_at, close, name == "EXISTS");
        m_at = close;
    }
}

void ExpressionReader::skipAngles() {
    size_t depth = 0;
    while (m_at < m_last) {
        if (m_tokens.isOp(m_at, "<")) ++depth;
        if (m_tokens.isOp(m_at, ">") && --depth == 0) {
            ++m_at;
            return;
        }
        if (m_tokens.isOp(m_at, ">=") || m_tokens.isOp(m_at, "<>")) {
            if (depth <= 1) return;
            --depth;
        }
        if (depth == 0) return;
        ++m_at;
    }
}

void ExpressionReader::skipType() {
    if (!m_tokens.isName(m_at) && m_tokens[m_at].kind != TokenKind::String) return;
    const std::string first = upper(m_tokens.raw(m_at));
    ++m_at;
    while (m_tokens.isOp(m_at, ".") && m_at + 1 < m_last) m_at += 2;
    if (first == "DOUBLE" && upper(m_tokens.raw(m_at)) == "PRECISION") ++m_at;
    if ((first == "CHARACTER" || first == "CHAR" || first == "BIT") && m_tokens.is(m_at, K::Varying)) ++m_at;
    if (m_tokens.isOp(m_at, "<")) skipAngles();
    if (m_tokens.isOp(m_at, "(") && m_at < m_last) m_at = std::min<size_t>(m_tokens[m_at].match, m_last) + 1;
    if ((m_tokens.is(m_at, K::With) || m_tokens.is(m_at, K::Without)) &&
        (m_tokens.is(m_at + 1, K::Time) || m_tokens.is(m_at + 1, K::Local))) {
        m_at += m_tokens.is(m_at + 1, K::Local) ? 4 : 3;
    }
    while (m_tokens.isOp(m_at, "[") && m_at < m_last)
        m_at = std::min<size_t>(m_tokens[m_at].match, m_last) + 1;
    m_at = std::min(m_at, m_last);
}

void ExpressionReader::windowClause() {
    ++m_at;
    if (m_tokens.isName(m_at)) {
        m_out.windows.push_back(m_tokens.name(m_at));
        ++m_at;
        m_operand = false;
        return;
    }
    if (!m_tokens.isOp(m_at, "(")) return;
    push(Frame::Window, std::min<size_t>(m_tokens[m_at].match, m_last), Role::Window);
    top().aggregated = false;
    top().masked = false;
    ++m_at;
    m_operand = true;
    const K next = m_tokens[m_at].keyword;
    if (m_tokens.isName(m_at) && next != K::Partition && next != K::Order && next != K::Rows &&
        next != K::Range && next != K::Distribute && next != K::Sort && next != K::Cluster &&
        next != K::Groups) {
        m_out.windows.push_back(m_tokens.name(m_at));
        ++m_at;
    }
}

void ExpressionReader::operatorWord() {
    const K keyword = m_tokens[m_at].keyword;
    const size_t next = m_at + 1;
    const bool bracket = m_tokens.isOp(next, "(") && next < m_last;
    m_plainPath = m_plainPath && (next == m_last || keyword == K::As);
    switch (keyword) {
        case K::As:
            if (m_stack.size() == 1) {
                takeAlias();
            } else if (top().cast || top().frame != Frame::Call) {
                m_at = top().frame == Frame::Case ? m_at + 2 : std::max(next, std::min(top().close, m_last));
            } else {
                if (top().structure && m_tokens.isName(next)) m_out.fields.push_back(m_tokens.name(next));
                m_at += 2;
            }
            return;
        case K::Over:
            windowClause();
            return;
        case K::Filter:
        case K::Keep:
            if (!bracket) break;
            push(Frame::Bracket, std::min<size_t>(m_tokens[next].match, m_last),
                 keyword == K::Filter ? Role::Conditional : Role::Window);
            m_at = next + 1;
            m_operand = true;
            // KEEP (DENSE_RANK LAST ORDER BY …)
            if (keyword == K::Keep && upper(m_tokens.raw(m_at)) == "DENSE_RANK") m_at += 2;
            return;
        case K::Within:
            if (!m_tokens.is(next, K::Group) || !m_tokens.isOp(next + 1, "(")) break;
            push(Frame::Bracket, std::min<size_t>(m_tokens[next + 1].match, m_last), top().inner);
            top().aggregated = true;
            m_at = next + 2;
            m_operand = true;
            return;
        case K::At:
            if (!m_tokens.is(next, K::Time)) break;
            m_at += 3;
            m_operand = true;
            return;
        case K::Collate:
            m_at += 2;
            while (m_tokens.isOp(m_at, ".")) m_at += 2;
            return;
        case K::Rows:
        case K::Range:
        case K::Groups:
            if (top().frame != Frame::Window) break;
            m_at = top().close;
            return;
        case K::Order:
        case K::Partition:
        case K::Sort:
        case K::Distribute:
        case K::Cluster:
            if (!m_tokens.is(next, K::By)) break;
            if (top().frame == Frame::Call && top().inner == Role::Value) top().inner = Role::Window;
            m_at += 2;
            m_operand = true;
            return;
        case K::Asc:
        case K::Desc:
        case K::Nulls:
        case K::First:
        case K::Last:
        case K::Respect:
        case K::Ignore:
            if (m_stack.size() == 1 && m_alias && next == m_last) break;
            ++m_at;
            return;
        case K::Using:
            m_at += m_stack.size() > 1 ? 2 : 1;
            return;
        default:
            break;
    }
    operatorName();
}

/// What stands where an operator may, and is none of the clauses.
void ExpressionReader::operatorName() {
    switch (m_tokens[m_at].keyword) {
        case K::And:
        case K::Or:
        case K::Not:
        case K::Is:
        case K::In:
        case K::Like:
        case K::Ilike:
        case K::Rlike:
        case K::Regexp:
        case K::Between:
        case K::Escape:
        case K::Div:
        case K::Mod:
        case K::Xor:
        case K::From:
        case K::For:
        case K::Placing:
        case K::Then:
        case K::Else:
            m_operand = true;
            ++m_at;
            return;
        default:
            break;
    }
    if (m_stack.size() == 1 && m_at + 1 == m_last) {
        takeAlias();
        return;
    }
    // JSON_TABLE (… COLUMNS (…)), XMLTABLE (… COLUMNS …): what it makes, not what it reads.
    if (m_tokens.is(m_at, K::Columns) && (top().frame == Frame::Call || !m_alias)) {
        m_at = std::min(top().close, m_last);
        return;
    }
    // An operator of some dialect (EQ, GLOB, OVERLAPS, MEMBER OF …) or a word behind an operand.
    m_operand = startsOperand(m_at + 1) && !m_tokens.isOp(m_at + 1, "[");
    ++m_at;
}

void ExpressionReader::takeAlias() {
    size_t at = m_at;
    if (m_tokens.is(at, K::As)) ++at;
    const bool last = m_stack.size() == 1 && m_alias;
    if (last && m_tokens.isOp(at, "(") && m_tokens.is(m_at, K::As)) {
        *m_alias = m_reader.readNames(at);
        m_textEnd = m_at;
        m_at = m_last;
        return;
    }
    if (last && at + 1 >= m_last && at < m_last) {
        const Token& token = m_tokens[at];
        std::string name = token.kind == TokenKind::String ? m_tokens.literal(at) : m_tokens.name(at);
        if (token.kind == TokenKind::Parameter && !name.empty()) name.erase(0, 1);
        *m_alias = {std::move(name)};
        m_textEnd = m_at;
        m_at = m_last;
        return;
    }
    ++m_at;
}

}  // namespace tributary::lineage
