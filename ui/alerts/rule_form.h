// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QSlider>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QWidget>
#include <map>

#include "core/alerts/rules/rule.h"
#include "ui/session/connection_list.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// The fields of one alert rule. What the form has no field for (combined conditions, expected sets) is kept
/// as it was loaded; the YAML side of the dialog shows it.
class RuleForm : public QWidget {
    Q_OBJECT

  public:
    RuleForm(ConnectionList& connections, Theme& theme, const QStringList& groups, QWidget* parent = nullptr);

    void load(const alerts::RuleGroup& group, const alerts::Rule& rule);
    alerts::RuleGroup group() const;
    alerts::Rule rule() const;
    /// The columns the query gives, for the choices.
    void setColumns(const std::vector<std::string>& values, const std::vector<std::string>& labels);
    /// A level that was dragged in the chart; `kind`: 0 warning, 1 critical, 2 recovery.
    void setLevel(int kind, double value);
    /// The first field that does not hold; empty when all do. Marks it.
    QString check();

  Q_SIGNALS:
    void edited();

  private:
    QWidget* field(const QString& name, QWidget* editor);
    QWidget* pair(QWidget* left, QWidget* right);
    QComboBox* choice(const QString& name, const std::vector<std::pair<QString, int>>& items);
    QComboBox* duration(const QString& name, const QStringList& items);
    QLineEdit* line(const QString& name, const QString& placeholder = {});
    void buildQuery(const QStringList& groups);
    void buildCondition();
    void buildTiming();
    void buildTexts();
    void showFields();
    void showSensitivity();
    void markInvalid(QWidget* editor, bool invalid);
    void loadCondition(const alerts::Condition& condition);
    alerts::Condition condition() const;
    std::optional<double> numberOf(const QLineEdit* field) const;

    ConnectionList& m_connections;
    Theme& m_theme;
    alerts::RuleGroup m_group;
    alerts::Rule m_rule;
    bool m_loading = false;
    std::map<const QWidget*, QWidget*> m_rows;  ///< editor → its row

    QLineEdit* m_name = nullptr;
    QComboBox* m_groupName = nullptr;
    QComboBox* m_target = nullptr;
    QPlainTextEdit* m_query = nullptr;
    QComboBox* m_value = nullptr;
    QLineEdit* m_labelColumns = nullptr;
    QLineEdit* m_timeColumn = nullptr;
    QComboBox* m_kind = nullptr;
    QComboBox* m_comparison = nullptr;
    QLineEdit* m_warning = nullptr;
    QLineEdit* m_critical = nullptr;
    QLineEdit* m_recovery = nullptr;
    QComboBox* m_span = nullptr;
    QCheckBox* m_percent = nullptr;
    QSlider* m_sensitivity = nullptr;
    QLabel* m_sensitivityText = nullptr;
    QComboBox* m_direction = nullptr;
    QLineEdit* m_minDeviation = nullptr;
    QLineEdit* m_minPercent = nullptr;
    QSpinBox* m_allowed = nullptr;
    QSpinBox* m_breaches = nullptr;
    QSpinBox* m_windows = nullptr;
    QWidget* m_windowRow = nullptr;
    QWidget* m_levelRow = nullptr;
    QWidget* m_deviationRow = nullptr;
    QWidget* m_sensitivityRow = nullptr;
    QComboBox* m_hold = nullptr;
    QComboBox* m_every = nullptr;
    QComboBox* m_keep = nullptr;
    QComboBox* m_noData = nullptr;
    QComboBox* m_error = nullptr;
    QComboBox* m_missing = nullptr;
    QLineEdit* m_labels = nullptr;
    QLineEdit* m_summary = nullptr;
    QPlainTextEdit* m_description = nullptr;
};

}  // namespace tributary::ui
