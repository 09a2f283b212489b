// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>

namespace tributary::plugin {

/// System calls a plugin may make whatever the arguments. What is in none of these lists does not exist for
/// it (ENOSYS), so that libraries fall back to what they did before the call was invented.
constexpr std::array kAllowedCalls = {
    // files that are open, and paths (Landlock judges those)
    "read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2",
    "close", "lseek", "stat", "fstat", "lstat", "newfstatat", "statx", "access", "faccessat", "faccessat2",
    "readlink", "readlinkat", "getdents", "getdents64", "getcwd", "chdir", "fchdir", "mkdir", "mkdirat",
    "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat", "symlink",
    "symlinkat", "ftruncate", "fallocate", "fsync", "fdatasync", "sync_file_range", "flock", "dup", "dup2",
    "dup3", "pipe", "pipe2", "umask", "statfs", "fstatfs", "sendfile", "copy_file_range", "fadvise64",
    "readahead",
    // memory
    "munmap", "mprotect", "mremap", "madvise", "brk", "mincore", "msync", "mlock", "munlock", "mlock2",
    "pkey_alloc", "pkey_free", "pkey_mprotect", "membarrier", "rseq", "mseal",
    // signals of its own
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigtimedwait", "rt_sigsuspend",
    "sigaltstack", "signalfd", "signalfd4", "pause", "restart_syscall",
    // time
    "nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday", "time", "times",
    "getitimer", "setitimer", "alarm", "timer_create", "timer_settime", "timer_gettime", "timer_getoverrun",
    "timer_delete", "timerfd_create", "timerfd_settime", "timerfd_gettime",
    // threads and itself
    "futex", "futex_waitv", "set_robust_list", "get_robust_list", "set_tid_address", "gettid", "getpid",
    "getppid", "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups", "getpgrp",
    "getpgid", "getsid", "getpriority", "sched_yield", "sched_getaffinity", "sched_getparam",
    "sched_getscheduler", "sched_getattr", "sched_get_priority_max", "sched_get_priority_min", "getrlimit",
    "setrlimit", "getrusage", "sysinfo", "uname", "getcpu", "getrandom", "capget", "arch_prctl", "exit",
    "exit_group", "wait4", "waitid",
    // waiting
    "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "poll",
    "ppoll", "select", "pselect6", "eventfd", "eventfd2",
    // sockets that are there already; how they come to be connected is the guard's part
    "recvmsg", "recvmmsg", "getsockname", "getpeername", "getsockopt", "shutdown", "accept", "accept4"};

/// Refused with EPERM, and told to the guard: a plugin that tries one of them is worth knowing about.
constexpr std::array kToldCalls = {
    // other programs
    "execve", "execveat", "fork", "vfork",
    // other processes
    "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_open", "pidfd_getfd",
    "pidfd_send_signal", "process_madvise", "process_mrelease", "tkill",
    // being reached from the network
    "listen"};

/// As on a file system without attributes: Landlock does not judge these, so they would tell of every file.
constexpr std::array kNoAttributes = {"getxattr",  "lgetxattr",  "fgetxattr",
                                      "listxattr", "llistxattr", "flistxattr"};

/// Refused with EPERM.
constexpr std::array kRefusedCalls = {
    // Landlock does not judge these: they would change files that may only be read, or not even that.
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "utime", "utimes",
    "futimesat", "utimensat", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr",
    "fremovexattr", "mknod", "mknodat", "truncate", "inotify_add_watch", "fanotify_init", "fanotify_mark",
    "name_to_handle_at", "open_by_handle_at",
    // the machine
    "mount", "umount2", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr",
    "pivot_root", "chroot", "setns", "unshare", "init_module", "finit_module", "delete_module", "kexec_load",
    "kexec_file_load", "reboot", "swapon", "swapoff", "acct", "quotactl", "quotactl_fd", "syslog",
    "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname", "vhangup",
    "iopl", "ioperm", "modify_ldt", "personality",
    // attack surface of the kernel, or a way around what is watched
    "bpf", "io_uring_setup", "io_uring_enter", "io_uring_register", "keyctl", "add_key", "request_key",
    "userfaultfd", "perf_event_open", "seccomp", "memfd_secret", "shmget", "shmat", "shmctl", "shmdt",
    "msgget", "msgsnd", "msgrcv", "msgctl", "semget", "semop", "semtimedop", "semctl", "mq_open",
    // rights, sessions, priorities
    "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "setfsuid", "setfsgid",
    "capset", "setpgid", "setsid", "setpriority", "ioprio_set", "sched_setparam", "sched_setscheduler",
    "sched_setattr"};

/// What may be done to an open file. Not: naming a process or a signal for it (F_SETOWN, F_SETSIG: the kernel
/// then sends the signal in our name, whatever kill() is refused), leases, pipes of another size.
constexpr std::array kFileCommands = {F_DUPFD,      F_DUPFD_CLOEXEC, F_GETFD,     F_SETFD,     F_GETFL,
                                      F_GETLK,      F_SETLK,         F_SETLKW,    F_OFD_GETLK, F_OFD_SETLK,
                                      F_OFD_SETLKW, F_GETPIPE_SZ,    F_ADD_SEALS, F_GET_SEALS};

struct SocketOption {
    int level;
    int option;
};

/// Socket options that change how, never where to: no headers of one's own (routing headers and source routes
/// lead past the list of hosts), no groups, no interfaces, no programs for the kernel. Not SO_LINGER: close()
/// would wait, the guard's, too.
constexpr std::array kSocketOptions = {
    SocketOption{SOL_SOCKET, SO_REUSEADDR},        SocketOption{SOL_SOCKET, SO_REUSEPORT},
    SocketOption{SOL_SOCKET, SO_BROADCAST},        SocketOption{SOL_SOCKET, SO_KEEPALIVE},
    SocketOption{SOL_SOCKET, SO_OOBINLINE},        SocketOption{SOL_SOCKET, SO_SNDBUF},
    SocketOption{SOL_SOCKET, SO_RCVBUF},           SocketOption{SOL_SOCKET, SO_RCVLOWAT},
    SocketOption{SOL_SOCKET, SO_RCVTIMEO},         SocketOption{SOL_SOCKET, SO_SNDTIMEO},
    SocketOption{SOL_SOCKET, SO_PRIORITY},         SocketOption{IPPROTO_TCP, TCP_NODELAY},
    SocketOption{IPPROTO_TCP, TCP_CORK},           SocketOption{IPPROTO_TCP, TCP_KEEPIDLE},
    SocketOption{IPPROTO_TCP, TCP_KEEPINTVL},      SocketOption{IPPROTO_TCP, TCP_KEEPCNT},
    SocketOption{IPPROTO_TCP, TCP_QUICKACK},       SocketOption{IPPROTO_TCP, TCP_USER_TIMEOUT},
    SocketOption{IPPROTO_TCP, TCP_NOTSENT_LOWAT},  SocketOption{IPPROTO_IP, IP_TOS},
    SocketOption{IPPROTO_IP, IP_RECVERR},          SocketOption{IPPROTO_IP, IP_MTU_DISCOVER},
    SocketOption{IPPROTO_IPV6, IPV6_V6ONLY},       SocketOption{IPPROTO_IPV6, IPV6_RECVERR},
    SocketOption{IPPROTO_IPV6, IPV6_MTU_DISCOVER}, SocketOption{IPPROTO_IPV6, IPV6_TCLASS}};

}  // namespace tributary::plugin
