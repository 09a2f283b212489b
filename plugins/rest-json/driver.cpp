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
    /// Asks for the first page: a server that does not answer, or answers with something else, is told here.
    void open(const sdk::Options& options) override {
        m_settings = readSettings(options);
        m_sample = std::make_unique<Pages>(m_settings, cancelled());
        m_sample->load();
    }
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
    /// The sample is taken once a connection, so that a query and its columns fit together. It begins with
    /// the page that open() has asked for.
    void learn() {
        if (m_known) return;
        sdk::JsonColumns known;
        const auto first = std::move(m_sample);  // what failed half way is not gone on with
        std::optional<Pages> again;
        Pages& pages = first ? *first : again.emplace(m_settings, cancelled());
        for (int64_t i = 0; i < m_settings.sampleRows; i++) {
            const Json* row = pages.next();
            if (!row) break;
            known.learn(*row);
        }
        m_known = std::move(known);
    }

    Settings m_settings;
    std::unique_ptr<Pages> m_sample;
    std::optional<sdk::JsonColumns> m_known;
};

}  // namespace tributary::plugins::rest

TRIBUTARY_ADBC_DRIVER(tributary::plugins::rest::RestSource)
