// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connect/connector_registry.h"

namespace tributary::connectors {

/// Adds every built-in connector, in the order the connection dialog lists them.
void registerAll(connect::ConnectorRegistry& registry);

}  // namespace tributary::connectors
