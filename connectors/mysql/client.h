// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mysql.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/connect/settings.h"

namespace tributary::connectors::mysql {

/// What opening a session needs, read once from the settings.
struct SessionOptions {
    std::string host;
    unsigned port = 3306;
    std::string address;  ///< numeric, of `host`; empty: not looked up yet
    std::string socket;   ///< path of a Unix socket; used instead of host and port
    std::string user;
    std::string password;
    std::string database;
    std::string tlsMode;  ///< disable, prefer, require, verify
    std::string tlsCa, tlsCert, tlsKey;
    int64_t connectTimeout = 10;   ///< seconds
    int64_t statementTimeout = 0;  ///< seconds; 0: none
    bool readOnly = false;
    connect::Settings settings;  ///< for redaction

    static Result<SessionOptions> from(const connect::Settings& settings);
    /// "db.example.org:3306" or the socket's path.
    std::string place() const;
};

/// What may end a blocking call early.
struct Wait {
    using Clock = std::chrono::steady_clock;
    const CancelToken* token = nullptr;
    std::optional<Clock::time_point> deadline;
    /// Called once when the token is cancelled or the deadline has passed; the call then has a short grace to
    /// end by itself before the session is cut.
    std::function<void()> stop;

    static Wait forSeconds(double seconds, const CancelToken* token = nullptr);
};

using TextRow = std::vector<std::optional<std::string>>;

/// One session, driven through the library's non-blocking calls so that no wait outlasts a cancelled token.
/// Belongs to one thread at a time. After `isDead()` only destruction is allowed.
class Client {
  public:
    static Result<std::unique_ptr<Client>> open(const SessionOptions& options, const Wait& wait);
    /// Looks the host up first and tries its addresses in turn; `options.address` then is the one that
    /// answered.
    static Result<std::unique_ptr<Client>> openHost(SessionOptions& options, const Wait& wait);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    MYSQL* handle() { return &m_mysql; }
    bool isDead() const { return m_dead; }
    void markDead() { m_dead = true; }

    /// Runs a non-blocking call to its end: `status` is what its _start returned, `resume` its _cont. False:
    /// it was stopped, and the session may be dead.
    bool finish(int status, const Wait& wait, const std::function<int(int)>& resume);
    /// The same, but gives up waiting at `pauseAt`: what it then returns is to be passed in again later; 0:
    /// ended.
    int advance(int status, const Wait& wait, std::optional<Wait::Clock::time_point> pauseAt,
                const std::function<int(int)>& resume);

    /// Runs a statement of our own and returns all its rows as text.
    Result<std::vector<TextRow>> rows(std::string_view sql, const Wait& wait);
    Result<void> execute(std::string_view sql, const Wait& wait);
    bool ping(const Wait& wait);

    /// The failure the library reported last, or why the call was stopped.
    Error lastError(const Wait& wait, std::string_view sql = {});
    Error lastError(MYSQL_STMT* statement, const Wait& wait, std::string_view sql);
    Error errorFrom(unsigned code, std::string_view state, std::string_view message, const Wait& wait,
                    std::string_view sql) const;

    const SessionOptions& options() const { return m_options; }

  private:
    explicit Client(const SessionOptions& options);
    void applyOptions();
    void applyTls();
    Result<void> connect(const Wait& wait);
    const std::string& target() const;
    void noteLoss(unsigned code);

    MYSQL m_mysql;
    const SessionOptions m_options;
    bool m_connected = false;
    bool m_dead = false;
};

/// Tells the server, on a session of its own, to end what session `id` runs. At most a second.
bool killQuery(const SessionOptions& options, uint64_t id) noexcept;

/// One clear error for an error number of the server or the client library.
Error describeError(unsigned code, std::string_view state, std::string_view message,
                    const SessionOptions& options, std::string_view sql);

}  // namespace tributary::connectors::mysql
