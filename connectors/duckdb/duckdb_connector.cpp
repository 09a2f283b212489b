// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/duckdb/duckdb_connector.h"
