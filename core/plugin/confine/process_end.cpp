// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <cstring>

#include "core/plugin/confine/guard.h"

namespace tributary::plugin {
namespace {

std::string inWords(int signal) {
    switch (signal) {
        case SIGSEGV:
            return "segmentation fault";
        case SIGABRT:
            return "it aborted itself";
        case SIGBUS:
            return "bad memory access";
        case SIGFPE:
            return "arithmetic error";
        case SIGILL:
            return "illegal instruction";
        case SIGSYS:
            return "forbidden system call";
        case SIGKILL:
            return "killed from outside, perhaps because memory ran out";
        default: {
            const char* name = sigdescr_np(signal);
            return name != nullptr ? name : "unknown signal";
        }
    }
}

std::string inBytes(uint64_t bytes) {
    constexpr uint64_t kMega = 1 << 20;
    constexpr uint64_t kGiga = 1 << 30;
    if (bytes % kGiga == 0) return std::to_string(bytes / kGiga) + " GB";
    return std::to_string(bytes / kMega) + " MB";
}

}  // namespace

std::string ProcessEnd::text() const {
    switch (cause) {
        case Cause::Exit:
            return "its process ended by itself (exit status " + std::to_string(status) + ")";
        case Cause::Signal:
            return "its process crashed (signal " + std::to_string(signal) + ", " + inWords(signal) + ")";
        case Cause::Stopped:
            return "its process was stopped";
        case Cause::Memory:
            return "it exceeded its memory limit (" + inBytes(limit) + ")";
        case Cause::Threads:
            return "it started more threads than it may (" + std::to_string(limit) + ")";
        case Cause::Silence:
            return "it did not answer within " + std::to_string(limit) + " s and was stopped";
        case Cause::Attempts:
            return "it kept trying what it may not do and was stopped";
        case Cause::DataBytes:
            return "its data folder holds more than it may (" + inBytes(limit) + ")";
        case Cause::DataFiles:
            return "its data folder holds more files than it may (" + std::to_string(limit) + ")";
        case Cause::DataHidden:
            return "its data folder holds something that cannot be looked into";
    }
    return "its process ended";
}

std::string_view toString(BlockedAttempt::Kind kind) {
    switch (kind) {
        case BlockedAttempt::Kind::Network:
            return "network";
        case BlockedAttempt::Kind::LocalSocket:
            return "local socket";
        case BlockedAttempt::Kind::File:
            return "file";
        case BlockedAttempt::Kind::Program:
            return "program";
        case BlockedAttempt::Kind::Process:
            return "process";
    }
    return "unknown";
}

std::string BlockedAttempt::text() const {
    switch (kind) {
        case Kind::Network:
            return "tried to use the network without permission: " + target;
        case Kind::LocalSocket:
            return "tried to reach another program's socket without permission: " + target;
        case Kind::File:
            return "tried to open a file without permission: " + target;
        case Kind::Program:
            return "tried to start a program, which no plugin may: " + target;
        case Kind::Process:
            return "tried to reach into other processes, which no plugin may: " + target;
    }
    return target;
}

}  // namespace tributary::plugin
