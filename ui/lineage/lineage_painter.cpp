// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lineage/lineage_painter.h"

#include "ui/theme/metrics.h"

namespace tributary::ui {
namespace {

using namespace lineage;

constexpr double kStrip = 3;
constexpr double kTextScale = 1;

bool isLit(const LineageLink& link, const LineageMarks& marks) {
    for (const uint32_t e : link.edges) {
        if (marks.edges.contains(e)) return true;
    }
    return false;
}

/// Any of a card's columns, or the dataset as a whole, is on the way.
bool isOnWay(const Graph& graph, const LineageCard& card, const LineageMarks& marks) {
    const auto& dataset = graph.datasets[card.dataset];
    if (marks.columns.contains(dataset.whole) || marks.datasetEffects.contains(card.dataset)) return true;
    return std::any_of(dataset.columns.begin(), dataset.columns.end(),
                       [&](uint32_t c) { return marks.columns.contains(c); });
}

}  // namespace

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
    return m_colors(dataset.name.space);
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

void LineagePainter::paint(QPainter& painter, const LineageScene& scene, const LineageMarks& marks,
                           const QRectF& visible, double scale) const {
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto& group : scene.groups()) {
        if (group.rect.intersects(visible)) paintGroup(painter, group);
    }
    for (const bool lit : {false, true}) {  // what is lit lies on top
        for (const auto& link : scene.links()) {
            if (!link.path.controlPointRect().intersects(visible)) continue;
            if (isLit(link, marks) == lit) paintLink(painter, scene, link, lit, marks.dim && !lit);
        }
    }
    for (uint32_t c = 0; c < scene.cards().size(); c++) {
        if (scene.cards()[c].rect.adjusted(-4, -4, 4, 4).intersects(visible))
            paintCard(painter, scene, c, marks, scale);
    }
}

void LineagePainter::paintGroup(QPainter& painter, const LineageGroup& group) const {
    const QColor color = group.space.empty() ? m_theme.color(Role::Info) : m_colors(group.space);
    painter.setPen(QPen(blend(color, m_theme.color(Role::Window), 0.5), 1));
    painter.setBrush(blend(color, m_theme.color(Role::Window), 0.06));
    painter.drawRoundedRect(group.rect, metrics::kCardRadius, metrics::kCardRadius);
    painter.setFont(m_theme.font(metrics::kTextSmall, true));
    painter.setPen(m_theme.color(Role::TextMuted));
    painter.drawText(group.rect.adjusted(14, 8, -14, 0), Qt::AlignTop | Qt::AlignLeft,
                     group.space.empty() ? tr("Workspace") : QString::fromStdString(group.space));
}

void LineagePainter::paintLink(QPainter& painter, const LineageScene& scene, const LineageLink& link,
                               bool lit, bool dimmed) const {
    QColor color = lit ? m_theme.color(Role::Accent) : m_theme.color(Role::TextFaint);
    if (dimmed) color.setAlphaF(0.35);
    QPen pen(color, lit ? 2.2 : 1.2);
    if (!link.direct) pen.setDashPattern({4, 3});
    if (link.low && link.direct) pen.setDashPattern({1, 2.5});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(link.path);
    Q_UNUSED(scene);
}

void LineagePainter::paintCard(QPainter& painter, const LineageScene& scene, uint32_t index,
                               const LineageMarks& marks, double scale) const {
    const auto& card = scene.cards()[index];
    const auto& dataset = scene.graph().datasets[card.dataset];
    const bool dimmed = marks.dim && !isOnWay(scene.graph(), card, marks);
    painter.save();
    if (dimmed) painter.setOpacity(0.45);
    QPainterPath outline;
    outline.addRoundedRect(card.rect, metrics::kCardRadius, metrics::kCardRadius);
    if (scale < kFarScale) {
        painter.fillPath(outline, blend(cardColor(dataset), m_theme.color(Role::Surface), 0.55));
    } else {
        painter.fillPath(outline, m_theme.color(Role::Surface));
        painter.setClipPath(outline, Qt::IntersectClip);
        painter.fillRect(QRectF(card.rect.topLeft(), QSizeF(card.rect.width(), kStrip)), cardColor(dataset));
        paintHeader(painter, scene, card, dimmed);
        if (!card.collapsed) {
            const size_t rows = card.rows.size() + (card.hidden || card.allColumns ? 1 : 0);
            for (size_t row = 0; row < rows; row++) paintRow(painter, scene, index, row, marks);
        }
        painter.setClipping(false);
    }
    QColor edge = m_theme.color(Role::Border);
    double width = 1;
    if (const auto effect = marks.datasetEffects.find(card.dataset); effect != marks.datasetEffects.end()) {
        edge = effectColor(effect->second);
        width = 2;
    } else if (marks.selectedCard == card.dataset || marks.found.contains(dataset.whole)) {
        edge = m_theme.color(Role::Accent);
        width = 2;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(edge, width));
    painter.drawPath(outline);
    painter.restore();
}

void LineagePainter::paintHeader(QPainter& painter, const LineageScene& scene, const LineageCard& card,
                                 bool) const {
    const auto& dataset = scene.graph().datasets[card.dataset];
    const QRectF header(card.rect.topLeft(), QSizeF(card.rect.width(), LineageScene::kHeader));
    const double middle = header.center().y() + 1;
    m_theme.icon(kindIcon(dataset.kind), cardColor(dataset))
        .paint(&painter, QRectF(header.left() + 11, middle - 8, 16, 16).toRect());
    painter.setFont(m_theme.font(metrics::kTextBody * kTextScale, true));
    painter.setPen(m_theme.color(Role::Text));
    const QRectF text = header.adjusted(34, 2, -32, 0);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(QString::fromStdString(displayName(dataset.name)),
                                                      Qt::ElideMiddle, int(text.width())));
    m_theme
        .icon(card.collapsed ? QStringLiteral("chevron-down") : QStringLiteral("chevron-up"), Role::TextFaint)
        .paint(&painter, QRectF(header.right() - 26, middle - 7, 14, 14).toRect());
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
        painter.setFont(m_theme.font(metrics::kTextSmall));
        painter.setPen(m_theme.color(Role::TextMuted));
        painter.drawText(
            text, Qt::AlignVCenter | Qt::AlignLeft,
            card.allColumns ? tr("Only columns with lineage") : tr("+ %1 more").arg(card.hidden));
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
    painter.setFont(m_theme.font(metrics::kTextBody * kTextScale, lit || marks.selectedColumn == column));
    painter.setPen(color);
    painter.drawText(
        text, Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(QString::fromStdString(scene.graph().columns[column].name),
                                         Qt::ElideRight, int(text.width())));
    if (marks.selectedColumn == column) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(Role::Accent), 1.5));
        painter.drawRect(rect.adjusted(1, 1, -1, -1));
    }
}

}  // namespace tributary::ui
