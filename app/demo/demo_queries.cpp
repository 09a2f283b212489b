// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demo_parts.h"

namespace tributary::demo {

namespace {

store::SavedQuery query(std::string name, std::string sql, std::string chart = {}) {
    store::SavedQuery q;
    q.name = std::move(name);
    q.folder = "Demo";
    q.sql = std::move(sql);
    q.chart = std::move(chart);
    return q;
}

}  // namespace

std::vector<store::SavedQuery> demoQueries() {
    return {
        query("Revenue per month in EUR",
              R"(-- orders in SQLite, exchange rates in a CSV file
SELECT date_trunc('month', o.ordered_at)::DATE AS month,
       round(sum(p.amount * r.rate_to_eur), 2) AS revenue_eur
FROM shop.main.orders o
JOIN shop.main.payments p ON p.order_id = o.order_id
JOIN rates.main.exchange_rates r ON r.currency = o.currency AND r.date = o.ordered_at::DATE
WHERE o.status = 'done'
GROUP BY ALL
ORDER BY month)",
              R"({"type":"line","x":"month","y":["revenue_eur"]})"),
        query(
            "Machine temperature, a million readings",
            R"(SELECT ts, temperature, vibration FROM factory.main.readings WHERE machine = 'M07' ORDER BY ts)",
            R"({"type":"line","x":"ts","y":["temperature","vibration"]})"),
        query("Suppliers whose machines ran hot",
              R"(-- 1,000,000 readings in Parquet against suppliers in SQLite
SELECT s.name AS supplier, s.machine, m.kind, round(avg(f.temperature), 1) AS avg_temperature,
       max(f.temperature) AS max_temperature, count(*) FILTER (WHERE f.temperature > 70) AS alarms
FROM factory.main.readings f
JOIN factory.main.machines m ON m.machine = f.machine
JOIN shop.main.suppliers s ON s.machine = f.machine
GROUP BY ALL
ORDER BY alarms DESC, supplier)",
              R"({"type":"bar","x":"supplier","y":["max_temperature"]})"),
        query("Best products per region 各地区热销商品",
              R"(SELECT * FROM (
SELECT g.name_zh AS region, p.name, p.name_zh, sum(l.quantity) AS sold,
       round(sum(l.quantity * l.unit_price * r.rate_to_eur), 2) AS eur
FROM shop.main.order_lines l
JOIN shop.main.orders o ON o.order_id = l.order_id
JOIN shop.main.products p ON p.product_id = l.product_id
JOIN shop.main.stores s ON s.store_id = o.store_id
JOIN shop.main.regions g ON g.region_id = s.region_id
JOIN rates.main.exchange_rates r ON r.currency = g.currency AND r.date = o.ordered_at::DATE
WHERE o.status <> 'cancelled'
GROUP BY ALL)
QUALIFY row_number() OVER (PARTITION BY region ORDER BY sold DESC, name) <= 3
ORDER BY region, sold DESC)"),
        query("Energy cost against orders per day",
              R"(WITH energy AS (
  SELECT ts::DATE AS day, sum(energy) AS kwh FROM factory.main.readings GROUP BY ALL
), sales AS (
  SELECT ordered_at::DATE AS day, count(*) AS orders FROM shop.main.orders GROUP BY ALL
)
SELECT e.day, e.kwh, coalesce(s.orders, 0) AS orders
FROM energy e LEFT JOIN sales s ON s.day = e.day
ORDER BY e.day)",
              R"({"type":"line","x":"day","y":["kwh","orders"]})"),
        query("Open orders and their reviews",
              R"(SELECT o.order_id, c.name, c.name_zh, o.ordered_at, o.currency,
       avg(v.stars) AS stars_given, count(v.review_id) AS reviews
FROM shop.main.orders o
JOIN shop.main.customers c ON c.customer_id = o.customer_id
LEFT JOIN shop.main.reviews v ON v.customer_id = c.customer_id
WHERE o.status = 'open'
GROUP BY ALL
ORDER BY o.ordered_at DESC)"),
    };
}

}  // namespace tributary::demo
