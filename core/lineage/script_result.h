// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
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

  private:
    struct Hidden {
        std::vector<std::string> inputs;
        std::vector<ColumnEdge> edges;  ///< into its columns
    };
    void expandEdge(const ColumnEdge& edge, std::vector<ColumnEdge>& out) const;
    void add(const Step& step, const std::set<std::string>& internal, ScriptLineage& out);

    std::map<std::string, Hidden> m_hidden;  ///< by folded name
};

}  // namespace tributary::lineage
