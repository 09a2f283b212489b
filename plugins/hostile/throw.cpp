// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdexcept>

#include "plugins/hostile/behaviours.h"

void hostile_throw() {
    throw std::runtime_error("thrown across the border");
}
