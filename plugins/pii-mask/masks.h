// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/pii-mask/finders.h"

namespace pii {

/// Mask: every letter and digit becomes *. Redact: the kind in brackets. Hash: the kind and 16 hexadecimal
/// digits of HMAC-SHA256 with the salt: equal values stay equal. Partial: what helps to recognise a record
/// stays.
enum class Mode { Keep, Mask, Redact, Hash, Partial };

std::string masked(std::string_view value, Kind kind, Mode mode, std::string_view salt);

}  // namespace pii
