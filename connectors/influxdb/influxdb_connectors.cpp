// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/influxdb_connectors.h"
