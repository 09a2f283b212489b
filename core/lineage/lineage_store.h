// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/lineage/analysis.h"
#include "core/lineage/graph.h"

namespace tributary::lineage {

struct ObservedColumn {
    std::string name;
    std::string type;
};

struct ObservedDataset {
    DatasetName name;
    DatasetKind kind = DatasetKind::Table;
    std::vector<ObservedColumn> columns;  ///< in the dataset's order; may be a part
};

/// An end of an edge; an empty column is the dataset as a whole.
struct ObservedEnd {
    DatasetName dataset;
    std::string column;
};

struct ObservedEdge {
    ObservedEnd source;
    ObservedEnd target;
    Subtype subtype = Subtype::Identity;
    bool masking = false;
    Confidence confidence = Confidence::High;
    std::string expression;
};

/// A mark told together with an observation: kind "owner", "metric" ("rowCount=100"), "sensitive", "quality"
/// …
struct ObservedTag {
    ObservedEnd on;
    std::string kind;
    std::string value;
};

/// Something that makes data flow was seen: a statement ran, a view is defined so, an event came in. This is
/// all a part of the program needs to know to tell lineage what it does.
struct Observation {
    std::string
        jobKind;  ///< "statement", "view", "script", "import", "chart", "alert", "dbt", "openlineage" …
    std::string jobSpace;   ///< connection, or empty
    std::string jobName;    ///< with kind and space, what makes a job the same one
    std::string statement;  ///< literals already masked (`maskLiterals`)
    std::string dialect;
    std::string user;
    int64_t atMs = 0;  ///< Unix time, UTC
    bool isDefinition =
        false;        ///< it holds until replaced (a view, a chart): edges of the job not in here end
    bool ran = true;  ///< rows were moved now: writes what the edges point to
    std::optional<int64_t> durationMs;
    std::optional<int64_t> rows;
    std::vector<ObservedDataset> datasets;  ///< what is known of them; those in edges need not be here
    std::vector<DatasetName> reads;         ///< datasets read, whether or not anything flowed on
    std::vector<ObservedEdge> edges;
    std::vector<ObservedTag> tags;  ///< replace those of the same kind on the same column
};

struct ObservedRelation {
    ObservedEnd source;
    ObservedEnd target;
    std::string name;
};

/// What a connection's catalog lists now.
struct CatalogSnapshot {
    std::vector<ObservedDataset> datasets;
    std::set<std::string>
        unread;  ///< schemas that could not be listed to the end: what was known of them stays
    /// Schemas of the source itself, which were left out: of them stays what takes part in lineage.
    std::set<std::string> system;
};

struct JobName {
    std::string space;
    std::string name;
};

struct JobRun {
    int64_t startedAtMs = 0;
    std::optional<int64_t> durationMs;
    std::optional<int64_t> rows;
    std::string user;
};

/// The lineage kept in a workspace file, with history. Has its own handle on the file; several processes may.
/// One mutex; calls block on disk: not for the UI thread.
class LineageStore {
  public:
    /// `path`: a workspace file that a store::Workspace has opened (and migrated) before; NotFound when there
    /// is none.
    static Result<std::unique_ptr<LineageStore>> open(const std::string& path);
    ~LineageStore();

    /// All or none of them.
    Result<void> record(const std::vector<Observation>& observations);
    /// Replaces the foreign keys that leave the datasets of `space`.
    Result<void> setRelations(const std::string& space, const std::vector<ObservedRelation>& relations,
                              int64_t atMs);
    /// Replaces the tags of one kind on a dataset and its columns.
    Result<void> setTags(const DatasetName& dataset, const std::string& kind,
                         const std::vector<std::pair<std::string, std::string>>& columnAndValue,
                         int64_t atMs);
    /// Adds new datasets, ends the edges of those of `space` that are gone, keeps history. What is gone and
    /// never took part in anything is forgotten.
    Result<void> setCatalog(const std::string& space, const CatalogSnapshot& catalog, int64_t atMs);
    /// Who makes edges that have not ended.
    Result<std::vector<JobName>> jobs(const std::string& kind) const;
    /// Ends the edges of a job that is no more (a chart that was deleted).
    Result<void> endJob(const std::string& kind, const std::string& space, const std::string& name,
                        int64_t atMs);
    /// Forgets all of a connection: its datasets, their edges and history.
    Result<void> forget(const std::string& space);

    /// All of it. Ended edges only with `history`.
    Result<Graph> load(bool history = false) const;
    /// What lies on any way from the datasets of `starts` (ids of columns), whole datasets at a time, `depth`
    /// datasets far. Enough for every analysis that starts there.
    Result<Graph> loadAround(const std::vector<int64_t>& starts, Direction direction, size_t depth,
                             bool history = false) const;
    /// The column (or the dataset as a whole) a person means: "conn.schema.table[.column]" or an unambiguous
    /// end.
    Result<int64_t> resolve(std::string_view text) const;
    Result<std::vector<JobRun>> runs(int64_t jobId, size_t limit) const;  ///< newest first

    /// Is lineage collected from this connection? On unless switched off.
    Result<bool> collects(const std::string& connection) const;
    Result<void> setCollects(const std::string& connection, bool on);

  private:
    struct Impl;
    explicit LineageStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

/// The index in `graph` of a stored column; nullopt when it is not loaded.
std::optional<uint32_t> columnOfId(const Graph& graph, int64_t id);

}  // namespace tributary::lineage
