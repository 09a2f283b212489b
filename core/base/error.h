// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace tributary {

/// What kind of failure it is; programs decide on this, people read `message` and `hint`.
enum class ErrorCode {
    InvalidArgument,  ///< a setting or a command that makes no sense
    Syntax,           ///< the statement cannot be parsed or bound
    NotFound,         ///< no such connection, table, file …
    Unsupported,      ///< the source or this build cannot do it
    Connection,       ///< host unreachable, connection lost
    Authentication,   ///< wrong user, password, token or certificate
    Permission,       ///< the server or the connection's read-only switch refuses
    Timeout,          ///< a deadline passed
    Cancelled,        ///< the user or the program stopped it
    Conflict,         ///< somebody else changed or holds it
    Data,             ///< a value that cannot be kept exactly
    Resource,         ///< memory, disk, connection cap
    Io,               ///< file system
    Corrupt,          ///< a file or a stream is damaged
    Query,            ///< the source ran the statement and reported an error
    Internal,         ///< our defect
};

/// Position in the statement text the user wrote. `line` and `column` count from 1, in characters.
struct SourcePosition {
    uint32_t line = 1;
    uint32_t column = 1;
    uint32_t length = 1;
};

/// One failure, told once: what happened, and what to try. Never holds a secret.
struct [[nodiscard]] Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;     ///< what and why, in the user's words
    std::string hint;        ///< what to try now; may be empty
    std::string source;      ///< name of the connection it came from; empty: the program itself
    std::string nativeCode;  ///< SQLSTATE, errno, HTTP status … as the source gave it
    bool retryable = false;  ///< trying again unchanged can succeed
    bool inDoubt = false;    ///< a write may or may not have happened
    std::optional<SourcePosition> position;

    Error() = default;
    Error(ErrorCode c, std::string m, std::string h = {})
        : code(c), message(std::move(m)), hint(std::move(h)) {}

    /// "shop: password refused for user 'ann' (28P01). Check the password …": one paragraph for people.
    std::string text() const;
};

std::string_view toString(ErrorCode code);

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}
inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string hint = {}) {
    return tl::unexpected<Error>(Error(code, std::move(message), std::move(hint)));
}

}  // namespace tributary
