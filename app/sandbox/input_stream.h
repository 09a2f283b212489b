// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "app/sandbox/host_link.h"
#include "core/plugin/wire/arrow_holders.h"

namespace tributary::sandbox {

/// The host's rows number `input` as the stream a plugin reads. `link` outlives it.
Result<plugin::StreamHolder> openInput(HostLink& link, uint32_t input, std::string_view schema);

}  // namespace tributary::sandbox
