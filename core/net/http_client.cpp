// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/http_client.h"
