// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/error.h"
#include "core/plugin/wire/arrow_holders.h"

namespace tributary::plugin {

/// Batches of rows of one schema, pulled one by one. One thread at a time.
class ArrowSource {
  public:
    virtual ~ArrowSource() = default;

    /// A struct ("+s") whose children are the columns. Valid as long as the source.
    virtual const ArrowSchema& schema() const = 0;
    /// The next batch, a struct array of that schema; false at the end. After an error or the end only
    /// destruction is allowed.
    virtual Result<bool> next(OwnedArray& out) = 0;
};

/// What a plugin answers: every batch is a validated copy in the program's own memory, and may outlive the
/// reader. Null counts are exact, offsets 0. Destroying an unfinished reader ends the call in the plugin
/// (killing the process if that takes more than two seconds). A reader never outlives its PluginProcess.
class ArrowReader : public ArrowSource {
  public:
    /// Rows a statement changed, once the end was reached and if the plugin knows.
    virtual std::optional<int64_t> rowsAffected() const = 0;
};

}  // namespace tributary::plugin
