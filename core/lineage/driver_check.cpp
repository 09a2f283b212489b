// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/driver_check.h"

#include <algorithm>

#include "core/lineage/schema.h"

namespace tributary::lineage {
namespace {

std::string tableOf(const sql::ColumnSource& source) {
    return source.schema.empty() ? joinName({source.table}) : joinName({source.schema, source.table});
}

bool isUnknown(const ColumnEdge& edge) {
    return edge.source.column == "*" || edge.source.column == "?";
}

/// Names may leave the schema out, or write more than the driver tells.
bool sameTable(const std::string& read, const std::string& told) {
    const std::string a = foldName(read), b = foldName(told);
    return endsWithName(a, b) || endsWithName(b, a);
}

class Check {
  public:
    Check(StatementLineage& query, const std::function<bool(const std::string&)>& isView)
        : m_query(query), m_isView(isView) {}

    void column(const sql::Column& column) {
        std::vector<ColumnEdge*> direct;
        for (auto& edge : m_query.edges) {
            if (isDirect(edge.subtype) && edge.target.table.empty() &&
                foldName(joinName({edge.target.column})) == foldName(joinName({column.name}))) {
                direct.push_back(&edge);
            }
        }
        const bool told = std::any_of(direct.begin(), direct.end(), [](auto* e) { return !isUnknown(*e); });
        if (!told) return take(column);
        const auto& source = *column.source;
        const bool same =
            direct.size() == 1 && direct[0]->subtype == Subtype::Identity &&
            sameTable(direct[0]->source.table, tableOf(source)) &&
            foldName(joinName({direct[0]->source.column})) == foldName(joinName({source.column}));
        if (same) {
            direct[0]->confidence = Confidence::High;
            direct[0]->source = {tableOf(source), source.column};
            return;
        }
        const bool throughView = m_isView && std::any_of(direct.begin(), direct.end(), [this](auto* e) {
                                     return m_isView(e->source.table);
                                 });
        if (throughView) return;
        for (auto* edge : direct) edge->confidence = Confidence::Low;
        m_query.notes.push_back("the server says that '" + column.name + "' is " + tableOf(source) + "." +
                                source.column + "; its text was read differently");
    }

    /// The stars that the server told column by column.
    void dropStars() {
        std::erase_if(m_query.edges, [](const ColumnEdge& edge) {
            return isDirect(edge.subtype) && edge.target.table.empty() && edge.target.column == "*";
        });
    }

  private:
    void take(const sql::Column& column) {
        std::erase_if(m_query.edges, [&](const ColumnEdge& edge) {
            return isDirect(edge.subtype) && edge.target.table.empty() && edge.target.column == column.name &&
                   isUnknown(edge);
        });
        ColumnEdge edge;
        edge.source = {tableOf(*column.source), column.source->column};
        edge.target.column = column.name;
        edge.expression = column.name;
        const std::string table = edge.source.table;
        m_query.edges.push_back(std::move(edge));
        const auto known = [&](const std::string& input) { return sameTable(input, table); };
        if (std::none_of(m_query.inputs.begin(), m_query.inputs.end(), known))
            m_query.inputs.push_back(table);
    }

    StatementLineage& m_query;
    const std::function<bool(const std::string&)>& m_isView;
};

}  // namespace

void checkAgainstDriver(StatementLineage& query, const std::vector<sql::Column>& columns,
                        const std::function<bool(const std::string& table)>& isView) {
    if (!query.outputs.empty()) return;  // RETURNING: the columns are those of the target
    Check check(query, isView);
    bool all = !columns.empty();
    for (const auto& column : columns) {
        column.source ? check.column(column) : void(all = false);
    }
    if (all) check.dropStars();
}

}  // namespace tributary::lineage
