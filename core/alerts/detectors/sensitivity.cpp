// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/sensitivity.h"

#include <algorithm>
#include <cmath>

namespace tributary::alerts::detectors {
namespace {

constexpr double kDefault = 0.1;
constexpr double kWeek = 2016;  ///< rows

double decades(double falseAlarmsPerWeek) {
    return std::log10(std::clamp(falseAlarmsPerWeek, 1e-4, 1e4) / kDefault);
}

}  // namespace

double Sensitivity::sigmas() const {
    return std::max(3.0, 6.5 - 0.75 * decades(falseAlarmsPerWeek));
}

double Sensitivity::surprise() const {
    return std::max(0.8, 1.7 - 0.3 * decades(falseAlarmsPerWeek));
}

double Sensitivity::rowSurprise() const {
    return std::max(1.0, std::log10(kWeek) - std::log10(std::clamp(falseAlarmsPerWeek, 1e-4, 1e4)));
}

}  // namespace tributary::alerts::detectors
