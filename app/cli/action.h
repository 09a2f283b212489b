// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/base/cancel_token.h"
#include "core/engine/workbench.h"

namespace tributary::app {
class Application;
}

namespace tributary::cli {

/// What a command line asks for, run once the rest of it is known to be sound. Gives an ExitStatus.
using Action = std::function<int(engine::Workbench&, const CancelToken&)>;
/// The same for what runs on while plugins come and go.
using ApplicationAction = std::function<int(app::Application&, const CancelToken&)>;
/// The same for what needs no workspace.
using PlainAction = std::function<int(const CancelToken&)>;

}  // namespace tributary::cli
