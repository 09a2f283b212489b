// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QPointer>
#include <QtGui/QIconEngine>
#include <optional>

#include "ui/theme/theme.h"

namespace tributary::ui {

/// The SVG text of a lucide icon in one colour, stroke 1.75.
QByteArray tintedSvg(const QString& name, const QColor& color);

/// Draws one lucide SVG in the colour its role has at the moment of painting, sharp at every scale.
class IconEngine : public QIconEngine {
  public:
    IconEngine(const Theme& theme, QString name, Role role, std::optional<QColor> fixed);

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
    QIconEngine* clone() const override;
    QSize actualSize(const QSize& size, QIcon::Mode, QIcon::State) override { return size; }

  private:
    QColor colorFor(QIcon::Mode mode, QIcon::State state) const;

    QPointer<const Theme> m_theme;
    QString m_name;
    Role m_role;
    std::optional<QColor> m_fixed;
};

}  // namespace tributary::ui
