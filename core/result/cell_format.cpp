// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/cell_format.h"
