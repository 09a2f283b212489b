// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/detectors/detector.h"

namespace tributary::alerts {

/// Why a rule says what it says: a code and what goes into its sentence, for programs that translate it
/// (detectors/explanation.h has every code's English text). The same is kept beside it in English.
using detectors::Reason;

}  // namespace tributary::alerts
