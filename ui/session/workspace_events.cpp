// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/workspace_events.h"
