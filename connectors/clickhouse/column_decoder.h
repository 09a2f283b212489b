// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <memory>

#include "connectors/clickhouse/types.h"
#include "connectors/clickhouse/wire.h"

namespace tributary::connectors::clickhouse {

/// Turns the Native bytes of one column into a vector. A column has a prefix once per block, then its rows.
class ColumnDecoder {
  public:
    virtual ~ColumnDecoder() = default;

    /// What stands before the rows of a block (LowCardinality's version); nothing for most types.
    virtual Result<void> prefix(Wire&) { return {}; }

    /// Fills rows [0, rows) of `out`, a flat vector with that capacity. `nulls[i]` != 0: the value at i is a
    /// meaningless filler and must not be judged; nullptr: there is none. Validity is set by the Nullable
    /// around it.
    virtual Result<void> decode(Wire& wire, duckdb::Vector& out, duckdb::idx_t rows,
                                const uint8_t* nulls) = 0;
};

/// Unsupported for types whose bytes are not read (JSON, Variant, AggregateFunction …). The result's vectors
/// have the type `mapType` gives.
Result<std::unique_ptr<ColumnDecoder>> makeDecoder(const Type& type, Strings strings);

/// The decoders of single values; nullptr when `type` is not one of them.
std::unique_ptr<ColumnDecoder> makeScalarDecoder(const Type& type, Strings strings);

}  // namespace tributary::connectors::clickhouse
