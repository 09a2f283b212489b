// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/clickhouse/clickhouse_connector.h"
