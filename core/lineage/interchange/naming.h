// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/connect/connector_registry.h"
#include "core/lineage/interchange/openlineage.h"
#include "core/store/workspace.h"

namespace tributary::lineage {

/// Datasets of the workspace's connections under the names of OpenLineage's naming page, as each connector's
/// descriptor writes them; others keep the names they have.
OpenLineageNamer openLineageNamer(const std::vector<store::ConnectionRecord>& connections,
                                  const connect::ConnectorRegistry& registry);
OpenLineageFinder openLineageFinder(const std::vector<store::ConnectionRecord>& connections,
                                    const connect::ConnectorRegistry& registry);

}  // namespace tributary::lineage
