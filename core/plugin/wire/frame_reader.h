// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "core/base/error.h"
#include "core/plugin/wire/arrow_holders.h"
#include "core/plugin/wire/arrow_type.h"
#include "core/plugin/wire/block_pool.h"

namespace tributary::plugin {

/// Makes an Arrow array of a frame in our own memory that nobody else can change. Nothing in it is trusted:
/// lengths, offsets, indices, codes and texts are checked, once over all of it, before anybody uses it. Where
/// an index or a view belongs to a null it is set to 0. The array keeps the block. Error{Data}: what is
/// wrong, and in which column.
Result<OwnedArray> readFrame(const ArrowType& root, std::shared_ptr<Block> block, uint64_t bytes);

}  // namespace tributary::plugin
