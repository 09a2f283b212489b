// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/alerts/detectors/detector.h"
#include "core/alerts/detectors/sensitivity.h"

namespace tributary::alerts {
class TimeZone;
}

namespace tributary::alerts::detectors {

struct DetectorSettings {
    Sensitivity sensitivity = {};
    const TimeZone* zone = nullptr;         ///< for seasons; null: UTC; must outlive the detector
    std::vector<std::string> columns = {};  ///< of several variables, or the members of a group; else empty
};

/// One detector that can be asked for by name.
struct DetectorKind {
    std::string_view name;
    std::string_view summary;  ///< English
    bool several = false;      ///< judges all columns of a row together
};

/// The default first.
const std::vector<DetectorKind>& detectorKinds();
/// InvalidArgument for an unknown name (the hint lists the known ones), or columns that do not fit it.
Result<std::unique_ptr<Detector>> makeDetector(std::string_view name, const DetectorSettings& settings = {});

}  // namespace tributary::alerts::detectors
