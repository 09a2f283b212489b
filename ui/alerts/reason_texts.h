// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <span>
#include <string>

#include "core/alerts/detectors/detector.h"

namespace tributary::ui {

/// Why an alert fired, or what is advised, in the window's language; `otherwise` for a reason without a code
/// (what an older version kept).
QString reasonText(const alerts::detectors::Reason& reason, const std::string& otherwise = {});

struct ReasonText {
    const char* code;
    const char* english;
};
/// Those that can be translated.
std::span<const ReasonText> reasonTexts();

}  // namespace tributary::ui
