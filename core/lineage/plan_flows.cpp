// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/plan_flows.h"

#include <algorithm>
#include <tuple>

namespace tributary::lineage {
namespace {

std::tuple<uint32_t, int> keyOf(const Flow& flow) {
    return {flow.source, isDirect(flow.subtype) ? 0 : static_cast<int>(flow.subtype)};
}

}  // namespace

void FlowSet::add(const Flow& flow) {
    auto at = std::lower_bound(m_flows.begin(), m_flows.end(), flow,
                               [](const Flow& a, const Flow& b) { return keyOf(a) < keyOf(b); });
    if (at == m_flows.end() || keyOf(*at) != keyOf(flow)) {
        m_flows.insert(at, flow);
        return;
    }
    if (flow.subtype > at->subtype) {
        at->subtype = flow.subtype;
        at->expression = flow.expression;
    }
    at->masking = at->masking && flow.masking;
}

void FlowSet::merge(const FlowSet& other) {
    if (m_flows.empty()) {
        m_flows = other.m_flows;
        return;
    }
    for (const Flow& flow : other.m_flows) add(flow);
}

FlowSet FlowSet::through(Subtype subtype, bool masking, const duckdb::Expression& expression) const {
    FlowSet out = *this;
    for (Flow& flow : out.m_flows) {
        if (isDirect(flow.subtype)) {
            flow.subtype = std::max(flow.subtype, subtype);
            flow.masking = flow.masking || masking;
        }
        flow.expression = &expression;
    }
    return out;
}

FlowSet FlowSet::deciding(Subtype subtype, const duckdb::Expression* expression) const {
    FlowSet out;
    for (Flow flow : m_flows) {
        flow.subtype = subtype;
        flow.expression = expression;
        flow.masking = false;
        out.add(flow);
    }
    return out;
}

}  // namespace tributary::lineage
