// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/host_link.h"

#include <pthread.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

#include "core/plugin/wire/packer.h"

namespace tributary::sandbox {

using plugin::Message;
using plugin::MessageKind;
using plugin::Packer;
using plugin::Ring;
using plugin::Unpacker;

namespace {

using namespace std::chrono_literals;

constexpr auto kForEver = std::chrono::milliseconds(-1);
constexpr auto kLeavePatience = 300ms;
constexpr size_t kLogBytes = 4 << 10;

}  // namespace

HostLink::HostLink() : m_channel(plugin::kChannelDescriptor) {}

std::optional<Message> HostLink::receiveFirst() {
    while (m_channel.wait(kForEver)) {
        auto message = m_channel.receive(plugin::Channel::Descriptors::Refuse);
        if (!message) return std::nullopt;
        if (*message) return std::move(**message);
    }
    return std::nullopt;
}

void HostLink::start() {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);  // signals are the plugin's business
    std::thread([this] { readHost(); }).detach();
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void HostLink::readHost() {
    for (;;) {
        m_channel.wait(kForEver);
        auto message = m_channel.receive(plugin::Channel::Descriptors::Accept);
        if (!message) leave();
        if (*message) take(std::move(**message));
    }
}

/// The host is gone: what runs is cancelled, and the process ends even if the plugin does not agree.
void HostLink::leave() {
    {
        const std::lock_guard lock(m_mutex);
        m_gone = true;
        m_cancelled = true;
    }
    m_changed.notify_all();
    std::thread([] {
        std::this_thread::sleep_for(kLeavePatience);
        ::_exit(0);
    }).detach();
    takeCancel(m_call);
    for (;;) ::pause();
}

void HostLink::take(Message message) {
    switch (message.kind) {
        case MessageKind::Call: {
            const std::lock_guard lock(m_mutex);
            m_calls.push_back(std::move(message));
            break;
        }
        case MessageKind::Cancel:
            return takeCancel(message.call);
        case MessageKind::Free: {
            const auto slot = Unpacker(message.payload).get<uint32_t>();
            const std::lock_guard lock(m_mutex);
            m_freeSlots |= 1u << slot;
            break;
        }
        default:
            takeInput(message);
    }
    m_changed.notify_all();
}

void HostLink::takeCancel(uint32_t call) {
    {
        const std::lock_guard lock(m_mutex);
        m_cancelledCall = call;
        if (call == m_call) m_cancelled = true;
    }
    m_changed.notify_all();
    const std::lock_guard lock(m_nativeMutex);
    if (m_cancelled && m_native) m_native();
}

void HostLink::takeInput(const Message& message) {
    Unpacker in(message.payload);
    if (message.kind != MessageKind::InputPart) {
        const auto index = in.get<uint32_t>();
        const std::lock_guard lock(m_mutex);
        Input& input = inputOf(index);
        input.ended = true;
        if (message.kind == MessageKind::InputFailed)
            input.error = Error(ErrorCode::Query, "the rows to read could not be delivered");
        return;
    }
    const auto part = in.get<plugin::FramePart>();
    const std::lock_guard lock(m_mutex);
    Input& input = inputOf(part.input);
    if (const auto added = input.assembler.add(*m_input, part); !added) {
        input.ended = true;
        input.error = added.error();
    }
    if (input.assembler.complete()) input.frames.push_back(input.assembler.take());
    send(MessageKind::InputFree, Packer().put(part.slot).take());
}

HostLink::Input& HostLink::inputOf(uint32_t index) {
    return m_inputs.try_emplace(index, m_pool).first->second;
}

std::optional<Message> HostLink::nextCall() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_gone || !m_calls.empty(); });
    if (m_gone) return std::nullopt;
    Message call = std::move(m_calls.front());
    m_calls.pop_front();
    m_inputs.clear();
    m_call = call.call;
    m_cancelled = m_cancelledCall == call.call;
    return call;
}

void HostLink::send(MessageKind kind, std::string_view payload) {
    // The host may take its time between two rows; that it is gone is noticed by the control thread.
    static_cast<void>(m_channel.send(kind, m_call, payload, kForEver));
}

void HostLink::log(int level, std::string_view text) {
    send(MessageKind::Log, Packer().put(static_cast<int32_t>(level)).put(text.substr(0, kLogBytes)).take());
}

void HostLink::progress(double fraction) {
    send(MessageKind::Progress, Packer().put(fraction).take());
}

void HostLink::onCancel(std::function<void()> native) {
    const std::lock_guard lock(m_nativeMutex);
    m_native = std::move(native);
    if (m_cancelled && m_native) m_native();
}

Result<unsigned> HostLink::takeSlot() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_freeSlots != 0 || m_cancelled; });
    if (m_cancelled) return fail(ErrorCode::Cancelled, "cancelled");
    const auto slot = static_cast<unsigned>(__builtin_ctz(m_freeSlots));
    m_freeSlots &= ~(1u << slot);
    return slot;
}

Result<void> HostLink::sendBatch(const plugin::ArrowType& type, const ArrowArray& array) {
    if (!m_output) {
        auto ring = Ring::adopt(plugin::kOutputRingDescriptor);
        if (!ring) return fail(ring.error());
        if (auto mapped = ring->map(Ring::Access::Write); !mapped) return mapped;
        m_output = std::move(*ring);
    }
    const plugin::FrameSender sender(
        *m_output, [this] { return takeSlot(); },
        [this](const plugin::FramePart& part) {
            send(MessageKind::BatchPart, Packer().put(part).take());
            return Result<void>();
        });
    for (plugin::FrameSplitter splitter(type, array, Ring::kSlotBytes); !splitter.done();) {
        const auto plan = splitter.next();
        if (!plan) return fail(plan.error());
        if (auto sent = sender.send(*plan); !sent) return sent;
    }
    return {};
}

Result<std::optional<plugin::FrameAssembler::Frame>> HostLink::nextInput(uint32_t index) {
    std::unique_lock lock(m_mutex);
    if (!m_input) {
        auto ring = Ring::adopt(plugin::kInputRingDescriptor);
        if (!ring) return fail(ring.error());
        if (auto mapped = ring->map(Ring::Access::Read); !mapped) return fail(mapped.error());
        m_input = std::move(*ring);
    }
    if (!inputOf(index).ended) send(MessageKind::NextInput, Packer().put(index).take());
    const auto arrived = [&] {
        return !inputOf(index).frames.empty() || inputOf(index).ended || m_cancelled;
    };
    m_changed.wait(lock, arrived);
    Input& input = inputOf(index);
    if (m_cancelled) return fail(ErrorCode::Cancelled, "cancelled");
    if (input.error) return fail(*input.error);
    if (input.frames.empty()) return std::nullopt;
    auto frame = std::move(input.frames.front());
    input.frames.pop_front();
    return frame;
}

Failure cancelledFailure(Failure::From from, int32_t status) {
    Failure failure;
    failure.from = from;
    failure.status = status;
    failure.message = "The call was cancelled.";
    return failure;
}

}  // namespace tributary::sandbox
