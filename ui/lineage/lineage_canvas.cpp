// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lineage/lineage_canvas.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QToolTip>

#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {
namespace {

using namespace lineage;

constexpr double kSmallest = 0.03;
constexpr double kLargest = 2.5;
constexpr double kMargin = 40;
constexpr double kTitle = 30;  // what is shown stands in the upper left corner
constexpr int kDots = 24;
constexpr int kRestMs = 150;

}  // namespace

LineageCanvas::LineageCanvas(const Theme& theme, SourceColors colors, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_colors(std::move(colors)) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Lineage graph"));
    connect(&m_theme, &Theme::changed, this, &LineageCanvas::redraw);
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        m_quick = false;
        m_frame.forget();
        update();
    });
}

LineageScene::Measure LineageCanvas::measure() const {
    const QFontMetricsF header(m_theme.font(metrics::kTextBody, true)), row(m_theme.font(metrics::kTextBody));
    return [header, row](const QString& text, bool isHeader) {
        return (isHeader ? header : row).horizontalAdvance(text);
    };
}

void LineageCanvas::redraw() {
    m_frame.forget();
    stir();
}

/// Something moves: until it rests, a quick picture is enough.
void LineageCanvas::stir() {
    m_quick = true;
    if (m_rest.isActive()) m_rest.start();
    update();
}

void LineageCanvas::changeMarks(const std::function<void(LineageMarks&)>& change) {
    change(m_marks);
    redraw();
}

/// Offsets are whole device pixels, so that a picture can be moved as it is.
void LineageCanvas::look(double scale, QPointF offset) {
    const double ratio = devicePixelRatioF();
    m_scale = scale;
    m_offset = QPointF(std::round(offset.x() * ratio), std::round(offset.y() * ratio)) / ratio;
    stir();
    Q_EMIT viewChanged();
}

void LineageCanvas::refresh() {
    relight();
    redraw();
    Q_EMIT viewChanged();
}

void LineageCanvas::fit() {
    const QRectF bounds = m_scene.bounds().adjusted(-kMargin, -kMargin, kMargin, kMargin);
    const double room = height() - kTitle;
    if (bounds.isEmpty() || width() < 2 || room < 2) return;
    const double scale =
        std::clamp(std::min(width() / bounds.width(), room / bounds.height()), kSmallest, 1.0);
    m_fitted = true;
    look(scale, QPointF(width(), height() + kTitle) / 2 - bounds.center() * scale);
}

void LineageCanvas::zoomBy(double factor, QPointF around) {
    const double scale = std::clamp(m_scale * factor, kSmallest, kLargest);
    m_fitted = false;
    look(scale, around - (around - m_offset) * (scale / m_scale));
}

void LineageCanvas::centerOn(const QRectF& rect) {
    if (rect.isNull()) return;
    if (m_scale < LineagePainter::kFarScale) m_scale = 0.8;
    showAround(rect.center());
}

void LineageCanvas::showAround(QPointF scenePoint) {
    m_fitted = false;
    look(m_scale, QPointF(width(), height()) / 2 - scenePoint * m_scale);
}

QRectF LineageCanvas::visibleRect() const {
    return QRectF(toScene({0, 0}), toScene(QPointF(width(), height())));
}

LineageHit LineageCanvas::hit(QPointF widget) const {
    return m_scene.hitTest(toScene(widget), 5 / m_scale);
}

void LineageCanvas::select(std::optional<uint32_t> column, std::optional<uint32_t> dataset) {
    m_marks.selectedColumn = column;
    m_marks.selectedCard = dataset;
    relight();
    const auto& graph = m_scene.graph();
    setAccessibleDescription(column    ? QString::fromStdString(graph.columnLabel(*column))
                             : dataset ? QString::fromStdString(displayName(graph.datasets[*dataset].name))
                                       : QString());
    redraw();
    Q_EMIT selectionChanged();
}

void LineageCanvas::light(std::optional<uint32_t> column, std::optional<uint32_t> dataset) {
    m_marks.columns.clear();
    m_marks.edges.clear();
    m_marks.dim = false;
    std::vector<uint32_t> starts;
    if (column) {
        starts = {*column};
    } else if (dataset) {
        starts = {m_scene.graph().datasets[*dataset].whole};
    }
    if (starts.empty()) return;
    WalkFilter filter;
    filter.indirect = m_scene.view().indirect;
    filter.lowConfidence = m_scene.view().lowConfidence;
    const auto found = closure(m_scene.graph(), starts, Direction::Both, filter);
    m_marks.columns.insert(found.columns.begin(), found.columns.end());
    m_marks.edges.insert(found.edges.begin(), found.edges.end());
    m_marks.dim = true;
}

void LineageCanvas::relight() {
    if (m_fixedMarks) return;
    if (m_hoverColumn || m_hoverDataset) {
        light(m_hoverColumn, m_hoverColumn ? std::nullopt : m_hoverDataset);
    } else {
        light(m_marks.selectedColumn, m_marks.selectedCard);
    }
}

void LineageCanvas::paintBackground(QPainter& painter, const QRectF& part) const {
    painter.fillRect(part, m_theme.color(Role::Window));
    if (m_scale < LineagePainter::kFarScale) return;
    painter.setPen(m_theme.color(Role::Border));
    const double step = kDots * std::max(m_scale, 0.7);
    const auto firstFrom = [&](double edge, double offset) {
        return offset + std::floor((edge - offset) / step) * step;
    };
    QPolygonF dots;
    for (double x = firstFrom(part.left(), m_offset.x()); x <= part.right(); x += step) {
        for (double y = firstFrom(part.top(), m_offset.y()); y <= part.bottom(); y += step)
            dots << QPointF(x, y);
    }
    painter.drawPoints(dots);
}

void LineageCanvas::paintScene(QPainter& painter, const QRectF& part) {
    paintBackground(painter, part);
    painter.translate(m_offset);
    painter.scale(m_scale, m_scale);
    LineageSight sight{visibleRect(), toScene(part.adjusted(-4, -4, 4, 4)), m_scale, m_quick};
    sight.visible = sight.visible.united(sight.part);
    if (!LineagePainter(m_theme, m_colors).paint(painter, m_scene, m_marks, sight)) m_rest.start();
}

void LineageCanvas::paintEvent(QPaintEvent*) {
    const LineageCamera camera{size(), devicePixelRatioF(), m_scale, m_offset, m_scene.version()};
    QPainter painter(this);
    painter.drawPixmap(
        0, 0, m_frame.at(camera, [this](QPainter& on, const QRectF& part) { paintScene(on, part); }));
    if (!hasFocus()) return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_theme.color(Role::Accent), 1));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void LineageCanvas::wheelEvent(QWheelEvent* event) {
    const QPoint pixels = event->pixelDelta();
    if (!pixels.isNull() && !(event->modifiers() & Qt::ControlModifier)) {  // a touch pad pans
        m_fitted = false;
        look(m_scale, m_offset + pixels);
    } else {
        zoomBy(std::pow(1.0015, event->angleDelta().y()), event->position());
    }
    event->accept();
}

void LineageCanvas::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return;
    m_press = event->localPos();
    m_offsetAtPress = m_offset;
    m_dragged = false;
}

void LineageCanvas::mouseMoveEvent(QMouseEvent* event) {
    if (m_press) {
        const QPointF moved = event->localPos() - *m_press;
        if (!m_dragged && moved.manhattanLength() < 4) return;
        m_dragged = true;
        m_fitted = false;
        setCursor(Qt::ClosedHandCursor);
        look(m_scale, m_offsetAtPress + moved);
        return;
    }
    const auto under = hit(event->localPos());
    setCursor(under.chevron || under.more || under.column || under.card || under.link ? Qt::PointingHandCursor
                                                                                      : Qt::ArrowCursor);
    std::optional<uint32_t> dataset;
    if (under.card) dataset = m_scene.cards()[*under.card].dataset;
    if (under.column == m_hoverColumn && dataset == m_hoverDataset) return;
    m_hoverColumn = under.column;
    m_hoverDataset = dataset;
    relight();
    redraw();
}

void LineageCanvas::mouseReleaseEvent(QMouseEvent* event) {
    if (!m_press) return;
    m_press.reset();
    setCursor(Qt::ArrowCursor);
    if (!m_dragged && event->button() == Qt::LeftButton) click(hit(event->localPos()), event->modifiers());
}

void LineageCanvas::click(const LineageHit& hit, Qt::KeyboardModifiers modifiers) {
    if (hit.chevron || hit.more) {
        if (hit.chevron) m_scene.toggleCollapsed(*hit.card);
        if (hit.more) m_scene.toggleAllColumns(*hit.card);
        refresh();
        Q_EMIT foldsChanged();
        return;
    }
    if (hit.column && (modifiers & Qt::ShiftModifier)) {
        Q_EMIT extended(*hit.column);
        return;
    }
    if (hit.link) {
        const auto& link = m_scene.links()[*hit.link];
        const auto& edge = m_scene.graph().edges[link.edges.front()];
        select(edge.target, m_scene.graph().columns[edge.target].dataset);
        return;
    }
    select(hit.column, hit.card ? std::optional(m_scene.cards()[*hit.card].dataset) : std::nullopt);
}

void LineageCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (hit(event->localPos()).card) Q_EMIT activated();
}

void LineageCanvas::leaveEvent(QEvent*) {
    m_hoverColumn.reset();
    m_hoverDataset.reset();
    relight();
    redraw();
}

void LineageCanvas::resizeEvent(QResizeEvent*) {
    if (m_fitted) fit();
    Q_EMIT viewChanged();
}

void LineageCanvas::contextMenuEvent(QContextMenuEvent* event) {
    if (event->reason() == QContextMenuEvent::Mouse) click(hit(event->pos()), Qt::NoModifier);
    Q_EMIT menuRequested(event->reason() == QContextMenuEvent::Mouse ? event->globalPos()
                                                                     : mapToGlobal(rect().center()));
}

void LineageCanvas::stepRow(int by) {
    const auto& cards = m_scene.cards();
    if (cards.empty()) return;
    const auto selected = m_marks.selectedCard ? m_scene.cardOf(*m_marks.selectedCard) : std::nullopt;
    const uint32_t card = selected.value_or(0);
    const auto& rows = cards[card].rows;
    if (rows.empty() || cards[card].collapsed || !selected) {
        select(std::nullopt, cards[card].dataset);
    } else if (!m_marks.selectedColumn) {
        select(by > 0 ? rows.front() : rows.back(), cards[card].dataset);
    } else {
        const auto at = std::find(rows.begin(), rows.end(), *m_marks.selectedColumn) - rows.begin();
        const auto next = std::clamp<ptrdiff_t>(at + by, 0, static_cast<ptrdiff_t>(rows.size()) - 1);
        select(rows[static_cast<size_t>(next)], cards[card].dataset);
    }
    const QRectF row =
        m_marks.selectedColumn ? m_scene.columnRect(*m_marks.selectedColumn) : cards[card].rect;
    if (!visibleRect().contains(row)) centerOn(row);
}

void LineageCanvas::stepEdge(bool downstream) {
    if (!m_marks.selectedCard) return stepRow(1);
    const auto& graph = m_scene.graph();
    std::optional<uint32_t> best;
    for (const auto& link : m_scene.links()) {
        for (const uint32_t e : link.edges) {
            const uint32_t here = downstream ? graph.edges[e].source : graph.edges[e].target;
            const uint32_t there = downstream ? graph.edges[e].target : graph.edges[e].source;
            const bool ours = m_marks.selectedColumn ? here == *m_marks.selectedColumn
                                                     : graph.columns[here].dataset == *m_marks.selectedCard;
            // Where a value flows is a better step than what decides.
            if (ours && (!best || link.direct)) best = there;
        }
    }
    if (!best) return;
    const bool whole = graph.columns[*best].name.empty();
    select(whole ? std::nullopt : best, graph.columns[*best].dataset);
    const QRectF row = m_scene.columnRect(*best);
    if (!visibleRect().contains(row)) centerOn(row);
}

void LineageCanvas::keyPressEvent(QKeyEvent* event) {
    const QPointF middle(width() / 2.0, height() / 2.0);
    switch (event->key()) {
        case Qt::Key_Up:
            return stepRow(-1);
        case Qt::Key_Down:
            return stepRow(1);
        case Qt::Key_Left:
            return stepEdge(false);
        case Qt::Key_Right:
            return stepEdge(true);
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return zoomBy(1.25, middle);
        case Qt::Key_Minus:
            return zoomBy(0.8, middle);
        case Qt::Key_0:
            return fit();
        case Qt::Key_Escape:
            return select(std::nullopt, std::nullopt);
        case Qt::Key_Return:
        case Qt::Key_Enter:
            Q_EMIT activated();
            return;
        case Qt::Key_Space:
            if (const auto card =
                    m_marks.selectedCard ? m_scene.cardOf(*m_marks.selectedCard) : std::nullopt) {
                m_scene.toggleCollapsed(*card);
                refresh();
                Q_EMIT foldsChanged();
            }
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

bool LineageCanvas::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto under = hit(help->pos());
    const auto& graph = m_scene.graph();
    QString text;
    if (under.link) {
        for (const uint32_t e : m_scene.links()[*under.link].edges) {
            const auto& edge = graph.edges[e];
            text += QStringLiteral("%1 → %2\n%3 %4\n")
                        .arg(make::text(graph.columnLabel(edge.source)),
                             make::text(graph.columnLabel(edge.target)),
                             make::text(std::string(subtypeName(edge.subtype))), make::text(edge.expression));
            if (text.size() > 1000) break;
        }
    } else if (under.column) {
        text = make::text(graph.columnLabel(*under.column)) + QStringLiteral("  ") +
               make::text(graph.columns[*under.column].type);
    } else if (under.card) {
        text = make::text(displayName(graph.datasets[m_scene.cards()[*under.card].dataset].name));
    }
    text = text.trimmed();
    text.isEmpty() ? QToolTip::hideText() : QToolTip::showText(help->globalPos(), text, this);
    return true;
}

}  // namespace tributary::ui
