// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/connect/connector.h"

namespace tributary::connectors {

std::unique_ptr<connect::Connector> makeInfluxdb1Connector();
std::unique_ptr<connect::Connector> makeInfluxdb2Connector();
std::unique_ptr<connect::Connector> makeInfluxdb3Connector();

}  // namespace tributary::connectors
