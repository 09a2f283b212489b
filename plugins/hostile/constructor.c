// SPDX-License-Identifier: GPL-3.0-or-later
/* Crashes while it is loaded, before anything of it is called. */
#include <stdlib.h>

__attribute__((constructor)) static void beforeAnything(void) {
    abort();
}
