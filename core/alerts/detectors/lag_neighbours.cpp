// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/lag_neighbours.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tributary::alerts::detectors {
namespace {

constexpr size_t kLongest = LagNeighbours::kLags.back();
constexpr size_t kMostAccepted = 8;  ///< the oldest is forgotten
constexpr size_t kBlock = 32;        ///< neighbours measured side by side
constexpr size_t kMostNeighbours = 32;

/// The smallest squared distances so far, ascending.
class Nearest {
  public:
    explicit Nearest(size_t count) : m_count(count) { m_best.fill(std::numeric_limits<double>::infinity()); }
    double bound() const { return m_best[m_count - 1]; }
    void offer(double squared) {
        if (!(squared < bound())) return;
        size_t at = m_count - 1;
        for (; at > 0 && m_best[at - 1] > squared; --at) m_best[at] = m_best[at - 1];
        m_best[at] = squared;
    }
    double mean() const {
        if (std::isinf(bound())) return std::numeric_limits<double>::quiet_NaN();
        double sum = 0;
        for (size_t i = 0; i < m_count; ++i) sum += std::sqrt(m_best[i]);
        return sum / static_cast<double>(m_count);
    }

  private:
    size_t m_count;
    std::array<double, kMostNeighbours> m_best;
};

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define TRIBUTARY_WIDE \
    __attribute__((target_clones("avx2", "default")))  // no fma: every machine rounds alike
#else
#define TRIBUTARY_WIDE
#endif

/// Adds to each of kBlock neighbours, which end at `block[0]` … `block[kBlock - 1]`, the squared differences
/// of the lags from `from` to `to`.
TRIBUTARY_WIDE void addSquares(const double* block, const double* newest, size_t from, size_t to,
                               double* sums) {
    for (size_t lag = from; lag < to; ++lag) {
        const double mine = *(newest - lag);
        const double* theirs = block - lag;
        for (size_t i = 0; i < kBlock; ++i) {
            const double difference = mine - theirs[i];
            sums[i] += difference * difference;
        }
    }
}

}  // namespace

LagNeighbours::LagNeighbours(size_t window, size_t neighbours)
    : m_window(window),
      m_neighbours(std::clamp<size_t>(neighbours, 1, kMostNeighbours)),
      m_values(window + 2 * kLongest) {}

std::array<double, 3> LagNeighbours::nearest() const {
    std::array<Nearest, 3> best{Nearest(m_neighbours), Nearest(m_neighbours), Nearest(m_neighbours)};
    const double* first = m_values.data();
    const double* newest = first + m_values.size() - 1;
    const auto oldest = std::max<ptrdiff_t>(static_cast<ptrdiff_t>(kLongest) - 1,
                                            newest - first - static_cast<ptrdiff_t>(m_window));
    // Neighbours are known by the index of their last value, the nearest in time first.
    for (ptrdiff_t end = newest - first; end > oldest; end -= static_cast<ptrdiff_t>(kBlock)) {
        const ptrdiff_t begin = end - static_cast<ptrdiff_t>(kBlock);
        if (begin < static_cast<ptrdiff_t>(kLongest) - 1) break;
        std::array<double, kBlock> sums{};
        size_t done = 0;
        for (size_t k = 0; k < kLags.size(); ++k) {
            addSquares(first + begin, newest, done, kLags[k], sums.data());
            done = kLags[k];
            const ptrdiff_t apart = (newest - first) - static_cast<ptrdiff_t>(kLags[k] / 2 + 1);
            for (size_t i = 0; i < kBlock; ++i)
                if (begin + static_cast<ptrdiff_t>(i) <= apart) best[k].offer(sums[i]);
            double least = std::numeric_limits<double>::infinity();
            for (const double s : sums) least = std::min(least, s);
            double needed = 0;
            for (size_t next = k + 1; next < kLags.size(); ++next)
                needed = std::max(needed, best[next].bound());
            if (least >= needed) break;
        }
    }
    return {best[0].mean(), best[1].mean(), best[2].mean()};
}

std::array<double, 3> LagNeighbours::update(double value) {
    m_values.push(value);
    if (m_values.size() < kLongest + kBlock) {
        constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
        return {kNone, kNone, kNone};
    }
    auto distances = nearest();
    compareAccepted(distances);
    // Only now: a pattern is not its own neighbour.
    if (m_accepted.size() % kSegment != 0) m_accepted.push_back(value);
    return distances;
}

void LagNeighbours::compareAccepted(std::array<double, 3>& distances) const {
    for (size_t begin = 0; begin < m_accepted.size(); begin += kSegment) {
        const size_t end = std::min(begin + kSegment, m_accepted.size());
        for (size_t at = begin + kLongest; at < end; ++at) {
            double sum = 0;
            for (size_t k = 0, lag = 0; k < kLags.size(); ++k) {
                for (; lag < kLags[k]; ++lag) {
                    const double difference = m_values.back(lag) - m_accepted[at - lag];
                    sum += difference * difference;
                }
                distances[k] = std::min(distances[k], std::sqrt(sum));
            }
        }
    }
}

void LagNeighbours::accept() {
    if (m_values.size() < kLongest || m_accepted.size() % kSegment != 0) return;  // still taking the last one
    if (m_accepted.size() >= kMostAccepted * kSegment)
        m_accepted.erase(m_accepted.begin(), m_accepted.begin() + kSegment);
    for (size_t lag = kLongest; lag > 0; --lag) m_accepted.push_back(m_values.back(lag - 1));
}

void LagNeighbours::reset() {
    m_values.clear();
    m_accepted.clear();
}

void LagNeighbours::exchange(StateArchive& archive) {
    archive(m_values, m_accepted);
    if (archive.reads() && m_accepted.size() > kMostAccepted * kSegment) archive.fail();
}

}  // namespace tributary::alerts::detectors
