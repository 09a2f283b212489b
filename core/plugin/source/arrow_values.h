// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <functional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/plugin/source/arrow_type.h"
#include "core/plugin/wire/arrow_source.h"

namespace tributary::plugin {

using ValueRow = std::vector<duckdb::Value>;

/// All rows of a small answer (lists of tables, figures) as values; `limit` rows at most are taken.
Result<std::vector<ValueRow>> readValues(ArrowSource& source, const CancelToken& token,
                                         size_t limit = 1'000'000);

/// A field of a struct value by name; a NULL where there is none.
duckdb::Value member(const duckdb::Value& of, const std::string& name);
/// The items of a list value; none for NULL.
std::vector<duckdb::Value> items(const duckdb::Value& list);
/// The text of a value; empty for NULL.
std::string textOf(const duckdb::Value& value);

}  // namespace tributary::plugin
