// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <duckdb.hpp>
#include <memory>
#include <string>

#include "connectors/postgresql/types.h"
#include "core/base/error.h"

namespace tributary::connectors::postgresql {

/// One value as it stands in a receive buffer: binary, big-endian. size -1: NULL.
struct Cell {
    const char* data = nullptr;
    int32_t size = -1;
};

/// Reads a column of cells into a vector in one tight loop. Belongs to one reader.
class Decoder {
  public:
    virtual ~Decoder() = default;
    /// Writes rows 0 … count-1 of `out`, a flat vector of the plan's type. Fails on the first value that
    /// cannot be kept exactly or is no value of its type.
    virtual Result<void> decode(const Cell* cells, idx_t count, duckdb::Vector& out) = 0;
    /// Something the user should know that is no error; empty most of the time.
    virtual std::string warning() const { return {}; }
};

/// `column` is used in error texts. Never nullptr: Cast reads as text.
std::unique_ptr<Decoder> makeDecoder(const TypePlan& plan, const std::string& column);

}  // namespace tributary::connectors::postgresql
