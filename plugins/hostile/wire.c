// SPDX-License-Identifier: GPL-3.0-or-later
/* Goes behind the sandbox's back to the program: its socket and the memory it shares. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugins/hostile/behaviours.h"

enum { kChannel = 4, kRing = 5 };

static const char* garbage(const char* argument) {
    (void)argument;
    char packet[4096];
    srand(7);
    for (int i = 0; i < 1000; ++i) {
        const size_t length = 1 + (size_t)rand() % sizeof(packet);
        for (size_t at = 0; at < length; ++at) packet[at] = (char)rand();
        if (send(kChannel, packet, length, MSG_NOSIGNAL) < 0) break;
    }
    return "sent";
}

static const char* emptyPackets(const char* argument) {
    (void)argument;
    for (int i = 0; i < 1000; ++i) {
        if (send(kChannel, "", 0, MSG_NOSIGNAL) < 0) break;
    }
    return "sent";
}

static const char* hangUp(const char* argument) {
    (void)argument;
    close(kChannel);
    pause();
    return "back";
}

static void* scribble(void* start) {
    unsigned* const words = start;
    unsigned seed = 1;
    for (;;) {
        seed = seed * 1664525u + 1013904223u;
        words[seed % 4096] = seed;
    }
    return NULL;
}

/* Changes what the program is about to read, for as long as the process lives. */
static const char* scribbles(const char* argument) {
    (void)argument;
    struct stat info;
    pthread_t thread;
    if (fstat(kRing, &info) != 0) return "no ring";
    void* const ring = mmap(NULL, (size_t)info.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, kRing, 0);
    if (ring == MAP_FAILED) return "no ring";
    for (int i = 0; i < 2; ++i) pthread_create(&thread, NULL, scribble, (char*)ring + i * 64);
    return "scribbling";
}

static const char* shrinks(const char* argument) {
    (void)argument;
    return hostile_told(ftruncate(kRing, 0));
}

const Behaviour kWire[] = {{"garbage", garbage}, {"empty-packets", emptyPackets},
                           {"hang-up", hangUp},  {"scribble", scribbles},
                           {"shrink", shrinks},  {0, 0}};
