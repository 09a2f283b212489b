// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icon_engine.h"

#include <QtCore/QFile>
#include <QtGui/QPainter>
#include <QtGui/QPixmapCache>
#include <QtSvg/QSvgRenderer>
#include <utility>

namespace tributary::ui {

QByteArray tintedSvg(const QString& name, const QColor& color) {
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.exists()) file.setFileName(QStringLiteral(":/icons/puzzle.svg"));  // a plugin may name any
    if (!file.open(QIODevice::ReadOnly)) {
        return QByteArray(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'><rect x='4' y='4' width='16' "
            "height='16' fill='none' stroke='gray'/></svg>");
    }
    QByteArray svg = file.readAll();
    svg.replace("currentColor", color.name().toLatin1());
    svg.replace("stroke-width=\"2\"", "stroke-width=\"1.75\"");
    return svg;
}

IconEngine::IconEngine(const Theme& theme, QString name, Role role, std::optional<QColor> fixed)
    : m_theme(&theme), m_name(std::move(name)), m_role(role), m_fixed(std::move(fixed)) {}

QColor IconEngine::colorFor(QIcon::Mode mode, QIcon::State state) const {
    if (!m_theme) return Qt::gray;
    if (mode == QIcon::Disabled) {
        return blend(m_theme->color(Role::TextFaint), m_theme->color(Role::Surface), 0.6);
    }
    if (m_fixed) return *m_fixed;
    if (state == QIcon::On && m_role == Role::TextMuted) return m_theme->color(Role::Accent);
    return m_theme->color(m_role);
}

void IconEngine::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) {
    QSvgRenderer renderer(tintedSvg(m_name, colorFor(mode, state)));
    painter->setRenderHint(QPainter::Antialiasing);
    renderer.render(painter, rect);
}

QPixmap IconEngine::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) {
    const QColor color = colorFor(mode, state);
    const QString key = QStringLiteral("tributary/%1/%2/%3").arg(m_name, color.name()).arg(size.width());
    QPixmap result;
    if (QPixmapCache::find(key, &result)) return result;
    result = QPixmap(size);
    result.fill(Qt::transparent);
    QPainter painter(&result);
    paint(&painter, QRect(QPoint(0, 0), size), mode, state);
    painter.end();
    QPixmapCache::insert(key, result);
    return result;
}

QIconEngine* IconEngine::clone() const {
    return new IconEngine(*this);
}

}  // namespace tributary::ui
