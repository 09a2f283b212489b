// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tributary_adbc_json.hpp>
#include <tributary_adbc_source.hpp>

namespace tributary::plugins::rest {

using sdk::Json;

enum class Paging { None, Page, Offset, Cursor, Link, NextUrl };

/// The connection's settings, checked.
struct Settings {
    std::string url;
    std::vector<std::string> headers;  ///< "Name: value", with the secrets
    std::string user, password;        ///< basic authentication; empty: none
    std::string query;                 ///< "key=value" of an API key in the query; empty: none
    std::vector<std::string> secrets;  ///< never in a message
    std::string table = "rows";
    std::string rowsPath;  ///< data.items; empty: the whole answer
    Paging paging = Paging::None;
    std::string pageParameter, sizeParameter, cursorPath;
    int64_t firstPage = 1, pageSize = 100, maxPages = 10000, sampleRows = 500;
    int64_t timeoutSeconds = 30, retries = 4, pauseMs = 0;
};

Settings readSettings(const sdk::Options& options);

/// The value at "data.items" or "/data/items"; nullptr: there is none. Numbers are places in arrays.
const Json* valueAt(const Json& from, const std::string& path);

}  // namespace tributary::plugins::rest
