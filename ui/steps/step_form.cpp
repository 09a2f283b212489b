// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/steps/step_form.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>

#include "core/plugin/apply/column_choice.h"
#include "core/plugin/source/form_field.h"
#include "ui/connection/field_editor.h"
#include "ui/steps/column_picker.h"
#include "ui/steps/step_text.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

StepForm::StepForm(const plugin::StepPart& part, const std::vector<sql::Column>& columns, const Theme& theme,
                   QWidget* parent)
    : QWidget(parent), m_part(part) {
    for (const auto& column : columns) m_columns << make::text(column.name);
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(10);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    for (const auto& field : part.fields) addRow(*form, field, theme);
    setConfig(plugin::suggestColumns(part, columns));
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
        const auto inWindowsLanguage = [](const plugin::Text& text) { return stepText(text).toStdString(); };
        widget = row.editor = new FieldEditor(plugin::formField(field, inWindowsLanguage), theme);
        connect(row.editor, &FieldEditor::edited, this, &StepForm::edited);
    }
    widget->setToolTip(stepText(field.help));
    widget->setAccessibleName(label);
    const QString shown = field.required ? label + QStringLiteral(" *") : label;
    form.addRow(field.kind == plugin::FieldKind::Boolean ? QString() : shown, widget);
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
