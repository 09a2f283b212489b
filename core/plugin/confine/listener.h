// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <linux/seccomp.h>
#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/confine/descriptor.h"

namespace tributary::plugin {

/// One system call of the child that waits for our word.
struct HeldCall {
    uint64_t id = 0;
    pid_t thread = 0;
    int number = 0;
    std::array<uint64_t, 6> arguments{};
};

/// The child's filter as the guard sees it: takes held calls, looks into the child, answers. The memory of
/// the child changes under our eyes: whatever is decided upon is first copied, and then used from the copy.
class Listener {
  public:
    Listener(Descriptor listener, pid_t process, int processDescriptor);

    int descriptor() const { return m_listener.get(); }
    /// The next call, if one is waiting. Does not block when the descriptor was readable.
    std::optional<HeldCall> take();
    /// Still waiting? After its memory was read: was that really the memory of the caller?
    bool waits(const HeldCall& call) const;
    void give(const HeldCall& call, int64_t value) const;
    void refuse(const HeldCall& call, int error) const;
    /// Lets the kernel do the call as it was made. Only where the kernel decides by itself, or where nothing
    /// but the numbers in the registers counts.
    void pass(const HeldCall& call) const;

    bool read(const HeldCall& call, uint64_t address, void* into, size_t bytes) const;
    bool write(const HeldCall& call, uint64_t address, const void* from, size_t bytes) const;
    /// A path or a name; what is longer than 4095 bytes, or cannot be read, is nothing.
    std::optional<std::string> text(const HeldCall& call, uint64_t address) const;
    /// The same open file as number `fd` in the child; an invalid one with errno.
    Descriptor file(int fd) const;

  private:
    void respond(const seccomp_notif_resp& response) const;

    Descriptor m_listener;
    pid_t m_process;
    int m_processDescriptor;
    std::vector<char> m_request;
};

}  // namespace tributary::plugin
