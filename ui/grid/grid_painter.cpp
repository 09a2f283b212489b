// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/grid_painter.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <algorithm>

#include "ui/grid/column_text.h"
#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr int kPadding = 10;
constexpr int kMarkWidth = 12;
constexpr int kDot = 6;
constexpr int kDotStep = 9;
constexpr int kLineOverlap = 1;
constexpr int kMeasuredLetters = 80;  ///< more than any column is made wide for
constexpr double kNameSize = 12.5;
constexpr double kTypeSize = 10.5;
constexpr double kNullSize = 11;

}  // namespace

GridPainter::GridPainter(const Theme& theme) : m_theme(theme) {
    updateFonts();
}

void GridPainter::updateFonts() {
    m_font = m_theme.font(metrics::kTextBody);
    m_nullFont = m_theme.font(kNullSize);
    m_nullFont.setItalic(true);
    m_nameFont = m_theme.font(kNameSize, true);
    m_typeFont = m_theme.font(kTypeSize);
    m_gutterFont = m_theme.font(metrics::kTextSmall);
    m_tabular = std::make_unique<TabularText>(m_font);
    m_gutterDigits = std::make_unique<TabularText>(m_gutterFont);
}

int GridPainter::gutterWidth(qint64 rows) const {
    const QString widest(std::max<int>(3, QString::number(std::max<qint64>(rows, 1)).size()),
                         QLatin1Char('0'));
    return std::max(44, static_cast<int>(m_gutterDigits->width(widest)) + 2 * kPadding);
}

int GridPainter::headerWidth(const sql::Column& column, const QByteArray& zone,
                             const ColumnMark& mark) const {
    const auto width = [](const QFont& font, const QString& text) {
        return QFontMetrics(font).horizontalAdvance(text.left(kMeasuredLetters));
    };
    const int name = width(m_nameFont, QString::fromStdString(column.name));
    const int type = width(m_typeFont, columnTypeText(column, zone, mark)) +
                     static_cast<int>(mark.colors.size()) * kDotStep;
    return std::max(name + kMarkWidth, type) + 2 * kPadding + 4;
}

int GridPainter::textWidth(const QString& text, const sql::Column& column) const {
    const double width = isTabular(column) && TabularText::covers(text)
                             ? m_tabular->width(text)
                             : QFontMetrics(m_font).horizontalAdvance(text);
    return static_cast<int>(width) + 2 * kPadding + 4;
}

void GridPainter::paint(QPainter& painter, const GridScene& scene) const {
    painter.fillRect(QRect(QPoint(0, 0), scene.geometry.size), m_theme.color(Role::Surface));
    paintRows(painter, scene);
    paintCurrent(painter, scene);
    painter.setClipping(false);
    paintGutter(painter, scene);
    paintHeader(painter, scene);
}

void GridPainter::paintRows(QPainter& painter, const GridScene& scene) const {
    const auto& g = scene.geometry;
    painter.setClipRect(QRect(g.gutterWidth, g.headerHeight, g.size.width(), g.size.height()));
    const QColor line = m_theme.color(Role::Border);
    const int right = std::min(g.size.width(), g.gutterWidth + scene.layout.totalWidth() - g.scrollX);
    const qint64 last = std::min(scene.data.rowCount(), g.firstRow + g.visibleRows() + 1);
    for (qint64 row = g.firstRow; row < last; ++row) {
        const int y = g.headerHeight + static_cast<int>(row - g.firstRow) * g.rowHeight;
        if (row == scene.selection.currentRow()) {
            painter.fillRect(g.gutterWidth, y, right - g.gutterWidth, g.rowHeight,
                             m_theme.color(Role::CurrentLine));
        }
        const int first = std::max(0, scene.layout.visualAt(g.scrollX));
        for (int visual = first; visual < scene.layout.visualCount(); ++visual) {
            const int x = g.columnX(scene.layout, visual);
            if (x >= g.size.width()) break;
            const int logical = scene.layout.logicalAt(visual);
            const QRect box(x, y, scene.layout.width(logical), g.rowHeight);
            if (scene.selection.contains(row, visual)) painter.fillRect(box, m_theme.color(Role::Selection));
            paintCell(painter, scene, box, row, logical);
            painter.fillRect(box.right(), y, 1, g.rowHeight, line);
        }
        painter.fillRect(g.gutterWidth, y + g.rowHeight - 1, right - g.gutterWidth, 1, line);
    }
}

void GridPainter::paintCell(QPainter& painter, const GridScene& scene, const QRect& box, qint64 row,
                            int logical) const {
    const auto& column = scene.data.column(logical);
    const QRect inner = box.adjusted(kPadding, 0, -kPadding, -1);
    const GridCell* cell = scene.data.cell(row, logical);
    if (!cell) {
        const int width = std::min(inner.width(), 48);
        const int x = isRightAligned(column) ? inner.right() - width : inner.left();
        painter.fillRect(x, inner.center().y() - 1, width, 3, m_theme.color(Role::SurfaceAlt));
        return;
    }
    if (cell->isNull) {
        painter.setFont(m_nullFont);
        painter.setPen(m_theme.color(Role::TextFaint));
        painter.drawText(inner, Qt::AlignVCenter | (isRightAligned(column) ? Qt::AlignRight : Qt::AlignLeft),
                         QStringLiteral("NULL"));
        return;
    }
    if (!scene.needle.text.isEmpty() && cell->text.contains(scene.needle.text, scene.needle.sensitivity)) {
        painter.fillRect(box.adjusted(1, 1, -2, -2), m_theme.color(Role::WarningSoft));
    }
    paintText(painter, inner, *cell, column);
}

void GridPainter::paintText(QPainter& painter, const QRect& box, const GridCell& cell,
                            const sql::Column& column) const {
    painter.setFont(m_font);
    painter.setPen(m_theme.color(Role::Text));
    const QFontMetrics metrics(m_font);
    if (isTabular(column) && TabularText::covers(cell.text)) {
        const double width = m_tabular->width(cell.text);
        if (width <= box.width() + 1) {
            const double x = isRightAligned(column) ? box.right() + 1 - width : box.left();
            const int baseline = box.top() + (box.height() + metrics.ascent() - metrics.descent()) / 2;
            m_tabular->draw(painter, QPointF(x, baseline), cell.text);
            return;
        }
    }
    // What does not fit says so: a number without its last digits must not look like a number.
    const QString text = metrics.elidedText(cell.text, Qt::ElideRight, box.width());
    painter.drawText(box,
                     Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip |
                         (isRightAligned(column) ? Qt::AlignRight : Qt::AlignLeft),
                     text);
}

void GridPainter::paintCurrent(QPainter& painter, const GridScene& scene) const {
    const auto& g = scene.geometry;
    const auto& selection = scene.selection;
    if (!selection.hasCurrent() || selection.currentColumn() >= scene.layout.visualCount()) return;
    // Finding moves the current cell while the focus stays in the find line: then too it must be seen.
    const bool finding = !scene.needle.text.isEmpty();
    if (!scene.focused && !finding) return;
    const qint64 row = selection.currentRow() - g.firstRow;
    if (row < 0 || row > g.visibleRows()) return;
    const int visual = selection.currentColumn();
    const QRect box(g.columnX(scene.layout, visual), g.headerHeight + static_cast<int>(row) * g.rowHeight,
                    scene.layout.width(scene.layout.logicalAt(visual)), g.rowHeight);
    painter.setPen(QPen(m_theme.color(Role::Accent), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box.adjusted(0, 0, -1, -1));
}

void GridPainter::paintGutter(QPainter& painter, const GridScene& scene) const {
    const auto& g = scene.geometry;
    const qint64 last = std::min(scene.data.rowCount(), g.firstRow + g.visibleRows() + 1);
    const int bottom = g.headerHeight + static_cast<int>(last - g.firstRow) * g.rowHeight;
    painter.fillRect(0, g.headerHeight, g.gutterWidth, bottom - g.headerHeight,
                     m_theme.color(Role::SurfaceAlt));
    painter.fillRect(g.gutterWidth - 1, g.headerHeight, 1, bottom - g.headerHeight,
                     m_theme.color(Role::Border));
    painter.setFont(m_gutterFont);
    const QFontMetrics metrics(m_gutterFont);
    for (qint64 row = g.firstRow; row < last; ++row) {
        const int y = g.headerHeight + static_cast<int>(row - g.firstRow) * g.rowHeight;
        const bool touched = scene.selection.touchesRow(row);
        if (touched) painter.fillRect(0, y, g.gutterWidth - 1, g.rowHeight, m_theme.color(Role::AccentSoft));
        painter.setPen(m_theme.color(touched ? Role::Text : Role::TextFaint));
        const QString number = QString::number(row + 1);
        const double x = g.gutterWidth - kPadding - m_gutterDigits->width(number);
        m_gutterDigits->draw(
            painter, QPointF(x, y + (g.rowHeight + metrics.ascent() - metrics.descent()) / 2.0), number);
        painter.fillRect(0, y + g.rowHeight - 1, g.gutterWidth, 1, m_theme.color(Role::Border));
    }
}

void GridPainter::paintHeader(QPainter& painter, const GridScene& scene) const {
    const auto& g = scene.geometry;
    const QColor line = m_theme.color(Role::Border);
    painter.fillRect(0, 0, g.size.width(), g.headerHeight, m_theme.color(Role::SurfaceAlt));
    painter.setClipRect(g.gutterWidth, 0, g.size.width(), g.headerHeight);
    for (int visual = std::max(0, scene.layout.visualAt(g.scrollX)); visual < scene.layout.visualCount();
         ++visual) {
        const int x = g.columnX(scene.layout, visual);
        if (x >= g.size.width()) break;
        const int logical = scene.layout.logicalAt(visual);
        const QRect box(x, 0, scene.layout.width(logical), g.headerHeight);
        paintHeaderCell(painter, scene, box, logical);
        painter.fillRect(box.right(), 0, 1, g.headerHeight, line);
    }
    if (scene.dropColumn >= 0) {
        painter.fillRect(g.columnX(scene.layout, scene.dropColumn) - 2, 0, 3, g.headerHeight,
                         m_theme.color(Role::Accent));
    }
    painter.setClipping(false);
    painter.fillRect(g.gutterWidth - 1, 0, 1, g.headerHeight, line);
    painter.fillRect(0, g.headerHeight - 1, g.size.width(), 1, line);
}

void GridPainter::paintHeaderCell(QPainter& painter, const GridScene& scene, const QRect& box,
                                  int logical) const {
    const auto& column = scene.data.column(logical);
    const bool right = isRightAligned(column);
    const int align = right ? Qt::AlignRight : Qt::AlignLeft;
    QRect inner = box.adjusted(kPadding, 0, -kPadding, -1);
    paintMarks(painter, scene, inner, logical, right);
    const QFontMetrics nameMetrics(m_nameFont);
    const QFontMetrics typeMetrics(m_typeFont);
    const int height = nameMetrics.height() + typeMetrics.height() - kLineOverlap;
    const int top = (box.height() - height) / 2;
    painter.setFont(m_nameFont);
    painter.setPen(m_theme.color(Role::Text));
    const QString name = visibleText(QString::fromStdString(column.name));
    painter.drawText(QRect(inner.left(), top, inner.width(), nameMetrics.height()), align | Qt::AlignVCenter,
                     nameMetrics.elidedText(name, Qt::ElideRight, inner.width()));
    paintTypeLine(
        painter, scene,
        QRect(inner.left(), top + nameMetrics.height() - kLineOverlap, inner.width(), typeMetrics.height()),
        logical);
}

void GridPainter::paintTypeLine(QPainter& painter, const GridScene& scene, QRect box, int logical) const {
    const auto& column = scene.data.column(logical);
    const ColumnMark mark = scene.mark(logical);
    const QFontMetrics metrics(m_typeFont);
    QString type = columnTypeText(column, scene.data.displayZone(), mark);
    if (!column.note.empty()) type += QStringLiteral(" · !");
    const int dots = static_cast<int>(mark.colors.size()) * kDotStep;
    type = metrics.elidedText(type, Qt::ElideRight, std::max(0, box.width() - dots));
    if (isRightAligned(column)) box.setLeft(box.right() - metrics.horizontalAdvance(type) - dots);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (const QColor& color : mark.colors) {
        painter.setBrush(color);
        painter.drawEllipse(QPointF(box.left() + kDot / 2.0, box.center().y() + 0.5), kDot / 2.0, kDot / 2.0);
        box.setLeft(box.left() + kDotStep);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setFont(m_typeFont);
    painter.setPen(m_theme.color(column.note.empty() ? Role::TextFaint : Role::Warning));
    painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, type);
}

void GridPainter::paintMarks(QPainter& painter, const GridScene& scene, QRect& box, int logical,
                             bool atLeft) const {
    const auto sorted = std::find_if(scene.sort.begin(), scene.sort.end(),
                                     [logical](const SortKey& key) { return key.column == logical; });
    const bool filtered = scene.filtered.count(logical) > 0;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Role::Accent));
    const auto place = [&] {
        const QRect mark(atLeft ? box.left() : box.right() - kMarkWidth + 1, 0, kMarkWidth, box.height());
        box.adjust(atLeft ? kMarkWidth : 0, 0, atLeft ? 0 : -kMarkWidth, 0);
        return mark.center();
    };
    if (sorted != scene.sort.end()) {
        const QPointF at = place();
        const double tip = sorted->descending ? 3 : -3;
        painter.drawPolygon(QPolygonF(QVector<QPointF>{
            {at.x() - 4, at.y() - tip}, {at.x() + 4, at.y() - tip}, {at.x(), at.y() + tip}}));
    }
    if (filtered) {
        const QPointF at = place();
        painter.drawPolygon(QPolygonF(QVector<QPointF>{{at.x() - 5, at.y() - 4},
                                                       {at.x() + 5, at.y() - 4},
                                                       {at.x() + 1.2, at.y() + 1},
                                                       {at.x() + 1.2, at.y() + 5},
                                                       {at.x() - 1.2, at.y() + 4},
                                                       {at.x() - 1.2, at.y() + 1}}));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

}  // namespace tributary::ui
