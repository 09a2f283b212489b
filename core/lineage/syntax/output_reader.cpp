// SPDX-License-Identifier: GPL-3.0-or-later
// T-SQL's OUTPUT … INTO: the rows a statement changes go to another table as well.
#include <algorithm>

#include "core/lineage/syntax/statement_reader.h"

namespace tributary::lineage {

using K = Keyword;
using Action = Statement::Action;

bool StatementReader::atOutput(size_t at) const {
    return m_tokens.traits().dialect == SqlDialect::TSql && m_tokens.is(at, K::Output) &&
           (m_tokens.isName(at + 1) || m_tokens[at + 1].kind == TokenKind::Parameter);
}

void StatementReader::skipOutput() {
    while (atOutput(m_at)) {
        m_at = m_reader.clauseEnd(m_at + 1, end());
        if (!is(K::Into)) continue;
        Statement into;
        ++m_at;
        readTarget(into);
        if (m_tokens.isOp(m_at, "(")) m_at = std::min(m_reader.closing(m_at, end()) + 1, end());
    }
}

/// The statement just read, if it has an OUTPUT … INTO, is two: the second reads what the first changed,
/// under the names `inserted` and `deleted`.
void StatementReader::readOutput(std::vector<Statement>& out) {
    const size_t first = out.back().first;
    const size_t last = out.back().last;
    size_t at = first;
    while (at < last && !atOutput(at)) at = m_tokens[at].match != 0 ? m_reader.closing(at, last) + 1 : at + 1;
    if (at >= last || out.back().target.empty()) return;
    const size_t into = m_reader.clauseEnd(at + 1, last);
    if (!m_tokens.is(into, K::Into)) return;
    Statement copy;
    copy.action = Action::Insert;
    copy.kind = "INSERT";
    copy.first = at;
    copy.last = last;
    const size_t after = m_at;
    m_at = into + 1;
    readTarget(copy);
    if (m_tokens.isOp(m_at, "(")) copy.columns = m_reader.readNames(m_at);
    m_at = after;
    copy.query = std::make_unique<Query>();
    m_reader.readItems(copy.query->items, at + 1, into);
    const Statement& change = out.back();
    std::vector<std::string> changed = change.target;
    for (const auto& source : change.sources) {
        if (source.kind != Source::Kind::Table) continue;
        const bool aliased = !source.alias.empty() && changed.size() == 1 && source.alias == changed.front();
        if (aliased) changed = source.name;
        Source other;
        other.name = source.name;
        other.alias = source.alias;
        copy.query->from.push_back(std::move(other));
    }
    for (const char* rows : {"inserted", "deleted"}) {
        Source source;
        source.name = changed;
        source.alias = rows;
        copy.query->from.push_back(std::move(source));
    }
    out.push_back(std::move(copy));
}

}  // namespace tributary::lineage
