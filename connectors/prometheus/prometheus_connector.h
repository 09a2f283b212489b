// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/connect/connector.h"

namespace tributary::connectors {

/// Prometheus and what answers its HTTP interface: VictoriaMetrics, Thanos, Mimir.
std::unique_ptr<connect::Connector> makePrometheusConnector();

}  // namespace tributary::connectors
