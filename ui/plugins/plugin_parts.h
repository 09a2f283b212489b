// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/plugin/apply/steps.h"
#include "ui/plugins/plugin_picture.h"

namespace tributary::ui {

/// What a window needs of plugins. What it refers to outlives the window and its background work.
struct PluginParts {
    PluginServices services;
    const plugin::Steps& steps;
    /// Makes the connectors, and the connections that use them, those of what is installed now; true:
    /// something is different. Cheap when nothing is; blocks, any thread.
    std::function<Result<bool>()> reloadSources;
    /// After that, in the UI thread: the window learns what their forms are called in its language.
    std::function<void()> learnTexts;
    bool safeStart = false;  ///< none is started: they can be looked at and managed
};

}  // namespace tributary::ui
