// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace tributary::ui {

/// `name` as it must stand in federated SQL: quoted only where it is not a plain lower-case word.
std::string quotedIfNeeded(const std::string& name);
/// conn.schema.table, each part quoted as needed.
std::string qualifiedName(const std::vector<std::string>& parts);

}  // namespace tributary::ui
