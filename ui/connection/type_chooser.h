// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QStandardItemModel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QWidget>
#include <string>

#include "core/connect/connector_registry.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// The list of database types with a search field; also found by the words a connector says people use.
class TypeChooser : public QWidget {
    Q_OBJECT

  public:
    TypeChooser(const connect::ConnectorRegistry& registry, const Theme& theme, QWidget* parent = nullptr);
    void select(const std::string& id);

  Q_SIGNALS:
    void chosen(const std::string& id);

  private:
    void fill(const QString& search);

    const connect::ConnectorRegistry& m_registry;
    const Theme& m_theme;
    QStandardItemModel m_model;
    QLineEdit* m_field;
    QListView* m_list;
};

}  // namespace tributary::ui
