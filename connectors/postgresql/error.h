// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tributary::connectors::postgresql {

struct ResultDeleter {
    void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, ResultDeleter>;

/// What kind of failure a SQLSTATE is (PostgreSQL manual, appendix A).
ErrorCode codeForSqlState(std::string_view state);

/// The failure a server reported. `statement` is the user's text and `prefix` the number of characters we put
/// before it when we sent it, so that the position points into what the user wrote. An empty `statement`: no
/// position.
Error errorFromResult(const PGresult* result, std::string_view statement = {}, size_t prefix = 0);

/// Why no session came about. libpq gives only text here; with PQERRORS_VERBOSE it holds the SQLSTATE.
Error errorFromConnect(std::string_view message, bool needsPassword);

/// The session ended while it was in use.
Error connectionLost(std::string_view detail);

/// Line and column of the `position`-th character (from 1) of `statement`.
SourcePosition positionIn(std::string_view statement, size_t position);

}  // namespace tributary::connectors::postgresql
