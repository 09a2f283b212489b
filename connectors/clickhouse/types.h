// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/sql/remote_query.h"

namespace tributary::connectors::clickhouse {

/// A type as ClickHouse writes it, e.g. `Array(Tuple(a UInt8, b Enum8('x' = 1)))`, as a tree.
struct Type {
    enum class Kind { Name, Number, Text };
    Kind kind = Kind::Name;
    std::string name;    ///< "Array"; for Text the literal's value
    std::string label;   ///< of a named tuple element
    int64_t number = 0;  ///< of a Number, or of an enum's Text
    std::vector<Type> args;

    bool is(std::string_view what) const { return kind == Kind::Name && name == what; }
    /// Number at `index`; the fallback when there is none.
    int64_t numberAt(size_t index, int64_t fallback) const;
};

Result<Type> parseType(std::string_view text);

/// The type inside Nullable, LowCardinality and SimpleAggregateFunction.
const Type& innermost(const Type& type);
bool isNullable(const Type& type);

/// How String and FixedString are handed out.
enum class Strings { Text, Blob };

/// What a column of that type is for us.
struct Mapping {
    duckdb::LogicalType type;
    std::string note;
    sql::PushRules push = sql::PushRules::none();
    bool asText = false;  ///< the Native bytes are not read: select it with `textExpression`
};

Mapping mapType(const Type& type, Strings strings);

/// Geometry types are other names for nested arrays of a pair: what `type` stands for, if it is one of them.
std::optional<std::string_view> geometryMeaning(const Type& type);

/// An expression of the column `quoted` that gives its text, for types with `asText`.
std::string textExpression(const Type& type, const std::string& quoted);

/// Fills type, nullability, note and push rules of a column of that native type. What cannot be parsed is
/// text.
sql::Column makeColumn(std::string name, const std::string& nativeType, Strings strings);

}  // namespace tributary::connectors::clickhouse
