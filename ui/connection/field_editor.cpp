// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/field_editor.h"

#include <QtGui/QIntValidator>
#include <QtWidgets/QAction>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QStyle>

#include "ui/preferences/language.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

using connect::FieldKind;

FieldEditor::FieldEditor(const connect::Field& field, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_field(field) {
    setLayout(make::row(4));
    const QString label = Language::descriptorText(field.label);
    if (field.kind == FieldKind::Boolean) {
        m_check = new QCheckBox(label, this);
        connect(m_check, &QCheckBox::toggled, this, &FieldEditor::edited);
        layout()->addWidget(m_check);
    } else if (field.kind == FieldKind::Choice) {
        m_choice = new QComboBox(this);
        m_choice->setAccessibleName(label);
        for (const connect::FieldChoice& choice : field.choices) {
            m_choice->addItem(Language::descriptorText(choice.label), make::text(choice.value));
        }
        connect(m_choice, QOverload<int>::of(&QComboBox::currentIndexChanged), this, &FieldEditor::edited);
        layout()->addWidget(m_choice);
    } else {
        buildLine(theme);
        m_line->setAccessibleName(label);
    }
    setToolTip(Language::descriptorText(field.help));
    setValue(field.defaultValue);
}

void FieldEditor::buildLine(const Theme& theme) {
    m_line = new QLineEdit(this);
    m_line->setPlaceholderText(Language::descriptorText(m_field.placeholder));
    connect(m_line, &QLineEdit::textEdited, this, &FieldEditor::edited);
    layout()->addWidget(m_line);
    if (m_field.kind == FieldKind::Integer) m_line->setValidator(new QIntValidator(0, 2000000000, m_line));
    if (m_field.kind == FieldKind::Secret) m_line->setEchoMode(QLineEdit::Password);
    if (m_field.kind == FieldKind::File || m_field.kind == FieldKind::Folder) {
        auto* browseButton = make::iconButton(theme.icon(QStringLiteral("folder-open")), tr("Browse"), this);
        connect(browseButton, &QToolButton::clicked, this, &FieldEditor::browse);
        layout()->addWidget(browseButton);
    }
}

void FieldEditor::browse() {
    auto* dialog = new QFileDialog(window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(m_field.kind == FieldKind::Folder ? QFileDialog::Directory : QFileDialog::AnyFile);
    if (!m_line->text().isEmpty()) dialog->selectFile(m_line->text());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        m_line->setText(path);
        Q_EMIT edited();
    });
    dialog->open();
}

std::string FieldEditor::value() const {
    if (m_check) return m_check->isChecked() ? "true" : "false";
    if (m_choice) return m_choice->currentData().toString().toStdString();
    return isSecret() ? m_line->text().toStdString() : m_line->text().trimmed().toStdString();
}

void FieldEditor::setValue(const std::string& value) {
    if (m_check) {
        m_check->setChecked(value == "true");
    } else if (m_choice) {
        m_choice->setCurrentIndex(std::max(0, m_choice->findData(make::text(value))));
    } else {
        m_line->setText(make::text(value));
    }
}

void FieldEditor::setStored(bool stored) {
    if (m_line && stored) m_line->setPlaceholderText(tr("kept in the secret store; empty keeps it"));
}

void FieldEditor::setInvalid(bool invalid) {
    if (!m_line) return;
    m_line->setProperty("state", invalid ? "error" : "");
    m_line->style()->unpolish(m_line);
    m_line->style()->polish(m_line);
}

}  // namespace tributary::ui
