// SPDX-License-Identifier: GPL-3.0-or-later
/* Needs a function that nobody has. */
extern int hostile_function_that_nobody_has(void);
__attribute__((visibility("default"))) int HostileInit(void);
int HostileInit(void) {
    return hostile_function_that_nobody_has();
}
