// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/process/session.h"

#include <cstdlib>
#include <functional>
#include <future>
#include <utility>

#include "core/base/utf8.h"
#include "core/plugin/process/call_error.h"
#include "core/plugin/process/library_file.h"
#include "core/plugin/wire/packer.h"

namespace tributary::plugin {
namespace {

using namespace std::chrono_literals;

constexpr auto kStartPatience = 5s;
constexpr auto kClosePatience = 500ms;
constexpr auto kSendPatience = 2s;
constexpr auto kTick = 100ms;
constexpr size_t kLogBytes = 4 << 10;

PluginLogLevel logLevel(int32_t level) {
    return level <= 0   ? PluginLogLevel::Debug
           : level == 1 ? PluginLogLevel::Info
           : level == 2 ? PluginLogLevel::Warning
                        : PluginLogLevel::Error;
}

}  // namespace

Result<std::filesystem::path> sandboxProgram() {
    if (const char* named = std::getenv("TRIBUTARY_SANDBOX"); named != nullptr && *named != '\0')
        return named;
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    auto program = self.parent_path() / "tributary-sandbox";
    if (!error && std::filesystem::exists(program, error)) return program;
    return fail(ErrorCode::NotFound,
                "no plugin can start: the program tributary-sandbox is not beside " + self.string(),
                "Install Tributary again, or set TRIBUTARY_SANDBOX to its path.");
}

Session::Session(Launch launch, ProcessEvents& events) : m_launch(std::move(launch)), m_events(events) {}

Result<std::unique_ptr<Session>> Session::start(const Launch& launch, ProcessEvents& events,
                                                const CancelToken& token) {
    if (const auto go = token.check(); !go) return fail(go.error());
    std::unique_ptr<Session> session(new Session(launch, events));
    if (const auto spawned = session->spawn(token); !spawned) return fail(spawned.error());
    if (const auto loaded = session->load(token); !loaded) return fail(loaded.error());
    return session;
}

Session::~Session() {
    if (!m_guard) return;
    abandon();
    expectEnd(Error(ErrorCode::Cancelled, m_launch.label() + " was stopped."), true);
    // The end of the channel lets the plugin close its database in order; the guard kills what is left.
    m_channel->close();
    m_guard->waitForEnd(kClosePatience);
    m_guard.reset();
}

Result<void> Session::spawn(const CancelToken& token) {
    const auto program = sandboxProgram();
    if (!program) return fail(program.error());
    const auto library = openLibrary(m_launch);
    if (!library) return fail(library.error());
    auto output = OutputPipe::create();
    if (!output) return fail(output.error());
    m_output = std::move(*output);
    auto ends = Channel::pair();
    if (!ends) return fail(ends.error());
    m_channel.emplace(std::move(ends->ours));
    for (auto* ring : {&m_outputRing, &m_inputRing}) {
        auto created = Ring::create();
        if (!created) return fail(created.error());
        ring->emplace(std::move(*created));
    }
    if (auto mapped = m_outputRing->map(Ring::Access::Read); !mapped) return mapped;
    GuardedCommand command;
    command.program = *program;
    command.inherit = {ends->theirs.descriptor(), m_outputRing->descriptor(), m_inputRing->descriptor(),
                       library->get()};
    command.output = m_output->writeEnd();
    Grants grants = m_launch.grants;
    // The file itself: links grant nothing, and a library under development may be one.
    std::error_code unresolved;
    auto itself = std::filesystem::canonical(m_launch.library, unresolved);
    grants.readPaths.push_back(unresolved ? std::filesystem::absolute(m_launch.library) : std::move(itself));
    // Hashing a large library takes as long as starting the process: both at once. Nothing is loaded before.
    auto checked = std::async(std::launch::async, checkLibrary, std::cref(m_launch), library->get());
    auto guard = Guard::start(command, grants, *this, token);
    m_output->closeWriteEnd();
    if (const auto genuine = checked.get(); !genuine) {
        expectEnd(genuine.error(), true);
        return genuine;
    }
    if (!guard) {
        Error error = guard.error();
        error.message = m_launch.label() + " could not start: " + error.message;
        return fail(error);
    }
    m_guard = std::move(*guard);
    m_pid = m_guard->pid();
    return {};
}

Result<void> Session::load(const CancelToken& token) {
    Packer request;
    request.put(kWireVersion)
        .put(std::string_view(m_launch.id))
        .put(std::string_view(m_launch.library.native()));
    request.put(std::string_view(m_launch.entrySymbol)).put(std::string_view(m_launch.abi));
    request.put(std::string_view(m_launch.grants.packageFolder.native()));
    request.put(std::string_view(m_launch.grants.dataFolder.native()));
    m_running = true;
    m_token = token;
    if (const auto sent = sendToPlugin(MessageKind::Load, request.take()); !sent) return sent;
    const auto deadline = Clock::now() + kStartPatience;
    const auto kill = token.onCancel([this] { end(m_token.error(), true); });
    for (;;) {
        auto message = receive();
        if (!message) return fail(endCall(message.error()));
        if (*message && (*message)->kind == MessageKind::Loaded) {
            auto said = Introduction::unpacked((*message)->payload);
            if (!said) return fail(broken({ErrorCode::Data, "it introduced itself with nonsense"}));
            m_introduction = std::move(*said);
            break;
        }
        if (*message && (*message)->kind == MessageKind::Failed) return fail(failed((*message)->payload));
        if (*message && !told(**message))
            return fail(broken({ErrorCode::Data, "it answered what was not asked"}));
        if (*message) continue;
        if (Clock::now() > deadline)
            end(Error(ErrorCode::Timeout,
                      m_launch.label() + " could not start: it did not answer within 5 s and was stopped.",
                      "Try again; if it stays so, the plugin hangs while it is loaded: disable it."),
                false);
        m_channel->wait(kTick);
    }
    over();
    const std::lock_guard lock(m_mutex);
    m_loaded = true;
    return {};
}

Result<void> Session::begin(CallKind kind, std::string payload, const CancelToken& token,
                            const std::vector<ArrowSource*>& inputs, int descriptor) {
    if (m_running)
        return fail(ErrorCode::Conflict, m_launch.label() + " is still busy with the call before.",
                    "Wait until that result has been read, or end it.");
    if (const auto go = token.check(); !go) return go;
    if (!m_guard->alive()) return fail(endError());
    Packer request;
    request.put(kind).put(std::string_view(payload)).put(static_cast<uint64_t>(inputs.size()));
    m_inputs.clear();
    for (ArrowSource* source : inputs) {
        auto feed = InputFeed::make(*source);
        if (!feed) return fail(feed.error());
        request.put(std::string_view(feed->schema()));
        m_inputs.push_back(std::move(*feed));
    }
    if (!inputs.empty())
        if (auto mapped = m_inputRing->map(Ring::Access::Write); !mapped) return mapped;
    {
        const std::lock_guard lock(m_mutex);
        m_call++;
        m_cancelledAt.reset();
    }
    m_running = true;
    m_lastCall = static_cast<uint8_t>(kind);
    m_busy = true;
    m_isOpening = kind == CallKind::OpenDatabase;
    m_inputError.reset();
    m_assembler.clear();
    m_token = token;
    m_guard->asked();
    if (const auto sent = sendToPlugin(MessageKind::Call, request.take(), descriptor); !sent) return sent;
    m_cancelOnToken = token.onCancel([this] { cancel(); });
    return {};
}

Result<Answer> Session::next() {
    m_guard->asked();
    for (;;) {
        checkPatience();
        std::optional<Message> message;
        if (!m_waiting.empty()) {
            message = std::move(m_waiting.front());
            m_waiting.pop_front();
        } else {
            auto received = receive();
            if (!received) return fail(endCall(received.error()));
            message = std::move(*received);
        }
        if (!message) {
            m_channel->wait(kTick);
            continue;
        }
        auto answer = handle(*message);
        if (!answer) return fail(endCall(answer.error()));
        if (*answer) {
            m_guard->answered();
            return std::move(**answer);
        }
    }
}

/// None: nothing the caller waits for.
Result<std::optional<Answer>> Session::handle(Message& message) {
    if (told(message)) return std::nullopt;
    if (message.call != m_call) return fail(broken({ErrorCode::Data, "it answered what was not asked"}));
    switch (message.kind) {
        case MessageKind::Schema:
            if (cancelled()) return std::nullopt;
            return Answer{Answer::Kind::Schema, std::move(message.payload), {}};
        case MessageKind::BatchPart:
            return takePart(message);
        case MessageKind::NextInput:
            if (const auto fed = feed(message); !fed) return fail(fed.error());
            return std::nullopt;
        case MessageKind::Done: {
            const bool late = cancelled();
            const CancelToken token = m_token;
            over();
            if (late)
                return fail(token.isCancelled() ? token.error() : Error(ErrorCode::Cancelled, "Stopped."));
            return Answer{Answer::Kind::Done, std::move(message.payload), {}};
        }
        case MessageKind::Failed:
            return fail(failed(message.payload));
        default:
            return fail(broken({ErrorCode::Data, "it sent an unknown message"}));
    }
}

Result<std::optional<Answer>> Session::takePart(const Message& message) {
    Unpacker in(message.payload);
    const auto part = in.get<FramePart>();
    if (!in.done()) return fail(broken({ErrorCode::Data, "a message is damaged"}));
    if (!cancelled()) {
        if (const auto added = m_assembler.add(*m_outputRing, part); !added)
            return fail(broken(added.error()));
    }
    if (const auto sent = sendToPlugin(MessageKind::Free, Packer().put(part.slot).take()); !sent)
        return fail(sent.error());
    if (cancelled() || !m_assembler.complete()) return std::nullopt;
    return Answer{Answer::Kind::Batch, {}, m_assembler.take()};
}

Result<void> Session::feed(const Message& message) {
    Unpacker in(message.payload);
    const auto index = in.get<uint32_t>();
    if (!in.done() || index >= m_inputs.size())
        return fail(broken({ErrorCode::Data, "it asked for an input there is none of"}));
    const std::string name = Packer().put(index).take();
    if (cancelled() || m_inputError) return sendToPlugin(MessageKind::InputFailed, name);
    // Asking on for what is over buys no more time.
    if (m_inputs[index].over()) return sendToPlugin(MessageKind::InputEnd, name);
    m_guard->answered();  // our own source may take its time
    const auto plan = m_inputs[index].next();
    m_guard->asked();
    if (!plan) {
        m_inputError = plan.error();
        return sendToPlugin(MessageKind::InputFailed, name);
    }
    if (!*plan) return sendToPlugin(MessageKind::InputEnd, name);
    const FrameSender sender(
        *m_inputRing, [this] { return takeInputSlot(); },
        [this, index](FramePart part) {
            part.input = index;
            return sendToPlugin(MessageKind::InputPart, Packer().put(part).take());
        });
    const auto sent = sender.send(**plan);
    if (!sent && sent.error().code == ErrorCode::Resource) {
        m_inputError = sent.error();
        return sendToPlugin(MessageKind::InputFailed, name);
    }
    return sent;
}

Result<unsigned> Session::takeInputSlot() {
    while (m_freeInputSlots == 0) {
        checkPatience();
        auto message = receive();
        if (!message) return fail(message.error());
        if (!*message)
            m_channel->wait(kTick);
        else if (!told(**message))
            m_waiting.push_back(std::move(**message));
        if (m_waiting.size() > 64) return fail(broken({ErrorCode::Data, "it does not take its input"}));
    }
    const auto slot = static_cast<unsigned>(__builtin_ctz(m_freeInputSlots));
    m_freeInputSlots &= ~(1u << slot);
    return slot;
}

Result<void> Session::sendToPlugin(MessageKind kind, std::string_view payload, int descriptor) {
    const auto sent = m_channel->send(kind, m_call, payload, kSendPatience, descriptor);
    if (sent) return {};
    if (sent.error().code == ErrorCode::Timeout)
        end(Error(ErrorCode::Timeout, m_launch.label() + " was stopped: it no longer reads what it is told."),
            false);
    return fail(endCall(endError()));
}

Result<std::optional<Message>> Session::receive() {
    auto message = m_channel->receive(Channel::Descriptors::Refuse);
    if (message) {
        if (!*message && !m_guard->alive()) return fail(endError());
        return message;
    }
    if (message.error().code == ErrorCode::Connection) return fail(endError());
    return fail(broken(message.error()));
}

/// Messages that belong to no wait; true: that was one.
bool Session::told(const Message& message) {
    Unpacker in(message.payload);
    switch (message.kind) {
        case MessageKind::Log: {
            const auto level = in.get<int32_t>();
            drainOutput();
            m_events.log(logLevel(level), printable(redacted(in.text().substr(0, kLogBytes)), false));
            return true;
        }
        case MessageKind::Progress: {
            const auto fraction = in.get<double>();
            m_events.progress(fraction >= 0 && fraction <= 1 ? fraction : -1);
            return true;
        }
        case MessageKind::InputFree: {
            const auto slot = in.get<uint32_t>();
            if (slot < Ring::kSlots) m_freeInputSlots |= 1u << slot;
            return true;
        }
        default:
            return false;
    }
}

Error Session::failed(std::string_view payload) {
    const auto failure = Failure::decode(payload);
    if (!failure) return broken({ErrorCode::Data, "its error message is damaged"});
    const bool late = cancelled();
    const CancelToken token = m_token;
    const auto inputError = m_inputError;
    const bool opening = m_isOpening;
    over();
    if (late) return token.isCancelled() ? token.error() : Error(ErrorCode::Cancelled, "Stopped.");
    if (inputError) return *inputError;
    std::vector<std::string> secrets;
    {
        const std::lock_guard lock(m_mutex);
        secrets = m_secrets;
    }
    return callError(*failure, m_launch.label(), opening, secrets);
}

void Session::over() noexcept {
    m_running = false;
    m_lastUsed = Clock::now().time_since_epoch().count();
    m_busy = false;
    m_cancelOnToken.reset();
    m_guard->answered();
    m_inputs.clear();
    m_waiting.clear();
    m_assembler.clear();
    drainOutput();
}

Error Session::endCall(Error error) {
    if (m_running) over();
    return error;
}

void Session::abandon() noexcept {
    if (!m_running || !m_guard) return;
    cancel();
    while (m_running)
        if (auto answer = next(); !answer && m_running) over();
}

}  // namespace tributary::plugin
