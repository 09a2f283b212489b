// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/register_all.h"

#include "connectors/clickhouse/clickhouse_connector.h"
#include "connectors/duckdb/duckdb_connector.h"
#include "connectors/files/files_connector.h"
#include "connectors/influxdb/influxdb_connectors.h"
#include "connectors/mysql/mysql_connector.h"
#include "connectors/postgresql/postgresql_connector.h"
#include "connectors/prometheus/prometheus_connector.h"
#include "connectors/sqlite/sqlite_connector.h"

namespace tributary::connectors {

void registerAll(connect::ConnectorRegistry& registry) {
    registry.add(makePostgresqlConnector());
    registry.add(makeMysqlConnector());
    registry.add(makeClickhouseConnector());
    registry.add(makeInfluxdb1Connector());
    registry.add(makeInfluxdb2Connector());
    registry.add(makeInfluxdb3Connector());
    registry.add(makeSqliteConnector());
    registry.add(makeDuckdbConnector());
    registry.add(makeFilesConnector());
    registry.add(makePrometheusConnector());
}

}  // namespace tributary::connectors
