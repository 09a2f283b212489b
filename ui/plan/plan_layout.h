// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QRectF>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <vector>

#include "core/engine/profile.h"

namespace tributary::ui {

/// One operator as it is drawn.
struct PlanBox {
    QRectF box;
    QString title;
    QStringList lines;   ///< what it does, one or two lines
    QString rows;        ///< "≈ 84,000 rows" or "84,211 rows"
    QString connection;  ///< of a scan at a source
    int parent = -1;
};

/// A plan as boxes, the answer on the left and its sources to the right. Operators that only choose columns
/// are left out: they say nothing about where work is done. Pure. `unit`: pixels per logical
/// pixel of the 13-pixel text scale.
class PlanLayout {
  public:
    PlanLayout() = default;
    PlanLayout(const engine::Explanation& explanation, double unit);

    const std::vector<PlanBox>& boxes() const { return m_boxes; }
    QSizeF size() const { return m_size; }

  private:
    double place(const engine::PlanNode& node, const engine::Explanation& explanation, int parent, int depth,
                 double top);

    double m_unit = 1;
    std::vector<PlanBox> m_boxes;
    QSizeF m_size;
};

/// HASH_JOIN → "Hash join".
QString operatorTitle(const std::string& name);

}  // namespace tributary::ui
