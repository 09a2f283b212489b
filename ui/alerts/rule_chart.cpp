// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/rule_chart.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QTimeZone>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtGui/QWheelEvent>
#include <algorithm>
#include <cmath>

#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr double kReach = 8;
constexpr qint64 kShortestMs = 60'000;

}  // namespace

RuleChart::RuleChart(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme), m_painter(theme) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("History as this rule would have seen it"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void RuleChart::setData(RuleChartData data) {
    const bool same = data.from == m_data.from && data.to == m_data.to;
    m_data = std::move(data);
    if (!same) {
        m_from = m_data.from;
        m_to = std::max(m_data.to, m_data.from + 1);
    }
    if (m_chosen >= int(m_data.levels.size())) m_chosen = -1;
    update();
}

void RuleChart::showAll() {
    see(m_data.from, m_data.to);
}

void RuleChart::focusOn(qint64 from, qint64 to) {
    const qint64 room = std::max<qint64>((to - from) * 2, 15 * kShortestMs);
    see(from - room, to + room);
}

void RuleChart::see(qint64 from, qint64 to) {
    const qint64 whole = std::max<qint64>(m_data.to - m_data.from, 1);
    const qint64 span = std::clamp(to - from, std::min(kShortestMs, whole), whole);
    m_from = std::clamp(from, m_data.from, std::max(m_data.from, m_data.to - span));
    m_to = m_from + span;
    update();
}

RuleChartFrame RuleChart::frame() const {
    if (m_dragFrame) return *m_dragFrame;
    return m_painter.frame(m_data, QSizeF(size()), m_from, m_to);
}

int RuleChart::levelAt(const QPointF& position) const {
    const RuleChartFrame frame = this->frame();
    if (position.x() < frame.plot.left() || position.x() > frame.plot.right()) return -1;
    int best = -1;
    double nearest = kReach;
    for (size_t i = 0; i < m_data.levels.size(); ++i) {
        const double distance = std::abs(frame.toY(m_data.levels[i].value) - position.y());
        if (distance > nearest) continue;
        nearest = distance;
        best = int(i);
    }
    return best;
}

/// As many digits as a pixel can tell apart.
double RuleChart::rounded(double value) const {
    const RuleChartFrame frame = this->frame();
    const double pixel = (frame.high - frame.low) / std::max(1.0, frame.plot.height());
    const double step = std::pow(10.0, std::floor(std::log10(pixel)));
    return std::isfinite(step) && step > 0 ? std::round(value / step) * step : value;
}

void RuleChart::moveLevel(int index, double value) {
    m_data.levels[size_t(index)].value = rounded(value);
    update();
    Q_EMIT levelMoved(index, m_data.levels[size_t(index)].value);
}

void RuleChart::drag(const QPointF& to) {
    const RuleChartFrame frame = this->frame();
    const double wanted = frame.valueAt(std::clamp(to.y(), frame.plot.top(), frame.plot.bottom()));
    if (to != m_last) moveLevel(m_chosen, wanted);
    m_last = to;
}

void RuleChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const RuleChartFrame frame = this->frame();
    m_painter.paint(painter, m_data, frame, m_chosen);
    if (m_hover && !m_dragging) paintReadout(painter, frame);
    if (!hasFocus()) return;
    painter.setPen(QPen(m_theme.color(Role::Accent), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), metrics::kRadius, metrics::kRadius);
}

void RuleChart::paintReadout(QPainter& painter, const RuleChartFrame& frame) const {
    if (!frame.plot.contains(*m_hover) || m_data.line.empty()) return;
    const qint64 at = frame.timeAt(m_hover->x());
    auto point = std::lower_bound(m_data.line.begin(), m_data.line.end(), at,
                                  [](const auto& item, qint64 time) { return item.at < time; });
    if (point == m_data.line.end() || (point != m_data.line.begin() && at - (point - 1)->at < point->at - at))
        --point;
    const double x = frame.toX(point->at);
    painter.setPen(QPen(m_theme.color(Role::Outline), 1));
    painter.drawLine(QPointF(x, frame.plot.top()), QPointF(x, frame.plot.bottom()));
    const QTimeZone zone(m_data.zone.isEmpty() ? QByteArrayLiteral("UTC") : m_data.zone);
    QString text = QDateTime::fromMSecsSinceEpoch(point->at, zone.isValid() ? zone : QTimeZone::utc())
                       .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    text += QStringLiteral("   ");
    text += std::isfinite(point->value) ? QLocale().toString(point->value, 'g', 8) : tr("no value");
    const auto band = std::lower_bound(m_data.band.begin(), m_data.band.end(), point->at,
                                       [](const auto& item, qint64 time) { return item.at < time; });
    if (band != m_data.band.end() && band->at == point->at && std::isfinite(band->lower))
        text += QStringLiteral("   ") +
                tr("expected %1 to %2")
                    .arg(QLocale().toString(band->lower, 'g', 6), QLocale().toString(band->upper, 'g', 6));
    painter.setFont(m_theme.font(metrics::kTextSmall));
    const double width = painter.fontMetrics().horizontalAdvance(text) + 16;
    const double left =
        std::clamp(x - width / 2, frame.plot.left(), std::max(frame.plot.left(), frame.plot.right() - width));
    const QRectF box(left, frame.plot.top() + 2, width, 22);
    painter.setPen(QPen(m_theme.color(Role::Border), 1));
    painter.setBrush(m_theme.color(Role::Surface));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(m_theme.color(Role::Text));
    painter.drawText(box, Qt::AlignCenter, text);
    if (!std::isfinite(point->value)) return;
    painter.setPen(QPen(m_theme.color(Role::Surface), 2));
    painter.setBrush(m_theme.color(Role::Info));
    painter.drawEllipse(QPointF(x, frame.toY(point->value)), 4.5, 4.5);
}

void RuleChart::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
    const int level = levelAt(event->localPos());
    m_last = event->localPos();
    if (level >= 0) {
        m_dragFrame = frame();
        m_chosen = level;
        m_dragging = true;
    } else {
        m_chosen = -1;
        m_panning = true;
        setCursor(Qt::ClosedHandCursor);
    }
    update();
}

void RuleChart::mouseMoveEvent(QMouseEvent* event) {
    m_hover = event->localPos();
    if (m_dragging) {
        drag(event->localPos());
    } else if (m_panning) {
        const RuleChartFrame frame = this->frame();
        const qint64 by = frame.timeAt(m_last.x()) - frame.timeAt(event->localPos().x());
        m_last = event->localPos();
        see(m_from + by, m_to + by);
    } else {
        setCursor(levelAt(event->localPos()) >= 0 ? Qt::SizeVerCursor : Qt::ArrowCursor);
        update();
    }
}

void RuleChart::mouseReleaseEvent(QMouseEvent* event) {
    m_panning = false;
    setCursor(Qt::ArrowCursor);
    if (!m_dragging) return;
    drag(event->localPos());
    m_dragging = false;
    m_dragFrame.reset();
    update();
    Q_EMIT levelSet(m_chosen, m_data.levels[size_t(m_chosen)].value);
}

void RuleChart::mouseDoubleClickEvent(QMouseEvent*) {
    showAll();
}

void RuleChart::wheelEvent(QWheelEvent* event) {
    const double turns = event->angleDelta().y() / 120.0;
    if (turns == 0 || m_dragging) return;
    const RuleChartFrame frame = this->frame();
    const qint64 at = frame.timeAt(event->position().x());
    const double factor = std::pow(0.8, turns);
    const qint64 from = at - qint64(double(at - m_from) * factor);
    see(from, from + qint64(double(m_to - m_from) * factor));
    event->accept();
}

/// Tab walks over the levels before it leaves the chart.
bool RuleChart::focusNextPrevChild(bool next) {
    const int wanted = next ? m_chosen + 1 : m_chosen - 1;
    if (wanted < 0 || wanted >= int(m_data.levels.size())) {
        m_chosen = -1;
        update();
        return QWidget::focusNextPrevChild(next);
    }
    m_chosen = wanted;
    update();
    return true;
}

void RuleChart::keyPressEvent(QKeyEvent* event) {
    const RuleChartFrame frame = this->frame();
    const double pixel = (frame.high - frame.low) / std::max(1.0, frame.plot.height());
    const int direction = event->key() == Qt::Key_Up ? 1 : event->key() == Qt::Key_Down ? -1 : 0;
    if (direction != 0 && m_chosen >= 0) {
        const double by = pixel * (event->modifiers() & Qt::ShiftModifier ? 20 : 2);
        moveLevel(m_chosen, m_data.levels[size_t(m_chosen)].value + direction * by);
        Q_EMIT levelSet(m_chosen, m_data.levels[size_t(m_chosen)].value);
        return;
    }
    const qint64 span = m_to - m_from;
    if (event->key() == Qt::Key_Left) return see(m_from - span / 8, m_to - span / 8);
    if (event->key() == Qt::Key_Right) return see(m_from + span / 8, m_to + span / 8);
    if (event->key() == Qt::Key_Plus) return see(m_from + span / 8, m_to - span / 8);
    if (event->key() == Qt::Key_Minus) return see(m_from - span / 6, m_to + span / 6);
    if (event->key() == Qt::Key_0) return showAll();
    QWidget::keyPressEvent(event);
}

void RuleChart::leaveEvent(QEvent*) {
    m_hover.reset();
    update();
}

}  // namespace tributary::ui
