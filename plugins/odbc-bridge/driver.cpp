// SPDX-License-Identifier: GPL-3.0-or-later
#include <tributary_adbc.hpp>

#include "plugins/odbc-bridge/catalog.h"
#include "plugins/odbc-bridge/reader.h"

namespace tributary::plugins::odbc {

/// Any ODBC driver as an ADBC source. Statements go to it as they are.
class OdbcSource : public sdk::Source {
  public:
    sdk::Info info() const override {
        auto& session = const_cast<Session&>(m_session);
        return {session.infoText(SQL_DBMS_NAME), session.infoText(SQL_DBMS_VER),
                "Tributary odbc-bridge (" + session.infoText(SQL_DRIVER_NAME) + ")", "1.0.0"};
    }
    void open(const sdk::Options& options) override {
        m_session.setCancelled(&cancelled());
        m_session.open(options);
        m_catalog.emplace(m_session);
    }
    std::vector<sdk::TableInfo> tables() override { return m_catalog->tables(); }
    std::vector<sdk::ColumnInfo> columns(const sdk::TableName& table) override {
        return m_catalog->columns(table);
    }
    std::vector<sdk::Constraint> constraints(const sdk::TableName& table) override {
        return m_catalog->constraints(table);
    }
    std::optional<int64_t> rowCount(const sdk::TableName& table) override {
        return m_catalog->rowCount(table);
    }

    std::unique_ptr<sdk::BatchReader> query(const std::string& sql) override {
        const auto [text, limit] = withoutLimit(sql);
        return std::make_unique<ResultReader>(m_session, text, limit, cancelled());
    }
    int64_t execute(const std::string& sql) override {
        Statement statement(m_session);
        statement.execute(sql);
        SQLLEN rows = -1;
        return SQL_SUCCEEDED(SQLRowCount(statement.handle(), &rows)) ? rows : -1;
    }
    void cancel() noexcept override {
        Source::cancel();
        m_session.cancel();
    }
    bool setOption(const std::string& key, const std::string& value) override {
        if (key == ADBC_CONNECTION_OPTION_READ_ONLY && value == ADBC_OPTION_VALUE_ENABLED) {
            m_session.setReadOnly();
            return true;
        }
        return false;
    }

  private:
    /// Where the language has no LIMIT, the number of rows is told by other means.
    std::pair<std::string, std::optional<uint64_t>> withoutLimit(const std::string& sql) const {
        if (m_session.quirks().knowsLimit) return {sql, std::nullopt};
        std::optional<uint64_t> limit;
        try {
            limit = sdk::parseSelect(sql).limit;
        } catch (const sdk::Error&) {
            return {sql, std::nullopt};  // not one of the program's simple statements: as it is
        }
        const size_t at = sql.rfind(" LIMIT ");
        if (!limit || at == std::string::npos) return {sql, std::nullopt};
        return {sql.substr(0, at), limit};
    }

    Session m_session;
    std::optional<Catalog> m_catalog;
};

}  // namespace tributary::plugins::odbc

TRIBUTARY_ADBC_DRIVER(tributary::plugins::odbc::OdbcSource)
