// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include "core/base/error.h"

namespace tributary {

/// A request to stop, shared between who asks and who works. Copies share one state; all members are
/// thread-safe. Long work polls `isCancelled()` at least every 50 ms, and registers what unblocks it
/// (PQcancel, socket shutdown, KILL QUERY …) with `onCancel`. The first reason given wins.
class CancelToken {
  public:
    enum class Reason { None, User, Timeout };

    CancelToken();

    void cancel(Reason reason = Reason::User) const noexcept;
    bool isCancelled() const noexcept;
    Reason reason() const noexcept;

    /// Error{Cancelled|Timeout} once cancelled, else success.
    Result<void> check() const;
    /// The error `check()` returns; call only when cancelled.
    Error error() const;

    /// Keeps a callback alive; destroying it waits until a running callback has returned.
    class [[nodiscard]] Registration {
      public:
        Registration() = default;
        Registration(Registration&&) noexcept = default;
        Registration& operator=(Registration&& other) noexcept;
        ~Registration();
        void reset();

      private:
        friend class CancelToken;
        struct Slot;
        std::shared_ptr<Slot> m_slot;
    };

    /// Runs `callback` in the thread that cancels; at once if already cancelled. It must not throw or block
    /// long.
    Registration onCancel(std::function<void()> callback) const;

  private:
    struct State;
    std::shared_ptr<State> m_state;
};

}  // namespace tributary
