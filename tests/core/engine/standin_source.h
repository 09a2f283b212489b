// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/connect/connector.h"

namespace tributary::engine::testing {

/// What the stand-in server of these tests holds and saw. A stand-in: an embedded DuckDB plays the remote
/// server, so that the federation can be tested without any.
struct StandinServer {
    duckdb::DuckDB database{nullptr};
    std::mutex mutex;
    std::vector<std::string> statements;  ///< as they arrived
    size_t openReaders = 0;
    size_t interrupts = 0;
    sql::PushRules textRules = sql::PushRules::all();
    std::optional<Error> openError;         ///< open() fails with it
    std::optional<uint64_t> failAfterRows;  ///< reading fails after so many rows
    bool stall = false;                     ///< readers wait until they are cancelled

    void execute(const std::string& sql);
    std::vector<std::string> takeStatements();
};

std::unique_ptr<connect::Connector> makeStandinConnector(std::shared_ptr<StandinServer> server);

}  // namespace tributary::engine::testing
