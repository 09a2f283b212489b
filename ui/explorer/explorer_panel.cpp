// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explorer/explorer_panel.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QAction>

#include "ui/explorer/explorer_delegate.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

ExplorerFilter* newFilter(ExplorerModel* model, QObject* parent) {
    auto* filter = new ExplorerFilter(parent);
    filter->setSourceModel(model);
    return filter;
}

}  // namespace

ExplorerPanel::ExplorerPanel(WorkspaceContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_model(new ExplorerModel(context.connections, context.workbench.federation(), context.background,
                                context.theme, this)),
      m_filter(newFilter(m_model, this)),
      m_tree(new ExplorerTree(*m_model, *m_filter, this)),
      m_menu(new ExplorerMenu(context, *m_model, this)),
      m_field(new QLineEdit(this)),
      m_stack(new QStackedWidget(this)) {
    buildTree();
    auto* content = new QWidget(this);
    auto* column = make::column(4);
    content->setLayout(column);
    auto* fieldRow = make::row();
    fieldRow->setContentsMargins(8, 0, 8, 4);
    m_field->setPlaceholderText(tr("Filter objects"));
    m_field->setAccessibleName(tr("Filter objects"));
    m_field->setClearButtonEnabled(true);
    m_field->addAction(context.theme.icon(QStringLiteral("list-filter")), QLineEdit::LeadingPosition);
    m_field->setToolTip(tr("Searches what has been opened; Ctrl+P searches everything"));
    connect(m_field, &QLineEdit::textChanged, this, &ExplorerPanel::filter);
    fieldRow->addWidget(m_field);
    column->addLayout(fieldRow);
    m_noMatch =
        make::label(tr("Nothing opened so far is called so. Ctrl+P searches everything."), "small", this);
    m_noMatch->setWordWrap(true);
    m_noMatch->setContentsMargins(12, 4, 12, 4);
    m_noMatch->hide();
    column->addWidget(m_noMatch);
    column->addWidget(m_tree, 1);

    auto* empty = new EmptyState(context.theme.icon(QStringLiteral("database")),
                                 tr("No connections yet.\nAdd one, or open the demo."), tr("New connection"),
                                 context.theme.icon(QStringLiteral("plus"), Role::OnAccent), this);
    connect(empty, &EmptyState::activated, this, [this] { m_context.navigator.newConnection(); });
    m_stack->addWidget(content);
    m_stack->addWidget(empty);
    auto* layout = make::column(0);
    setLayout(layout);
    layout->addWidget(buildHeader());
    layout->addWidget(m_stack, 1);
    connect(&context.connections, &ConnectionList::changed, this, &ExplorerPanel::updateEmpty);
    connect(&context.events, &WorkspaceEvents::healthChanged, m_model, &ExplorerModel::updateHealth);
    connect(&context.theme, &Theme::changed, m_tree, [this] { m_tree->viewport()->update(); });
    updateEmpty();
}

QWidget* ExplorerPanel::buildHeader() {
    auto* header = new QWidget(this);
    header->setFixedHeight(metrics::kPanelHeader);
    auto* row = make::row(2);
    header->setLayout(row);
    row->setContentsMargins(12, 0, 6, 0);
    row->addWidget(make::label(tr("Explorer"), "strong", header), 1);
    const Theme& theme = m_context.theme;
    auto* add =
        make::iconButton(theme.icon(QStringLiteral("plus")), tr("New connection (Ctrl+Shift+N)"), header);
    auto* refresh = make::iconButton(theme.icon(QStringLiteral("refresh-cw")), tr("Refresh (F5)"), header);
    auto* collapse = make::iconButton(theme.icon(QStringLiteral("minimize-2")), tr("Collapse all"), header);
    row->addWidget(add);
    row->addWidget(refresh);
    row->addWidget(collapse);
    connect(add, &QToolButton::clicked, this, [this] { m_context.navigator.newConnection(); });
    connect(refresh, &QToolButton::clicked, this, &ExplorerPanel::refreshCurrent);
    connect(collapse, &QToolButton::clicked, m_tree, &QTreeView::collapseAll);
    return header;
}

void ExplorerPanel::buildTree() {
    m_tree->setItemDelegate(new ExplorerDelegate(m_context.theme, m_tree));
    m_tree->setAccessibleName(tr("Connections and their tables"));
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &ExplorerPanel::showMenu);
    connect(m_tree, &QTreeView::doubleClicked, this, &ExplorerPanel::activate);
    const auto onKey = [this](const QList<QKeySequence>& keys, auto&& act) {
        auto* action = new QAction(m_tree);
        action->setShortcuts(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, act);
        m_tree->addAction(action);
    };
    const auto current = [this] { return m_filter->mapToSource(m_tree->currentIndex()); };
    onKey({Qt::Key_F4, Qt::Key_Return, Qt::Key_Enter}, [this] { activate(m_tree->currentIndex()); });
    onKey({Qt::Key_F5}, [this] { refreshCurrent(); });
    onKey({Qt::Key_F2}, [this, current] { m_menu->editConnection(current()); });
    onKey({QKeySequence::Delete}, [this, current] { m_menu->removeConnection(current()); });
    onKey({Qt::Key_Menu, QKeySequence(int(Qt::SHIFT) | int(Qt::Key_F10))},
          [this] { showMenu(m_tree->visualRect(m_tree->currentIndex()).center()); });
    onKey({QKeySequence::Copy}, [this, current] {
        const QString name = namesInSql(m_model->namesOf(current()), {}, sql::Lexis::DuckDb);
        if (!name.isEmpty()) QGuiApplication::clipboard()->setText(name);
    });
    connect(m_model, &ExplorerModel::loaded, this, [this](const QModelIndex& index) {
        const ExplorerNode* node = m_model->nodeAt(index);
        // The row has no room for the reason, and the status line counts what answers.
        if (node && node->state == ExplorerNode::State::Failed && !node->children.empty())
            m_context.navigator.tell(node->children.front()->name);
        Q_EMIT m_context.events.healthChanged();
        revealNext(index);
    });
}

void ExplorerPanel::filter(const QString& text) {
    m_tree->setFilter(text);
    m_noMatch->setVisible(!text.trimmed().isEmpty() && m_filter->rowCount() == 0);
}

const ExplorerNode* ExplorerPanel::nodeAt(const QModelIndex& index) const {
    return m_model->nodeAt(m_filter->mapToSource(index));
}

void ExplorerPanel::updateEmpty() {
    const bool empty = m_context.connections.isLoaded() && m_context.connections.records().empty();
    m_stack->setCurrentIndex(empty ? 1 : 0);
}

void ExplorerPanel::activate(const QModelIndex& index) {
    const ExplorerNode* node = nodeAt(index);
    if (!node) return;
    if (node->kind == ExplorerNode::Kind::Note) return m_model->refresh(m_filter->mapToSource(index));
    if (node->kind == ExplorerNode::Kind::Object) return m_menu->openTable(*node);
    m_tree->setExpanded(index, !m_tree->isExpanded(index));
}

void ExplorerPanel::showMenu(const QPoint& position) {
    const QModelIndex index = m_tree->indexAt(position);
    m_menu->build(m_filter->mapToSource(index))->popup(m_tree->viewport()->mapToGlobal(position));
}

void ExplorerPanel::refreshCurrent() {
    const QModelIndex current = m_tree->currentIndex();
    if (current.isValid()) {
        m_model->refresh(m_filter->mapToSource(current));
    } else {
        m_context.connections.reload();
    }
}

void ExplorerPanel::reveal(const std::string& connection, const std::vector<std::string>& path) {
    m_field->clear();
    m_revealConnection = connection;
    m_revealPath = path;
    revealNext(m_model->connectionIndex(connection));
}

void ExplorerPanel::revealNext(const QModelIndex& loaded) {
    const ExplorerNode* node = m_model->nodeAt(loaded);
    if (!node || m_revealConnection.empty() || node->connection != m_revealConnection) return;
    QModelIndex index = loaded;
    while (true) {
        const QModelIndex shown = m_filter->mapFromSource(index);
        m_tree->setCurrentIndex(shown);
        m_tree->scrollTo(shown);
        if (m_revealPath.empty()) break;
        m_tree->expand(shown);  // loads the level when it is not there: `loaded` brings us back
        QModelIndex next;
        for (int row = 0; row < m_model->rowCount(index); ++row) {
            const QModelIndex child = m_model->index(row, 0, index);
            if (child.data().toString().toStdString() == m_revealPath.front()) next = child;
        }
        if (!next.isValid()) return;
        m_revealPath.erase(m_revealPath.begin());
        index = next;
    }
    m_revealConnection.clear();
}

}  // namespace tributary::ui
