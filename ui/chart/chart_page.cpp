// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/chart_page.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>
#include <algorithm>

#include "ui/export/save_path.h"
#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr int kLongestNames = 260;
constexpr int kLongestToolTip = 2000;

QString nameOf(const sql::Column& column) {
    return QString::fromStdString(column.name);
}

}  // namespace

ChartPage::ChartPage(const Theme& theme, Background& background, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_background(background) {
    setAccessibleName(tr("Chart of the result"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildControls());
    m_stack = new QStackedWidget;
    m_canvas = new ChartCanvas(theme);
    m_explanation = new QLabel;
    m_explanation->setProperty("kind", "muted");
    m_explanation->setAlignment(Qt::AlignCenter);
    m_explanation->setWordWrap(true);
    m_explanation->setMargin(32);
    m_stack->addWidget(m_canvas);
    m_stack->addWidget(m_explanation);
    layout->addWidget(m_stack, 1);
    connect(m_canvas, &ChartCanvas::windowChanged, this, [this](double low, double high) {
        m_window = m_canvas->isZoomed() ? std::optional(std::pair(low, high)) : std::nullopt;
        m_reset->setEnabled(m_canvas->isZoomed());
        requestSample();
    });
    connect(m_canvas, &ChartCanvas::resized, this, &ChartPage::requestSample);
    connect(m_canvas, &ChartCanvas::hovered, this, &ChartPage::tellHover);
    showExplanation(tr("Run a query to draw its rows."));
}

QWidget* ChartPage::buildControls() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(8);
    m_type = new QComboBox;
    m_type->setAccessibleName(tr("Kind of chart"));
    m_type->addItem(m_theme.icon(QStringLiteral("chart-line")), tr("Line"), int(ChartType::Line));
    m_type->addItem(m_theme.icon(QStringLiteral("chart-area")), tr("Area"), int(ChartType::Area));
    m_type->addItem(m_theme.icon(QStringLiteral("chart-column")), tr("Bars"), int(ChartType::Bar));
    m_type->addItem(m_theme.icon(QStringLiteral("chart-scatter")), tr("Points"), int(ChartType::Scatter));
    m_type->addItem(m_theme.icon(QStringLiteral("chart-pie")), tr("Ring"), int(ChartType::Pie));
    m_x = new QComboBox;
    m_x->setAccessibleName(tr("Column along the x axis"));
    m_x->setMinimumWidth(140);
    // Not as wide as the longest of thousands of names, each of which would be measured.
    m_x->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_y = new QPushButton;
    m_y->setProperty("kind", "boxed");
    m_y->setAccessibleName(tr("Columns along the y axis"));
    m_yMenu = new QMenu(m_y);
    m_y->setMenu(m_yMenu);
    m_note = new QLabel;
    m_note->setProperty("kind", "faint");
    m_reset = new QToolButton;
    m_reset->setIcon(m_theme.icon(QStringLiteral("rotate-ccw")));
    m_reset->setToolTip(tr("Show all again (double click or 0)"));
    m_reset->setAccessibleName(tr("Reset the zoom"));
    m_reset->setEnabled(false);
    m_export = new QToolButton;
    buildExportMenu(m_export);
    const auto label = [](const QString& text) {
        auto* widget = new QLabel(text);
        widget->setProperty("kind", "small");
        return widget;
    };
    row->addWidget(m_type);
    row->addWidget(label(tr("X")));
    row->addWidget(m_x);
    row->addWidget(label(tr("Y")));
    row->addWidget(m_y);
    row->addWidget(m_note, 1);
    m_alert = new QToolButton;
    m_alert->setIcon(m_theme.icon(QStringLiteral("bell-plus")));
    m_alert->setToolTip(tr("Alert on this"));
    m_alert->setAccessibleName(tr("Alert on this"));
    connect(m_alert, &QToolButton::clicked, this, [this] {
        if (m_settings && !m_settings->y.isEmpty()) Q_EMIT alertAsked(m_settings->y.front());
    });
    row->addWidget(m_alert);
    row->addWidget(m_reset);
    row->addWidget(m_export);
    connect(m_type, QOverload<int>::of(&QComboBox::activated), this, &ChartPage::chosen);
    connect(m_x, QOverload<int>::of(&QComboBox::activated), this, &ChartPage::chosen);
    connect(m_reset, &QToolButton::clicked, this, [this] { m_canvas->resetWindow(); });
    return bar;
}

void ChartPage::buildExportMenu(QToolButton* button) {
    button->setIcon(m_theme.icon(QStringLiteral("image")));
    button->setToolTip(tr("Save the chart as a picture"));
    button->setAccessibleName(tr("Save the chart"));
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    menu->addAction(tr("Save as PNG…"), this, [this] {
        askSavePath(this, tr("Save the chart"), QStringLiteral("chart.png"), tr("PNG picture (*.png)"),
                    [this](const QString& path) { writePng(path); });
    });
    menu->addAction(tr("Save as SVG…"), this, [this] {
        askSavePath(this, tr("Save the chart"), QStringLiteral("chart.svg"), tr("SVG drawing (*.svg)"),
                    [this](const QString& path) { writeSvg(path); });
    });
    button->setMenu(menu);
}

void ChartPage::setView(result::StoreView view) {
    m_view = std::move(view);
    m_window.reset();
    const result::ResultStore* store = m_view.isEmpty() ? nullptr : &m_view.store();
    if (store != m_columnsOf) {
        m_columnsOf = store;
        if (store && (!m_settings || !resolveColumns(*m_settings, store->columns()))) m_settings.reset();
        fillColumns();
    }
    m_stale = true;
    requestSample();
}

void ChartPage::refresh() {
    m_stale = true;
    requestSample();
}

void ChartPage::fillColumns() {
    m_x->clear();
    if (m_view.isEmpty()) return;
    m_x->addItem(tr("Row number"), QString());
    for (const auto& column : m_view.store().columns()) m_x->addItem(nameOf(column), nameOf(column));
}

void ChartPage::fillYMenu() {
    m_yMenu->clear();
    for (const auto& column : m_view.store().columns()) {
        if (result::axisKind(column.type) != result::AxisKind::Number) continue;
        QAction* action = m_yMenu->addAction(nameOf(column));
        action->setCheckable(true);
        action->setChecked(m_settings && m_settings->y.contains(nameOf(column)));
        connect(action, &QAction::toggled, this, &ChartPage::chosen);
    }
    const QString names = m_settings ? m_settings->y.join(QStringLiteral(", ")) : tr("Choose…");
    m_y->setText(m_y->fontMetrics().elidedText(names.left(kLongestNames), Qt::ElideRight, kLongestNames));
    m_y->setToolTip(names.left(kLongestToolTip));
}

void ChartPage::chosen() {
    ChartSettings settings;
    settings.type = static_cast<ChartType>(m_type->currentData().toInt());
    settings.x = m_x->currentData().toString();
    for (const QAction* action : m_yMenu->actions()) {
        if (action->isChecked()) settings.y << action->text();
    }
    if (settings.y.isEmpty()) {
        showExplanation(tr("Choose at least one column of numbers for the y axis."));
        return;
    }
    m_settings = settings;
    m_window.reset();
    m_stale = true;
    fillYMenu();
    Q_EMIT settingsChanged();
    requestSample();
}

QJsonObject ChartPage::settings() const {
    return m_settings ? m_settings->toJson() : QJsonObject();
}

void ChartPage::setSettings(const QJsonObject& settings) {
    m_settings = ChartSettings::fromJson(settings);
    m_stale = true;
    requestSample();
}

void ChartPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    requestSample();
}

void ChartPage::setDisplayZone(const QByteArray& zone) {
    if (zone == m_zone) return;
    m_zone = zone;
    m_stale = true;
    requestSample();
}

/// Is x a column of moments, which have a zone to be shown in?
bool ChartPage::isMoment() const {
    const auto& columns = m_view.store().columns();
    return std::any_of(columns.begin(), columns.end(), [this](const sql::Column& column) {
        return nameOf(column) == m_settings->x && column.type.id() == duckdb::LogicalTypeId::TIMESTAMP_TZ;
    });
}

QString ChartPage::xTitle() const {
    if (m_settings->x.isEmpty()) return tr("row number");
    if (isMoment()) {
        return QStringLiteral("%1 (%2)").arg(
            m_settings->x, m_zone.isEmpty() ? QStringLiteral("UTC") : QString::fromLatin1(m_zone));
    }
    for (const auto& column : m_view.store().columns()) {
        // A day has no clock that could be in some zone.
        if (nameOf(column) != m_settings->x || column.type.id() == duckdb::LogicalTypeId::DATE) continue;
        if (result::axisKind(column.type) == result::AxisKind::Time)
            return tr("%1 (as stored)").arg(m_settings->x);
    }
    return m_settings->x;
}

}  // namespace tributary::ui
