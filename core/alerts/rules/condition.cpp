// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/condition.h"

namespace tributary::alerts {

bool passes(Comparison comparison, double value, double level) {
    switch (comparison) {
        case Comparison::Above:
            return value > level;
        case Comparison::AtLeast:
            return value >= level;
        case Comparison::Below:
            return value < level;
        case Comparison::AtMost:
            return value <= level;
        case Comparison::Equal:
            return value == level;
        case Comparison::NotEqual:
            return value != level;
    }
    return false;
}

Severity Bounds::levelOf(double value, Severity current) const {
    const auto holds = [&](const std::optional<double>& level, const std::optional<double>& recovery,
                           bool inside) {
        if (!level) return false;
        return passes(comparison, value, *level) ||
               (inside && recovery && passes(comparison, value, *recovery));
    };
    if (holds(critical, criticalRecovery, current == Severity::Critical)) return Severity::Critical;
    if (holds(warning, warningRecovery, current != Severity::None)) return Severity::Warning;
    return Severity::None;
}

}  // namespace tributary::alerts
