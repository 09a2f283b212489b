// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/files/files_connector.h"
