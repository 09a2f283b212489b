// SPDX-License-Identifier: GPL-3.0-or-later
#include <tributary_adbc.hpp>

#include "plugins/rest-json/pages.h"

namespace tributary::plugins::rest {

class RestRows : public sdk::Rows {
  public:
    RestRows(const Settings& settings, const sdk::JsonColumns& known, const sdk::ScanRequest& request)
        : m_known(known), m_request(request), m_pages(settings, *request.cancelled) {}

    bool next(sdk::Row& row) override {
        const Json* from = m_pages.next();
        if (!from) return false;
        m_known.fill(*from, m_request.columns, 0, row, [&] { return m_pages.place(); });
        return true;
    }

  private:
    const sdk::JsonColumns& m_known;
    sdk::ScanRequest m_request;
    Pages m_pages;
};

/// One table: the rows a REST interface answers with.
class RestSource : public sdk::Source {
  public:
    sdk::Info info() const override { return {"REST", "", "Tributary rest-json", "1.0.0"}; }
    void open(const sdk::Options& options) override { m_settings = readSettings(options); }
    std::vector<sdk::TableInfo> tables() override {
        return {
            {{"", "main", m_settings.table}, "TABLE", m_settings.url.substr(0, m_settings.url.find('?'))}};
    }
    std::vector<sdk::ColumnInfo> columns(const sdk::TableName& table) override {
        if (table.name != m_settings.table)
            throw sdk::Error(ADBC_STATUS_NOT_FOUND, "There is no table " + table.name);
        learn();
        return m_known->columns();
    }
    std::unique_ptr<sdk::Rows> scan(const sdk::ScanRequest& request) override {
        return std::make_unique<RestRows>(m_settings, *m_known, request);
    }

  private:
    /// The sample is taken once a connection, so that a query and its columns fit together.
    void learn() {
        if (m_known) return;
        sdk::JsonColumns known;
        Pages pages(m_settings, cancelled());
        for (int64_t i = 0; i < m_settings.sampleRows; i++) {
            const Json* row = pages.next();
            if (!row) break;
            known.learn(*row);
        }
        m_known = std::move(known);
    }

    Settings m_settings;
    std::optional<sdk::JsonColumns> m_known;
};

}  // namespace tributary::plugins::rest

TRIBUTARY_ADBC_DRIVER(tributary::plugins::rest::RestSource)
