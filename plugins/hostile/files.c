// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugins/hostile/behaviours.h"

static const char* reads(const char* path) {
    char byte;
    const int fd = open(path, O_RDONLY);
    return hostile_told(fd < 0 ? fd : read(fd, &byte, 1));
}

static const char* lists(const char* path) {
    DIR* const folder = opendir(path);
    if (folder == NULL) return hostile_told(-1);
    const char* const told = readdir(folder) == NULL ? "empty" : "ok";
    closedir(folder);
    return told;
}

static const char* parentsFile(const char* name) {
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/%s", getppid(), name);
    return reads(path);
}

static const char* ownEnvironment(const char* argument) {
    (void)argument;
    extern char** environ;
    return environ == NULL || *environ == NULL ? "empty" : *environ;
}

static const char* writes(const char* path) {
    const int fd = open(path, O_WRONLY | O_CREAT, 0600);
    return hostile_told(fd < 0 ? fd : write(fd, "x", 1));
}

static const char* removes(const char* path) {
    return hostile_told(unlink(path));
}

static const char* empties(const char* path) {
    return hostile_told(truncate(path, 0));
}

static const char* changesMode(const char* path) {
    return hostile_told(chmod(path, 0777));
}

/* A link inside the own folder that leads out of it. */
static const char* followsLink(const char* path) {
    unlink("way-out");
    if (symlink(path, "way-out") != 0) return hostile_told(-1);
    return reads("way-out");
}

const Behaviour kFiles[] = {{"read", reads},         {"list", lists},
                            {"parent", parentsFile}, {"environment", ownEnvironment},
                            {"write", writes},       {"remove", removes},
                            {"empty", empties},      {"chmod", changesMode},
                            {"link", followsLink},   {0, 0}};
