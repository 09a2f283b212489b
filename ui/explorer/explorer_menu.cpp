// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explorer/explorer_menu.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>

#include "ui/lineage/lineage_sources.h"
#include "ui/session/sql_names.h"
#include "ui/widgets/ask_text.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

using Kind = ExplorerNode::Kind;

namespace {

constexpr int kPreviewRows = 500;

QAction* withKey(QAction* action, const QKeySequence& key) {
    action->setShortcut(key);
    action->setShortcutVisibleInContextMenu(true);
    return action;
}

/// The columns as they stand in a select list; a star while they are not loaded.
QString selectList(const ExplorerNode& table) {
    QStringList columns;
    for (const auto& child : table.children) {
        if (child->kind == Kind::Column) columns << make::text(quotedIfNeeded(child->path.back()));
    }
    return columns.isEmpty() ? QStringLiteral("*") : columns.join(QStringLiteral(",\n       "));
}

}  // namespace

ExplorerMenu::ExplorerMenu(WorkspaceContext& context, ExplorerModel& model, QWidget* panel)
    : QObject(panel), m_context(context), m_model(model), m_panel(panel) {}

QIcon ExplorerMenu::icon(const char* name) const {
    return m_context.theme.icon(QLatin1String(name));
}

QMenu* ExplorerMenu::build(const QModelIndex& index) {
    auto* menu = new QMenu(m_panel);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const ExplorerNode* node = m_model.nodeAt(index);
    const QPersistentModelIndex row(index);
    if (!node || node->kind == Kind::Group) {
        menu->addAction(icon("plus"), tr("New connection…"), this,
                        [this] { m_context.navigator.newConnection(); });
        return menu;
    }
    if (node->kind == Kind::Note) {
        menu->addAction(icon("copy"), tr("Copy text"), this,
                        [text = node->name] { QGuiApplication::clipboard()->setText(text); });
    }
    if (node->kind == Kind::Object) addTableActions(*menu, row);
    if (node->kind == Kind::Connection) addConnectionActions(*menu, row);
    addLineageActions(*menu, row);
    if (node->kind != Kind::Note) addNameActions(*menu, row);
    if (node->kind != Kind::Column) {
        QAction* refresh =
            menu->addAction(icon("refresh-cw"), node->kind == Kind::Note ? tr("Try again") : tr("Refresh"),
                            this, [this, row] { m_model.refresh(row); });
        withKey(refresh, Qt::Key_F5);
    }
    if (node->kind != Kind::Connection) return menu;
    menu->addSeparator();
    QAction* remove = menu->addAction(m_context.theme.icon(QStringLiteral("trash-2"), Role::Danger),
                                      tr("Remove…"), this, [this, row] { removeConnection(row); });
    withKey(remove, QKeySequence::Delete);
    return menu;
}

void ExplorerMenu::addTableActions(QMenu& menu, const QPersistentModelIndex& index) {
    const auto add = [&](const char* iconName, const QString& text, auto&& act) {
        return menu.addAction(icon(iconName), text, this, [this, index, act] {
            if (const ExplorerNode* table = m_model.nodeAt(index)) act(*table);
        });
    };
    withKey(add("table-2", tr("Open"), [this](const ExplorerNode& table) { openTable(table); }),
            Qt::Key_Return);
    add("file-code-2", tr("New query with its columns"),
        [this](const ExplorerNode& table) { openStatement(table, selectList(table), true, false); });
    add("hash", tr("Count rows"), [this](const ExplorerNode& table) {
        openStatement(table, QStringLiteral("count(*) AS row_count"), false, true);
    });
    menu.addSeparator();
}

void ExplorerMenu::addLineageActions(QMenu& menu, const QPersistentModelIndex& index) {
    const ExplorerNode* node = m_model.nodeAt(index);
    if (node->kind != Kind::Object && node->kind != Kind::Column) return;
    std::vector<std::string> parts{node->connection};
    parts.insert(parts.end(), node->path.begin(), node->path.end());
    QStringList quoted;
    for (const auto& part : parts) {
        QString text = make::text(part);
        if (text.contains(QLatin1Char('.')) || text.contains(QLatin1Char('"'))) {
            text =
                QLatin1Char('"') + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
        }
        quoted << text;
    }
    const QString name = quoted.join(QLatin1Char('.'));
    menu.addAction(icon("git-branch"), tr("Where does it come from?"), this,
                   [this, name] { m_context.navigator.showLineage(name, Navigator::LineageSide::Upstream); });
    menu.addAction(icon("workflow"), tr("What depends on it?"), this, [this, name] {
        m_context.navigator.showLineage(name, Navigator::LineageSide::Downstream);
    });
    menu.addSeparator();
}

void ExplorerMenu::addNameActions(QMenu& menu, const QPersistentModelIndex& index) {
    menu.addAction(icon("arrow-right"), tr("Insert name into the query"), this,
                   [this, index] { m_context.navigator.insertNames(m_model.namesOf(index)); });
    menu.addAction(icon("copy"), tr("Copy name"), this, [this, index] {
        QGuiApplication::clipboard()->setText(namesInSql(m_model.namesOf(index), {}, sql::Lexis::DuckDb));
    });
}

void ExplorerMenu::addConnectionActions(QMenu& menu, const QPersistentModelIndex& index) {
    const std::string name = m_model.nodeAt(index)->connection;
    menu.addAction(icon("file-code-2"), tr("New query here"), this, [this, name] {
        NewQuery query;
        query.target = name;
        m_context.navigator.openQuery(query);
    });
    menu.addSeparator();
    withKey(menu.addAction(icon("pencil"), tr("Edit…"), this, [this, index] { editConnection(index); }),
            Qt::Key_F2);
    menu.addAction(icon("copy"), tr("Duplicate…"), this,
                   [this, name] { m_context.navigator.duplicateConnection(name); });
    addLineageSwitch(menu, m_context, name);
    menu.addSeparator();
}

void ExplorerMenu::openTable(const ExplorerNode& node) {
    openStatement(node, QStringLiteral("*"), true, true);
}

void ExplorerMenu::openStatement(const ExplorerNode& node, const QString& select, bool limited, bool run) {
    std::vector<std::string> parts{node.connection};
    parts.insert(parts.end(), node.path.begin(), node.path.end());
    NewQuery query;
    query.title = node.name;
    query.sql = QStringLiteral("SELECT %1\nFROM %2").arg(select, make::text(qualifiedName(parts)));
    if (limited) query.sql += QStringLiteral("\nLIMIT %1").arg(kPreviewRows);
    query.sql += QStringLiteral(";\n");
    query.run = run;
    m_context.navigator.openQuery(query);
}

void ExplorerMenu::editConnection(const QModelIndex& index) {
    const ExplorerNode* node = m_model.nodeAt(index);
    if (node && node->kind == Kind::Connection) m_context.navigator.editConnection(node->connection);
}

void ExplorerMenu::removeConnection(const QModelIndex& index) {
    const ExplorerNode* node = m_model.nodeAt(index);
    if (!node || node->kind != Kind::Connection) return;
    const std::string name = node->connection;
    const auto remove = [this, name] {
        m_context.background.run(
            this,
            [&workbench = m_context.workbench, name](const CancelToken&) {
                return workbench.removeConnection(name);
            },
            [this](const Result<void>& removed) {
                if (!removed) m_context.navigator.tell(make::errorText(removed.error()));
                m_context.connections.reload();
            });
    };
    askConfirmation(m_panel, tr("Remove connection"),
                    tr("“%1” and its stored password are removed from this workspace. The database itself is "
                       "not touched.")
                        .arg(make::text(name)),
                    tr("Remove"), remove);
}

}  // namespace tributary::ui
