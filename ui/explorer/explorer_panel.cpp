// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explorer/explorer_panel.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QAction>
#include <QtWidgets/QMenu>

#include "ui/explorer/explorer_delegate.h"
#include "ui/session/sql_names.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/ask_text.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kPreviewRows = 500;

std::vector<std::string> fullPath(const ExplorerNode& node) {
    std::vector<std::string> parts{node.connection};
    parts.insert(parts.end(), node.path.begin(), node.path.end());
    return parts;
}

}  // namespace

ExplorerPanel::ExplorerPanel(WorkspaceContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_model(new ExplorerModel(context.connections, context.workbench.federation(), context.background,
                                context.theme, this)),
      m_filter(new ExplorerFilter(this)),
      m_tree(new QTreeView(this)),
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
    connect(m_field, &QLineEdit::textChanged, m_filter, &ExplorerFilter::setText);
    fieldRow->addWidget(m_field);
    column->addLayout(fieldRow);
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
    m_filter->setSourceModel(m_model);
    m_tree->setModel(m_filter);
    m_tree->setItemDelegate(new ExplorerDelegate(m_context.theme, m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setIndentation(metrics::kTreeIndent);
    m_tree->setUniformRowHeights(true);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setAccessibleName(tr("Connections and their tables"));
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &ExplorerPanel::showMenu);
    connect(m_tree, &QTreeView::doubleClicked, this, &ExplorerPanel::activate);
    auto* open = new QAction(m_tree);
    open->setShortcuts({Qt::Key_F4, Qt::Key_Return});
    open->setShortcutContext(Qt::WidgetShortcut);
    connect(open, &QAction::triggered, this, [this] { activate(m_tree->currentIndex()); });
    auto* refresh = new QAction(m_tree);
    refresh->setShortcut(Qt::Key_F5);
    refresh->setShortcutContext(Qt::WidgetShortcut);
    connect(refresh, &QAction::triggered, this, &ExplorerPanel::refreshCurrent);
    m_tree->addActions({open, refresh});
    connect(m_model, &ExplorerModel::loaded, this, &ExplorerPanel::revealNext);
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
    if (node->kind == ExplorerNode::Kind::Object) return openTable(*node);
    m_tree->setExpanded(index, !m_tree->isExpanded(index));
}

void ExplorerPanel::openTable(const ExplorerNode& node) {
    NewQuery query;
    query.title = node.name;
    query.sql = QStringLiteral("SELECT *\nFROM %1\nLIMIT %2;\n")
                    .arg(make::text(qualifiedName(fullPath(node))), QString::number(kPreviewRows));
    query.run = true;
    m_context.navigator.openQuery(query);
}

void ExplorerPanel::showMenu(const QPoint& position) {
    const QModelIndex index = m_tree->indexAt(position);
    const ExplorerNode* node = index.isValid() ? nodeAt(index) : nullptr;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const Theme& theme = m_context.theme;
    if (!node || node->kind == ExplorerNode::Kind::Group) {
        menu->addAction(theme.icon(QStringLiteral("plus")), tr("New connection…"), this,
                        [this] { m_context.navigator.newConnection(); });
        return menu->popup(m_tree->viewport()->mapToGlobal(position));
    }
    const QPersistentModelIndex source(m_filter->mapToSource(index));
    if (node->kind == ExplorerNode::Kind::Object) {
        menu->addAction(theme.icon(QStringLiteral("table-2")), tr("Open"), this, [this, source] {
            if (const ExplorerNode* table = m_model->nodeAt(source)) openTable(*table);
        });
    }
    if (node->kind != ExplorerNode::Kind::Note) {
        const QString name = QString::fromStdString(node->kind == ExplorerNode::Kind::Column
                                                        ? quotedIfNeeded(node->path.back())
                                                        : qualifiedName(fullPath(*node)));
        menu->addAction(theme.icon(QStringLiteral("copy")), tr("Copy name"), this,
                        [name] { QGuiApplication::clipboard()->setText(name); });
    }
    menu->addAction(theme.icon(QStringLiteral("refresh-cw")), tr("Refresh"), this,
                    [this, source] { m_model->refresh(source); });
    if (node->kind == ExplorerNode::Kind::Connection) addConnectionActions(*menu, *node);
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

void ExplorerPanel::addConnectionActions(QMenu& menu, const ExplorerNode& node) {
    const Theme& theme = m_context.theme;
    const std::string name = node.connection;
    menu.addAction(theme.icon(QStringLiteral("file-code-2")), tr("New query here"), this, [this, name] {
        NewQuery query;
        query.target = name;
        m_context.navigator.openQuery(query);
    });
    menu.addSeparator();
    menu.addAction(theme.icon(QStringLiteral("pencil")), tr("Edit…"), this,
                   [this, name] { m_context.navigator.editConnection(name); });
    menu.addAction(theme.icon(QStringLiteral("trash-2"), Role::Danger), tr("Remove…"), this,
                   [this, name] { removeConnection(name); });
}

void ExplorerPanel::removeConnection(const std::string& name) {
    const QString shown = make::text(name);
    askConfirmation(this, tr("Remove connection"),
                    tr("“%1” and its stored password are removed from this workspace. The database itself is "
                       "not touched.")
                        .arg(shown),
                    tr("Remove"), [this, name] {
                        m_context.background.run(
                            this,
                            [&workbench = m_context.workbench, name](const CancelToken&) {
                                return workbench.removeConnection(name);
                            },
                            [this](const Result<void>& removed) {
                                if (!removed) m_context.navigator.tell(make::errorText(removed.error()));
                                m_context.connections.reload();
                            });
                    });
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
