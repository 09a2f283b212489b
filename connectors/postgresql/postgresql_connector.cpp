// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/postgresql_connector.h"
