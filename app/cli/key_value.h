// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>

#include "core/base/cancel_token.h"
#include "core/base/error.h"

namespace tributary::cli {

/// "key=value"; InvalidArgument for anything else.
Result<std::pair<std::string, std::string>> keyValue(const std::string& text);

/// A secret from `env:VARIABLE`, `file:PATH` or `prompt`; never from the command line itself.
Result<std::string> secretFrom(const std::string& key, const std::string& where, const CancelToken& token);

}  // namespace tributary::cli
