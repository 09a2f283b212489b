// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/process_dialog.h"

#include <QtCore/QLocale>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QStyle>

#include "ui/steps/step_form.h"
#include "ui/steps/step_text.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"
#include "ui/widgets/wrapped_label.h"

namespace tributary::ui {

namespace {

constexpr int kWidth = 560;
constexpr int kFormHeight = 300;

}  // namespace

ProcessDialog::ProcessDialog(const Theme& theme, Background& background, const plugin::Steps& steps,
                             std::vector<plugin::Step> processors, plugin::ChosenRows rows,
                             std::vector<NamedRows> others, QWidget* parent)
    : QDialog(parent),
      m_theme(theme),
      m_background(background),
      m_steps(steps),
      m_processors(std::move(processors)),
      m_rows(std::move(rows)),
      m_others(std::move(others)) {
    setWindowTitle(tr("Process rows"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(kWidth);
    auto* layout = make::column(0);
    setLayout(layout);
    auto* title = make::label(tr("Process rows"), "title");
    title->setFixedHeight(metrics::kDialogHeader);
    title->setContentsMargins(metrics::kDialogPadding, 0, metrics::kDialogPadding, 0);
    layout->addWidget(title);
    layout->addWidget(make::horizontalLine());
    layout->addWidget(buildHead());
    m_side = new QScrollArea;
    m_side->setWidgetResizable(true);
    m_side->setFrameShape(QFrame::NoFrame);
    m_side->viewport()->setAutoFillBackground(false);
    m_side->setMinimumHeight(kFormHeight);
    layout->addWidget(m_side, 1);
    layout->addWidget(make::horizontalLine());
    layout->addWidget(buildFooter());
    connect(this, &QDialog::rejected, this, [this] { m_token.cancel(); });
    buildForm();
}

QWidget* ProcessDialog::buildHead() {
    auto* head = new QWidget;
    auto* column = make::column(8);
    column->setContentsMargins(metrics::kDialogPadding, 16, metrics::kDialogPadding, 8);
    head->setLayout(column);
    m_processor = new QComboBox;
    m_processor->setAccessibleName(tr("Processor"));
    for (const auto& step : m_processors) m_processor->addItem(stepText(step.label()), make::text(step.id));
    m_summary = new WrappedLabel(QString(), "muted");
    column->addWidget(m_processor);
    column->addWidget(m_summary);
    connect(m_processor, QOverload<int>::of(&QComboBox::currentIndexChanged), this,
            &ProcessDialog::buildForm);
    return head;
}

QWidget* ProcessDialog::buildFooter() {
    auto* footer = new QWidget;
    footer->setMinimumHeight(metrics::kDialogFooter);
    auto* row = make::row(8);
    row->setContentsMargins(metrics::kDialogPadding, 8, metrics::kDialogPadding, 8);
    footer->setLayout(row);
    m_state = new WrappedLabel(QString(), "muted");
    m_close = make::button(tr("Cancel"), "");
    m_run = make::button(tr("Run"), "primary");
    m_run->setDefault(true);
    row->addWidget(m_state, 1);
    row->addWidget(m_close);
    row->addWidget(m_run);
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (m_running) {
            m_token.cancel();
        } else {
            reject();
        }
    });
    connect(m_run, &QPushButton::clicked, this, &ProcessDialog::start);
    return footer;
}

const plugin::Step& ProcessDialog::current() const {
    return m_processors[static_cast<size_t>(std::max(0, m_processor->currentIndex()))];
}

void ProcessDialog::buildForm() {
    const auto& step = current();
    m_summary->setText(stepText(step.summary));
    auto* page = make::frame("surface");
    auto* column = make::column(12);
    column->setContentsMargins(metrics::kDialogPadding, 8, metrics::kDialogPadding, 16);
    page->setLayout(column);
    m_second = nullptr;
    if (step.part.inputs > 1) {
        m_second = new QComboBox;
        m_second->setAccessibleName(tr("Second result"));
        m_second->addItem(tr("None"), -1);
        for (size_t i = 0; i < m_others.size(); ++i) m_second->addItem(m_others[i].name, static_cast<int>(i));
        auto* line = new QFormLayout;
        line->addRow(tr("Second result"), m_second);
        column->addLayout(line);
    }
    m_form = new StepForm(step.part, m_rows.view.store().columns(), m_theme);
    column->addWidget(m_form);
    column->addStretch(1);
    m_side->setWidget(page);
    tell(QString(), "muted");
}

void ProcessDialog::choose(const std::string& id) {
    if (const int index = m_processor->findData(make::text(id)); index >= 0)
        m_processor->setCurrentIndex(index);
}

void ProcessDialog::setConfig(const plugin::StepConfig& config) {
    m_form->setConfig(config);
}

void ProcessDialog::tell(const QString& text, const char* kind) {
    m_state->setText(text);
    make::setKind(m_state, kind);
}

void ProcessDialog::setRunning(bool running) {
    m_running = running;
    for (QWidget* widget : std::initializer_list<QWidget*>{m_processor, m_form, m_run})
        widget->setEnabled(!running);
    if (m_second) m_second->setEnabled(!running);
    m_close->setText(running ? tr("Stop") : tr("Close"));
}

void ProcessDialog::start() {
    if (m_running) return;
    if (const QString missing = m_form->complaint(); !missing.isEmpty()) {
        tell(missing, "error");
        return;
    }
    std::vector<plugin::ChosenRows> inputs{m_rows};
    if (m_second && m_second->currentData().toInt() >= 0)
        inputs.push_back(m_others[static_cast<size_t>(m_second->currentData().toInt())].rows);
    setRunning(true);
    tell(tr("Running…"), "muted");
    const auto count = [this](uint64_t rows) {
        m_state->setText(tr("%1 rows so far").arg(QLocale().toString(qulonglong(rows))));
    };
    m_token = m_background.run(
        this,
        [steps = &m_steps, id = current().id, config = m_form->config(), inputs, count,
         deliver = m_background.deliveryTo(this)](const CancelToken& token) {
            auto last = std::chrono::steady_clock::now();
            auto& database = inputs.front().view.store().database();
            return steps->process(id, config, inputs, database, token, [&](uint64_t rows) {
                const auto now = std::chrono::steady_clock::now();
                if (now - last < std::chrono::milliseconds(100)) return;
                last = now;
                deliver([count, rows] { count(rows); });
            });
        },
        [this](Result<std::shared_ptr<result::ResultStore>> store) { take(std::move(store)); },
        Background::Lane::OwnThread);
}

void ProcessDialog::take(Result<std::shared_ptr<result::ResultStore>> store) {
    setRunning(false);
    if (store) {
        Q_EMIT processed(*store, stepText(current().label()));
        accept();
    } else if (store.error().code == ErrorCode::Cancelled) {
        tell(tr("Stopped."), "muted");
    } else {
        tell(make::errorText(store.error()), "error");
    }
}

}  // namespace tributary::ui
