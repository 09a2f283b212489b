// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/sql/dialect.h"

namespace tributary::connectors::prometheus {

/// "text" with escapes, as PromQL writes it.
std::string promqlString(std::string_view text);
/// The label a column stands for: its own name, unless that was taken.
std::string labelOf(const sql::Column& column);

/// What a read of a metric asks for: all raw samples of the selected series in [fromMs, toMs].
struct MetricScan {
    std::string selector;  ///< {__name__="up",job="api"}
    int64_t fromMs = 0;
    int64_t toMs = 0;  ///< below fromMs: no instant fits
    /// With the range and instant it is asked with, as one PromQL text.
    std::string text() const;
};

/// PromQL for raw samples. A label that a series has not is "" to PromQL and NULL to us; matchers are chosen
/// so that both mean the same. Times are whole milliseconds. Sample values and OR stay local: a range
/// selector knows neither.
class PromqlDialect final : public sql::Dialect {
  public:
    /// How far back a read goes that no filter on time bounds; 0: as far as there is data.
    explicit PromqlDialect(int64_t defaultHours) : m_defaultHours(defaultHours) {}

    std::string_view id() const override { return "prometheus"; }
    std::string quote(std::string_view name) const override { return promqlString(name); }
    std::string tableName(const sql::TableRef& table) const override;
    std::optional<std::string> literal(const duckdb::Value& value, const sql::Column& column) const override;
    std::optional<std::string> predicate(const sql::Predicate& p,
                                         const std::vector<sql::Column>& columns) const override;
    Result<std::string> select(const sql::RemoteQuery& query) const override;
    bool canOrder(const sql::OrderItem&, const std::vector<sql::Column>&) const override { return false; }
    bool supportsLimit() const override { return false; }
    bool supportsOrderBy() const override { return false; }
    size_t maxInList() const override { return 500; }

    Result<MetricScan> scan(const sql::RemoteQuery& query) const;

  protected:
    std::optional<std::string> compare(const sql::Predicate& p, const sql::Column& column) const override;
    std::optional<std::string> inList(const sql::Predicate& p, const sql::Column& column) const override;
    std::optional<std::string> likePrefix(const sql::Predicate& p, const sql::Column& column) const override;

  private:
    const int64_t m_defaultHours;
};

}  // namespace tributary::connectors::prometheus
