// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "app/composition/application.h"
#include "ui/async/background.h"

namespace tributary::desktop {

/// A workspace at work, with the workers that use it: they end before it does.
struct OpenWorkspace {
    std::shared_ptr<app::Application> services;
    ui::Background background;
};

}  // namespace tributary::desktop
