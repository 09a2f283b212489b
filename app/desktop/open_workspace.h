// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include "app/composition/application.h"
#include "ui/async/background.h"
#include "ui/plugins/plugin_parts.h"

namespace tributary::desktop {

/// A workspace at work, with the workers that use it: they end before it does.
struct OpenWorkspace {
    std::shared_ptr<app::Application> services;
    std::optional<ui::PluginParts> plugins;  ///< of `services`
    ui::Background background;
};

}  // namespace tributary::desktop
