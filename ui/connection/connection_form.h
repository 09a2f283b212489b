// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>
#include <map>
#include <string>
#include <vector>

#include "core/connect/descriptor.h"
#include "core/store/workspace.h"
#include "ui/connection/field_editor.h"

class QCheckBox;
class QFormLayout;
class QLabel;
class QTabBar;
class QStackedWidget;

namespace tributary::ui {

/// The form of one connection, drawn from its connector's descriptor: name and fields by group, then how the
/// connection looks and whether it may write.
class ConnectionForm : public QWidget {
    Q_OBJECT

  public:
    ConnectionForm(const connect::Descriptor& descriptor, const Theme& theme, QWidget* parent = nullptr);

    void load(const store::ConnectionRecord& record);
    /// The record as filled in; id and secret keys come from `base`.
    store::ConnectionRecord record(store::ConnectionRecord base) const;
    /// Secrets typed in now.
    std::map<std::string, std::string> secrets() const;
    /// Marks what is missing or cannot be; the first complaint, empty when all is well.
    QString check() const;

  Q_SIGNALS:
    void edited();

  private:
    void addGroup(const QString& title, const std::string& group, const Theme& theme);
    QWidget* buildLookPage(const Theme& theme);
    QWidget* colorRow(const Theme& theme);
    void setColor(const QString& color);

    connect::Descriptor m_descriptor;
    QTabBar* m_tabs;
    QStackedWidget* m_pages;
    QLineEdit* m_name;
    QLineEdit* m_group = nullptr;
    QCheckBox* m_readOnly = nullptr;
    std::vector<FieldEditor*> m_fields;
    std::vector<std::pair<QString, QWidget*>> m_colors;
    QString m_color;
    bool m_nameTyped = false;
};

}  // namespace tributary::ui
