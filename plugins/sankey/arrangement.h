// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace sankey {

/// Something that takes room in a layer: a node, or a band on its way through.
struct Place {
    double value = 0;  ///< 0: takes no room
    int layer = 0;
    float y = 0, height = 0;  ///< top, in pixels
    float middle() const { return y + height / 2; }
};

/// Between places of different layers, from left to right.
struct Edge {
    int from = 0, to = 0;
    double value = 0;
};

/// Puts places one below the other in their layers, near to what they are joined with, none over another.
class Arrangement {
  public:
    std::vector<Place> places;
    std::vector<Edge> edges;

    /// Pixels of one unit of value, one for all layers.
    float arrange(int layers, float height, float gap);

  private:
    void pile(int layers, float height, float gap);
    void settle(std::vector<int>& layer, const std::vector<float>& wanted, float height, float gap);

    std::vector<std::vector<int>> m_layers;
    float m_scale = 0;
};

}  // namespace sankey
