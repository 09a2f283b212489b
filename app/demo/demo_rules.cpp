// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demo_parts.h"
#include "core/alerts/rules/rule_file.h"
#include "core/alerts/store/alert_store.h"

namespace tributary::demo {

namespace {

// The readings end in June 2026; the rules see them as if today were 14 March of that year, so that the week
// in which machine M07 ran hot is the one just past.
constexpr const char* kRules = R"(groups:
  - name: factory
    interval: 10m
    rules:
      - alert: Machine runs hot
        id: demo-hot
        query: |
          SELECT machine, line,
                 ts + to_days(((now() AT TIME ZONE 'UTC')::DATE - DATE '2026-03-14')::INTEGER) AS moment,
                 temperature
          FROM factory.main.readings
          WHERE ts BETWEEN TIMESTAMP '2026-02-10' AND TIMESTAMP '2026-03-15' AND line = 'Line 2'
        value_columns: [temperature]
        label_columns: [machine, line]
        time_column: moment
        condition: {type: threshold, op: above, warning: 60, critical: 72, warning_recovery: 58, critical_recovery: 66}
        for: 20m
        labels: {team: factory}
        annotations:
          summary: "{{ $labels.machine }} is at {{ $value }} °C"
          description: "Warmer than 60 °C for 20 minutes. Look at the bearing before the shift ends."
  - name: shop
    interval: 1m
    rules:
      - alert: Open orders pile up
        id: demo-open-orders
        query: |
          SELECT r.name AS region, count(*) AS open_orders
          FROM shop.main.orders o
          JOIN shop.main.stores s ON s.store_id = o.store_id
          JOIN shop.main.regions r ON r.region_id = s.region_id
          WHERE o.status = 'open'
          GROUP BY ALL
        condition: {type: threshold, op: above, warning: 40, critical: 43}
        labels: {team: shop}
        annotations:
          summary: "{{ $labels.region }}: {{ $value }} orders wait"
)";

}  // namespace

Result<void> writeDemoRules(const std::string& workspacePath) {
    auto store = alerts::AlertStore::open(alerts::AlertStore::pathFor(workspacePath));
    if (!store) return fail(std::move(store.error()));
    auto have = (*store)->ruleGroups();
    if (!have) return fail(std::move(have.error()));
    auto groups = alerts::readRules(kRules, "");
    if (!groups) return fail(std::move(groups.error()));
    for (const auto& group : *groups) {
        bool known = false;
        for (const auto& other : *have) known = known || (other.file.empty() && other.name == group.name);
        if (known) continue;
        alerts::RuleGroupRecord record;
        record.name = group.name;
        record.yaml = alerts::writeRules({group});
        if (auto saved = (*store)->saveRuleGroup(record); !saved) return saved;
    }
    return {};
}

}  // namespace tributary::demo
