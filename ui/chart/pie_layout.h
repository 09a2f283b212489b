// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QPointF>
#include <QtCore/QRectF>
#include <QtCore/QString>
#include <optional>
#include <vector>

class QPainterPath;

namespace tributary::ui {

struct ChartPicture;

/// Where the slices of a ring chart lie. Values that are not above zero have no slice; small ones beyond the
/// colours at hand join in one rest.
class PieLayout {
  public:
    struct Slice {
        QString label;
        size_t point = 0;  ///< in the first series
        double start = 0;  ///< degrees as Qt counts them: counter-clockwise from three o'clock
        double span = 0;
        double share = 0;  ///< of the whole, 0 … 1
        int color = 0;
        bool isRest = false;
    };

    PieLayout(const ChartPicture& picture, const QSizeF& size);

    const std::vector<Slice>& slices() const { return m_slices; }
    double legendLeft() const { return m_legendLeft; }
    void addSlice(QPainterPath& path, const Slice& slice, double raise) const;
    std::optional<Slice> sliceAt(const QPointF& at) const;

  private:
    std::vector<Slice> m_slices;
    QRectF m_box;
    double m_legendLeft = 0;
};

}  // namespace tributary::ui
