// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/lineage/model.h"
#include "core/sql/remote_query.h"

namespace tributary::lineage {

/// Holds what was read from a query's text against what the server says of its answer's columns
/// (sql::Column::source). Where both say the same the edge is certain; a column that the text did not tell
/// takes the server's word; where they differ the edge becomes uncertain, with a note. Some drivers see
/// through views: a difference about a table that `isView` is none.
void checkAgainstDriver(StatementLineage& query, const std::vector<sql::Column>& columns,
                        const std::function<bool(const std::string& table)>& isView = {});

}  // namespace tributary::lineage
