-- Machines in Parquet, their suppliers in SQLite, exchange rates in CSV: what did each supplier's hot hours cost?
SELECT s.name AS supplier, s.machine, m.kind,
       count(*) FILTER (WHERE f.temperature > 70) AS hot_readings,
       round(max(f.temperature), 1) AS hottest,
       (SELECT round(avg(r.rate_to_eur), 4) FROM rates.main.exchange_rates r WHERE r.currency = 'CNY') AS cny_to_eur
FROM factory.main.readings f
JOIN factory.main.machines m ON m.machine = f.machine
JOIN shop.main.suppliers s ON s.machine = f.machine
GROUP BY ALL
ORDER BY hot_readings DESC, supplier
LIMIT 10;
