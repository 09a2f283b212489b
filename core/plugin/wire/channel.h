// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "core/base/error.h"
#include "core/plugin/wire/message.h"

namespace tributary::plugin {

/// One end of the socket between the program and a sandbox. A message of any size travels in packets of 64
/// KiB; at most one long message a direction is under way at a time (its sender's business), short ones may
/// come between. `send` from any thread, `receive` from one.
class Channel {
  public:
    static constexpr size_t kPacketBytes = 64 << 10;

    struct Pair;
    /// Connected ends, both close-on-exec.
    static Result<Pair> pair();
    explicit Channel(int descriptor) : m_descriptor(descriptor) {}
    Channel(Channel&& other) noexcept;
    Channel& operator=(Channel&&) = delete;
    ~Channel();

    int descriptor() const { return m_descriptor; }
    void close();

    /// Waits at most `patience` for room. Timeout: the other side does not read. Connection: it is gone.
    Result<void> send(MessageKind kind, uint32_t call, std::string_view payload,
                      std::chrono::milliseconds patience, int descriptor = -1);

    enum class Descriptors { Refuse, Accept };
    /// A message if one is complete; none: nothing there yet. Connection: the other side is gone. Data: what
    /// came is no message. Descriptors nobody asked for are closed by the kernel.
    Result<std::optional<Message>> receive(Descriptors descriptors);
    /// Something to read, or the end; false after `patience`. Negative: for ever.
    bool wait(std::chrono::milliseconds patience) const;

  private:
    bool sendPacket(const std::string& packet, int descriptor) const;

    int m_descriptor = -1;
    std::string m_packet;              ///< kept to be filled again
    std::optional<Message> m_partial;  ///< a long message that is not complete yet
};

struct Channel::Pair {
    Channel ours;
    Channel theirs;
};

}  // namespace tributary::plugin
