// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/factory.h"

#include "core/alerts/detectors/count_detector.h"
#include "core/alerts/detectors/dspot_detector.h"
#include "core/alerts/detectors/ensemble.h"
#include "core/alerts/detectors/hygiene_detector.h"
#include "core/alerts/detectors/neighbours_detector.h"
#include "core/alerts/detectors/pca_detector.h"
#include "core/alerts/detectors/peer_detector.h"
#include "core/alerts/detectors/seasonal_detector.h"

namespace tributary::alerts::detectors {

const std::vector<DetectorKind>& detectorKinds() {
    static const std::vector<DetectorKind> kinds{
        {"ensemble", "the default: the data decide which of the others judge"},
        {"fast", "the ensemble without nearest neighbours"},
        {"seasonal", "spikes, shifts, growing noise and standstill against a seasonal baseline"},
        {"knn", "patterns that resemble nothing in the past"},
        {"dspot", "extremes, by extreme value theory over a drifting mean"},
        {"count", "rare events: too many, too many together, too long none"},
        {"hygiene", "gaps, missing values, standstill, counter resets, bounds"},
        {"pca", "several columns that no longer fit together", true},
        {"peers", "members of a group that leave the others", true},
    };
    return kinds;
}

namespace {

Result<std::unique_ptr<Detector>> makeOfSeveral(std::string_view name, const DetectorSettings& settings) {
    const bool pca = name == "pca";
    const size_t fewest = pca ? 2 : PeerDetector::kFewest;
    const size_t most = pca ? PcaDetector::kMostColumns : PeerDetector::kMostMembers;
    const size_t count = settings.columns.size();
    if (count < fewest || count > most)
        return fail(ErrorCode::InvalidArgument,
                    "The detector '" + std::string(name) + "' needs " + std::to_string(fewest) + " to " +
                        std::to_string(most) + " columns, and got " + std::to_string(count) + ".",
                    "Choose the columns that belong together.");
    if (!pca) {
        auto peers = std::make_unique<PeerDetector>(count, settings.sensitivity);
        peers->setNames(settings.columns);
        return peers;
    }
    auto detector = std::make_unique<PcaDetector>(count, settings.sensitivity);
    detector->setNames(settings.columns);
    return detector;
}

}  // namespace

Result<std::unique_ptr<Detector>> makeDetector(std::string_view name, const DetectorSettings& settings) {
    if (name == "ensemble" || name == "fast")
        return std::make_unique<Ensemble>(
            EnsembleSettings{settings.sensitivity, settings.zone, name == "ensemble"});
    if (name == "seasonal") return std::make_unique<SeasonalDetector>(settings.sensitivity, settings.zone);
    if (name == "knn") return std::make_unique<NeighboursDetector>(settings.sensitivity);
    if (name == "dspot") return std::make_unique<DspotDetector>(settings.sensitivity);
    if (name == "count") return std::make_unique<CountDetector>(settings.sensitivity, settings.zone);
    if (name == "hygiene") return std::make_unique<HygieneDetector>();
    if (name == "pca" || name == "peers") return makeOfSeveral(name, settings);
    std::string known;
    for (const auto& kind : detectorKinds()) known += (known.empty() ? "" : ", ") + std::string(kind.name);
    return fail(ErrorCode::InvalidArgument, "There is no detector '" + std::string(name) + "'.",
                "Use one of: " + known + ".");
}

}  // namespace tributary::alerts::detectors
