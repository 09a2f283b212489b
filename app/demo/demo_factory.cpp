// SPDX-License-Identifier: GPL-3.0-or-later
#include <duckdb.hpp>

#include "app/demo/demo_parts.h"
#include "core/sql/dialect.h"

namespace tributary::demo {

namespace {

/// hash(i, salt) of the pinned DuckDB gives the same numbers everywhere.
constexpr const char* kNoise = "CREATE MACRO noise(i, salt) AS (hash(i, salt) % 10000)::DOUBLE / 5000 - 1";

// 20 machines × 50,000 readings, ten minutes apart, up to 2026-06-30 23:50. Warmer by day and in summer;
// machine M07 runs hot in March and M13 shakes for two days in May.
constexpr const char* kReadings = R"(
SELECT printf('M%02d', m) AS machine, printf('Line %d', (m - 1) // 5 + 1) AS line, ts,
  round(42 + m / 4.0 + 6 * sin(2 * pi() * (hour(ts) * 60 + minute(ts) - 540) / 1440.0)
    + 4 * sin(2 * pi() * (dayofyear(ts) - 110) / 365.0) + 1.2 * noise(k, 1)
    + CASE WHEN m = 7 AND ts >= TIMESTAMP '2026-03-10' AND ts < TIMESTAMP '2026-03-13' THEN 28 ELSE 0 END, 2) AS temperature,
  round(abs(1.8 + m / 30.0 + 0.3 * noise(k, 2)
    + CASE WHEN m = 13 AND ts >= TIMESTAMP '2026-05-04' AND ts < TIMESTAMP '2026-05-06' THEN 5 ELSE 0 END), 3) AS vibration,
  CAST(CASE WHEN dayofweek(ts) = 0 THEN 0.4 ELSE 2.5 + 1.5 * (hour(ts) BETWEEN 6 AND 21)::INTEGER
    + 0.4 * noise(k, 3) END AS DECIMAL(8,3)) AS energy
FROM (SELECT i % 20 + 1 AS m, i AS k, TIMESTAMP '2026-06-30 23:50:00' - to_minutes(10 * (49999 - i // 20)) AS ts
      FROM range(1000000) r(i)))";

constexpr const char* kMachines = R"(
SELECT printf('M%02d', i) AS machine, printf('Line %d', (i - 1) // 5 + 1) AS line,
  ['Press', 'Lathe', 'Oven', 'Mixer'][i % 4 + 1] AS kind, ['压力机', '车床', '烤炉', '搅拌机'][i % 4 + 1] AS kind_zh,
  DATE '2018-01-15' + (hash(i, 9) % 2000)::INTEGER AS installed
FROM range(1, 21) r(i))";

constexpr const char* kRates = R"(
SELECT d::DATE AS date, currency,
  round(base * (1 + 0.04 * sin(2 * pi() * (d::DATE - DATE '2024-07-01') / period) + 0.004 * noise((d::DATE - DATE '2024-07-01') * 10 + n, 5)), 6) AS rate_to_eur
FROM range(TIMESTAMP '2024-07-01', TIMESTAMP '2026-07-01', INTERVAL 1 DAY) r(d),
  (VALUES (1, 'CNY', 0.128, 400.0), (2, 'EUR', 1.0, NULL), (3, 'GBP', 1.17, 520.0), (4, 'USD', 0.92, 610.0), (5, 'JPY', 0.0061, 300.0))
    v(n, currency, base, period)
WHERE currency <> 'EUR' UNION ALL
SELECT d::DATE, 'EUR', 1.0 FROM range(TIMESTAMP '2024-07-01', TIMESTAMP '2026-07-01', INTERVAL 1 DAY) r(d)
ORDER BY 1, 2)";

Result<void> run(duckdb::Connection& connection, const std::string& text) {
    auto result = connection.Query(text);
    if (!result->HasError()) return {};
    return fail(ErrorCode::Io, "The demo data cannot be written: " + result->GetError(),
                "Check that the folder can be written and the disk has space.");
}

Result<void> copy(duckdb::Connection& connection, const std::string& query, const std::string& path,
                  const std::string& options) {
    return run(connection, "COPY (" + query + ") TO " + sql::quoteString(path) + " (" + options + ")");
}

template <typename Work>
Result<void> withDuckdb(Work work) {
    try {
        duckdb::DuckDB database(nullptr);
        duckdb::Connection connection(database);
        if (auto done = run(connection, kNoise); !done) return done;
        return work(connection);
    } catch (const std::exception& e) {
        return fail(ErrorCode::Internal, std::string("The demo data cannot be made: ") + e.what());
    }
}

}  // namespace

Result<void> writeFactory(const std::string& folder) {
    return withDuckdb([&](duckdb::Connection& connection) -> Result<void> {
        auto done =
            copy(connection, kReadings, folder + "/readings.parquet", "FORMAT parquet, COMPRESSION zstd");
        if (!done) return done;
        return copy(connection, kMachines, folder + "/machines.csv", "FORMAT csv, HEADER");
    });
}

Result<void> writeRates(const std::string& folder) {
    return withDuckdb([&](duckdb::Connection& connection) {
        return copy(connection, kRates, folder + "/exchange_rates.csv", "FORMAT csv, HEADER");
    });
}

}  // namespace tributary::demo
