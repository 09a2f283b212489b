// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace sankey {

struct Node {
    std::string name;
    double in = 0, out = 0;
    int layer = 0;
    int merged = 0;           ///< so many small nodes are in this one
    float y = 0, height = 0;  ///< top, in pixels
    double value() const { return in > out ? in : out; }
};

/// Where a band passes through a layer without a node of its own there.
struct Bend {
    int layer = 0;
    float y = 0;  ///< of its middle line
};

struct Link {
    int source = 0, target = 0;
    double value = 0;
    int64_t row = -1, rows = 0;           ///< first row it came from, and how many
    bool backwards = false;               ///< closes a circle
    std::vector<Bend> bends;              ///< from left to right
    float fromY = 0, toY = 0, width = 0;  ///< of its middle line, at both ends
};

/// Flows between named nodes, laid out from left to right: circles are broken where the first one to close
/// them is found, layers are the longest ways from the start, and places within a layer are where few lines
/// cross.
class FlowGraph {
  public:
    void add(const std::string& source, const std::string& target, double value, int64_t row);
    /// Which links run backwards, and the layers. Once, after the last `add`.
    void findWays();
    /// Places for a picture of this height: nodes that would be too small become "other" ones.
    void layOut(float height, float gap, const std::string& otherName);

    const std::vector<Node>& nodes() const { return m_nodes; }
    const std::vector<Link>& links() const { return m_links; }
    int layerCount() const { return m_layers; }
    double total() const { return m_total; }   ///< of all links
    int64_t loops() const { return m_loops; }  ///< rows from a node to itself, which are left out
    double loopTotal() const { return m_loopTotal; }

  private:
    int nodeOf(const std::string& name);
    void breakCircles();
    void findLayers();
    void mergeSmall(float height, float gap, const std::string& otherName);
    std::vector<int> layerSizes() const;
    void placeNodes(float height, float gap);
    void placeLinks(float scale);

    std::vector<Node> m_nodes;
    std::vector<Link> m_links;
    std::unordered_map<std::string, int> m_byName;
    std::unordered_map<int64_t, size_t> m_byEnds;
    int m_layers = 0;
    double m_total = 0, m_loopTotal = 0;
    int64_t m_loops = 0;
};

}  // namespace sankey
