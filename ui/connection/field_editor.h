// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>
#include <string>

#include "core/connect/descriptor.h"
#include "ui/theme/theme.h"

class QLineEdit;
class QCheckBox;
class QComboBox;

namespace tributary::ui {

/// The widget of one field of a connection form, chosen by the field's kind. A stored secret is never shown:
/// the field stays empty and says that one is kept.
class FieldEditor : public QWidget {
    Q_OBJECT

  public:
    FieldEditor(const connect::Field& field, const Theme& theme, QWidget* parent = nullptr);

    const connect::Field& field() const { return m_field; }
    bool isSecret() const { return m_field.kind == connect::FieldKind::Secret; }
    std::string value() const;
    void setValue(const std::string& value);
    /// A secret is stored for this field; leaving it empty keeps it.
    void setStored(bool stored);
    void setInvalid(bool invalid);

  Q_SIGNALS:
    void edited();

  private:
    void buildLine(const Theme& theme);
    void browse();

    connect::Field m_field;
    QLineEdit* m_line = nullptr;
    QCheckBox* m_check = nullptr;
    QComboBox* m_choice = nullptr;
};

}  // namespace tributary::ui
