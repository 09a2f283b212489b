// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/detector.h"

#include "core/alerts/detectors/state_archive.h"

namespace tributary::alerts::detectors {
namespace {

constexpr uint32_t kMagic = 0x53445254;  // "TRDS"
constexpr uint32_t kVersion = 1;

/// FNV-1a: the bytes are guarded against damage, not against an enemy.
uint64_t checksum(std::string_view bytes) {
    uint64_t hash = 14695981039346656037ULL;
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

tl::unexpected<Error> damaged(const char* what) {
    return fail(ErrorCode::Corrupt, std::string("The kept state of an anomaly detector is damaged: ") + what,
                "The detector starts afresh and learns from the series' history again.");
}

}  // namespace

void Detector::backfill(std::span<const Observation> history) {
    for (const auto& row : history) update(row);
}

std::string saveState(const Detector& detector) {
    StateArchive fields;
    const_cast<Detector&>(detector).exchange(fields);  // an archive that writes changes nothing
    std::string payload = fields.takeBytes();
    StateArchive whole;
    uint32_t magic = kMagic;
    uint32_t version = kVersion;
    std::string name(detector.name());
    uint64_t sum = checksum(payload);
    whole(magic, version, name, sum, payload);
    return whole.takeBytes();
}

Result<void> restoreState(Detector& detector, std::string_view bytes) {
    detector.reset();
    StateArchive whole(bytes);
    uint32_t magic = 0;
    uint32_t version = 0;
    whole(magic, version);
    if (whole.failed() || magic != kMagic) return damaged("it does not begin as one.");
    if (version > kVersion) {
        return tributary::fail(
            ErrorCode::Unsupported,
            "The kept state of an anomaly detector is of a newer version of the program (" +
                std::to_string(version) + ").",
            "Start that version, or let the detector learn afresh.");
    }
    std::string name;
    std::string payload;
    uint64_t sum = 0;
    whole(name, sum, payload);
    if (whole.failed() || !whole.atEnd()) return damaged("its length is wrong.");
    if (sum != checksum(payload)) return damaged("its check sum is wrong.");
    if (name != detector.name()) {
        return tributary::fail(
            ErrorCode::Unsupported,
            "The kept state is of the detector '" + name + "', not of '" + std::string(detector.name()) +
                "'.",
            "Keep the detector of a rule, or let the new one learn from the series' history.");
    }
    StateArchive fields(payload);
    detector.exchange(fields);
    if (fields.failed() || !fields.atEnd()) {
        detector.reset();
        return damaged("its fields do not fit the detector's settings.");
    }
    return {};
}

}  // namespace tributary::alerts::detectors
