// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/utsname.h>

#include <tributary_adbc.hpp>

#include "plugins/system-metrics/tables.h"

namespace tributary::plugins::metrics {

/// This computer's own numbers as tables; nothing is kept between queries.
class MetricSource : public sdk::Source {
  public:
    sdk::Info info() const override {
        utsname name{};
        uname(&name);
        return {name.sysname, name.release, "Tributary system-metrics", "1.0.0"};
    }
    void open(const sdk::Options& options) override {
        m_host.proc = options.text("metrics.proc", "/proc");
        m_host.sampleMs = options.integer("metrics.sample_ms", 200, 20, 10000);
        readFile(m_host.proc + "/stat");
    }
    std::vector<sdk::TableInfo> tables() override {
        std::vector<sdk::TableInfo> out;
        for (const auto& table : m_tables) out.push_back({{"", "main", table.name}, "TABLE", table.comment});
        return out;
    }
    std::vector<ColumnInfo> columns(const sdk::TableName& name) override { return table(name).columns; }
    std::unique_ptr<sdk::Rows> scan(const ScanRequest& request) override {
        return table(request.table).scan(m_host, request);
    }

  private:
    const MetricTable& table(const sdk::TableName& name) const {
        for (const auto& one : m_tables) {
            if (one.name == name.name) return one;
        }
        throw sdk::Error(ADBC_STATUS_NOT_FOUND, "There is no table " + name.name);
    }

    Host m_host;
    std::vector<MetricTable> m_tables = metricTables();
};

}  // namespace tributary::plugins::metrics

TRIBUTARY_ADBC_DRIVER(tributary::plugins::metrics::MetricSource)
