// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/history_panel.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QAction>
#include <QtWidgets/QMenu>

#include "ui/theme/metrics.h"
#include "ui/widgets/ask_text.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/make.h"
#include "ui/widgets/two_line_delegate.h"

namespace tributary::ui {

namespace {

constexpr int kSearchDelayMs = 150;
constexpr int kTitleLength = 28;

}  // namespace

HistoryPanel::HistoryPanel(WorkspaceContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_model(new HistoryModel(context.workbench.workspace(), context.background, context.theme, this)),
      m_field(new QLineEdit(this)),
      m_list(new QListView(this)),
      m_stack(new QStackedWidget(this)) {
    m_field->setPlaceholderText(tr("Search history"));
    m_field->setAccessibleName(tr("Search history"));
    m_field->setClearButtonEnabled(true);
    m_field->addAction(context.theme.icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new TwoLineDelegate(context.theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAccessibleName(tr("History"));
    auto* empty =
        new EmptyState(context.theme.icon(QStringLiteral("history")),
                       tr("Every statement you run is kept here, with its time and rows."), {}, {}, this);
    m_stack->addWidget(m_list);
    m_stack->addWidget(empty);
    auto* fieldRow = make::row();
    fieldRow->setContentsMargins(8, 0, 8, 8);
    fieldRow->addWidget(m_field);
    auto* layout = make::column(0);
    setLayout(layout);
    layout->addWidget(buildHeader());
    layout->addLayout(fieldRow);
    layout->addWidget(m_stack, 1);

    m_searchTimer.setSingleShot(true);
    m_searchTimer.setInterval(kSearchDelayMs);
    connect(m_field, &QLineEdit::textChanged, &m_searchTimer, QOverload<>::of(&QTimer::start));
    connect(&m_searchTimer, &QTimer::timeout, this, [this] { m_model->search(m_field->text()); });
    connect(m_list, &QListView::activated, this, &HistoryPanel::open);
    connect(m_list, &QListView::customContextMenuRequested, this, &HistoryPanel::showMenu);
    connect(m_model, &HistoryModel::failed, this,
            [this](const QString& text) { m_context.navigator.tell(text); });
    connect(m_model, &HistoryModel::filled, this, [this] {
        m_stack->setCurrentIndex(m_model->rowCount() == 0 && m_field->text().isEmpty() ? 1 : 0);
    });
    connect(&context.events, &WorkspaceEvents::historyChanged, m_model, &HistoryModel::reload);
}

QWidget* HistoryPanel::buildHeader() {
    auto* header = new QWidget(this);
    header->setFixedHeight(metrics::kPanelHeader);
    auto* row = make::row(2);
    header->setLayout(row);
    row->setContentsMargins(12, 0, 6, 0);
    row->addWidget(make::label(tr("History"), "strong", header), 1);
    auto* erase =
        make::iconButton(m_context.theme.icon(QStringLiteral("trash-2")), tr("Clear history"), header);
    connect(erase, &QToolButton::clicked, this, &HistoryPanel::clear);
    row->addWidget(erase);
    return header;
}

void HistoryPanel::open(const QModelIndex& index) {
    const store::HistoryEntry& entry = m_model->entry(index.row());
    NewQuery query;
    query.sql = make::text(entry.sql);
    query.title = query.sql.simplified().left(kTitleLength);
    query.target = entry.target;
    m_context.navigator.openQuery(query);
}

void HistoryPanel::showMenu(const QPoint& position) {
    const QModelIndex index = m_list->indexAt(position);
    if (!index.isValid()) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QPersistentModelIndex kept(index);
    menu->addAction(m_context.theme.icon(QStringLiteral("file-code-2")), tr("Open in a new tab"), this,
                    [this, kept] {
                        if (kept.isValid()) open(kept);
                    });
    const QString sql = make::text(m_model->entry(index.row()).sql);
    menu->addAction(m_context.theme.icon(QStringLiteral("copy")), tr("Copy statement"), this,
                    [sql] { QGuiApplication::clipboard()->setText(sql); });
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

void HistoryPanel::clear() {
    askConfirmation(this, tr("Clear history"), tr("All past statements of this workspace are forgotten."),
                    tr("Clear"), [this] {
                        m_context.background.run(
                            this,
                            [&workspace = m_context.workbench.workspace()](const CancelToken&) {
                                return workspace.clearHistory();
                            },
                            [this](const Result<void>& cleared) {
                                if (!cleared) m_context.navigator.tell(make::errorText(cleared.error()));
                                m_model->reload();
                            });
                    });
}

}  // namespace tributary::ui
