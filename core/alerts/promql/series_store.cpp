// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/promql/series_store.h"

#include <bit>

namespace tributary::alerts::promql {

namespace {
constexpr uint64_t kStaleBits = 0x7ff0000000000002ULL;
}

double staleMarker() {
    return std::bit_cast<double>(kStaleBits);
}

bool isStale(double value) {
    return std::bit_cast<uint64_t>(value) == kStaleBits;
}

Result<void> SeriesStore::append(const Labels& labels, int64_t time, double value) {
    const auto [entry, isNew] = m_index.try_emplace(labels, m_series.size());
    if (isNew) {
        const auto name = labels.find("__name__");
        m_byName[name == labels.end() ? "" : name->second].push_back(m_series.size());
        m_series.push_back({labels, {}});
    }
    auto& points = m_series[entry->second].points;
    if (!points.empty() && points.back().time > time)
        return fail(ErrorCode::Conflict, "A point of " + labelsText(labels) + " is older than the last one.");
    if (!points.empty() && points.back().time == time)
        points.back().value = value;
    else
        points.push_back({time, value});
    return {};
}

std::vector<const Series*> SeriesStore::select(const Matchers& matchers) const {
    std::vector<const Series*> found;
    for (const Matcher& matcher : matchers) {
        if (matcher.name() != "__name__" || matcher.op() != Matcher::Op::Equal) continue;
        const auto named = m_byName.find(matcher.value());
        if (named == m_byName.end()) return found;
        for (const size_t index : named->second)
            if (matches(matchers, m_series[index].labels)) found.push_back(&m_series[index]);
        return found;
    }
    for (const Series& series : m_series)
        if (matches(matchers, series.labels)) found.push_back(&series);
    return found;
}

}  // namespace tributary::alerts::promql
