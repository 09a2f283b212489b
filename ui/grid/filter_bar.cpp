// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/filter_bar.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

#include "core/result/cell_format.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/own_escape.h"

namespace tributary::ui {

namespace {

constexpr int kMaxListedColumns = 2000;

}  // namespace

FilterBar::FilterBar(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setAccessibleName(tr("Row filter"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(8);
    buildFields();
    layout->addWidget(m_column);
    layout->addWidget(m_operator);
    layout->addWidget(m_value);
    m_chips = new QHBoxLayout;
    m_chips->setSpacing(4);
    layout->addLayout(m_chips);
    m_error = new QLabel;
    m_error->setProperty("kind", "error");
    m_error->setTextFormat(Qt::PlainText);
    layout->addWidget(m_error, 1);
    auto* close = new QToolButton;
    close->setProperty("kind", "flat");
    close->setIcon(m_theme.icon(QStringLiteral("x")));
    close->setToolTip(tr("Close the filter (rows stay filtered until their chip is removed)"));
    close->setAccessibleName(tr("Close the filter"));
    connect(close, &QToolButton::clicked, this, &FilterBar::closed);
    layout->addWidget(close);
}

void FilterBar::buildFields() {
    m_column = new QComboBox;
    m_column->setAccessibleName(tr("Column to filter"));
    m_column->setMinimumWidth(140);
    // Not as wide as the longest of many names, each of which would be measured.
    m_column->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_operator = new QComboBox;
    m_operator->setAccessibleName(tr("Comparison"));
    m_value = new QLineEdit;
    m_value->setAccessibleName(tr("Value to compare with"));
    m_value->setPlaceholderText(tr("Filter the rows fetched, Enter to apply"));
    m_value->setMinimumWidth(240);
    m_value->setClearButtonEnabled(true);
    connect(m_column, QOverload<int>::of(&QComboBox::currentIndexChanged), this,
            [this] { adaptOperators(); });
    connect(m_operator, QOverload<int>::of(&QComboBox::currentIndexChanged), this, [this] {
        m_value->setEnabled(needsValue(static_cast<RowFilter::Operator>(m_operator->currentData().toInt())));
    });
    connect(m_value, &QLineEdit::returnPressed, this, &FilterBar::submit);
    connect(m_operator, QOverload<int>::of(&QComboBox::activated), this, [this] {
        if (!m_value->isEnabled()) submit();
    });
}

void FilterBar::setColumns(const std::vector<sql::Column>& columns) {
    m_columns = columns;
    m_column->clear();
    m_column->addItem(tr("Any column"), RowFilter::kAnyColumn);
    for (int c = 0; c < std::min<int>(kMaxListedColumns, static_cast<int>(columns.size())); ++c) {
        m_column->addItem(QString::fromStdString(columns[static_cast<size_t>(c)].name), c);
    }
    adaptOperators();
}

void FilterBar::adaptOperators() {
    using Operator = RowFilter::Operator;
    const QVariant before = m_operator->currentData();
    m_operator->clear();
    m_operator->addItem(operatorText(Operator::Contains), static_cast<int>(Operator::Contains));
    if (m_column->currentData().toInt() != RowFilter::kAnyColumn) {
        for (const auto op :
             {Operator::NotContains, Operator::Equal, Operator::NotEqual, Operator::Less, Operator::LessEqual,
              Operator::Greater, Operator::GreaterEqual, Operator::IsNull, Operator::IsNotNull}) {
            m_operator->addItem(operatorText(op), static_cast<int>(op));
        }
    }
    m_operator->setCurrentIndex(std::max(0, m_operator->findData(before)));
}

void FilterBar::submit() {
    RowFilter filter;
    filter.column = m_column->currentData().toInt();
    filter.op = static_cast<RowFilter::Operator>(m_operator->currentData().toInt());
    filter.value = m_value->text();
    if (needsValue(filter.op) && filter.value.isEmpty() && filter.op == RowFilter::Operator::Contains) return;
    m_error->clear();
    m_value->clear();
    Q_EMIT filterAdded(filter);
}

void FilterBar::setFilters(const std::vector<RowFilter>& filters) {
    while (QLayoutItem* item = m_chips->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    for (size_t i = 0; i < filters.size(); ++i) {
        auto* chip = new QPushButton(filterText(filters[i], m_columns));
        chip->setProperty("kind", "chip");
        chip->setIcon(m_theme.icon(QStringLiteral("x")));
        chip->setLayoutDirection(Qt::RightToLeft);
        chip->setToolTip(tr("Remove this condition"));
        chip->setAccessibleName(tr("Remove the condition %1").arg(chip->text()));
        connect(chip, &QPushButton::clicked, this, [this, i] { Q_EMIT filterRemoved(static_cast<int>(i)); });
        m_chips->addWidget(chip);
    }
    if (filters.empty()) m_error->clear();
}

void FilterBar::showError(const QString& message) {
    m_error->setText(message);
    m_error->setToolTip(message);
}

void FilterBar::edit(int column) {
    m_column->setCurrentIndex(std::max(0, m_column->findData(column)));
    const auto at = static_cast<size_t>(std::max(0, column));
    if (column >= 0 && at < m_columns.size() && result::isNumeric(m_columns[at].type)) {
        m_operator->setCurrentIndex(m_operator->findData(static_cast<int>(RowFilter::Operator::Equal)));
    }
    m_value->setFocus();
    m_value->selectAll();
}

bool FilterBar::event(QEvent* event) {
    if (!asksForEscape(event)) return QWidget::event(event);
    event->accept();
    return true;
}

void FilterBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT closed();
        return;
    }
    QWidget::keyPressEvent(event);
}

}  // namespace tributary::ui
