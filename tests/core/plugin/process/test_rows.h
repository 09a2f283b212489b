// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "plugins/sdk/tributary_arrow.h"

namespace tributary::plugin::testing {

enum class RowShape { Good, BadUtf8, Huge };

/// Batches of id (int64), x (double), name (text) and at (timestamp in microseconds), about 41 bytes a row.
/// The batches share their memory, so making one costs next to nothing: what is measured is how it travels.
class RowMaker {
  public:
    static constexpr int kRowBytes = 41;

    RowShape shape = RowShape::Good;

    void schema(ArrowSchema* out) const;
    void fill(int64_t rows, ArrowArray* out);
};

}  // namespace tributary::plugin::testing
