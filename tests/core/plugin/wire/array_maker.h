// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>
#include <string>

#include "core/plugin/wire/arrow_holders.h"
#include "core/plugin/wire/arrow_type.h"

namespace tributary::plugin::testing {

using Random = std::mt19937_64;

/// A schema of one column per format; nested formats get children of their own.
SchemaHolder makeSchema(const std::vector<std::string>& formats);
/// Every format the wire carries, nested ones with children in `makeSchema`.
const std::vector<std::string>& allFormats();

/// An array of random values and nulls, each part of it with an offset of its own and rubbish around it.
OwnedArray makeArray(const ArrowType& type, int64_t length, Random& random);

/// One row as text; reads everything the row is made of.
std::string show(const ArrowType& type, const ArrowArray& array, int64_t row);
/// All rows.
std::string show(const ArrowType& type, const ArrowArray& array);

}  // namespace tributary::plugin::testing
