// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sqlite/sqlite_connector.h"
