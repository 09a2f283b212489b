// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace tributary::connectors::clickhouse {

/// SELECT or WITH: what DESCRIBE (…) and a subquery take.
bool isQuery(std::string_view statement);
/// SELECT, SHOW, EXPLAIN …: statements that answer with rows and change nothing.
bool returnsRows(std::string_view statement);
/// The name in a FORMAT clause at the end, in upper case; empty when there is none or it is the format of an
/// INSERT.
std::string trailingFormat(std::string_view statement);
/// Without semicolons and space at the end.
std::string withoutEnd(std::string_view statement);

}  // namespace tributary::connectors::clickhouse
