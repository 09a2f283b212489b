// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tributary::connectors::clickhouse {

/// "Code: 60, e.displayText() = DB::Exception: …" (18.x) or "Code: 60. DB::Exception: … (UNKNOWN_TABLE)"
/// (modern) as our error, with position when the server tells one. `status` is the HTTP status it came with.
Error serverError(std::string_view text, long status);

/// True when `bytes` begins like an exception the server appended to its answer. A prefix of 24 bytes is
/// enough.
bool beginsWithException(std::string_view bytes);

/// The exception text somewhere in the last bytes of an answer that broke off.
std::optional<std::string_view> findException(std::string_view tail);

}  // namespace tributary::connectors::clickhouse
