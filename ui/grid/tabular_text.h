// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QVector>
#include <QtGui/QFont>
#include <QtGui/QRawFont>
#include <array>

class QPainter;
class QPointF;

namespace tributary::ui {

/// Draws numbers so that digits stand under digits: every digit takes the width of the widest, which
/// proportional interface fonts do not do by themselves. Text with anything but plain ASCII is not drawn (see
/// `covers`).
class TabularText {
  public:
    explicit TabularText(const QFont& font);

    static bool covers(const QString& text);
    double width(const QString& text) const;
    /// Baseline begins at `origin`.
    void draw(QPainter& painter, const QPointF& origin, const QString& text) const;

  private:
    static constexpr int kFirst = 0x20;
    static constexpr int kCount = 0x7F - kFirst;

    QRawFont m_font;
    std::array<quint32, kCount> m_glyph{};
    std::array<double, kCount> m_advance{};
    std::array<double, kCount> m_shift{};  ///< centres a narrow digit in its place
};

}  // namespace tributary::ui
