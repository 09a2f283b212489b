// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <duckdb.hpp>
#include <vector>

#include "core/lineage/model.h"

namespace tributary::lineage {

/// One source column's part in a value. `expression` is the outermost expression on the way that is more than
/// a column or a cast; it lives as long as the plan.
struct Flow {
    uint32_t source = 0;
    Subtype subtype = Subtype::Identity;
    bool masking = false;
    const duckdb::Expression* expression = nullptr;
};

/// The flows of one value, ordered by source. A source flows directly at most once: by the strongest subtype,
/// and masked only if every way masks. INDIRECT ones are kept one per subtype.
class FlowSet {
  public:
    void add(const Flow& flow);
    void merge(const FlowSet& other);
    /// The set as it takes part in `expression`: direct flows become at least `subtype` (TRANSFORMATION or
    /// AGGREGATION).
    FlowSet through(Subtype subtype, bool masking, const duckdb::Expression& expression) const;
    /// The set deciding on something: every flow becomes `subtype`, which is INDIRECT.
    FlowSet deciding(Subtype subtype, const duckdb::Expression* expression) const;
    const std::vector<Flow>& flows() const { return m_flows; }
    bool empty() const { return m_flows.empty(); }

  private:
    std::vector<Flow> m_flows;
};

}  // namespace tributary::lineage
