// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/plugin/confine/guard.h"
#include "core/plugin/process/input_feed.h"
#include "core/plugin/process/launch.h"
#include "core/plugin/process/output_pipe.h"
#include "core/plugin/process/process_events.h"
#include "core/plugin/wire/channel.h"
#include "core/plugin/wire/failure.h"
#include "core/plugin/wire/frame_sender.h"
#include "core/plugin/wire/introduction.h"

namespace tributary::plugin {

/// What a running call says next.
struct Answer {
    enum class Kind { Schema, Batch, Done };
    Kind kind = Kind::Done;
    std::string payload;          ///< Schema, Done
    FrameAssembler::Frame frame;  ///< Batch: a copy nobody else can change, not yet validated
};

/// The conversation with one sandbox: its start, one call after the other, its end. Threads as PluginProcess
/// says. Whatever breaks the rules of the conversation ends the process.
class Session final : private GuardEvents {
  public:
    static Result<std::unique_ptr<Session>> start(const Launch& launch, ProcessEvents& events,
                                                  const CancelToken& token);
    ~Session() override;

    const Launch& launch() const { return m_launch; }
    const Guard& guard() const { return *m_guard; }
    const Introduction& introduction() const { return m_introduction; }
    const std::shared_ptr<BlockPool>& pool() const { return m_pool; }
    void kill(Error why);
    void cancel() noexcept;
    /// Texts that no error, log line, output or report may show from now on.
    void keepSecret(std::string secret);
    std::string redacted(std::string_view text) const;

    /// Conflict while another call runs.
    Result<void> begin(CallKind kind, std::string payload, const CancelToken& token,
                       const std::vector<ArrowSource*>& inputs = {}, int descriptor = -1);
    /// Waits for the next answer; after Done or an error the call is over.
    Result<Answer> next();
    bool running() const { return m_running; }
    Activity activity() const;
    /// Ends a call that is not over, and waits until the plugin has left it or is dead.
    void abandon() noexcept;
    /// What came is not what the rules allow: the process is killed, and this is what to tell.
    Error broken(const Error& why);

  private:
    Session(Launch launch, ProcessEvents& events);
    Result<void> spawn(const CancelToken& token);
    Result<void> load(const CancelToken& token);
    Result<std::optional<Answer>> handle(Message& message);
    Result<std::optional<Answer>> takePart(const Message& message);
    Result<void> feed(const Message& message);
    Result<unsigned> takeInputSlot();
    Result<void> sendToPlugin(MessageKind kind, std::string_view payload, int descriptor = -1);
    bool told(const Message& message);
    Result<std::optional<Message>> receive();
    void checkPatience();
    bool cancelled() const;
    void over() noexcept;
    Error endCall(Error error);
    Error failed(std::string_view payload);
    Error endError();
    void drainOutput();
    void end(Error why, bool wanted) noexcept;
    void expectEnd(Error why, bool wanted) noexcept;
    void blocked(const BlockedAttempt& attempt) override;
    void ended(const ProcessEnd& end) override;

    using Clock = std::chrono::steady_clock;

    const Launch m_launch;
    ProcessEvents& m_events;
    std::unique_ptr<OutputPipe> m_output;
    std::optional<Channel> m_channel;
    std::optional<Ring> m_outputRing;
    std::optional<Ring> m_inputRing;
    std::shared_ptr<BlockPool> m_pool = BlockPool::create();
    FrameAssembler m_assembler{m_pool};
    Introduction m_introduction;
    std::atomic<pid_t> m_pid{0};

    bool m_running = false;
    std::atomic<bool> m_busy{true};  ///< m_running for others; a start counts
    std::atomic<Clock::rep> m_lastUsed{Clock::now().time_since_epoch().count()};
    std::atomic<uint8_t> m_lastCall{0};
    bool m_isOpening = false;  ///< the call connects to a server: its failure is the connection's
    CancelToken m_token;
    CancelToken::Registration m_cancelOnToken;
    std::vector<InputFeed> m_inputs;
    std::optional<Error> m_inputError;
    unsigned m_freeInputSlots = (1u << Ring::kSlots) - 1;
    std::deque<Message> m_waiting;  ///< came while something else was awaited

    mutable std::mutex m_mutex;  ///< what follows is also touched by cancel, kill and the guard
    uint32_t m_call = 0;         ///< number of the running or last call
    std::optional<Clock::time_point> m_cancelledAt;
    std::optional<Error> m_why;  ///< why we ended the process
    bool m_wanted = false;       ///< … and that was nobody's fault
    bool m_loaded = false;
    std::optional<ProcessEnd> m_end;
    std::vector<std::string> m_secrets;
    std::unique_ptr<Guard> m_guard;  ///< last: its thread uses the others
};

/// The program for plugin processes: $TRIBUTARY_SANDBOX, or beside the running program. NotFound.
Result<std::filesystem::path> sandboxProgram();

}  // namespace tributary::plugin
