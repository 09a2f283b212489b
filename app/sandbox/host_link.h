// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "core/plugin/wire/channel.h"
#include "core/plugin/wire/failure.h"
#include "core/plugin/wire/frame_sender.h"

namespace tributary::sandbox {

using plugin::Failure;

/// The sandbox's end of the conversation. A control thread reads what the host says, so that a cancel gets
/// through while the main thread is inside the plugin; when the host is gone it ends the process. `log`,
/// `progress` and `cancelled` from any thread, the rest from the main thread.
class HostLink {
  public:
    HostLink();

    /// Starts the control thread; before that only `receiveFirst` and `send`.
    void start();
    /// The first message, before there is a second thread.
    std::optional<plugin::Message> receiveFirst();

    /// The next call; none: the host is gone, clean up and leave.
    std::optional<plugin::Message> nextCall();
    void send(plugin::MessageKind kind, std::string_view payload);
    void done(std::string_view payload) { send(plugin::MessageKind::Done, payload); }
    void failed(const Failure& failure) { send(plugin::MessageKind::Failed, failure.encode()); }
    void log(int level, std::string_view text);
    void progress(double fraction);

    bool cancelled() const { return m_cancelled; }
    /// What ends the running call natively; called in the control thread, at once if it is already cancelled.
    /// An empty function: nothing (waits for one that is being called).
    void onCancel(std::function<void()> native);

    /// Sends a batch, waiting for room as long as the call is not cancelled.
    Result<void> sendBatch(const plugin::ArrowType& type, const ArrowArray& array);
    /// The next frame of an input; none: its end. Waits for the host.
    Result<std::optional<plugin::FrameAssembler::Frame>> nextInput(uint32_t input);

  private:
    /// Frames of one input that have arrived.
    struct Input {
        explicit Input(std::shared_ptr<plugin::BlockPool> pool) : assembler(std::move(pool)) {}
        plugin::FrameAssembler assembler;
        std::deque<plugin::FrameAssembler::Frame> frames;
        bool ended = false;
        std::optional<Error> error;
    };

    void readHost();
    void take(plugin::Message message);
    void takeCancel(uint32_t call);
    void takeInput(const plugin::Message& message);
    Input& inputOf(uint32_t index);
    Result<unsigned> takeSlot();
    [[noreturn]] void leave();

    plugin::Channel m_channel;
    std::optional<plugin::Ring> m_output;
    std::optional<plugin::Ring> m_input;
    std::shared_ptr<plugin::BlockPool> m_pool = plugin::BlockPool::create();

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<plugin::Message> m_calls;
    std::map<uint32_t, Input> m_inputs;
    unsigned m_freeSlots = (1u << plugin::Ring::kSlots) - 1;
    bool m_gone = false;
    uint32_t m_cancelledCall = 0;

    std::atomic<uint32_t> m_call{0};
    std::atomic<bool> m_cancelled{false};
    std::mutex m_nativeMutex;
    std::function<void()> m_native;
};

/// "The call was cancelled."
Failure cancelledFailure(Failure::From from, int32_t status);

}  // namespace tributary::sandbox
