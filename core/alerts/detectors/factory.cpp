// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/factory.h"

#include "core/alerts/detectors/ensemble.h"
#include "core/alerts/detectors/neighbours_detector.h"
#include "core/alerts/detectors/seasonal_detector.h"

namespace tributary::alerts::detectors {

const std::vector<DetectorKind>& detectorKinds() {
    static const std::vector<DetectorKind> kinds{
        {"ensemble", "the default: the data decide which of the others judge"},
        {"fast", "the ensemble without nearest neighbours"},
        {"seasonal", "spikes, shifts, growing noise and standstill against a seasonal baseline"},
        {"knn", "patterns that resemble nothing in the past"},
    };
    return kinds;
}

Result<std::unique_ptr<Detector>> makeDetector(std::string_view name, const DetectorSettings& settings) {
    if (name == "ensemble" || name == "fast")
        return std::make_unique<Ensemble>(
            EnsembleSettings{settings.sensitivity, settings.zone, name == "ensemble"});
    if (name == "seasonal") return std::make_unique<SeasonalDetector>(settings.sensitivity, settings.zone);
    if (name == "knn") return std::make_unique<NeighboursDetector>(settings.sensitivity);
    std::string known;
    for (const auto& kind : detectorKinds()) known += (known.empty() ? "" : ", ") + std::string(kind.name);
    return fail(ErrorCode::InvalidArgument, "There is no detector '" + std::string(name) + "'.",
                "Use one of: " + known + ".");
}

}  // namespace tributary::alerts::detectors
