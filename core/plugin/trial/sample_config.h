// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/plugin/apply/step_config.h"

namespace tributary::plugin {

/// Settings to try a step with on SampleSource's rows: those given, else a sample column for every required
/// field that names one. The likeliest first: by what the field is called; then each field in turn with the
/// other kinds of columns, numbers before texts. At least one, a few dozen at most.
std::vector<StepConfig> sampleConfigs(const StepPart& part, const StepConfig& given);

}  // namespace tributary::plugin
