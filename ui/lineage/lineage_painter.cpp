// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lineage/lineage_painter.h"

#include "ui/theme/metrics.h"

namespace tributary::ui {
namespace {

using namespace lineage;

constexpr double kStrip = 3;

/// Any of a card's columns, or the dataset as a whole, is on the way.
bool isOnWay(const Graph& graph, const LineageCard& card, const LineageMarks& marks) {
    const auto& dataset = graph.datasets[card.dataset];
    if (marks.columns.contains(dataset.whole) || marks.datasetEffects.contains(card.dataset)) return true;
    return std::any_of(dataset.columns.begin(), dataset.columns.end(),
                       [&](uint32_t c) { return marks.columns.contains(c); });
}

}  // namespace

LineagePainter::LineagePainter(const Theme& theme, const SourceColors& colors)
    : m_theme(theme),
      m_colors(colors),
      m_body(textStyle(theme.font(metrics::kTextBody))),
      m_bold(textStyle(theme.font(metrics::kTextBody, true))),
      m_small(textStyle(theme.font(metrics::kTextSmall))) {}

LineagePainter::TextStyle LineagePainter::textStyle(const QFont& font) {
    const QFontMetricsF measures(font);
    return {font, (measures.ascent() - measures.descent()) / 2};
}

void LineagePainter::paintText(QPainter& painter, const TextStyle& style, const QRectF& rect,
                               const QString& text, bool narrow, Qt::TextElideMode elide) const {
    painter.setFont(style.font);
    const QPointF at(rect.left(), rect.center().y() + style.drop);
    painter.drawText(at, narrow ? QFontMetricsF(style.font).elidedText(text, elide, rect.width()) : text);
}

QColor LineagePainter::spaceColor(const std::string& space) const {
    const auto found = m_spaceColors.find(space);
    if (found != m_spaceColors.end()) return found->second;
    return m_spaceColors.emplace(space, m_colors(space)).first->second;
}

QString LineagePainter::kindIcon(DatasetKind kind) {
    switch (kind) {
        case DatasetKind::View:
        case DatasetKind::MaterializedView:
            return QStringLiteral("eye");
        case DatasetKind::File:
            return QStringLiteral("file-text");
        case DatasetKind::Chart:
        case DatasetKind::Dashboard:
            return QStringLiteral("chart-line");
        case DatasetKind::AlertRule:
            return QStringLiteral("bell");
        case DatasetKind::Job:
            return QStringLiteral("play");
        case DatasetKind::Extract:
            return QStringLiteral("download");
        case DatasetKind::Table:
            break;
    }
    return QStringLiteral("table-2");
}

QColor LineagePainter::cardColor(const Dataset& dataset) const {
    if (dataset.kind == DatasetKind::AlertRule) return m_theme.color(Role::Danger);
    if (dataset.name.space.empty()) return m_theme.color(Role::Info);
    return spaceColor(dataset.name.space);
}

QColor LineagePainter::effectColor(Effect effect) const {
    switch (effect) {
        case Effect::Breaks:
            return m_theme.color(Role::Danger);
        case Effect::Stale:
            return m_theme.color(Role::Warning);
        case Effect::Retyped:
            return m_theme.color(Role::Info);
        case Effect::Check:
            break;
    }
    return m_theme.color(Role::TextMuted);
}

bool LineagePainter::paint(QPainter& painter, const LineageScene& scene, const LineageMarks& marks,
                           const LineageSight& sight) const {
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto& group : scene.groups()) {
        if (group.rect.intersects(sight.part)) paintGroup(painter, group);
    }
    const bool far = sight.scale < kFarScale;
    bool whole = true;
    if (far) {
        paintTrunks(painter, scene, marks, sight);
    } else {
        whole = paintLinks(painter, scene, marks, sight);
    }
    painter.setRenderHint(QPainter::Antialiasing, !far);
    for (uint32_t c = 0; c < scene.cards().size(); c++) {
        if (!scene.cards()[c].rect.adjusted(-4, -4, 4, 4).intersects(sight.part)) continue;
        far ? paintFarCard(painter, scene, c, marks) : paintCard(painter, scene, c, marks);
    }
    return whole;
}

void LineagePainter::paintGroup(QPainter& painter, const LineageGroup& group) const {
    const QColor color = group.space.empty() ? m_theme.color(Role::Info) : spaceColor(group.space);
    painter.setPen(QPen(blend(color, m_theme.color(Role::Window), 0.5), 1));
    painter.setBrush(blend(color, m_theme.color(Role::Window), 0.06));
    painter.drawRoundedRect(group.rect, metrics::kCardRadius, metrics::kCardRadius);
    painter.setFont(m_theme.font(metrics::kTextSmall, true));
    painter.setPen(m_theme.color(Role::TextMuted));
    painter.drawText(group.rect.adjusted(14, 8, -14, 0), Qt::AlignTop | Qt::AlignLeft,
                     group.space.empty() ? tr("Workspace") : QString::fromStdString(group.title));
}

void LineagePainter::paintFarCard(QPainter& painter, const LineageScene& scene, uint32_t index,
                                  const LineageMarks& marks) const {
    const auto& card = scene.cards()[index];
    const auto& dataset = scene.graph().datasets[card.dataset];
    const bool dimmed = marks.dim && !isOnWay(scene.graph(), card, marks);
    painter.fillRect(card.rect, blend(cardColor(dataset), m_theme.color(Role::Surface), dimmed ? 0.2 : 0.6));
    const bool marked = marks.datasetEffects.contains(card.dataset) || marks.selectedCard == card.dataset ||
                        marks.found.contains(dataset.whole);
    if (!marked) return;
    QPainterPath outline;
    outline.addRect(card.rect);
    paintFrame(painter, scene, index, marks, outline);
}

void LineagePainter::paintCard(QPainter& painter, const LineageScene& scene, uint32_t index,
                               const LineageMarks& marks) const {
    const auto& card = scene.cards()[index];
    const auto& dataset = scene.graph().datasets[card.dataset];
    painter.save();
    if (marks.dim && !isOnWay(scene.graph(), card, marks)) painter.setOpacity(0.45);
    QPainterPath outline;
    outline.addRoundedRect(card.rect, metrics::kCardRadius, metrics::kCardRadius);
    painter.fillPath(outline, m_theme.color(Role::Surface));
    // Only the strip and the rows' backgrounds touch the corners.
    painter.save();
    painter.setClipPath(outline, Qt::IntersectClip);
    painter.fillRect(QRectF(card.rect.topLeft(), QSizeF(card.rect.width(), kStrip)), cardColor(dataset));
    painter.restore();
    paintHeader(painter, scene, card);
    if (!card.collapsed) {
        const size_t rows = card.rows.size() + (card.hidden || card.allColumns ? 1 : 0);
        for (size_t row = 0; row < rows; row++) paintRow(painter, scene, index, row, marks);
    }
    paintFrame(painter, scene, index, marks, outline);
    painter.restore();
}

void LineagePainter::paintFrame(QPainter& painter, const LineageScene& scene, uint32_t index,
                                const LineageMarks& marks, const QPainterPath& outline) const {
    const uint32_t dataset = scene.cards()[index].dataset;
    QPen pen(m_theme.color(Role::Border), 1);
    if (const auto effect = marks.datasetEffects.find(dataset); effect != marks.datasetEffects.end()) {
        pen = QPen(effectColor(effect->second), 2);
    } else if (marks.selectedCard == dataset || marks.found.contains(scene.graph().datasets[dataset].whole)) {
        pen = QPen(m_theme.color(Role::Accent), 2);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(pen);
    painter.drawPath(outline);
}

/// On the screen from a cache, as drawing an icon means to read it; on paper as lines.
void LineagePainter::paintIcon(QPainter& painter, const QString& name, const QColor& color,
                               const QRect& rect) const {
    const QIcon icon = m_theme.icon(name, color);
    if (painter.paintEngine()->type() != QPaintEngine::Raster) return icon.paint(&painter, rect);
    const double scale = painter.worldTransform().m11() * painter.device()->devicePixelRatioF();
    const int pixels = std::clamp(qRound(rect.width() * scale), 4, 128);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawPixmap(rect, icon.pixmap(QSize(pixels, pixels)));
}

void LineagePainter::paintHeader(QPainter& painter, const LineageScene& scene,
                                 const LineageCard& card) const {
    const auto& dataset = scene.graph().datasets[card.dataset];
    const QRectF header(card.rect.topLeft(), QSizeF(card.rect.width(), LineageScene::kHeader));
    const double middle = header.center().y() + 1;
    paintIcon(painter, kindIcon(dataset.kind), cardColor(dataset),
              QRectF(header.left() + 11, middle - 8, 16, 16).toRect());
    painter.setPen(m_theme.color(Role::Text));
    const bool narrow = card.rect.width() > LineageScene::kMaximumWidth - 1;
    paintText(painter, m_bold, header.adjusted(34, 2, -32, 0),
              QString::fromStdString(displayName(dataset.name)), narrow, Qt::ElideMiddle);
    paintIcon(painter, card.collapsed ? QStringLiteral("chevron-down") : QStringLiteral("chevron-up"),
              m_theme.color(Role::TextFaint), QRectF(header.right() - 26, middle - 7, 14, 14).toRect());
    if (card.collapsed || (card.rows.empty() && !card.hidden)) return;
    painter.setPen(m_theme.color(Role::Border));
    painter.drawLine(header.bottomLeft(), header.bottomRight());
}

void LineagePainter::paintRow(QPainter& painter, const LineageScene& scene, uint32_t index, size_t row,
                              const LineageMarks& marks) const {
    const auto& card = scene.cards()[index];
    const QRectF rect = scene.rowRect(index, row);
    const QRectF text = rect.adjusted(30, 0, -10, 0);
    if (row >= card.rows.size()) {
        painter.setPen(m_theme.color(Role::TextMuted));
        paintText(painter, m_small, text,
                  card.allColumns ? tr("Only columns with lineage") : tr("+ %1 more").arg(card.hidden),
                  false);
        return;
    }
    const uint32_t column = card.rows[row];
    const bool lit = marks.columns.contains(column);
    const auto effect = marks.columnEffects.find(column);
    QColor color = m_theme.color(Role::Text);
    if (effect != marks.columnEffects.end()) {
        color = effectColor(effect->second);
        painter.fillRect(rect, blend(color, m_theme.color(Role::Surface), 0.12));
    } else if (lit || marks.selectedColumn == column) {
        color = m_theme.color(Role::Accent);
        painter.fillRect(rect, m_theme.color(Role::AccentSoft));
    } else if (marks.found.contains(column)) {
        painter.fillRect(rect, m_theme.color(Role::WarningSoft));
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(lit ? color : m_theme.color(Role::TextFaint));
    painter.drawEllipse(QPointF(rect.left() + 18, rect.center().y()), 2, 2);
    painter.setPen(color);
    paintText(painter, lit || marks.selectedColumn == column ? m_bold : m_body, text,
              QString::fromStdString(scene.graph().columns[column].name),
              card.rect.width() > LineageScene::kMaximumWidth - 1);
    if (marks.selectedColumn == column) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(Role::Accent), 1.5));
        painter.drawRect(rect.adjusted(1, 1, -1, -1));
    }
}

}  // namespace tributary::ui
