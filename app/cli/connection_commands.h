// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/composition/application.h"
#include "core/base/cancel_token.h"

namespace tributary::cli {

struct AddOptions {
    std::string name;
    std::string type;
    std::vector<std::string> settings;  ///< key=value
    std::vector<std::string> secrets;   ///< key=env:VAR | file:PATH | prompt
    std::optional<std::string> group;
    std::optional<std::string> color;
    bool readOnly = false;
    bool readWrite = false;
    bool replace = false;  ///< what is not given stays as it was
};

int listTypes(const connect::ConnectorRegistry& registry, bool json);
int addConnection(engine::Workbench& workbench, const AddOptions& options, const CancelToken& token);
int testConnection(engine::Workbench& workbench, const std::string& name, const CancelToken& token);
int listConnections(engine::Workbench& workbench, bool json);
int showConnection(engine::Workbench& workbench, const std::string& name, bool json);
int removeConnection(engine::Workbench& workbench, const std::string& name);

}  // namespace tributary::cli
