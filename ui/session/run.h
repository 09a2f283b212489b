// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/profile.h"
#include "core/engine/session.h"
#include "core/result/result_store.h"

namespace tributary::ui {

/// One statement to run, and where it stands in the script it came from.
struct RunStatement {
    std::string text;
    size_t scriptOffset = 0;  ///< byte offset in the editor's text, to place errors
};

/// What a script is run with.
struct RunRequest {
    std::vector<RunStatement> statements;
    std::string target;  ///< empty: federated; else the connection that runs them natively
    engine::RunOptions options;
    uint64_t rowLimit = 0;  ///< rows kept per statement; 0: all
};

/// One statement's run as the window sees it. Lives in the UI thread; views keep it as long as they show it
/// (a new script starts new runs and leaves old ones alone). The store may be read from any thread.
struct Run {
    enum class State { Waiting, Running, Finished, Failed, Cancelled };

    RunStatement statement;
    std::string target;
    State state = State::Waiting;
    int64_t startedAtMs = 0;  ///< Unix time
    double elapsedMs = 0;     ///< up to now, or in all once it has ended
    bool explainOnly = false;
    uint64_t rowLimit = 0;
    bool truncated = false;      ///< stopped at the row limit: the source has more
    bool waits = false;          ///< truncated, and open at the source: QueryRunner::fetchMore goes on
    int64_t continuedAtMs = 0;   ///< Unix time of the last fetchMore; 0: never
    double continuedFromMs = 0;  ///< elapsedMs then
    std::shared_ptr<result::ResultStore>
        store;  ///< null until columns are known; no columns: a statement without rows
    engine::QueryProfile profile;
    /// For each column of the answer, the columns its values flow from: "connection.schema.table.column".
    /// Empty where lineage knows none (native statements).
    std::vector<std::vector<std::string>> columnSources;
    std::optional<uint64_t> affectedRows;
    std::vector<std::string> warnings;
    std::optional<Error> error;
    std::optional<engine::Explanation> explanation;

    bool isEnded() const { return state != State::Waiting && state != State::Running; }
    /// How long it has been at work, without the time it waited at its row limit.
    double elapsedAt(int64_t nowMs) const {
        if (isEnded()) return elapsedMs;
        if (continuedAtMs == 0) return static_cast<double>(nowMs - startedAtMs);
        return continuedFromMs + static_cast<double>(nowMs - continuedAtMs);
    }
};

}  // namespace tributary::ui
