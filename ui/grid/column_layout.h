// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace tributary::ui {

/// Widths, sequence and visibility of a grid's columns. "Logical" is the column's place in the result,
/// "visual" its place on the screen among those shown. Pure; pixels are logical pixels from the left edge of
/// the first column.
class ColumnLayout {
  public:
    static constexpr int kMinimumWidth = 36;

    void reset(int columns, int width);
    int logicalCount() const { return static_cast<int>(m_width.size()); }
    int visualCount() const { return static_cast<int>(m_visual.size()); }

    int logicalAt(int visual) const { return m_visual[static_cast<size_t>(visual)]; }
    /// −1: hidden.
    int visualOf(int logical) const;

    int width(int logical) const { return m_width[static_cast<size_t>(logical)]; }
    void setWidth(int logical, int width);
    /// Of all columns at once, by logical number: one after the other costs the square of their number.
    void setWidths(const std::vector<int>& widths);

    /// Left edge of a visual column; of the one behind the last: the whole width.
    int left(int visual) const { return m_left[static_cast<size_t>(visual)]; }
    int totalWidth() const { return m_left.back(); }
    /// Visual column at `x`, −1 outside.
    int visualAt(int x) const;

    void move(int fromVisual, int toVisual);
    void setHidden(int logical, bool hidden);
    bool isHidden(int logical) const { return m_hidden[static_cast<size_t>(logical)]; }
    void showAll();

  private:
    void rebuild();

    std::vector<int> m_width;
    std::vector<bool> m_hidden;
    std::vector<int> m_order;   ///< all logical columns in their sequence
    std::vector<int> m_visual;  ///< those shown
    std::vector<int> m_left{0};
};

}  // namespace tributary::ui
