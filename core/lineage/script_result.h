// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/lineage/model.h"
#include "core/lineage/session_state.h"

namespace tributary::lineage {

/// Makes a script's lineage out of its statements': what only lives inside the script or session (temporary
/// tables, tables made and dropped again, views made on the way) is seen through. Remembers temporary tables
/// from one script of a session to the next.
class ScriptResult {
  public:
    struct Step {
        const StatementLineage* statement = nullptr;
        bool temporaryTarget = false;  ///< its outputs are temporary tables
        bool viewTarget = false;       ///< its output is a view
        bool creates = false;          ///< starts its outputs anew
        bool renames = false;
        bool drops = false;
        bool readLater = false;  ///< set by `summarize`
    };
    /// `seeThroughMade`: what the script makes and reads again is internal too.
    void summarize(const std::vector<Step>& steps, bool seeThroughMade, ScriptLineage& out);
    /// A log may tell of a temporary table after what reads it. Sees through those that were first made
    /// after script `number` (the first one is 0) in what that script gave. Which columns such a table had
    /// when it was read is not told: a star over it ends there. `local`: what a name is called if it is a
    /// temporary table of the session.
    void seeThroughLater(size_t number, ScriptLineage& script,
                         const std::function<std::string(const std::string&)>& local) const;

  private:
    struct Hidden {
        std::optional<size_t> temporarySince;  ///< number of the script that made it first
        std::vector<std::string> inputs;
        std::vector<ColumnEdge> edges;  ///< into its columns
    };
    void expandEdge(const ColumnEdge& edge, std::vector<ColumnEdge>& out) const;
    void add(const Step& step, const std::set<std::string>& internal, ScriptLineage& out);

    std::map<std::string, Hidden> m_hidden;  ///< by folded name
    size_t m_scripts = 0;
};

}  // namespace tributary::lineage
