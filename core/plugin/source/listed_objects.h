// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/connect/connector.h"
#include "core/plugin/source/arrow_values.h"

namespace tributary::plugin {

struct ListedColumn {
    std::string name;
    std::string type;  ///< the source's name for it; empty: not told
    std::string comment;
    bool nullable = true;
};

struct ListedConstraint {
    std::string name;
    std::string type;  ///< "PRIMARY KEY", "FOREIGN KEY" …
    std::vector<std::string> columns;
    std::string targetSchema;  ///< of a foreign key
    std::string targetTable;
    std::vector<std::string> targetColumns;
};

struct ListedTable {
    std::string name;
    std::string type;
    std::vector<ListedColumn> columns;
    std::vector<ListedConstraint> constraints;
};

struct ListedSchema {
    std::optional<std::string> catalog;
    std::optional<std::string> name;
    std::vector<ListedTable> tables;
};

/// What ConnectionGetObjects answered. A catalog without schemas is listed with none.
Result<std::vector<ListedSchema>> readObjects(ArrowSource& source, const CancelToken& token);

/// What kind of thing a driver's word for it means: "BASE TABLE", "view", "materialized_view" …
connect::ObjectKind kindOf(const std::string& tableType);
/// Lists of the source's own that nobody keeps data in.
bool isSystemSchema(const std::string& name);

}  // namespace tributary::plugin
