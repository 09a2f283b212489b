// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "plugins/common_http/http.h"

namespace tributary_notify {

/// What a robot's error code means: a hint, and whether the same message can go through later.
struct Verdict {
    std::string hint = "See what the service says about this code, and check the settings.";
    bool retry = false;
};

/// Posts to a chat robot. These services answer 200 whatever happens; what counts is a number in the body:
/// `code` names it, `text` the words beside it. Throws Failure unless it is 0. Returns the answer's body.
tributary_sdk::Json sendToRobot(const tributary_sdk::Host& host, const HttpPost& request, const char* code,
                                const char* text, Verdict (*judge)(const std::string& code));

/// The address of the service, without a slash at its end, and TLS and secrets as set.
HttpPost robotRequest(const tributary_sdk::Config& config, const std::string& defaultAddress);

}  // namespace tributary_notify
