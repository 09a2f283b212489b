// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/source/source_dialect.h"

namespace tributary::app {

/// What plugin sources may say they speak: the languages of our own connectors, with the comparisons that
/// stay exact when somebody else's driver reads the answer, and the statements that list tables in them.
plugin::SourceDialects pluginDialects();

}  // namespace tributary::app
