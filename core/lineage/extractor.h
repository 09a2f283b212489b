// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/lineage/dialect.h"
#include "core/lineage/model.h"
#include "core/lineage/schema.h"

namespace tributary::lineage {

class Binder;

struct ExtractLimits {
    size_t maxBytes = 16u << 20;                    ///< of one script
    size_t maxDepth = 200;                          ///< of nested queries and parentheses that are followed
    std::chrono::milliseconds perTenKilobytes{50};  ///< time allowed per 10 KB of text, at least once
};

struct ExtractOptions {
    SqlDialect dialect = SqlDialect::Ansi;
    std::string defaultDatabase;  ///< put before names that lack it
    std::string defaultSchema;
    std::vector<std::string> temporaryTables;  ///< names that are seen through as temporary tables are
    /// A script is one job: what it makes and reads again on the way is seen through as well.
    bool seeThroughMade = false;
    ExtractLimits limits;
    /// Reads queries whose tables are known a second time; none: nobody does. Shared by sessions of one
    /// thread: making one costs more than reading a script.
    std::shared_ptr<Binder> binder;
};

/// Reads scripts of one session, in order: temporary tables, USE, views and tables that earlier statements
/// made are known to later ones. Never fails as a whole but for the limits: what cannot be read is an error
/// or a note of its statement. One thread at a time.
class ExtractSession {
  public:
    ExtractSession(ExtractOptions options, SchemaCatalog schema);
    ~ExtractSession();
    ExtractSession(ExtractSession&&) noexcept;
    ExtractSession& operator=(ExtractSession&&) noexcept;

    Result<ScriptLineage> extract(std::string_view script, const CancelToken& token);
    const SchemaCatalog& schema() const;
    /// For logs, which may be out of order: sees through temporary tables that this session was told of after
    /// its `number`th script (the first one is 0), in what that script gave.
    void seeThroughLater(size_t number, ScriptLineage& script) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace tributary::lineage
