// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/anomaly_model.h"

namespace tributary::alerts {

AnomalyModelFactory detectorModels() {
    return {};
}

}  // namespace tributary::alerts
