// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/visual_page.h"

#include <QtCore/QFile>
#include <QtCore/QLocale>
#include <QtCore/QSaveFile>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QToolButton>

#include "core/plugin/apply/picture_svg.h"
#include "ui/export/save_path.h"
#include "ui/steps/picture_canvas.h"
#include "ui/steps/step_form.h"
#include "ui/steps/step_text.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kSideWidth = 264;
constexpr double kSavedScale = 2;

}  // namespace

VisualPage::VisualPage(const Theme& theme, Background& background, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_background(background) {
    auto* layout = make::column(0);
    setLayout(layout);
    layout->addWidget(buildControls());
    layout->addWidget(make::horizontalLine());
    m_canvas = new PictureCanvas(theme);
    m_explanation = make::label(QString(), "muted");
    m_explanation->setAlignment(Qt::AlignCenter);
    m_explanation->setWordWrap(true);
    m_explanation->setTextFormat(Qt::PlainText);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_explanation);
    m_stack->addWidget(m_canvas);
    m_side = new QScrollArea;
    m_side->setWidgetResizable(true);
    m_side->setFrameShape(QFrame::NoFrame);
    m_side->viewport()->setAutoFillBackground(false);
    m_side->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_side->setFixedWidth(static_cast<int>(theme.scaled(kSideWidth)));
    m_side->setAccessibleName(tr("Settings of the visual"));
    auto* row = make::row(0);
    row->addWidget(m_stack, 1);
    row->addWidget(make::verticalLine());
    row->addWidget(m_side);
    layout->addLayout(row, 1);
    connect(m_canvas, &PictureCanvas::sizeSettled, this, [this] {
        m_stale = true;
        redraw();
    });
    connect(m_canvas, &PictureCanvas::rowChosen, this, &VisualPage::rowChosen);
    connect(&m_theme, &Theme::changed, this, [this] {
        m_stale = true;
        redraw();
    });
}

QWidget* VisualPage::buildControls() {
    auto* bar = make::frame("bar");
    bar->setFixedHeight(metrics::kToolBar);
    auto* row = make::row(8);
    row->setContentsMargins(8, 0, 8, 0);
    bar->setLayout(row);
    m_visual = new QComboBox;
    m_visual->setAccessibleName(tr("Visual"));
    m_visual->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_note = make::label(QString(), "muted");
    m_save = make::iconButton(m_theme.icon(QStringLiteral("download")), tr("Save the picture"));
    m_save->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_save);
    connect(menu->addAction(tr("PNG picture…")), &QAction::triggered, this, [this] { saveAs(false); });
    connect(menu->addAction(tr("SVG picture…")), &QAction::triggered, this, [this] { saveAs(true); });
    m_save->setMenu(menu);
    m_save->setEnabled(false);
    row->addWidget(m_visual);
    row->addWidget(m_note, 1);
    row->addWidget(m_save);
    connect(m_visual, QOverload<int>::of(&QComboBox::currentIndexChanged), this, [this] {
        buildForm();
        m_canvas->clear();
        m_stale = true;
        redraw();
    });
    return bar;
}

void VisualPage::setVisuals(const plugin::Steps* steps, std::vector<plugin::Step> visuals) {
    m_steps = steps;
    m_visuals = std::move(visuals);
    const QString before = m_visual->currentData().toString();
    {
        const QSignalBlocker quiet(m_visual);
        m_visual->clear();
        for (const auto& visual : m_visuals)
            m_visual->addItem(stepText(visual.label()), make::text(visual.id));
        if (const int index = m_visual->findData(before); index >= 0) m_visual->setCurrentIndex(index);
    }
    buildForm();
    m_stale = true;
    redraw();
}

const plugin::Step* VisualPage::current() const {
    const int index = m_visual->currentIndex();
    return index < 0 ? nullptr : &m_visuals[static_cast<size_t>(index)];
}

QStringList VisualPage::columns() const {
    QStringList names;
    if (m_view.isEmpty()) return names;
    for (const auto& column : m_view.store().columns()) names << make::text(column.name);
    return names;
}

void VisualPage::buildForm() {
    m_form = nullptr;
    const auto* visual = current();
    if (!visual) {
        delete m_side->takeWidget();
        return;
    }
    auto* side = new QWidget;
    auto* layout = make::column(12);
    layout->setContentsMargins(16, 12, 16, 12);
    side->setLayout(layout);
    auto* summary = make::label(stepText(visual->summary), "muted");
    summary->setWordWrap(true);
    layout->addWidget(summary);
    m_form = new StepForm(visual->part, columns(), m_theme);
    if (const auto kept = m_configs.find(visual->id); kept != m_configs.end())
        m_form->setConfig(kept->second);
    layout->addWidget(m_form);
    layout->addStretch(1);
    m_side->setWidget(side);
    side->setAutoFillBackground(false);
    connect(m_form, &StepForm::edited, this, [this, id = visual->id] {
        m_configs[id] = m_form->config();
        m_stale = true;
        redraw();
    });
}

void VisualPage::choose(const std::string& id) {
    if (const int index = m_visual->findData(make::text(id)); index >= 0) m_visual->setCurrentIndex(index);
}

void VisualPage::setConfig(const plugin::StepConfig& config) {
    if (!m_form) return;
    m_form->setConfig(config);
    m_configs[current()->id] = m_form->config();
    m_stale = true;
    redraw();
}

void VisualPage::setView(result::StoreView view) {
    m_view = std::move(view);
    m_stale = true;
    if (!m_view.isEmpty() && m_columnsOf != &m_view.store()) {
        m_columnsOf = &m_view.store();
        m_canvas->clear();
        buildForm();
    }
    redraw();
}

void VisualPage::refresh() {
    if (m_view.isEmpty() || m_drawnRows == m_view.rowCount()) return;
    m_stale = true;
    redraw();
}

void VisualPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    redraw();
}

void VisualPage::tell(const QString& text) {
    m_explanation->setText(text);
    if (!m_canvas->hasPicture()) m_stack->setCurrentWidget(m_explanation);
}

/// One picture at a time: what changed meanwhile is drawn after it.
void VisualPage::redraw() {
    if (!isVisible() || !m_stale || m_drawing || !m_form) return;
    if (m_view.isEmpty() || m_view.rowCount() == 0) {
        tell(tr("There are no rows to draw."));
        return;
    }
    if (const QString missing = m_form->complaint(); !missing.isEmpty()) {
        m_canvas->clear();
        tell(missing);
        return;
    }
    m_stale = false;
    m_drawing = true;
    m_note->setText(tr("Drawing…"));
    if (!m_canvas->hasPicture()) tell(tr("Drawing…"));
    const QSize size = m_stack->size();
    const auto canvas = canvasFor(m_theme, size, devicePixelRatioF());
    m_drawnRows = m_view.rowCount();
    plugin::ChosenRows rows;
    rows.view = m_view;
    m_token = m_background.run(
        this,
        [steps = m_steps, id = current()->id, config = m_form->config(), rows,
         canvas](const CancelToken& token) { return steps->draw(id, config, rows, canvas, token); },
        [this, canvas](Result<plugin::Picture> picture) { take(std::move(picture), canvas); },
        Background::Lane::OwnThread);
}

void VisualPage::take(Result<plugin::Picture> picture, const plugin::Canvas& canvas) {
    m_drawing = false;
    if (m_stale) {
        redraw();
        return;
    }
    if (!picture) {
        m_canvas->clear();
        m_note->clear();
        m_save->setEnabled(false);
        tell(make::errorText(picture.error()));
        return;
    }
    m_note->setText(picture->caption.empty() ? tr("%1 rows").arg(QLocale().toString(qulonglong(m_drawnRows)))
                                             : make::text(picture->caption));
    m_note->setToolTip(m_note->text());
    m_canvas->setPicture(std::move(*picture), canvas);
    m_stack->setCurrentWidget(m_canvas);
    m_save->setEnabled(true);
    Q_EMIT drawn();
}

bool VisualPage::isDrawn() const {
    return m_canvas->hasPicture() && !m_drawing && !m_stale;
}

void VisualPage::saveAs(bool svg) {
    if (!m_canvas->hasPicture() || !current()) return;
    const QString suffix = svg ? QStringLiteral("svg") : QStringLiteral("png");
    askSavePath(this, tr("Save the picture"), make::text(current()->id) + QLatin1Char('.') + suffix,
                svg ? tr("SVG pictures (*.svg)") : tr("PNG pictures (*.png)"),
                [this, svg](const QString& path) {
                    QSaveFile file(path);
                    bool done = file.open(QIODevice::WriteOnly);
                    if (done && svg) {
                        const auto text = plugin::pictureSvg(m_canvas->picture(), m_canvas->canvas());
                        done = text && file.write(text->data(), static_cast<qint64>(text->size())) >= 0;
                    } else if (done) {
                        done = m_canvas->image(kSavedScale).save(&file, "PNG");
                    }
                    if (!done || !file.commit())
                        Q_EMIT failed(tr("The picture could not be saved: %1").arg(file.errorString()));
                });
}

}  // namespace tributary::ui
