// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explorer/explorer_model.h"

#include <algorithm>
#include <utility>

#include "ui/explorer/explorer_text.h"
#include "ui/preferences/language.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

using Kind = ExplorerNode::Kind;
using State = ExplorerNode::State;

namespace {

void number(ExplorerNode& parent) {
    int row = 0;
    for (const auto& child : parent.children) child->row = row++;
}

/// Does the edited connection show another database, so that what is loaded is not its content any more?
bool leadsElsewhere(const store::ConnectionRecord& before, const store::ConnectionRecord& now) {
    return before.type != now.type || before.settings != now.settings;
}

DraggedName draggedName(const ExplorerNode& node) {
    if (node.kind == Kind::Column) return {{}, {node.path.back()}};
    return {node.connection, node.path};
}

}  // namespace

ExplorerModel::ExplorerModel(ConnectionList& connections, engine::Federation& federation,
                             Background& background, Theme& theme, QObject* parent)
    : QAbstractItemModel(parent),
      m_connections(connections),
      m_federation(federation),
      m_background(background),
      m_theme(theme) {
    m_root = newNode(Kind::Root, nullptr);  // in the body: it needs the members declared after it
    connect(&connections, &ConnectionList::changed, this, &ExplorerModel::rebuild);
    rebuild();
}

ExplorerModel::~ExplorerModel() = default;

std::unique_ptr<ExplorerNode> ExplorerModel::newNode(Kind kind, ExplorerNode* parent) {
    auto node = std::make_unique<ExplorerNode>();
    node->kind = kind;
    node->parent = parent;
    node->id = m_nextId++;
    if (parent) node->connection = parent->connection;
    m_byId[node->id] = node.get();
    return node;
}

void ExplorerModel::rebuild() {
    beginResetModel();
    std::unordered_map<std::string, std::unique_ptr<ExplorerNode>> kept;  // what is loaded stays loaded
    const auto keep = [&](std::unique_ptr<ExplorerNode>& child) {
        if (child->kind == Kind::Connection) kept[child->connection] = std::move(child);
    };
    for (auto& child : m_root->children) {
        for (auto& inner : child->children) {
            if (child->kind == Kind::Group) keep(inner);
        }
        keep(child);
    }
    m_root->children.clear();
    m_root->state = State::Loaded;
    const auto shown = std::exchange(m_shown, {});
    ExplorerNode* group = nullptr;
    for (const store::ConnectionRecord& record : m_connections.records()) {
        ExplorerNode* parent = m_root.get();
        if (!record.group.empty()) {
            if (!group || group->name != make::text(record.group)) {
                m_root->children.push_back(newNode(Kind::Group, m_root.get()));
                group = m_root->children.back().get();
                group->name = make::text(record.group);
                group->toolTip = group->name;
                group->icon = QStringLiteral("folder");
                group->state = State::Loaded;
            }
            parent = group;
        }
        std::unique_ptr<ExplorerNode> node = std::move(kept[record.name]);
        if (node && leadsElsewhere(shown.at(record.name), record)) node.reset();
        if (!node) node = newNode(Kind::Connection, parent);
        node->parent = parent;
        node->connection = record.name;
        node->name = make::text(record.name);
        showHealth(node.get());
        parent->children.push_back(std::move(node));
        m_shown[record.name] = record;
    }
    number(*m_root);
    for (auto& child : m_root->children) number(*child);
    m_byId.clear();
    std::vector<ExplorerNode*> open{m_root.get()};
    while (!open.empty()) {
        ExplorerNode* node = open.back();
        open.pop_back();
        m_byId[node->id] = node;
        for (const auto& child : node->children) open.push_back(child.get());
    }
    endResetModel();
}

ExplorerNode* ExplorerModel::node(const QModelIndex& index) const {
    return index.isValid() ? static_cast<ExplorerNode*>(index.internalPointer()) : m_root.get();
}

const ExplorerNode* ExplorerModel::nodeAt(const QModelIndex& index) const {
    return index.isValid() ? node(index) : nullptr;
}

QModelIndex ExplorerModel::indexOf(const ExplorerNode* node) const {
    if (node == m_root.get()) return {};
    return createIndex(node->row, 0, const_cast<ExplorerNode*>(node));
}

QModelIndex ExplorerModel::index(int row, int column, const QModelIndex& parent) const {
    if (column != 0 || row < 0 || (parent.isValid() && parent.column() != 0)) return {};
    const ExplorerNode* above = node(parent);
    if (row >= static_cast<int>(above->children.size())) return {};
    return createIndex(row, 0, above->children[static_cast<size_t>(row)].get());
}

QModelIndex ExplorerModel::parent(const QModelIndex& child) const {
    return child.isValid() ? indexOf(node(child)->parent) : QModelIndex();
}

int ExplorerModel::rowCount(const QModelIndex& parent) const {
    return parent.column() > 0 ? 0 : static_cast<int>(node(parent)->children.size());
}

bool ExplorerModel::hasChildren(const QModelIndex& parent) const {
    const ExplorerNode* above = node(parent);
    if (above->isLazy() && above->state != State::Loaded) return true;
    return !above->children.empty();
}

Qt::ItemFlags ExplorerModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (!node(index)->connection.empty() && node(index)->kind != Kind::Note) flags |= Qt::ItemIsDragEnabled;
    if (!node(index)->canHaveChildren()) flags |= Qt::ItemNeverHasChildren;
    return flags;
}

QVariant ExplorerModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const ExplorerNode& row = *node(index);
    switch (role) {
        case Qt::DisplayRole:
            return row.name;
        case Qt::AccessibleTextRole:
            return row.detail.isEmpty() ? row.name : row.name + QStringLiteral(", ") + row.detail;
        case Qt::ToolTipRole:
            return toolTipOf(row);
        case Qt::DecorationRole:
            if (row.kind == Kind::Connection) return m_connections.icon(row.connection);
            if (row.icon.isEmpty()) return {};
            return m_theme.icon(row.icon, row.isError ? Role::Danger : Role::TextMuted);
        case DetailRole:
            return row.detail;
        case ColorRole:
            return row.kind == Kind::Connection ? QVariant(m_connections.color(row.connection)) : QVariant();
        case HealthRole:
            return row.health;
        case KindRole:
            return static_cast<int>(row.kind);
        case ErrorRole:
            return row.isError;
        case KeyRole: {
            QStringList parts{make::text(row.connection)};
            if (row.connection.empty()) parts << row.name;
            for (const std::string& part : row.path) parts << make::text(part);
            return parts.join(QChar(0x1f));
        }
        default:
            return {};
    }
}

QMimeData* ExplorerModel::mimeData(const QModelIndexList& indexes) const {
    std::vector<DraggedName> names;
    for (const QModelIndex& index : indexes) {
        if (flags(index).testFlag(Qt::ItemIsDragEnabled)) names.push_back(draggedName(*node(index)));
    }
    return names.empty() ? nullptr : dragData(names).release();
}

std::vector<DraggedName> ExplorerModel::namesOf(const QModelIndex& index) const {
    if (!index.isValid() || !flags(index).testFlag(Qt::ItemIsDragEnabled)) return {};
    return {draggedName(*node(index))};
}

bool ExplorerModel::canFetchMore(const QModelIndex& parent) const {
    const ExplorerNode* above = node(parent);
    return above->isLazy() && above->state == State::Unloaded;
}

void ExplorerModel::fetchMore(const QModelIndex& parent) {
    if (canFetchMore(parent)) load(node(parent), false);
}

void ExplorerModel::refresh(const QModelIndex& index) {
    ExplorerNode* wanted = node(index);
    while (wanted && !wanted->isLazy()) wanted = wanted->parent;
    if (!wanted || wanted->state == State::Loading) return;
    if (wanted->kind == Kind::Connection) m_federation.forget(wanted->connection);
    load(wanted, true);
}

std::unique_ptr<ExplorerNode> ExplorerModel::note(ExplorerNode* parent, const QString& text, bool isError) {
    auto row = newNode(Kind::Note, parent);
    row->name = text;
    row->isError = isError;
    row->toolTip = text;
    row->icon = isError ? QStringLiteral("circle-alert") : QString();
    return row;
}

void ExplorerModel::load(ExplorerNode* wanted, bool refresh) {
    wanted->state = State::Loading;
    std::vector<std::unique_ptr<ExplorerNode>> waiting;
    waiting.push_back(note(wanted, tr("Loading…"), false));
    replaceChildren(wanted, std::move(waiting));
    m_background.run(
        this,
        [&federation = m_federation, connection = wanted->connection, path = wanted->path,
         refresh](const CancelToken& token) { return federation.describe(connection, path, token, refresh); },
        [this, id = wanted->id](Result<connect::Catalog> catalog) { fill(id, std::move(catalog)); });
}

void ExplorerModel::fill(uint64_t id, Result<connect::Catalog> catalog) {
    const auto found = m_byId.find(id);
    if (found == m_byId.end()) return;
    ExplorerNode* wanted = found->second;
    wanted->state = catalog ? State::Loaded : State::Failed;
    std::vector<std::unique_ptr<ExplorerNode>> children;
    if (catalog) {
        children = childrenFrom(wanted, *catalog);
        if (children.empty()) children.push_back(note(wanted, tr("Nothing here"), false));
        if (catalog->truncated) children.push_back(note(wanted, tr("There are more than are listed"), false));
    } else {
        children.push_back(note(wanted, make::errorText(catalog.error()), true));
        children.push_back(note(wanted, tr("Double-click to try again"), false));
    }
    replaceChildren(wanted, std::move(children));
    if (catalog && wanted->kind == Kind::Schema) wanted->detail = QString::number(catalog->objects.size());
    eachConnection([&](ExplorerNode* connection) {
        if (connection->connection == wanted->connection) showHealth(connection);
    });
    const QModelIndex index = indexOf(wanted);
    Q_EMIT dataChanged(index, index);
    Q_EMIT loaded(index);
}

std::vector<std::unique_ptr<ExplorerNode>> ExplorerModel::childrenFrom(ExplorerNode* parent,
                                                                       const connect::Catalog& catalog) {
    std::vector<std::unique_ptr<ExplorerNode>> children;
    for (const connect::Object& object : catalog.objects) {
        auto child =
            newNode(object.kind == connect::ObjectKind::Schema ? Kind::Schema : Kind::Object, parent);
        child->path = parent->path;
        child->path.push_back(object.name);
        child->name = make::text(object.name);
        child->toolTip = make::text(object.comment);
        child->object = object.kind;
        child->icon = objectIcon(object.kind);
        if (object.rowEstimate) child->detail = shortRowEstimate(*object.rowEstimate);
        children.push_back(std::move(child));
    }
    for (const sql::Column& column : catalog.columns) {
        auto child = newNode(Kind::Column, parent);
        child->path = parent->path;
        child->path.push_back(column.name);
        child->name = make::text(column.name);
        child->detail = make::text(column.nativeType);
        child->toolTip = columnToolTip(column);
        child->icon = columnIcon(column);
        children.push_back(std::move(child));
    }
    return children;
}

void ExplorerModel::forgetIds(const ExplorerNode* node) {
    m_byId.erase(node->id);
    for (const auto& child : node->children) forgetIds(child.get());
}

void ExplorerModel::replaceChildren(ExplorerNode* parent,
                                    std::vector<std::unique_ptr<ExplorerNode>> children) {
    const QModelIndex index = indexOf(parent);
    if (!parent->children.empty()) {
        beginRemoveRows(index, 0, static_cast<int>(parent->children.size()) - 1);
        for (const auto& child : parent->children) forgetIds(child.get());
        parent->children.clear();
        endRemoveRows();
    }
    if (children.empty()) return;
    beginInsertRows(index, 0, static_cast<int>(children.size()) - 1);
    parent->children = std::move(children);
    number(*parent);
    endInsertRows();
}

void ExplorerModel::showHealth(ExplorerNode* connection) {
    const engine::ConnectionStatus status = m_federation.status(connection->connection);
    connection->health = static_cast<int>(status.health);
    const store::ConnectionRecord* record = m_connections.find(connection->connection);
    const QString label = record ? m_connections.typeLabel(*record) : QString();
    connection->detail = status.product.empty()
                             ? label
                             : Language::descriptorText(status.product) + QLatin1Char(' ') +
                                   make::text(status.version).section(' ', 0, 0);
    connection->toolTip = make::text(status.error);
}

void ExplorerModel::eachConnection(const std::function<void(ExplorerNode*)>& visit) const {
    for (const auto& child : m_root->children) {
        if (child->kind == Kind::Connection) visit(child.get());
        if (child->kind != Kind::Group) continue;
        for (const auto& inner : child->children) visit(inner.get());
    }
}

void ExplorerModel::updateHealth() {
    eachConnection([this](ExplorerNode* connection) {
        showHealth(connection);
        const QModelIndex index = indexOf(connection);
        Q_EMIT dataChanged(index, index);
    });
}

QModelIndex ExplorerModel::connectionIndex(const std::string& name) const {
    QModelIndex found;
    eachConnection([&](ExplorerNode* connection) {
        if (connection->connection == name) found = indexOf(connection);
    });
    return found;
}

}  // namespace tributary::ui
