// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE
#include "plugins/hostile/behaviours.h"

#include <errno.h>
#include <string.h>

const char* hostile_told(long result) {
    return result >= 0 ? "ok" : strerrorname_np(errno);
}

const char* hostile_run(const char* words) {
    const Behaviour* const groups[] = {kCrashes, kResources, kFiles, kNetwork, kProcesses, kWire};
    const size_t length = strcspn(words, " ");
    for (size_t group = 0; group < sizeof(groups) / sizeof(groups[0]); ++group) {
        for (const Behaviour* one = groups[group]; one->name != NULL; ++one) {
            if (strlen(one->name) != length || strncmp(one->name, words, length) != 0) continue;
            return one->run(words[length] == ' ' ? words + length + 1 : "");
        }
    }
    return NULL;
}
