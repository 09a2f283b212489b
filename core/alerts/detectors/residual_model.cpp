// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/residual_model.h"

#include <algorithm>
#include <cmath>

#include "core/alerts/detectors/statistics.h"

namespace tributary::alerts::detectors {

double ResidualModel::innovation(double residual) const {
    return (residual - m_bias - m_memory * (m_last - m_bias)) / m_innovationSigma;
}

bool ResidualModel::remember(double residual, double normal) {
    m_last = residual;
    m_normal.push(normal);
    if (++m_sinceFit < kRefit || m_normal.size() < kFirst) return false;
    m_sinceFit = 0;
    fit();
    return true;
}

void ResidualModel::fit() {
    const auto rows = m_normal.all();
    std::vector<double> work(rows.begin(), rows.end());
    m_bias = medianInPlace(work);
    double together = 0;
    double alone = 0;
    for (size_t i = 1; i < rows.size(); ++i) {
        const double before = rows[i - 1] - m_bias;
        together += before * (rows[i] - m_bias);
        alone += before * before;
    }
    m_memory = alone > 0 ? std::clamp(together / alone, 0.0, 0.98) : 0;
    m_sigma = robustSigma(work) + 1e-9;
    work.clear();
    for (size_t i = 1; i < rows.size(); ++i)
        work.push_back(rows[i] - m_bias - m_memory * (rows[i - 1] - m_bias));
    m_innovationSigma = robustSigma(work) + 1e-9;
    m_fitted = 1;
}

void ResidualModel::exchange(StateArchive& a) {
    a(m_normal, m_last, m_sinceFit, m_bias, m_sigma, m_memory, m_innovationSigma, m_fitted);
}

}  // namespace tributary::alerts::detectors
