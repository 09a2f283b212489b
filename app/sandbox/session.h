// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

#include "core/plugin/wire/introduction.h"
#include "core/plugin/wire/message.h"

namespace tributary::sandbox {

/// One call as it came: its arguments, and the schemas of its inputs.
struct CallRequest {
    plugin::CallKind kind{};
    std::string_view payload;
    std::vector<std::string_view> inputs;
    int descriptor = -1;
};

/// What serves the calls of one loaded plugin. Ends each call with exactly one Done or Failed. Main thread.
class Session {
  public:
    virtual ~Session() = default;
    virtual void call(const CallRequest& request) = 0;
    /// What the library says of itself.
    virtual plugin::Introduction introduction() const { return {}; }
};

}  // namespace tributary::sandbox
