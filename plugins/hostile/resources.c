// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "plugins/hostile/behaviours.h"

static const char* memoryBomb(const char* argument) {
    (void)argument;
    for (;;) {
        const size_t size = 4 << 20;
        char* const block = malloc(size);
        if (block == NULL) abort(); /* as most programs end when there is none left */
        memset(block, 1, size);
    }
}

/* So many MB that nobody frees, each time it is asked. */
static char* volatile g_leaked; /* else the compiler would see that nobody looks, and leave it all out */

static const char* leaks(const char* argument) {
    const size_t size = (size_t)atol(argument) << 20;
    char* const block = malloc(size);
    if (block == NULL) abort();
    memset(block, 1, size);
    g_leaked = block;
    return "leaked";
}

static const char* sharedMemoryBomb(const char* argument) {
    (void)argument;
    for (;;) {
        const size_t size = 4 << 20;
        char* const block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED) return hostile_told(-1);
        memset(block, 1, size);
    }
}

static const char* hiddenMemory(const char* argument) {
    (void)argument;
    return hostile_told(memfd_create("hidden", 0));
}

static const char* descriptors(const char* argument) {
    (void)argument;
    int count = 0;
    while (dup(0) >= 0) ++count;
    return count < 1024 ? hostile_told(-1) : "no limit";
}

static void* sleeps(void* nothing) {
    pause();
    return nothing;
}

static const char* threadBomb(const char* argument) {
    (void)argument;
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 << 10);
    for (int forever = 1; forever != 0;) {
        pthread_t thread;
        if (pthread_create(&thread, &small, sleeps, NULL) != 0) pause();
    }
    return "over";
}

static const char* forkBomb(const char* argument) {
    (void)argument;
    long born = 0;
    for (int i = 0; i < 100; ++i) {
        const long child = fork();
        if (child == 0) _exit(0);
        if (child > 0) ++born;
    }
    return born == 0 ? hostile_told(-1) : "born";
}

/* One file that never ends, in the folder that may be written. */
static const char* diskFill(const char* argument) {
    const int fd = open(argument, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0) return hostile_told(fd);
    /* A hole costs nothing, and counts for the limit. */
    const long result = pwrite(fd, "x", 1, (off_t)8 << 30);
    const char* const told = hostile_told(result);
    close(fd);
    return told;
}

/* Real bytes, in many files that each are small. */
static const char* fillsFolder(const char* argument) {
    static char block[1 << 20];
    memset(block, 'x', sizeof(block));
    for (int number = 0; number < 100000; ++number) {
        char name[64];
        snprintf(name, sizeof(name), "%s-%d", argument, number);
        const int fd = open(name, O_WRONLY | O_CREAT, 0600);
        if (fd < 0 || write(fd, block, sizeof(block)) < 0) pause();
        close(fd);
    }
    pause();
    return "full";
}

/* The same in one file that no folder lists any more. */
static const char* fillsNameless(const char* argument) {
    static char block[1 << 20];
    memset(block, 'x', sizeof(block));
    const int fd = open(argument, O_WRONLY | O_CREAT, 0600);
    unlink(argument);
    for (int count = 0; count < 4096; ++count) {
        if (write(fd, block, sizeof(block)) < 0) break;
    }
    pause();
    return "full";
}

static const char* makesFiles(const char* argument) {
    for (long number = 0; number < atol(argument); ++number) {
        char name[64];
        snprintf(name, sizeof(name), "empty-%ld", number);
        if (mkdir(name, 0700) != 0) break;
    }
    pause();
    return "full";
}

/* A folder nobody may list, for what is to stay unseen. */
static const char* hidesFolder(const char* argument) {
    if (mkdir(argument, 0300) != 0) return hostile_told(-1);
    pause();
    return "hidden";
}

static const char* chatters(const char* argument) {
    (void)argument;
    for (;;) {
        if (puts("a line that says nothing, again and again and again") < 0) return "silent";
    }
}

const Behaviour kResources[] = {{"memory", memoryBomb},
                                {"leak", leaks},
                                {"shared-memory", sharedMemoryBomb},
                                {"hidden-memory", hiddenMemory},
                                {"descriptors", descriptors},
                                {"threads", threadBomb},
                                {"fork-bomb", forkBomb},
                                {"disk", diskFill},
                                {"fill-folder", fillsFolder},
                                {"fill-nameless", fillsNameless},
                                {"make-files", makesFiles},
                                {"hide-folder", hidesFolder},
                                {"chatter", chatters},
                                {0, 0}};
