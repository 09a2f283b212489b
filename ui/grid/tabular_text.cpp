// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/tabular_text.h"

#include <QtGui/QGlyphRun>
#include <QtGui/QPainter>
#include <algorithm>

namespace tributary::ui {

TabularText::TabularText(const QFont& font) : m_font(QRawFont::fromFont(font)) {
    QString characters;
    for (int i = 0; i < kCount; ++i) characters += QChar(kFirst + i);
    const auto glyphs = m_font.glyphIndexesForString(characters);
    const auto advances = m_font.advancesForGlyphIndexes(glyphs);
    if (glyphs.size() != kCount || advances.size() != kCount) return;
    double widest = 0;
    for (int c = '0'; c <= '9'; ++c) widest = std::max(widest, advances[c - kFirst].x());
    for (int i = 0; i < kCount; ++i) {
        const auto at = static_cast<size_t>(i);
        const bool digit = i + kFirst >= '0' && i + kFirst <= '9';
        m_glyph[at] = glyphs[i];
        m_advance[at] = digit ? widest : advances[i].x();
        m_shift[at] = digit ? (widest - advances[i].x()) / 2 : 0;
    }
}

bool TabularText::covers(const QString& text) {
    return std::all_of(text.begin(), text.end(),
                       [](QChar c) { return c.unicode() >= kFirst && c.unicode() < kFirst + kCount; });
}

double TabularText::width(const QString& text) const {
    double width = 0;
    for (const QChar c : text) width += m_advance[static_cast<size_t>(c.unicode() - kFirst)];
    return width;
}

void TabularText::draw(QPainter& painter, const QPointF& origin, const QString& text) const {
    QVector<quint32> glyphs;
    QVector<QPointF> positions;
    glyphs.reserve(text.size());
    positions.reserve(text.size());
    double x = 0;
    for (const QChar c : text) {
        const auto at = static_cast<size_t>(c.unicode() - kFirst);
        glyphs.append(m_glyph[at]);
        positions.append(QPointF(x + m_shift[at], 0));
        x += m_advance[at];
    }
    QGlyphRun run;
    run.setRawFont(m_font);
    run.setGlyphIndexes(glyphs);
    run.setPositions(positions);
    painter.drawGlyphRun(origin, run);
}

}  // namespace tributary::ui
