// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/type_chooser.h"

#include "ui/preferences/language.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"
#include "ui/widgets/two_line_delegate.h"

namespace tributary::ui {

namespace {

constexpr int kIdRole = Qt::UserRole + 1;

bool matches(const connect::Descriptor& descriptor, const QString& search) {
    if (search.isEmpty()) return true;
    const auto contains = [&](const QString& text) { return text.contains(search, Qt::CaseInsensitive); };
    if (contains(Language::descriptorText(descriptor.label)) || contains(make::text(descriptor.id)))
        return true;
    for (const std::string& word : descriptor.keywords) {
        if (contains(make::text(word))) return true;
    }
    return false;
}

}  // namespace

TypeChooser::TypeChooser(const connect::ConnectorRegistry& registry, const Theme& theme, QWidget* parent)
    : QWidget(parent),
      m_registry(registry),
      m_theme(theme),
      m_field(new QLineEdit(this)),
      m_list(new QListView(this)) {
    m_field->setPlaceholderText(tr("Search types"));
    m_field->setAccessibleName(tr("Search types"));
    m_field->addAction(theme.icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new TwoLineDelegate(theme, m_list));
    m_list->setAccessibleName(tr("Database types"));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    auto* column = make::column(8);
    setLayout(column);
    column->setContentsMargins(0, 12, 0, 0);
    auto* fieldRow = make::row();
    fieldRow->setContentsMargins(12, 0, 12, 0);
    fieldRow->addWidget(m_field);
    column->addLayout(fieldRow);
    column->addWidget(m_list, 1);
    connect(m_field, &QLineEdit::textChanged, this, &TypeChooser::fill);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid()) Q_EMIT chosen(current.data(kIdRole).toString().toStdString());
            });
    fill({});
}

void TypeChooser::fill(const QString& search) {
    m_model.clear();
    for (const auto& connector : m_registry.all()) {
        const connect::Descriptor& descriptor = connector->descriptor();
        if (!matches(descriptor, search.trimmed())) continue;
        const QColor color =
            m_theme.sourceColor(make::text(descriptor.colorLight), make::text(descriptor.colorDark));
        auto* item = new QStandardItem(m_theme.icon(make::text(descriptor.icon), color),
                                       Language::descriptorText(descriptor.label));
        item->setData(make::text(descriptor.id), kIdRole);
        item->setToolTip(Language::descriptorText(descriptor.description));
        m_model.appendRow(item);
    }
    if (m_model.rowCount() > 0 && !search.isEmpty()) m_list->setCurrentIndex(m_model.index(0, 0));
}

void TypeChooser::select(const std::string& id) {
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (m_model.index(row, 0).data(kIdRole).toString().toStdString() == id)
            m_list->setCurrentIndex(m_model.index(row, 0));
    }
}

}  // namespace tributary::ui
