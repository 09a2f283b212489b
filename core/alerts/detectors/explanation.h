// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/alerts/detectors/detector.h"

namespace tributary::alerts::detectors {

/// The English sentence of a reason: the text of its code with the numbers filled in. Programs translate by
/// looking the code up in a table of their own with the same places: {0} a number, {s0} a word.
std::string render(const Reason& reason);
/// The English text with its places, or an empty one for an unknown code.
std::string_view reasonText(std::string_view code);
/// Fills the places of any text.
std::string fillReason(std::string_view text, const Reason& reason);

}  // namespace tributary::alerts::detectors
