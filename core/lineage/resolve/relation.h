// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/lineage/model.h"

namespace tributary::lineage {

/// One source column that takes part in a column.
struct Flow {
    std::string table;
    std::string column;
    Subtype subtype = Subtype::Identity;
    bool masking = false;
    auto operator<=>(const Flow&) const = default;
};

using Flows = std::vector<Flow>;

/// A column of a relation; or, as a star, all those of a table whose columns are not known.
struct Output {
    std::string name;
    Flows flows;
    std::string expression;
    bool star = false;
    bool generated = false;           ///< nobody named it
    bool ofCast = false;              ///< called as what it casts: sure in a query, not for a table's column
    bool ofStar = false;              ///< one of those a star stands for
    bool implicit = false;            ///< known by its name, but none of those a star stands for
    std::vector<std::string> fields;  ///< of the structs in it, as far as the text tells
    std::vector<std::string> except;  ///< of a star
};

/// The columns something in FROM has.
struct Relation {
    std::vector<Output> columns;
    bool anyField = false;  ///< fields of an unnested value: every name means all of it
    Flows all;              ///< what any other name means then
    bool open() const;
};

using RelationPtr = std::shared_ptr<const Relation>;

bool sameName(std::string_view a, std::string_view b);
/// Sorts, drops duplicates; a DIRECT flow keeps the strongest of its subtypes.
void normalize(Flows& flows);
void append(Flows& to, const Flows& from);

}  // namespace tributary::lineage
