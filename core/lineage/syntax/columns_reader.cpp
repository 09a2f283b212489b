// SPDX-License-Identifier: GPL-3.0-or-later
// COLUMNS(…) of DuckDB and ClickHouse: which columns it stands for.
#include <algorithm>

#include "core/lineage/syntax/expression_reader.h"
#include "core/lineage/syntax/query_reader.h"

namespace tributary::lineage {

using K = Keyword;

bool QueryReader::isColumnsCall(size_t at, size_t end) const {
    const SqlDialect dialect = m_tokens.traits().dialect;
    if (dialect != SqlDialect::DuckDb && dialect != SqlDialect::ClickHouse) return false;
    return at + 2 < end && m_tokens.is(at, K::Columns) && m_tokens.isOp(at + 1, "(");
}

/// An item with COLUMNS(…) in it, or false. Of several in one item the first one picks: DuckDB asks that all
/// pick the same.
bool QueryReader::readColumnsItem(SelectItem& item, size_t first, size_t last) {
    size_t at = first;
    while (at < last && !isColumnsCall(at, last)) {
        const bool inner = m_tokens.isOp(at, "(") && startsQuery(at + 1, last);
        at = inner ? closing(at, last) + 1 : at + 1;
    }
    if (at >= last) return false;
    const size_t close = closing(at + 1, last);
    item.star = item.columns = true;
    item.expression = readExpression(first, last, &item.aliases);
    size_t begin = at;  // t.COLUMNS(…)
    while (begin >= first + 2 && m_tokens.isOp(begin - 1, ".") && m_tokens.isName(begin - 2)) begin -= 2;
    for (size_t i = begin; i < at; i += 2) item.starOf.push_back(m_tokens.name(i));
    item.before = m_tokens.slice(first, begin);
    const std::string rest = m_tokens.slice(first, close + 1);
    item.behind = item.expression.text.substr(std::min(rest.size(), item.expression.text.size()));
    readColumnsChoice(item, at + 2, close);
    return true;
}

/// *, t.* EXCLUDE (…), 'pattern', a list of names, or a lambda.
void QueryReader::readColumnsChoice(SelectItem& item, size_t first, size_t last) {
    if (m_tokens[first].kind == TokenKind::String && first + 1 == last) {
        item.pattern = m_tokens.literal(first);
        return;
    }
    size_t at = first;
    while (at + 1 < last && m_tokens.isName(at) && m_tokens.isOp(at + 1, ".")) at += 2;
    if (m_tokens.isOp(at, "*") && at < last) {
        for (size_t i = first; i < at; i += 2) item.starOf.push_back(m_tokens.name(i));
        readStar(item, at + 1, last);
        return;
    }
    const bool list = m_tokens.isOp(first, "[") && closing(first, last) + 1 == last;
    for (const auto& [begin, end] : splitCommas(list ? first + 1 : first, list ? last - 1 : last)) {
        const bool text = m_tokens[begin].kind == TokenKind::String;
        if (begin + 1 != end || !(text || m_tokens.isName(begin))) {
            item.unknownChoice = true;
            return;
        }
        item.chosen.push_back(text ? m_tokens.literal(begin) : m_tokens.name(begin));
    }
    item.unknownChoice = item.chosen.empty();
}

/// COLUMNS(…), t.COLUMNS(…): what it stands for is the item's to say.
bool ExpressionReader::columnsCall() {
    size_t at = m_at;
    while (m_tokens.isName(at) && m_tokens.isOp(at + 1, ".")) at += 2;
    if (!m_reader.isColumnsCall(at, m_last)) return false;
    reference({"*"});
    m_out.references.back().columns = true;
    m_at = m_reader.closing(at + 1, m_last) + 1;
    m_operand = false;
    return true;
}

}  // namespace tributary::lineage
