// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <termios.h>
#include <unistd.h>

#include "plugins/hostile/behaviours.h"

static const char* executes(const char* path) {
    char* const none[] = {NULL};
    return hostile_told(execve(path, none, none));
}

static const char* traces(const char* argument) {
    (void)argument;
    return hostile_told(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static const char* readsMemory(const char* argument) {
    (void)argument;
    char byte;
    struct iovec piece = {&byte, 1};
    return hostile_told(process_vm_readv(getppid(), &piece, 1, &piece, 1, 0));
}

/* "parent", or a process's number. */
static const char* kills(const char* argument) {
    const pid_t target = argument[0] == 'p' ? getppid() : atoi(argument);
    return hostile_told(kill(target, SIGKILL));
}

static const char* types(const char* argument) {
    (void)argument;
    char letter = 'x';
    return ioctl(0, TIOCSTI, &letter) == 0 ? "ok" : "refused";
}

static const char* survives(const char* argument) {
    (void)argument;
    return prctl(PR_SET_PDEATHSIG, 0) == 0 ? "ok" : "refused";
}

static const char* callsTheKernel(const char* number) {
    return hostile_told(syscall(atol(number), 0, 0, 0, 0, 0, 0));
}

/* getpid by the 32-bit table. */
static const char* otherArchitecture(const char* argument) {
    (void)argument;
#ifdef __x86_64__
    long result = 20;
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
    return result > 0 ? "ok" : "refused";
#else
    return "refused";
#endif
}

/* getpid by the x32 table. */
static const char* x32(const char* argument) {
    (void)argument;
#ifdef __x86_64__
    return hostile_told(syscall(0x40000000 | SYS_getpid));
#else
    return "refused";
#endif
}

const Behaviour kProcesses[] = {{"execute", executes},
                                {"ptrace", traces},
                                {"read-memory", readsMemory},
                                {"kill", kills},
                                {"type", types},
                                {"survive", survives},
                                {"syscall", callsTheKernel},
                                {"int80", otherArchitecture},
                                {"x32", x32},
                                {0, 0}};
