// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>
#include <vector>

#include "core/sql/remote_query.h"
#include "ui/grid/row_filter.h"
#include "ui/theme/theme.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;

namespace tributary::ui {

/// One line above the grid: column, comparison, value; and a chip per condition in force. It only asks:
/// RowOrder does.
class FilterBar : public QWidget {
    Q_OBJECT

  public:
    explicit FilterBar(const Theme& theme, QWidget* parent = nullptr);

    void setColumns(const std::vector<sql::Column>& columns);
    void setFilters(const std::vector<RowFilter>& filters);
    void showError(const QString& message);
    /// Puts the cursor where a value for `column` (or any) is typed.
    void edit(int column);

  Q_SIGNALS:
    void filterAdded(const RowFilter& filter);
    void filterRemoved(int index);
    void closed();

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void buildFields();
    void adaptOperators();
    void submit();

    const Theme& m_theme;
    std::vector<sql::Column> m_columns;
    QComboBox* m_column = nullptr;
    QComboBox* m_operator = nullptr;
    QLineEdit* m_value = nullptr;
    QLabel* m_error = nullptr;
    QHBoxLayout* m_chips = nullptr;
};

}  // namespace tributary::ui
