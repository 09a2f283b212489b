// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/connect/connector.h"

namespace tributary::engine {

/// Stands for the type of a connection that this program does not have at the moment: its plugin was not
/// installed yet, or was removed. The connection stays where it is, and using it says what is missing.
std::unique_ptr<connect::Connector> makeMissingConnector(const std::string& type);

}  // namespace tributary::engine
