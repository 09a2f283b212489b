// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tributary::lineage {

/// Names that the shadow catalog gives to what stands in for parts of a query. The marks cannot stand in a
/// name of any dialect that is not quoted. `$name(…)` is a function, `$@name(…)` an aggregate; the others:
inline constexpr char kStandInMark = '$';
inline constexpr const char* kAggregateMark = "$@";
inline constexpr const char* kSameValue = "$same";    ///< its argument, as VARCHAR
inline constexpr const char* kCastName = "$cast";     ///< a cast the author wrote
inline constexpr const char* kAsList = "$list";       ///< its argument, as a list if it is none
inline constexpr const char* kPartOf = "$part";       ///< a field of a structured column
inline constexpr const char* kGroupBy = "$group_by";  ///< in WHERE: what the rows are grouped by
inline constexpr const char* kFilter = "$filter";     ///< last argument of an aggregate: its FILTER
inline constexpr const char* kOrder = "$order";       ///< last argument of an aggregate: its ORDER BY
inline constexpr const char* kWindow = "$window";     ///< last argument: PARTITION BY and ORDER BY
/// UNNEST WITH ORDINALITY or OFFSET, as the rewriter says it: its last column counts.
inline constexpr const char* kCountedUnnest = "unnest_counted";
inline constexpr const char* kShadowTable = "$table";  ///< scans a table of the schema given to the binder

}  // namespace tributary::lineage
