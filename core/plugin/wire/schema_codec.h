// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/plugin/wire/arrow_holders.h"

namespace tributary::plugin {

/// A schema as bytes. Data or Unsupported if it is not well-formed (arrow_type.h says what is).
Result<std::string> encodeSchema(const ArrowSchema& schema);

/// Back, in our own memory. Trusts nothing: nesting, counts, names, metadata and formats are checked.
Result<SchemaHolder> decodeSchema(std::string_view bytes);

/// A deep copy.
Result<SchemaHolder> copySchema(const ArrowSchema& schema);

}  // namespace tributary::plugin
