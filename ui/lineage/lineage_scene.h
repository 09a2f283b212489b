// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QLineF>
#include <QtCore/QRectF>
#include <QtCore/QString>
#include <QtGui/QPainterPath>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/lineage/analysis.h"
#include "core/lineage/layout/layout.h"

namespace tributary::ui {

enum class LineageGrouping { None, Connection, Schema };

/// What of a graph is drawn.
struct LineageView {
    bool columns = true;  ///< else tables only
    bool indirect = true;
    bool lowConfidence = true;
    LineageGrouping grouping = LineageGrouping::None;
    std::set<std::string> hiddenSpaces;                           ///< connections
    std::set<std::pair<std::string, std::string>> hiddenSchemas;  ///< connection and schema
    std::set<lineage::DatasetKind> hiddenKinds;
};

/// A dataset as a card: a header and a row per column that takes part; the rest is counted in the last row.
struct LineageCard {
    uint32_t dataset = 0;
    std::vector<uint32_t> rows;  ///< columns shown
    size_t hidden = 0;           ///< columns not shown
    bool collapsed = false;      ///< header only
    bool allColumns = false;     ///< the user opened them all
    QRectF rect;
};

/// A bundle of edges that is drawn as one line.
struct LineageLink {
    uint32_t from = 0;  ///< cards
    uint32_t to = 0;
    uint32_t source = 0;  ///< columns; a whole dataset's stands for the header
    uint32_t target = 0;
    bool direct = false;
    bool low = false;
    std::vector<uint32_t> edges;
    QPainterPath path;
    QRectF box;  ///< around the path
};

/// All links from one card to another: what is drawn of them from far away.
struct LineageTrunk {
    uint32_t from = 0;  ///< cards
    uint32_t to = 0;
    bool direct = false;
    std::vector<uint32_t> links;
    QLineF line;
};

/// The schema in a dataset's name: all but its last part; empty when it has one part only.
std::string schemaOf(const lineage::DatasetName& name);

/// Where something was hit.
struct LineageHit {
    std::optional<uint32_t> card;
    std::optional<uint32_t> column;  ///< a row
    std::optional<uint32_t> link;
    bool chevron = false;
    bool more = false;  ///< the row that counts hidden columns
};

/// A rectangle behind the cards of one connection, or of one of its schemas.
struct LineageGroup {
    std::string space;
    std::string title;
    QRectF rect;
};

/// Geometry of a lineage graph in its own coordinates (pixels at 100 %). No widgets; UI thread.
class LineageScene {
  public:
    static constexpr double kHeader = 34;
    static constexpr double kRow = 24;
    static constexpr double kPadding = 5;
    static constexpr double kMinimumWidth = 180;
    static constexpr double kMaximumWidth = 320;

    /// `measure` gives the width of a text in the font of headers (true) or rows.
    using Measure = std::function<double(const QString&, bool header)>;

    void setGraph(lineage::Graph graph, Measure measure);
    void setView(const LineageView& view);
    const LineageView& view() const { return m_view; }
    const lineage::Graph& graph() const { return m_graph; }

    /// What the layout is asked for; positions come back with `place`.
    std::vector<lineage::LayoutNode> layoutNodes() const;
    std::vector<lineage::LayoutEdge> layoutEdges() const;
    void place(const lineage::Layout& layout);

    void toggleCollapsed(uint32_t card);
    void toggleAllColumns(uint32_t card);

    const std::vector<LineageCard>& cards() const { return m_cards; }
    const std::vector<LineageLink>& links() const { return m_links; }
    const std::vector<LineageTrunk>& trunks() const { return m_trunks; }
    const std::vector<LineageGroup>& groups() const { return m_groups; }
    /// Another number whenever cards or links were placed anew.
    uint64_t version() const { return m_version; }
    QRectF bounds() const { return m_bounds; }
    /// How many datasets the view's filters hide.
    size_t hiddenDatasets() const { return m_hiddenDatasets; }

    LineageHit hitTest(QPointF at, double tolerance) const;
    std::optional<uint32_t> cardOf(uint32_t dataset) const;
    QRectF rowRect(uint32_t card, size_t row) const;
    /// The row of a column, or the header when it is not shown.
    QRectF columnRect(uint32_t column) const;

  private:
    void rebuild();
    void resize(LineageCard& card);
    void route();
    void placeLinks();
    void placeTrunks();
    void placeGroups();
    std::pair<std::string, std::string> groupOf(const lineage::DatasetName& name) const;
    bool isShown(uint32_t dataset) const;
    bool follows(const lineage::GraphEdge& edge) const;
    QPointF anchor(uint32_t card, size_t row, bool right) const;
    size_t rowOf(uint32_t card, uint32_t column) const;

    lineage::Graph m_graph;
    Measure m_measure;
    LineageView m_view;
    std::vector<LineageCard> m_cards;
    std::vector<LineageLink> m_links;
    std::vector<LineageTrunk> m_trunks;
    std::vector<LineageGroup> m_groups;
    uint64_t m_version = 0;
    std::vector<uint32_t> m_cardOf;            ///< by dataset
    std::vector<bool> m_takesPart;             ///< by column
    std::set<uint32_t> m_collapsed, m_opened;  ///< datasets
    QRectF m_bounds;
    size_t m_hiddenDatasets = 0;
};

}  // namespace tributary::ui
