// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cancel_token.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

namespace tributary {

struct CancelToken::Registration::Slot {
    // Recursive: a callback may end the work whose owner then drops this registration in the same thread.
    std::recursive_mutex mutex;
    std::function<void()> callback;

    void run() {
        std::lock_guard lock(mutex);
        if (!callback) return;
        auto once = std::move(callback);
        callback = nullptr;
        once();
    }
};

struct CancelToken::State {
    std::atomic<Reason> reason{Reason::None};
    std::mutex mutex;
    std::vector<std::weak_ptr<Registration::Slot>> slots;
};

CancelToken::CancelToken() : m_state(std::make_shared<State>()) {}

void CancelToken::cancel(Reason reason) const noexcept {
    Reason expected = Reason::None;
    if (!m_state->reason.compare_exchange_strong(expected, reason)) return;
    std::vector<std::weak_ptr<Registration::Slot>> slots;
    {
        std::lock_guard lock(m_state->mutex);
        slots.swap(m_state->slots);
    }
    for (auto& weak : slots) {
        if (auto slot = weak.lock()) slot->run();
    }
}

bool CancelToken::isCancelled() const noexcept {
    return m_state->reason.load(std::memory_order_acquire) != Reason::None;
}

CancelToken::Reason CancelToken::reason() const noexcept {
    return m_state->reason.load();
}

Error CancelToken::error() const {
    if (reason() == Reason::Timeout) {
        Error error(ErrorCode::Timeout, "The statement ran longer than its time limit and was stopped",
                    "Raise the time limit, or narrow the query with a filter or LIMIT.");
        error.retryable = true;
        return error;
    }
    return Error(ErrorCode::Cancelled, "The statement was cancelled");
}

Result<void> CancelToken::check() const {
    if (isCancelled()) return fail(error());
    return {};
}

CancelToken::Registration CancelToken::onCancel(std::function<void()> callback) const {
    Registration registration;
    registration.m_slot = std::make_shared<Registration::Slot>();
    registration.m_slot->callback = std::move(callback);
    {
        std::lock_guard lock(m_state->mutex);
        auto& slots = m_state->slots;
        slots.erase(
            std::remove_if(slots.begin(), slots.end(), [](const auto& weak) { return weak.expired(); }),
            slots.end());
        slots.push_back(registration.m_slot);
    }
    if (isCancelled()) registration.m_slot->run();
    return registration;
}

CancelToken::Registration& CancelToken::Registration::operator=(Registration&& other) noexcept {
    if (this != &other) {
        reset();
        m_slot = std::move(other.m_slot);
    }
    return *this;
}

CancelToken::Registration::~Registration() {
    reset();
}

void CancelToken::Registration::reset() {
    auto slot = std::move(m_slot);  // outlives the lock below
    if (!slot) return;
    std::lock_guard lock(slot->mutex);
    slot->callback = nullptr;
}

}  // namespace tributary
