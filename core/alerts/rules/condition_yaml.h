// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/rules/condition.h"
#include "core/alerts/rules/yaml_reader.h"
#include "core/alerts/rules/yaml_writer.h"

namespace tributary::alerts {

/// `condition:` of a rule. Throws yaml::Mistake.
Condition readCondition(const YAML::Node& node);
/// Its keys, at the writer's indentation.
void writeCondition(yaml::Writer& writer, const Condition& condition);

}  // namespace tributary::alerts
