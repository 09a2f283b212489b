// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/visual_page.h"

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
#include "ui/widgets/wrapped_label.h"

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
        put(nullptr);
        changed();
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
    layout->addWidget(new WrappedLabel(stepText(visual->summary), "muted"));
    m_form = new StepForm(visual->part,
                          m_view.isEmpty() ? std::vector<sql::Column>() : m_view.store().columns(), m_theme);
    if (const auto kept = m_configs.find(visual->id); kept != m_configs.end())
        m_form->setConfig(kept->second);
    layout->addWidget(m_form);
    layout->addStretch(1);
    m_side->setWidget(side);
    side->setAutoFillBackground(false);
    connect(m_form, &StepForm::edited, this, [this, id = visual->id] {
        m_configs[id] = m_form->config();
        changed();
    });
}

/// Another picture is wanted: one that is being drawn for nothing must not keep it waiting, least of all that
/// of a plugin that never returns.
void VisualPage::changed() {
    m_stale = true;
    if (m_drawing) m_token.cancel();
    redraw();
}

void VisualPage::put(std::shared_ptr<const PaintedPicture> picture) {
    auto before = m_canvas->picture();
    m_canvas->setPicture(std::move(picture));
    if (before) m_background.dispose(std::move(before));
}

void VisualPage::choose(const std::string& id) {
    if (const int index = m_visual->findData(make::text(id)); index >= 0) m_visual->setCurrentIndex(index);
}

void VisualPage::setConfig(const plugin::StepConfig& config) {
    if (!m_form) return;
    m_form->setConfig(config);
    m_configs[current()->id] = m_form->config();
    changed();
}

void VisualPage::setView(result::StoreView view) {
    m_view = std::move(view);
    m_stale = true;
    if (!m_view.isEmpty() && m_columnsOf != &m_view.store()) {
        m_columnsOf = &m_view.store();
        put(nullptr);
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
        put(nullptr);
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
        [steps = m_steps, id = current()->id, config = m_form->config(), rows, canvas,
         style = m_canvas->style(devicePixelRatioF())](
            const CancelToken& token) -> Result<std::shared_ptr<const PaintedPicture>> {
            auto picture = steps->draw(id, config, rows, canvas, token);
            if (!picture) return fail(picture.error());
            return PaintedPicture::paint(std::move(*picture), canvas, style, token);
        },
        [this](Result<std::shared_ptr<const PaintedPicture>> picture) { take(std::move(picture)); },
        Background::Lane::OwnThread);
}

void VisualPage::take(Result<std::shared_ptr<const PaintedPicture>> picture) {
    m_drawing = false;
    if (m_stale) {
        if (picture) m_background.dispose(std::move(*picture));
        redraw();
        return;
    }
    if (!picture) {
        put(nullptr);
        m_note->clear();
        m_save->setEnabled(false);
        tell(make::errorText(picture.error()));
        return;
    }
    const std::string& caption = (*picture)->picture().caption;
    QString note = caption.empty() ? tr("%1 rows").arg(QLocale().toString(qulonglong(m_drawnRows)))
                                   : make::text(caption);
    if ((*picture)->isPartial())
        note = tr("Incomplete: painting all it sent would take too long. %1").arg(note);
    m_note->setText(note);
    m_note->setToolTip(note);
    put(std::move(*picture));
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
                    if (const auto picture = m_canvas->picture()) save(picture, svg, path);
                });
}

void VisualPage::save(std::shared_ptr<const PaintedPicture> picture, bool svg, const QString& path) {
    m_background.run(
        this,
        [picture = std::move(picture), svg, path,
         style = m_canvas->style(kSavedScale)](const CancelToken& token) -> QString {
            QSaveFile file(path);
            bool done = file.open(QIODevice::WriteOnly);
            if (done && svg) {
                const auto text = plugin::pictureSvg(picture->picture(), picture->canvas());
                done = text && file.write(text->data(), static_cast<qint64>(text->size())) >= 0;
            } else if (done) {
                const auto large = PaintedPicture::paint(picture->picture(), picture->canvas(), style, token);
                done = large && (*large)->image().save(&file, "PNG");
            }
            return done && file.commit() ? QString() : file.errorString();
        },
        [this](const QString& problem) {
            if (!problem.isEmpty()) Q_EMIT failed(tr("The picture could not be saved: %1").arg(problem));
        });
}

}  // namespace tributary::ui
