// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <duckdb.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/sql/remote_query.h"
#include "plugins/sdk/tributary_arrow.h"

namespace tributary::plugin {

struct ArrowColumn;
class ArrowDecode;

/// Fills rows [at, at + count) of a flat vector from rows [from, from + count) of an array.
using ArrowDecoder = Result<void> (*)(const ArrowColumn& column, const ArrowArray& array, int64_t from,
                                      duckdb::idx_t count, duckdb::Vector& out, duckdb::idx_t at,
                                      const duckdb::ValidityMask* parent, ArrowDecode& decode);

/// One field of an Arrow schema and what becomes of it here: a DuckDB type that holds every value exactly, or
/// exact text with a note. Immutable once made.
struct ArrowColumn {
    std::string name;
    duckdb::LogicalType type;
    std::string arrowType;  ///< as Arrow's own documentation writes it: "timestamp[us, tz=UTC]"
    std::string note;       ///< see sql::Column::note
    bool nullable = true;
    std::map<std::string, std::string> metadata;  ///< of the field, as the driver sent it
    ArrowDecoder decode = nullptr;
    int32_t width = 0;      ///< bytes of a fixed-size value, items of a fixed-size list
    int32_t precision = 0;  ///< of a decimal
    int32_t scale = 0;
    char index = 0;                      ///< format letter of a dictionary's indexes, of run ends
    std::array<int16_t, 128> members{};  ///< of a union: type id → child, -1: none
    std::vector<ArrowColumn> children;   ///< a dictionary's and a run-end encoding's only child is the value
};

/// The type of `field`, nested at most 16 deep. Fails for a format nobody has defined.
Result<ArrowColumn> readArrowField(const ArrowSchema& field);
/// The columns of a stream, whose schema is a struct.
Result<std::vector<ArrowColumn>> readArrowSchema(const ArrowSchema& schema);

/// The column as the rest of the program knows it. What may be pushed to the source is not said.
sql::Column toColumn(const ArrowColumn& column);
std::vector<sql::Column> toColumns(const std::vector<ArrowColumn>& columns);

/// Key-value pairs in the encoding of the C data interface; nullptr: none.
std::map<std::string, std::string> readArrowMetadata(const char* metadata);

}  // namespace tributary::plugin
