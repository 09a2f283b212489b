// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/prometheus/api_session.h"
#include "core/connect/connector.h"

namespace tributary::connectors::prometheus {

/// The one schema there is.
inline constexpr const char* kSchema = "metrics";

sql::Column timeColumn();
sql::Column valueColumn();
/// A label as a column, under another name if `taken` holds its own in any case. Adds to `taken`.
sql::Column labelColumn(const std::string& label, std::vector<std::string>& taken);

/// Metrics as tables: their labels, `time` and `value`.
class Catalog {
  public:
    Catalog(ApiSession& session, int64_t defaultHours) : m_session(session), m_defaultHours(defaultHours) {}

    Result<connect::Catalog> schemas() const;
    Result<connect::Catalog> tables(const CancelToken& token);
    Result<connect::Catalog> columns(const std::string& metric, const CancelToken& token);

  private:
    ApiSession& m_session;
    const int64_t m_defaultHours;
};

struct ServerVersion {
    std::string product;
    std::string version;
};

/// What answers, told by its build information; an error if it does not speak the interface.
Result<ServerVersion> probe(ApiSession& session, const CancelToken& token);

}  // namespace tributary::connectors::prometheus
