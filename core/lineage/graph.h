// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/lineage/model.h"

namespace tributary::lineage {

enum class DatasetKind : uint8_t {
    Table,
    View,
    MaterializedView,
    File,
    Chart,
    AlertRule,
    Job,
    Extract,
    Dashboard
};
std::string_view datasetKindName(DatasetKind kind);  ///< "table", "materialized_view" …
std::optional<DatasetKind> datasetKindNamed(std::string_view name);

/// A dataset's identity. `space` is the name of a connection of the workspace, a namespace of OpenLineage
/// that no connection answers to, or empty where a script does not tell. Compared without regard to case.
struct DatasetName {
    std::string space;
    std::string name;  ///< dotted, without the connection
    auto operator<=>(const DatasetName&) const = default;
};
/// "shop.public.orders": what people read and type.
std::string displayName(const DatasetName& name);

/// The space of files that no connection owns; their name is one part, the path.
inline constexpr std::string_view kFileSpace = "file";
/// The kind of tags that say what could not be told for sure. They hold where they are and go nowhere.
inline constexpr std::string_view kNoteTag = "note";

struct Dataset {
    int64_t id = 0;  ///< of the store; 0: not stored
    DatasetName name;
    DatasetKind kind = DatasetKind::Table;
    int64_t firstSeenMs = 0;  ///< Unix time, UTC
    int64_t lastSeenMs = 0;
    std::optional<int64_t> lastWrittenMs;  ///< newest run of a job that writes it; unknown if none was seen
    std::optional<int64_t> lastReadMs;     ///< newest statement that read it
    uint32_t whole = 0;                    ///< index into Graph::columns: the dataset as a whole
    std::vector<uint32_t> columns;  ///< indexes into Graph::columns, in the table's order, without `whole`
};

struct GraphColumn {
    int64_t id = 0;
    uint32_t dataset = 0;  ///< index into Graph::datasets
    std::string name;      ///< empty: the dataset as a whole
    std::string type;      ///< as the source names it; empty: unknown
};

/// Why an edge is there.
struct Job {
    int64_t id = 0;
    std::string kind;  ///< "statement", "view", "script", "import", "chart", "alert", "dbt", "openlineage" …
    std::string name;
    std::string statement;  ///< its newest text; literals masked
    std::string dialect;
    std::string user;
    int64_t firstRunMs = 0;
    int64_t lastRunMs = 0;
    int64_t runs = 0;
};

struct GraphEdge {
    uint32_t source = 0;  ///< index into Graph::columns
    uint32_t target = 0;
    Subtype subtype = Subtype::Identity;
    bool masking = false;
    Confidence confidence = Confidence::High;
    uint32_t job = 0;  ///< index into Graph::jobs
    std::string expression;
    int64_t firstSeenMs = 0;
    int64_t lastSeenMs = 0;
    std::optional<int64_t> endedMs;  ///< replaced or removed then
    int64_t runs = 0;
};

/// A foreign key: a relation, not lineage.
struct ForeignKeyLink {
    uint32_t source = 0;
    uint32_t target = 0;
    std::string name;
};

/// A mark on a column or on a whole dataset.
struct Tag {
    uint32_t column = 0;  ///< index into Graph::columns
    std::string kind;     ///< "sensitive", "quality"
    std::string value;    ///< "email", "failed: 3 rules" …
    int64_t seenMs = 0;
};

/// The lineage of a workspace, or a part of it, in memory. Filled with `addX`, then `index()`; after that
/// reading is safe from several threads.
class Graph {
  public:
    std::vector<Dataset> datasets;
    std::vector<GraphColumn> columns;
    std::vector<GraphEdge> edges;
    std::vector<Job> jobs;
    std::vector<ForeignKeyLink> relations;
    std::vector<Tag> tags;

    /// The dataset of that name, made when it is not there.
    uint32_t addDataset(const DatasetName& name, DatasetKind kind = DatasetKind::Table);
    /// The column of that name, made when it is not there; "" is the dataset as a whole.
    uint32_t addColumn(uint32_t dataset, std::string_view name, std::string_view type = {});

    std::optional<uint32_t> findDataset(const DatasetName& name) const;
    std::optional<uint32_t> findColumn(uint32_t dataset, std::string_view name) const;

    void index();  ///< builds the adjacency lists
    /// Edge indexes that leave or enter a column.
    std::pair<const uint32_t*, const uint32_t*> outgoing(uint32_t column) const;
    std::pair<const uint32_t*, const uint32_t*> incoming(uint32_t column) const;

    std::string columnLabel(uint32_t column) const;  ///< "shop.orders.total"

  private:
    std::unordered_map<std::string, uint32_t> m_datasets;  ///< by folded name
    std::unordered_map<std::string, uint32_t> m_columns;   ///< by dataset index and folded name
    std::vector<uint32_t> m_outStart, m_out, m_inStart, m_in;
};

/// A script's edges as a graph: one job per statement; names stay as the script qualifies them.
Graph graphOf(const ScriptLineage& script, const std::string& space, const std::string& jobName);

}  // namespace tributary::lineage
