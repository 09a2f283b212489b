// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "connectors/sqlite/sqlite_error.h"
#include "connectors/sqlite/sqlite_types.h"
#include "core/base/cancel_token.h"
#include "core/connect/settings.h"

namespace tributary::connectors::sqlite {

/// One open database file. One thread at a time, but for interrupt(). Statements stop when the token of the
/// running call is cancelled, when the statement timeout has passed, or on interrupt().
class Session {
  public:
    static Result<std::unique_ptr<Session>> open(const connect::Settings& settings, const CancelToken& token);

    Result<StatementPtr> prepare(std::string_view text);
    /// One step; true: a row. `token` stops it.
    Result<bool> step(sqlite3_stmt* statement, const CancelToken& token);
    /// Restarts the statement timeout.
    void beginStatement();

    sqlite3* handle() const { return m_db.get(); }
    Typing typing() const { return m_typing; }
    bool utf8() const { return m_utf8; }
    bool readOnly() const { return sqlite3_db_readonly(m_db.get(), "main") == 1; }
    void interrupt() noexcept { sqlite3_interrupt(m_db.get()); }

  private:
    using Clock = std::chrono::steady_clock;
    Session() = default;
    Result<void> configure(const connect::Settings& settings, const CancelToken& token);
    Result<void> attach(std::string_view list, const CancelToken& token);
    Result<void> execute(const std::string& text, const CancelToken& token);
    static int onProgress(void* self);
    static int onBusy(void* self, int count);
    bool mustStop();

    DatabasePtr m_db;
    Typing m_typing = Typing::Sampled;
    bool m_utf8 = true;
    std::chrono::milliseconds m_busyTimeout{0};
    std::chrono::milliseconds m_statementTimeout{0};
    Clock::time_point m_deadline = Clock::time_point::max();
    Clock::time_point m_busySince{};
    bool m_timedOut = false;
    const CancelToken* m_token = nullptr;  ///< of the call that runs
};

}  // namespace tributary::connectors::sqlite
