// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "plugins/hostile/behaviours.h"

static const char* segfault(const char* argument) {
    (void)argument;
    signal(SIGSEGV, SIG_DFL);
    volatile int* volatile nowhere = (volatile int*)16;
    *nowhere = 1;
    return "alive";
}

static const char* aborts(const char* argument) {
    (void)argument;
    abort();
}

static const char* exits(const char* argument) {
    exit(atoi(argument));
    return "alive";
}

static const char* throws(const char* argument) {
    (void)argument;
    hostile_throw();
    return "caught";
}

static const char* loops(const char* argument) {
    (void)argument;
    volatile unsigned long count = 1;
    while (count != 0) count |= 1;
    return "over";
}

static void deaf(int number) {
    (void)number;
}

/* Cannot be ended politely. */
static const char* ignoresSigterm(const char* argument) {
    for (int number = 1; number < 64; ++number) signal(number, deaf);
    return loops(argument);
}

static const char* stackOverflow(const char* argument) {
    volatile char block[65536];
    block[0] = *argument;
    return block[0] == 'x' ? "x" : stackOverflow((const char*)block);
}

const Behaviour kCrashes[] = {{"segfault", segfault},
                              {"abort", aborts},
                              {"exit", exits},
                              {"throw", throws},
                              {"loop", loops},
                              {"ignore-sigterm", ignoresSigterm},
                              {"stack-overflow", stackOverflow},
                              {0, 0}};
