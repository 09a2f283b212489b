// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/cell_viewer.h"

#include <QtCore/QLocale>
#include <QtCore/QSaveFile>
#include <QtGui/QClipboard>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

#include "ui/export/save_path.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"
#include "ui/widgets/own_escape.h"

namespace tributary::ui {

CellViewer::CellViewer(const Theme& theme, Background& background, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_background(background) {
    setAccessibleName(tr("Value of the current cell"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHeader());
    m_forms = new QTabBar;
    m_forms->setProperty("kind", "segments");
    m_forms->setAccessibleName(tr("How to show the value"));
    m_forms->setExpanding(false);
    layout->addWidget(m_forms);
    m_text = new QPlainTextEdit;
    m_text->setProperty("kind", "flat");
    m_text->setReadOnly(true);
    m_text->setAccessibleName(tr("Value"));
    m_text->setFont(theme.monospace(metrics::kTextBody));
    m_picture = new QLabel;
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setMinimumSize(1, 1);
    m_picture->setAccessibleName(tr("Picture"));
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_text);
    m_stack->addWidget(m_picture);
    layout->addWidget(m_stack, 1);
    connect(m_forms, &QTabBar::currentChanged, this, &CellViewer::showForm);
    connect(m_forms, &QTabBar::tabBarClicked, this, [this](int index) {
        if (index >= 0) m_preferred = static_cast<Form>(m_forms->tabData(index).toInt());
    });
    connect(&theme, &Theme::changed, this,
            [this] { m_text->setFont(m_theme.monospace(metrics::kTextBody)); });
    clear();
}

QWidget* CellViewer::buildHeader() {
    auto* header = new QWidget;
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(12, 4, 4, 4);
    row->setSpacing(0);
    auto* titles = new QVBoxLayout;
    titles->setSpacing(0);
    m_title = new QLabel;
    m_title->setProperty("kind", "strong");
    m_title->setTextFormat(Qt::PlainText);
    m_details = new QLabel;
    m_details->setProperty("kind", "faint");
    m_details->setTextFormat(Qt::PlainText);
    for (QLabel* label : {m_title, m_details})
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    titles->addWidget(m_title);
    titles->addWidget(m_details);
    row->addLayout(titles, 1);
    m_wrap = addButton(QStringLiteral("wrap-text"), tr("Wrap long lines"));
    m_wrap->setCheckable(true);
    m_wrap->setChecked(true);
    m_copy = addButton(QStringLiteral("copy"), tr("Copy the whole value"));
    m_save = addButton(QStringLiteral("save"), tr("Save the whole value to a file"));
    QToolButton* close = addButton(QStringLiteral("x"), tr("Close the panel (Esc)"));
    for (QToolButton* button : {m_wrap, m_copy, m_save, close}) row->addWidget(button);
    connect(m_wrap, &QToolButton::toggled, this, [this](bool wrap) {
        m_text->setLineWrapMode(wrap ? QPlainTextEdit::WidgetWidth : QPlainTextEdit::NoWrap);
    });
    connect(m_copy, &QToolButton::clicked, this, &CellViewer::copy);
    connect(m_save, &QToolButton::clicked, this, &CellViewer::save);
    connect(close, &QToolButton::clicked, this, &CellViewer::closed);
    return header;
}

QToolButton* CellViewer::addButton(const QString& icon, const QString& text) {
    auto* button = new QToolButton;
    button->setIcon(m_theme.icon(icon));
    button->setToolTip(text);
    button->setAccessibleName(text);
    return button;
}

void CellViewer::showCell(const result::StoreView& view, uint64_t row, size_t column) {
    m_token.cancel();
    const uint64_t generation = ++m_generation;
    m_token = m_background.run(
        this, [view, row, column](const CancelToken&) { return loadCellValue(view, row, column); },
        [this, generation](const Result<std::shared_ptr<CellValue>>& value) {
            if (generation != m_generation) return;
            if (!value) {
                Q_EMIT failed(make::errorText(value.error()));
                return;
            }
            present(std::move(**value));
        });
}

void CellViewer::clear() {
    m_token.cancel();
    ++m_generation;
    m_value = {};
    m_title->setText(tr("No cell"));
    m_details->setText(tr("Choose a cell to see its whole value."));
    m_text->clear();
    m_picture->clear();
    m_stack->setCurrentWidget(m_text);
    while (m_forms->count() > 0) m_forms->removeTab(0);
    m_forms->hide();
    m_copy->setEnabled(false);
    m_save->setEnabled(false);
}

void CellViewer::present(CellValue value) {
    m_value = std::move(value);
    const QLocale locale;
    m_title->setText(m_value.column);
    QStringList details{tr("row %1").arg(locale.toString(m_value.row + 1)), m_value.type};
    if (!m_value.isNull && !m_value.isBinary)
        details << tr("%1 characters").arg(locale.toString(m_value.characters));
    if (!m_value.isNull) details << locale.formattedDataSize(m_value.bytes.size());
    if (!m_value.image.isNull()) {
        details << QStringLiteral("%1 %2 × %3")
                       .arg(m_value.imageKind)
                       .arg(m_value.image.width())
                       .arg(m_value.image.height());
    }
    if (m_value.isCut) details << tr("the beginning is shown; copy and save take all of it");
    m_details->setText(details.join(QStringLiteral(" · ")));
    m_details->setToolTip(m_details->text());
    m_copy->setEnabled(!m_value.isNull);
    m_save->setEnabled(!m_value.isNull);
    fillForms();
    showForm();
    Q_EMIT shown();
}

void CellViewer::fillForms() {
    const QSignalBlocker quiet(m_forms);
    while (m_forms->count() > 0) m_forms->removeTab(0);
    const auto add = [this](Form form, const QString& text) {
        m_forms->setTabData(m_forms->addTab(text), static_cast<int>(form));
    };
    if (!m_value.image.isNull()) add(Form::Picture, tr("Picture"));
    if (!m_value.json.isEmpty()) add(Form::Json, tr("JSON"));
    if (m_value.isBinary) add(Form::Hex, tr("Bytes"));
    if (!m_value.isBinary) add(Form::Text, tr("Text"));
    for (int i = 0; i < m_forms->count(); ++i) {
        if (m_forms->tabData(i).toInt() == static_cast<int>(m_preferred)) m_forms->setCurrentIndex(i);
    }
    m_forms->setVisible(m_forms->count() > 1);
}

void CellViewer::showForm() {
    if (m_value.isNull) {
        m_text->setPlainText({});
        m_text->setPlaceholderText(tr("NULL: there is no value."));
        m_stack->setCurrentWidget(m_text);
        return;
    }
    m_text->setPlaceholderText(tr("Empty text."));
    switch (static_cast<Form>(m_forms->tabData(m_forms->currentIndex()).toInt())) {
        case Form::Text:
            m_text->setPlainText(m_value.text);
            break;
        case Form::Json:
            m_text->setPlainText(m_value.json);
            break;
        case Form::Hex:
            m_text->setPlainText(m_value.hex);
            break;
        case Form::Picture:
            scalePicture();
            m_stack->setCurrentWidget(m_picture);
            return;
    }
    m_stack->setCurrentWidget(m_text);
}

void CellViewer::scalePicture() {
    if (m_value.image.isNull()) return;
    const QSize room = m_stack->size() - QSize(16, 16);
    QPixmap picture = QPixmap::fromImage(m_value.image);
    const bool large = picture.width() > room.width() || picture.height() > room.height();
    if (large) picture = picture.scaled(room, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    m_picture->setPixmap(picture);
}

void CellViewer::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    scalePicture();
}

bool CellViewer::event(QEvent* event) {
    if (!asksForEscape(event)) return QWidget::event(event);
    event->accept();
    return true;
}

void CellViewer::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT closed();
        return;
    }
    QWidget::keyPressEvent(event);
}

void CellViewer::copy() {
    if (m_value.isBinary) {
        QApplication::clipboard()->setText(QString::fromLatin1(m_value.bytes.toHex()));
    } else {
        QApplication::clipboard()->setText(QString::fromUtf8(m_value.bytes));
    }
}

void CellViewer::save() {
    const QString suffix = !m_value.image.isNull()  ? m_value.imageKind.toLower()
                           : m_value.isBinary       ? QStringLiteral("bin")
                           : m_value.json.isEmpty() ? QStringLiteral("txt")
                                                    : QStringLiteral("json");
    const QString name = QStringLiteral("%1-%2.%3").arg(m_value.column).arg(m_value.row + 1).arg(suffix);
    askSavePath(this, tr("Save the value"), name, tr("All files (*)"), [this](const QString& path) {
        m_background.run(
            this,
            [path, bytes = m_value.bytes](const CancelToken&) -> Result<void> {
                QSaveFile file(path);
                if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
                    return {};
                return fail(ErrorCode::Io,
                            "The value could not be saved to " + path.toStdString() + ": " +
                                file.errorString().toStdString(),
                            "Choose another folder or free space on the disk.");
            },
            [this](const Result<void>& saved) {
                if (!saved) Q_EMIT failed(make::errorText(saved.error()));
            });
    });
}

}  // namespace tributary::ui
