// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alert_timeline.h"

#include <QtCore/QDateTime>
#include <QtCore/QTimeZone>
#include <QtGui/QHelpEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QToolTip>
#include <algorithm>

#include "ui/alerts/rule_chart_painter.h"
#include "ui/chart/axis_scale.h"
#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr int kRow = 30;
constexpr int kAxis = 28;
constexpr double kNameShare = 0.28;
constexpr double kNameMost = 320;
constexpr double kPad = 16;

}  // namespace

AlertTimeline::AlertTimeline(Theme& theme, QWidget* parent) : QAbstractScrollArea(parent), m_theme(theme) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Timeline of alerts"));
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void AlertTimeline::setRows(std::vector<TimelineRow> rows, qint64 from, qint64 to, const QByteArray& zone) {
    const QString kept = current();
    m_rows = std::move(rows);
    m_from = from;
    m_to = std::max(to, from + 1);
    m_zone = zone;
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const auto& row) { return row.id == kept; });
    m_current = kept.isEmpty() || found == m_rows.end() ? -1 : int(found - m_rows.begin());
    updateScroll();
    viewport()->update();
}

QString AlertTimeline::current() const {
    return m_current >= 0 ? m_rows[size_t(m_current)].id : QString();
}

QRectF AlertTimeline::lane() const {
    const double names = std::min(kNameMost, viewport()->width() * kNameShare);
    return QRectF(kPad + names, 0, std::max(20.0, viewport()->width() - names - 2 * kPad), kRow);
}

double AlertTimeline::toX(qint64 at) const {
    const QRectF lane = this->lane();
    return lane.left() + double(at - m_from) / double(m_to - m_from) * lane.width();
}

void AlertTimeline::updateScroll() {
    const int whole = kAxis + int(m_rows.size()) * kRow;
    verticalScrollBar()->setSingleStep(kRow);
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setRange(0, std::max(0, whole - viewport()->height()));
}

void AlertTimeline::resizeEvent(QResizeEvent*) {
    updateScroll();
}

int AlertTimeline::rowAt(int y) const {
    const int row = (y - kAxis + verticalScrollBar()->value()) / kRow;
    return y < kAxis || row < 0 || row >= int(m_rows.size()) ? -1 : row;
}

void AlertTimeline::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(viewport()->rect(), m_theme.color(Role::Surface));
    const int scrolled = verticalScrollBar()->value();
    painter.save();
    painter.setClipRect(QRect(0, kAxis, viewport()->width(), viewport()->height() - kAxis));
    const int first = scrolled / kRow;
    const int last = std::min(int(m_rows.size()), (scrolled + viewport()->height()) / kRow + 1);
    for (int row = first; row < last; ++row)
        paintRow(painter, m_rows[size_t(row)], kAxis + row * kRow - scrolled, row == m_current);
    painter.restore();
    paintAxis(painter);
}

void AlertTimeline::paintAxis(QPainter& painter) const {
    const QRectF lane = this->lane();
    painter.setFont(m_theme.font(metrics::kTextSmall));
    const auto ticks = timeTicksInZone(double(m_from) * 1e3, double(m_to) * 1e3,
                                       std::max(2, int(lane.width() / 120)), m_zone);
    for (const auto& tick : ticks) {
        const double x = toX(qint64(tick.value / 1e3));
        painter.setPen(QPen(m_theme.color(Role::Border), 1));
        painter.drawLine(QPointF(x, kAxis - 4), QPointF(x, viewport()->height()));
        painter.setPen(m_theme.color(Role::TextMuted));
        const double width = painter.fontMetrics().horizontalAdvance(tick.label) + 4;
        const double left =
            std::clamp(x - width / 2, lane.left(), std::max(lane.left(), lane.right() - width));
        painter.drawText(QRectF(left, 2, width, kAxis - 8), Qt::AlignCenter, tick.label);
    }
}

void AlertTimeline::paintRow(QPainter& painter, const TimelineRow& row, double top, bool chosen) const {
    const QRectF lane = this->lane();
    if (chosen) painter.fillRect(QRectF(0, top, viewport()->width(), kRow), m_theme.color(Role::Selection));
    painter.setFont(m_theme.font(metrics::kTextBody));
    painter.setPen(m_theme.color(Role::Text));
    const QRectF names(kPad, top, lane.left() - 2 * kPad, kRow);
    const QString name = painter.fontMetrics().elidedText(row.name, Qt::ElideRight, int(names.width()));
    painter.drawText(names, Qt::AlignVCenter, name);
    const double after = painter.fontMetrics().horizontalAdvance(name) + 8;
    painter.setFont(m_theme.font(metrics::kTextSmall));
    painter.setPen(m_theme.color(Role::TextFaint));
    if (after < names.width())
        painter.drawText(
            names.adjusted(after, 0, 0, 0), Qt::AlignVCenter,
            painter.fontMetrics().elidedText(row.detail, Qt::ElideRight, int(names.width() - after)));
    const RuleChartPainter colors(m_theme);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(Role::SurfaceAlt));
    painter.drawRoundedRect(QRectF(lane.left(), top + 9, lane.width(), kRow - 18), 3, 3);
    for (const auto& span : row.spans) {
        const double left = std::clamp(toX(span.from), lane.left(), lane.right());
        const double right = std::clamp(toX(span.to), lane.left(), lane.right());
        painter.setBrush(colors.spanColor(span.state));
        painter.drawRoundedRect(QRectF(left, top + 7, std::max(2.0, right - left), kRow - 14), 2, 2);
    }
}

void AlertTimeline::choose(int row) {
    if (row < 0 || row >= int(m_rows.size())) return;
    m_current = row;
    const int top = kAxis + row * kRow - verticalScrollBar()->value();
    if (top < kAxis) verticalScrollBar()->setValue(row * kRow);
    if (top + kRow > viewport()->height())
        verticalScrollBar()->setValue(kAxis + (row + 1) * kRow - viewport()->height());
    viewport()->update();
    Q_EMIT chosen(current());
}

void AlertTimeline::mousePressEvent(QMouseEvent* event) {
    choose(rowAt(event->pos().y()));
}

void AlertTimeline::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Down) return choose(std::min(m_current + 1, int(m_rows.size()) - 1));
    if (event->key() == Qt::Key_Up) return choose(std::max(m_current - 1, 0));
    QAbstractScrollArea::keyPressEvent(event);
}

bool AlertTimeline::viewportEvent(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QAbstractScrollArea::viewportEvent(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const int row = rowAt(help->pos().y());
    QString text;
    if (row >= 0) {
        const QTimeZone zone(m_zone.isEmpty() ? QByteArrayLiteral("UTC") : m_zone);
        const auto clock = [&](qint64 at) {
            return QDateTime::fromMSecsSinceEpoch(at, zone.isValid() ? zone : QTimeZone::utc())
                .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
        };
        for (const auto& span : m_rows[size_t(row)].spans)
            if (help->pos().x() >= toX(span.from) - 2 && help->pos().x() <= toX(span.to) + 2)
                text = clock(span.from) + QStringLiteral(" – ") + clock(span.to);
        if (text.isEmpty()) text = m_rows[size_t(row)].name;
    }
    QToolTip::showText(help->globalPos(), text, viewport());
    return true;
}

}  // namespace tributary::ui
