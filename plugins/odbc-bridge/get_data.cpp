// SPDX-License-Identifier: GPL-3.0-or-later
// Values of any length, in pieces.
#include <algorithm>
#include <array>

#include "plugins/odbc-bridge/session.h"
#include "plugins/odbc-bridge/text.h"

namespace tributary::plugins::odbc {

namespace {

/// Drivers built for 32-bit lengths write only half of a SQLLEN.
bool isNull(SQLLEN length) {
    return length == SQL_NULL_DATA || length == 0xFFFFFFFF;
}
bool isUnknown(SQLLEN length) {
    return length == SQL_NO_TOTAL || length == 0xFFFFFFFC;
}

}  // namespace

std::optional<std::string> Statement::wholeText(SQLUSMALLINT column) {
    std::array<SQLWCHAR, 4096> piece;
    std::basic_string<SQLWCHAR> all;
    while (true) {
        SQLLEN length = 0;
        const SQLRETURN result =
            SQLGetData(m_handle, column, SQL_C_WCHAR, piece.data(), sizeof piece, &length);
        if (result == SQL_NO_DATA) break;
        check(result, "Reading a long text");
        if (isNull(length)) return std::nullopt;
        const size_t room = piece.size() - 1;
        const bool cut = isUnknown(length) || static_cast<size_t>(length) / sizeof(SQLWCHAR) > room;
        all.append(piece.data(), cut ? room : static_cast<size_t>(length) / sizeof(SQLWCHAR));
        if (!cut || result == SQL_SUCCESS) break;
    }
    // Only whole: a pair of units may have been cut in two.
    return fromWide(all.data(), all.size());
}

std::optional<std::string> Statement::wholeBytes(SQLUSMALLINT column) {
    std::array<char, 16384> piece;
    std::string all;
    while (true) {
        SQLLEN length = 0;
        const SQLRETURN result =
            SQLGetData(m_handle, column, SQL_C_BINARY, piece.data(), piece.size(), &length);
        if (result == SQL_NO_DATA) break;
        check(result, "Reading long binary data");
        if (isNull(length)) return std::nullopt;
        const bool cut = isUnknown(length) || static_cast<size_t>(length) > piece.size();
        all.append(piece.data(), cut ? piece.size() : static_cast<size_t>(length));
        if (!cut || result == SQL_SUCCESS) break;
    }
    return all;
}

}  // namespace tributary::plugins::odbc
