// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <string>
#include <vector>

#include "core/sql/remote_query.h"

namespace tributary::ui {

/// A condition a person puts on rows already fetched.
struct RowFilter {
    enum class Operator {
        Contains,
        NotContains,
        Equal,
        NotEqual,
        Less,
        LessEqual,
        Greater,
        GreaterEqual,
        IsNull,
        IsNotNull
    };
    static constexpr int kAnyColumn = -1;

    int column = kAnyColumn;  ///< with kAnyColumn only Contains makes sense
    Operator op = Operator::Contains;
    QString value;

    bool operator==(const RowFilter&) const = default;
};

/// A text as an SQL literal.
std::string sqlText(const QString& text);
bool needsValue(RowFilter::Operator op);

/// The condition as DuckDB SQL over StoreQuery's columns. A value is a literal cast to the column's type, so
/// "12" finds 12.00; text is compared exactly, "contains" without regard to case. NotEqual keeps rows that
/// are NULL.
std::string filterSql(const RowFilter& filter, const std::vector<sql::Column>& columns);

/// "amount ≥ 100", for a chip.
QString filterText(const RowFilter& filter, const std::vector<sql::Column>& columns);
QString operatorText(RowFilter::Operator op);

}  // namespace tributary::ui
