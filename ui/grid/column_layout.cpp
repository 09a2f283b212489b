// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/column_layout.h"

#include <algorithm>
#include <numeric>

namespace tributary::ui {

void ColumnLayout::reset(int columns, int width) {
    m_width.assign(static_cast<size_t>(columns), width);
    m_hidden.assign(static_cast<size_t>(columns), false);
    m_order.resize(static_cast<size_t>(columns));
    std::iota(m_order.begin(), m_order.end(), 0);
    rebuild();
}

void ColumnLayout::rebuild() {
    m_visual.clear();
    m_left.assign(1, 0);
    for (const int logical : m_order) {
        if (m_hidden[static_cast<size_t>(logical)]) continue;
        m_visual.push_back(logical);
        m_left.push_back(m_left.back() + m_width[static_cast<size_t>(logical)]);
    }
}

int ColumnLayout::visualOf(int logical) const {
    const auto found = std::find(m_visual.begin(), m_visual.end(), logical);
    return found == m_visual.end() ? -1 : static_cast<int>(found - m_visual.begin());
}

void ColumnLayout::setWidth(int logical, int width) {
    m_width[static_cast<size_t>(logical)] = std::max(kMinimumWidth, width);
    rebuild();
}

void ColumnLayout::setWidths(const std::vector<int>& widths) {
    for (size_t i = 0; i < std::min(widths.size(), m_width.size()); ++i)
        m_width[i] = std::max(kMinimumWidth, widths[i]);
    rebuild();
}

int ColumnLayout::visualAt(int x) const {
    if (x < 0 || x >= totalWidth()) return -1;
    const auto next = std::upper_bound(m_left.begin(), m_left.end(), x);
    return static_cast<int>(next - m_left.begin()) - 1;
}

void ColumnLayout::move(int fromVisual, int toVisual) {
    if (fromVisual == toVisual) return;
    const int logical = logicalAt(fromVisual);
    const int target = logicalAt(toVisual);
    m_order.erase(std::find(m_order.begin(), m_order.end(), logical));
    auto place = std::find(m_order.begin(), m_order.end(), target);
    if (toVisual > fromVisual) ++place;
    m_order.insert(place, logical);
    rebuild();
}

void ColumnLayout::setHidden(int logical, bool hidden) {
    if (hidden && visualCount() <= 1) return;  // an empty grid would have no way back
    m_hidden[static_cast<size_t>(logical)] = hidden;
    rebuild();
}

void ColumnLayout::showAll() {
    std::fill(m_hidden.begin(), m_hidden.end(), false);
    rebuild();
}

}  // namespace tributary::ui
