// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>
#include <string>
#include <vector>

#include "core/plugin/apply/step_config.h"
#include "core/sql/remote_query.h"
#include "ui/theme/theme.h"

class QComboBox;
class QFormLayout;

namespace tributary::ui {

class ColumnPicker;
class FieldEditor;

/// The settings of one processor, visual, exporter or notifier, drawn from its manifest. Columns are chosen
/// from those the rows have; it begins with those that fit. What is required has a star. UI thread.
class StepForm : public QWidget {
    Q_OBJECT

  public:
    StepForm(const plugin::StepPart& part, const std::vector<sql::Column>& columns, const Theme& theme,
             QWidget* parent = nullptr);

    plugin::StepConfig config() const;
    void setConfig(const plugin::StepConfig& config);
    /// What is missing or cannot be, for people; empty: nothing.
    QString complaint() const;
    bool isEmpty() const { return m_part.fields.empty(); }

  Q_SIGNALS:
    void edited();

  private:
    struct Row {
        std::string key;
        FieldEditor* editor = nullptr;
        QComboBox* column = nullptr;
        ColumnPicker* columns = nullptr;
    };
    void addRow(QFormLayout& form, const plugin::ManifestField& field, const Theme& theme);
    QComboBox* columnBox(const plugin::ManifestField& field);

    plugin::StepPart m_part;
    QStringList m_columns;
    std::vector<Row> m_rows;
};

}  // namespace tributary::ui
