// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/plugin/apply/step_config.h"
#include "core/sql/remote_query.h"

namespace tributary::plugin {

/// What the column fields of a form begin with: for each required one, and each that says what it prefers,
/// the column that fits best by kind and by name, another for every field as long as there are others. A
/// required one gets any rather than none; fields that nothing fits are left out.
StepConfig suggestColumns(const StepPart& part, const std::vector<sql::Column>& columns);

}  // namespace tributary::plugin
