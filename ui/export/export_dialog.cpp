// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/export_dialog.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QLocale>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QFrame>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QRadioButton>
#include <QtWidgets/QVBoxLayout>

#include "ui/export/save_path.h"
#include "ui/steps/step_catalog.h"
#include "ui/steps/step_form.h"
#include "ui/steps/step_text.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"
#include "ui/widgets/wrapped_label.h"

namespace tributary::ui {

namespace {

constexpr int kWidth = 560;
constexpr int kProgressSteps = 1000;
constexpr int kMostNames = 1000;

struct FormatEntry {
    result::Format format;
    const char* label;
    const char* suffix;
};

constexpr FormatEntry kFormats[] = {
    {result::Format::Csv,
     QT_TRANSLATE_NOOP("tributary::ui::ExportDialog", "CSV (NULL empty, empty text quoted)"), "csv"},
    {result::Format::Json, QT_TRANSLATE_NOOP("tributary::ui::ExportDialog", "JSON (one array)"), "json"},
    {result::Format::Ndjson, QT_TRANSLATE_NOOP("tributary::ui::ExportDialog", "NDJSON (one object per line)"),
     "ndjson"},
    {result::Format::Markdown, QT_TRANSLATE_NOOP("tributary::ui::ExportDialog", "Markdown table"), "md"},
    {result::Format::Insert, QT_TRANSLATE_NOOP("tributary::ui::ExportDialog", "SQL INSERT statements"),
     "sql"},
    {result::Format::Parquet, QT_TRANSLATE_NOOP("tributary::ui::ExportDialog", "Parquet"), "parquet"},
};

QFrame* line() {
    auto* frame = new QFrame;
    frame->setProperty("kind", "line");
    frame->setFixedHeight(1);
    return frame;
}

}  // namespace

ExportDialog::ExportDialog(const Theme& theme, Background& background, RowChoice all, RowChoice selection,
                           bool complete, StepCatalog* catalog, QWidget* parent)
    : QDialog(parent),
      m_theme(theme),
      m_background(background),
      m_all(std::move(all)),
      m_selection(std::move(selection)),
      m_catalog(catalog) {
    setWindowTitle(tr("Export rows"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(kWidth);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* title = new QLabel(tr("Export rows"));
    title->setProperty("kind", "title");
    title->setFixedHeight(metrics::kDialogHeader);
    title->setContentsMargins(metrics::kDialogPadding, 0, metrics::kDialogPadding, 0);
    layout->addWidget(title);
    layout->addWidget(line());
    layout->addWidget(buildForm(complete), 1);
    layout->addWidget(line());
    layout->addWidget(buildFooter());
    connect(this, &QDialog::rejected, this, [this] { m_token.cancel(); });
    formatChosen();
    const QString folder = saveFolder();
    m_path->setText(QDir(folder).filePath(QStringLiteral("result.") + suffix()));
    for (int i = 2; i < kMostNames && QFileInfo::exists(m_path->text()); ++i) {
        m_path->setText(QDir(folder).filePath(QStringLiteral("result-%1.%2").arg(i).arg(suffix())));
    }
}

QWidget* ExportDialog::buildForm(bool complete) {
    const QLocale locale;
    auto* form = new QWidget;
    auto* rows = m_rows = new QFormLayout(form);
    rows->setContentsMargins(metrics::kDialogPadding, 16, metrics::kDialogPadding, 16);
    rows->setHorizontalSpacing(16);
    rows->setVerticalSpacing(12);
    m_format = new QComboBox;
    m_format->setAccessibleName(tr("Format"));
    for (const auto& entry : kFormats) m_format->addItem(tr(entry.label), static_cast<int>(entry.format));
    addExporters();
    rows->addRow(tr("Format"), m_format);
    m_path = new QLineEdit;
    m_path->setAccessibleName(tr("File"));
    m_browse = new QPushButton(tr("Browse…"));
    auto* place = new QHBoxLayout;
    place->setSpacing(8);
    place->addWidget(m_path, 1);
    place->addWidget(m_browse);
    rows->addRow(tr("File"), place);
    m_allRows = new QRadioButton(
        complete ? tr("All %1 rows").arg(locale.toString(qulonglong(m_all.rowCount())))
                 : tr("The %1 rows fetched so far").arg(locale.toString(qulonglong(m_all.rowCount()))));
    m_selectedRows = new QRadioButton(m_selection.ranges.empty()
                                          ? tr("Selection: nothing is selected")
                                          : tr("Selection: %1 rows × %2 columns")
                                                .arg(locale.toString(qulonglong(m_selection.rowCount())))
                                                .arg(m_selection.columns.size()));
    m_allRows->setChecked(true);
    m_selectedRows->setEnabled(!m_selection.ranges.empty());
    rows->addRow(tr("Rows"), m_allRows);
    rows->addRow(QString(), m_selectedRows);
    m_header = new QCheckBox(tr("First line holds the column names"));
    m_header->setChecked(true);
    rows->addRow(QString(), m_header);
    m_table = new QLineEdit(QStringLiteral("result"));
    m_table->setAccessibleName(tr("Table name"));
    m_tableLabel = new QLabel(tr("Table"));
    rows->addRow(m_tableLabel, m_table);
    m_progress = new QProgressBar;
    m_progress->setRange(0, kProgressSteps);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress"));
    m_state = new WrappedLabel(QString(), "muted");
    rows->addRow(m_progress);
    rows->addRow(m_state);
    m_progress->hide();
    connect(m_format, QOverload<int>::of(&QComboBox::currentIndexChanged), this, &ExportDialog::formatChosen);
    connect(m_browse, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(m_path, &QLineEdit::textChanged, this, [this] {
        m_replaces.clear();
        if (m_export) m_export->setText(tr("Export"));
        if (!m_running) m_state->clear();
    });
    return form;
}

void ExportDialog::addExporters() {
    if (!m_catalog) return;
    const auto& exporters = m_catalog->of(plugin::Kind::Exporter);
    if (!exporters.empty()) m_format->insertSeparator(m_format->count());
    for (const auto& step : exporters)
        m_format->addItem(tr("%1 (plugin)").arg(stepText(step.label())), make::text(step.id));
}

const plugin::Step* ExportDialog::exporter() const {
    if (!m_catalog || m_format->currentData().type() != QVariant::String) return nullptr;
    const std::string id = m_format->currentData().toString().toStdString();
    for (const auto& step : m_catalog->of(plugin::Kind::Exporter)) {
        if (step.id == id) return &step;
    }
    return nullptr;
}

void ExportDialog::setExporter(const std::string& id) {
    if (const int index = m_format->findData(make::text(id)); index >= 0) m_format->setCurrentIndex(index);
}

void ExportDialog::startExporter(const RowChoice& rows, const QString& path) {
    plugin::ChosenRows chosen{rows.view, rows.ranges, rows.columns};
    setRunning(true);
    m_progress->setRange(0, 0);
    tell(tr("Writing…"), "muted");
    m_token = m_background.run(
        this,
        [steps = &m_catalog->steps(), id = exporter()->id, config = m_stepForm->config(), chosen,
         file = path.toStdString()](const CancelToken& token) -> Result<ExportOutcome> {
            auto written = steps->exportTo(id, config, chosen, file, token);
            if (!written) return fail(written.error());
            return ExportOutcome{*written, *written, QFileInfo(QString::fromStdString(file)).size()};
        },
        [this, path](const Result<ExportOutcome>& outcome) {
            takeOutcome(outcome, path);
            if (!outcome) return;
            // What a plugin wrote is not counted by us: only what it took is known.
            const QLocale locale;
            tell(tr("%1 rows given to the plugin · %2 · %3")
                     .arg(locale.toString(qulonglong(outcome->rowsRead)),
                          locale.formattedDataSize(outcome->bytes), QDir::toNativeSeparators(path)),
                 "success");
        },
        Background::Lane::OwnThread);
}

QWidget* ExportDialog::buildFooter() {
    auto* footer = new QWidget;
    footer->setFixedHeight(metrics::kDialogFooter);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(metrics::kDialogPadding, 0, metrics::kDialogPadding, 0);
    row->setSpacing(8);
    row->addStretch(1);
    m_close = new QPushButton(tr("Cancel"));
    m_export = new QPushButton(tr("Export"));
    m_export->setProperty("kind", "primary");
    m_export->setDefault(true);
    row->addWidget(m_close);
    row->addWidget(m_export);
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (m_running) {
            m_token.cancel();
        } else {
            reject();
        }
    });
    connect(m_export, &QPushButton::clicked, this, &ExportDialog::start);
    return footer;
}

result::Format ExportDialog::format() const {
    return static_cast<result::Format>(m_format->currentData().toInt());
}

QString ExportDialog::suffix() const {
    if (const auto* step = exporter()) return make::text(step->part.extension);
    for (const auto& entry : kFormats) {
        if (entry.format == format()) return QLatin1String(entry.suffix);
    }
    return QStringLiteral("txt");
}

void ExportDialog::setDestination(const QString& path) {
    m_path->setText(path);
}

void ExportDialog::setFormat(result::Format format) {
    m_format->setCurrentIndex(m_format->findData(static_cast<int>(format)));
}

void ExportDialog::formatChosen() {
    const auto* step = exporter();
    m_header->setVisible(!step && format() == result::Format::Csv);
    m_table->setVisible(!step && format() == result::Format::Insert);
    m_tableLabel->setVisible(!step && format() == result::Format::Insert);
    if (m_stepForm) m_rows->removeRow(m_stepForm);
    m_stepForm = nullptr;
    if (step) {
        m_stepForm = new StepForm(step->part, m_all.view.store().columns(), m_theme);
        m_rows->insertRow(m_rows->rowCount() - 2, m_stepForm);
    }
    const QFileInfo file(m_path->text());
    if (m_path->text().isEmpty()) return;
    m_path->setText(file.dir().filePath(file.completeBaseName() + QLatin1Char('.') + suffix()));
}

void ExportDialog::browse() {
    askSavePath(this, tr("Export rows"), m_path->text(), tr("All files (*)"), [this](const QString& path) {
        m_path->setText(path);
        m_replaces = path;  // the file dialog has asked already
    });
}

void ExportDialog::setRunning(bool running) {
    m_running = running;
    for (QWidget* widget : std::initializer_list<QWidget*>{m_format, m_path, m_browse, m_allRows, m_header,
                                                           m_table, m_export}) {
        widget->setEnabled(!running);
    }
    if (m_stepForm) m_stepForm->setEnabled(!running);
    m_selectedRows->setEnabled(!running && !m_selection.ranges.empty());
    m_progress->setVisible(running);
    m_close->setText(running ? tr("Stop") : tr("Close"));
}

void ExportDialog::tell(const QString& text, const char* kind) {
    m_state->setProperty("kind", kind);
    m_state->setText(text);
    m_state->style()->unpolish(m_state);
    m_state->style()->polish(m_state);
}

/// A file that is there is replaced only when Export is pressed a second time for it.
bool ExportDialog::mayReplace(const QString& path) {
    if (!QFileInfo::exists(path) || m_replaces == path) return true;
    m_replaces = path;
    m_export->setText(tr("Replace"));
    tell(tr("%1 exists already. Press Replace to write over it, or choose another name.")
             .arg(QFileInfo(path).fileName()),
         "warning");
    return false;
}

void ExportDialog::start() {
    if (m_running || m_path->text().trimmed().isEmpty()) return;
    if (!mayReplace(m_path->text().trimmed())) return;
    ExportRequest request;
    request.rows = m_selectedRows->isChecked() ? m_selection : m_all;
    if (exporter()) {
        startExporter(request.rows, m_path->text().trimmed());
        return;
    }
    request.format = format();
    request.path = m_path->text().trimmed();
    request.header = m_header->isChecked();
    request.tableName = m_table->text().trimmed();
    setRunning(true);
    const uint64_t total = std::max<uint64_t>(1, request.rows.rowCount());
    // Parquet is written in one piece by the engine: the bar then only shows that work goes on.
    m_progress->setRange(0, request.format == result::Format::Parquet ? 0 : kProgressSteps);
    tell(tr("Writing…"), "muted");
    const auto tell = [this, total](uint64_t rows) {
        m_progress->setValue(static_cast<int>(rows * kProgressSteps / total));
        m_state->setText(
            tr("%1 of %2 rows")
                .arg(QLocale().toString(qulonglong(rows)), QLocale().toString(qulonglong(total))));
    };
    m_token = m_background.run(
        this,
        [request, tell, deliver = m_background.deliveryTo(this)](const CancelToken& token) {
            auto last = std::chrono::steady_clock::now();
            return exportRows(request, token, [&](uint64_t rows) {
                const auto now = std::chrono::steady_clock::now();
                if (now - last < std::chrono::milliseconds(100)) return;
                last = now;
                deliver([tell, rows] { tell(rows); });
            });
        },
        [this, path = request.path](const Result<ExportOutcome>& outcome) { takeOutcome(outcome, path); },
        Background::Lane::OwnThread);
}

void ExportDialog::takeOutcome(const Result<ExportOutcome>& outcome, const QString& path) {
    setRunning(false);
    const QLocale locale;
    if (outcome) {
        tell(tr("%1 rows read, %2 rows written and counted · %3 · %4")
                 .arg(locale.toString(qulonglong(outcome->rowsRead)),
                      locale.toString(qulonglong(outcome->rowsWritten)),
                      locale.formattedDataSize(outcome->bytes), QDir::toNativeSeparators(path)),
             "success");
        Q_EMIT exported(outcome->rowsWritten, path);
    } else if (outcome.error().code == ErrorCode::Cancelled) {
        tell(tr("Stopped. No file was written."), "muted");
    } else {
        tell(make::errorText(outcome.error()), "error");
    }
}

}  // namespace tributary::ui
