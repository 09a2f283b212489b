// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/queries_panel.h"

#include <QtWidgets/QMenu>

#include "ui/theme/metrics.h"
#include "ui/widgets/ask_text.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/make.h"
#include "ui/widgets/two_line_delegate.h"

namespace tributary::ui {

QueriesPanel::QueriesPanel(WorkspaceContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_field(new QLineEdit(this)),
      m_list(new QListView(this)),
      m_stack(new QStackedWidget(this)) {
    auto* header = new QWidget(this);
    header->setFixedHeight(metrics::kPanelHeader);
    auto* row = make::row(2);
    header->setLayout(row);
    row->setContentsMargins(12, 0, 6, 0);
    row->addWidget(make::label(tr("Saved queries"), "strong", header), 1);
    auto* add =
        make::iconButton(context.theme.icon(QStringLiteral("plus")), tr("New query (Ctrl+T)"), header);
    connect(add, &QToolButton::clicked, this, [this] { m_context.navigator.openQuery({}); });
    row->addWidget(add);

    m_list->setModel(&m_model);
    m_list->setItemDelegate(new TwoLineDelegate(context.theme, m_list));
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAccessibleName(tr("Saved queries"));
    m_field->setPlaceholderText(tr("Search queries"));
    m_field->setAccessibleName(tr("Search queries"));
    m_field->setClearButtonEnabled(true);
    m_field->addAction(context.theme.icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    connect(m_field, &QLineEdit::textChanged, this, &QueriesPanel::filter);
    const auto onKey = [this](const QKeySequence& key, void (QueriesPanel::*act)(int)) {
        auto* action = new QAction(m_list);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [this, act] {
            if (m_list->currentIndex().isValid()) (this->*act)(m_list->currentIndex().row());
        });
        m_list->addAction(action);
    };
    onKey(Qt::Key_F2, &QueriesPanel::rename);
    onKey(QKeySequence::Delete, &QueriesPanel::remove);
    connect(m_list, &QListView::activated, this, [this](const QModelIndex& index) { open(index.row()); });
    connect(m_list, &QListView::customContextMenuRequested, this, &QueriesPanel::showMenu);
    auto* empty = new EmptyState(context.theme.icon(QStringLiteral("file-code-2")),
                                 tr("Queries worth keeping.\nSave one with Ctrl+S."), tr("New query"),
                                 context.theme.icon(QStringLiteral("plus"), Role::OnAccent), this);
    connect(empty, &EmptyState::activated, this, [this] { m_context.navigator.openQuery({}); });
    m_stack->addWidget(m_list);
    m_stack->addWidget(empty);
    auto* layout = make::column(0);
    setLayout(layout);
    layout->addWidget(header);
    auto* fieldRow = make::row();
    fieldRow->setContentsMargins(8, 0, 8, 8);
    fieldRow->addWidget(m_field);
    layout->addLayout(fieldRow);
    layout->addWidget(m_stack, 1);
    connect(&context.events, &WorkspaceEvents::savedQueriesChanged, this, &QueriesPanel::reload);
    reload();
}

void QueriesPanel::reload() {
    m_context.background.run(
        this,
        [&workspace = m_context.workbench.workspace()](const CancelToken&) {
            return workspace.savedQueries();
        },
        [this](Result<std::vector<store::SavedQuery>> queries) {
            if (!queries) return m_context.navigator.tell(make::errorText(queries.error()));
            show(std::move(*queries));
        });
}

void QueriesPanel::show(std::vector<store::SavedQuery> queries) {
    m_queries = std::move(queries);
    m_model.clear();
    for (const store::SavedQuery& query : m_queries) {
        auto* item =
            new QStandardItem(m_context.theme.icon(QStringLiteral("file-code-2")), make::text(query.name));
        item->setEditable(false);
        QString second = query.target.empty() ? tr("Federated") : make::text(query.target);
        if (!query.folder.empty()) second = make::text(query.folder) + QStringLiteral(" · ") + second;
        item->setData(second, TwoLineDelegate::SecondLineRole);
        item->setToolTip(make::text(query.sql).left(600));
        m_model.appendRow(item);
    }
    m_field->setVisible(!m_queries.empty());
    m_stack->setCurrentIndex(m_queries.empty() ? 1 : 0);
    filter();
}

void QueriesPanel::filter() {
    const QString wanted = m_field->text().trimmed();
    for (size_t i = 0; i < m_queries.size(); ++i) {
        const store::SavedQuery& query = m_queries[i];
        const bool matches = make::text(query.name).contains(wanted, Qt::CaseInsensitive) ||
                             make::text(query.folder).contains(wanted, Qt::CaseInsensitive) ||
                             make::text(query.sql).contains(wanted, Qt::CaseInsensitive);
        m_list->setRowHidden(static_cast<int>(i), !matches);
    }
}

void QueriesPanel::keep(const store::SavedQuery& query) {
    m_context.background.run(
        this,
        [&workspace = m_context.workbench.workspace(), query](const CancelToken&) {
            return workspace.saveQuery(query);
        },
        [this](const Result<std::string>& kept) {
            if (!kept) m_context.navigator.tell(make::errorText(kept.error()));
            Q_EMIT m_context.events.savedQueriesChanged();
        });
}

void QueriesPanel::rename(int row) {
    const store::SavedQuery query = m_queries.at(static_cast<size_t>(row));
    askText(this, tr("Rename query"), tr("Name of the query"), make::text(query.name), tr("Rename"),
            [this, query](const QString& name) {
                store::SavedQuery renamed = query;
                renamed.name = name.toStdString();
                keep(renamed);
            });
}

void QueriesPanel::duplicate(int row) {
    store::SavedQuery copy = m_queries.at(static_cast<size_t>(row));
    copy.id.clear();
    copy.name = tr("%1 (copy)").arg(make::text(copy.name)).toStdString();
    keep(copy);
}

void QueriesPanel::open(int row) {
    if (row < 0 || row >= static_cast<int>(m_queries.size())) return;
    const store::SavedQuery& saved = m_queries[static_cast<size_t>(row)];
    NewQuery query;
    query.title = make::text(saved.name);
    query.sql = make::text(saved.sql);
    query.target = saved.target;
    query.savedQueryId = saved.id;
    query.chart = saved.chart;
    m_context.navigator.openQuery(query);
}

void QueriesPanel::remove(int row) {
    const store::SavedQuery query = m_queries.at(static_cast<size_t>(row));
    askConfirmation(this, tr("Remove query"),
                    tr("“%1” is removed from this workspace.").arg(make::text(query.name)), tr("Remove"),
                    [this, query] {
                        m_context.background.run(
                            this,
                            [&workspace = m_context.workbench.workspace(),
                             id = query.id](const CancelToken&) { return workspace.removeQuery(id); },
                            [this](const Result<void>& removed) {
                                if (!removed) m_context.navigator.tell(make::errorText(removed.error()));
                                Q_EMIT m_context.events.savedQueriesChanged();
                            });
                    });
}

void QueriesPanel::showMenu(const QPoint& position) {
    const QModelIndex index = m_list->indexAt(position);
    if (!index.isValid()) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_context.theme.icon(QStringLiteral("file-code-2")), tr("Open"), this,
                    [this, row = index.row()] { open(row); });
    const auto withKey = [](QAction* action, const QKeySequence& key) {
        action->setShortcut(key);
        action->setShortcutVisibleInContextMenu(true);
    };
    withKey(menu->addAction(m_context.theme.icon(QStringLiteral("pencil")), tr("Rename…"), this,
                            [this, row = index.row()] { rename(row); }),
            Qt::Key_F2);
    menu->addAction(m_context.theme.icon(QStringLiteral("copy")), tr("Duplicate"), this,
                    [this, row = index.row()] { duplicate(row); });
    menu->addSeparator();
    withKey(menu->addAction(m_context.theme.icon(QStringLiteral("trash-2"), Role::Danger), tr("Remove…"),
                            this, [this, row = index.row()] { remove(row); }),
            QKeySequence::Delete);
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

}  // namespace tributary::ui
