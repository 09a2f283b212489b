// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/steps/step_form.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>

#include "ui/connection/field_editor.h"
#include "ui/steps/column_picker.h"
#include "ui/steps/step_text.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

connect::FieldKind editorKind(plugin::FieldKind kind) {
    switch (kind) {
        case plugin::FieldKind::Secret:
            return connect::FieldKind::Secret;
        case plugin::FieldKind::Integer:
            return connect::FieldKind::Integer;
        case plugin::FieldKind::Boolean:
            return connect::FieldKind::Boolean;
        case plugin::FieldKind::Choice:
            return connect::FieldKind::Choice;
        case plugin::FieldKind::File:
            return connect::FieldKind::File;
        case plugin::FieldKind::Folder:
            return connect::FieldKind::Folder;
        default:
            return connect::FieldKind::Text;
    }
}

/// The field as the connection form knows it, its texts already in the window's language.
connect::Field editorField(const plugin::ManifestField& field) {
    connect::Field out;
    out.key = field.key;
    out.label = stepText(field.label).toStdString();
    out.kind = editorKind(field.kind);
    out.defaultValue = field.defaultValue;
    out.required = field.required;
    out.help = stepText(field.help).toStdString();
    out.placeholder = field.placeholder;
    for (const auto& choice : field.choices)
        out.choices.push_back({choice.value, stepText(choice.label).toStdString()});
    return out;
}

}  // namespace

StepForm::StepForm(const plugin::StepPart& part, const QStringList& columns, const Theme& theme,
                   QWidget* parent)
    : QWidget(parent), m_part(part), m_columns(columns) {
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(10);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    for (const auto& field : part.fields) addRow(*form, field, theme);
}

QComboBox* StepForm::columnBox(const plugin::ManifestField& field) {
    auto* box = new QComboBox;
    if (!field.required) box->addItem(tr("None"), QString());
    for (const QString& name : m_columns) box->addItem(name, name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(12);
    connect(box, QOverload<int>::of(&QComboBox::currentIndexChanged), this, &StepForm::edited);
    return box;
}

void StepForm::addRow(QFormLayout& form, const plugin::ManifestField& field, const Theme& theme) {
    Row row;
    row.key = field.key;
    const QString label = stepText(field.label);
    QWidget* widget = nullptr;
    if (field.kind == plugin::FieldKind::Column) {
        widget = row.column = columnBox(field);
    } else if (field.kind == plugin::FieldKind::Columns) {
        widget = row.columns = new ColumnPicker(m_columns);
        connect(row.columns, &ColumnPicker::edited, this, &StepForm::edited);
    } else {
        widget = row.editor = new FieldEditor(editorField(field), theme);
        connect(row.editor, &FieldEditor::edited, this, &StepForm::edited);
    }
    widget->setToolTip(stepText(field.help));
    widget->setAccessibleName(label);
    form.addRow(field.kind == plugin::FieldKind::Boolean ? QString() : label, widget);
    m_rows.push_back(row);
}

plugin::StepConfig StepForm::config() const {
    plugin::StepConfig out;
    for (const auto& row : m_rows) {
        std::string value;
        if (row.column) {
            value = row.column->currentData().toString().toStdString();
        } else if (row.columns) {
            std::vector<std::string> names;
            for (const QString& name : row.columns->chosen()) names.push_back(name.toStdString());
            value = plugin::columnNamesText(names);
        } else {
            value = row.editor->value();
        }
        out[row.key] = std::move(value);
    }
    return out;
}

void StepForm::setConfig(const plugin::StepConfig& config) {
    for (const auto& row : m_rows) {
        const auto given = config.find(row.key);
        if (given == config.end()) continue;
        if (row.column) {
            const int index = row.column->findData(make::text(given->second));
            if (index >= 0) row.column->setCurrentIndex(index);
        } else if (row.columns) {
            QStringList names;
            for (const auto& name : plugin::columnNames(given->second)) names << make::text(name);
            row.columns->setChosen(names);
        } else {
            row.editor->setValue(given->second);
        }
    }
}

QString StepForm::complaint() const {
    const auto values = config();
    for (const auto& field : m_part.fields) {
        const auto value = values.find(field.key);
        if (field.required && (value == values.end() || value->second.empty()))
            return tr("%1: a value is needed.").arg(stepText(field.label));
    }
    return {};
}

}  // namespace tributary::ui
