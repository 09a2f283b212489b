// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "plugins/hostile/behaviours.h"

/* "127.0.0.1:80" */
static struct sockaddr_in address(const char* words) {
    struct sockaddr_in out;
    char ip[64] = "";
    const char* const colon = strrchr(words, ':');
    memset(&out, 0, sizeof(out));
    out.sin_family = AF_INET;
    if (colon == NULL || colon - words >= (long)sizeof(ip)) return out;
    memcpy(ip, words, (size_t)(colon - words));
    inet_pton(AF_INET, ip, &out.sin_addr);
    out.sin_port = htons((unsigned short)atoi(colon + 1));
    return out;
}

static const char* tcp(const char* argument) {
    const struct sockaddr_in to = address(argument);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    return hostile_told(fd < 0 ? fd : connect(fd, (const struct sockaddr*)&to, sizeof(to)));
}

static const char* udp(const char* argument) {
    const struct sockaddr_in to = address(argument);
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    return hostile_told(fd < 0 ? fd : sendto(fd, "x", 1, 0, (const struct sockaddr*)&to, sizeof(to)));
}

static const char* listens(const char* argument) {
    (void)argument;
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    return hostile_told(fd < 0 ? fd : listen(fd, 1));
}

static const char* unixSocket(const char* path) {
    struct sockaddr_un to;
    memset(&to, 0, sizeof(to));
    to.sun_family = AF_UNIX;
    strncpy(to.sun_path, path, sizeof(to.sun_path) - 1);
    if (to.sun_path[0] == '@') to.sun_path[0] = '\0';
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    return hostile_told(fd < 0 ? fd : connect(fd, (const struct sockaddr*)&to, sizeof(to)));
}

static const char* netlink(const char* argument) {
    (void)argument;
    return hostile_told(socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT));
}

static const char* lookUp(const char* name) {
    struct addrinfo* list = NULL;
    const int status = getaddrinfo(name, NULL, NULL, &list);
    if (list != NULL) freeaddrinfo(list);
    return status == 0 ? "ok" : gai_strerror(status);
}

const Behaviour kNetwork[] = {
    {"tcp", tcp},        {"udp", udp}, {"listen", listens}, {"unix", unixSocket}, {"netlink", netlink},
    {"look-up", lookUp}, {0, 0}};
