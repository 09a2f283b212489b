// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QAbstractItemModel>
#include <map>
#include <unordered_map>

#include "core/engine/federation.h"
#include "ui/async/background.h"
#include "ui/explorer/explorer_node.h"
#include "ui/session/connection_list.h"
#include "ui/session/dragged_names.h"

namespace tributary::ui {

/// Groups → connections → schemas → tables and views → columns. A level is asked for when it is opened, off
/// the UI thread; until it is there a row says so, and when it cannot be had a row says why and can be tried
/// again.
class ExplorerModel : public QAbstractItemModel {
    Q_OBJECT

  public:
    enum Roles { DetailRole = Qt::UserRole + 1, ColorRole, HealthRole, KindRole, ErrorRole, KeyRole };

    ExplorerModel(ConnectionList& connections, engine::Federation& federation, Background& background,
                  Theme& theme, QObject* parent = nullptr);
    ~ExplorerModel() override;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex&) const override { return 1; }
    bool hasChildren(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

    /// What it is called in SQL; nothing for groups and notes.
    std::vector<DraggedName> namesOf(const QModelIndex& index) const;
    const ExplorerNode* nodeAt(const QModelIndex& index) const;
    QModelIndex connectionIndex(const std::string& name) const;
    /// Asks the source again for everything below `index`; for a note: what it stands for.
    void refresh(const QModelIndex& index);
    void updateHealth();

  Q_SIGNALS:
    void loaded(const QModelIndex& index);

  private:
    ExplorerNode* node(const QModelIndex& index) const;
    QModelIndex indexOf(const ExplorerNode* node) const;
    std::unique_ptr<ExplorerNode> newNode(ExplorerNode::Kind kind, ExplorerNode* parent);
    void rebuild();
    void load(ExplorerNode* node, bool refresh);
    void fill(uint64_t id, Result<connect::Catalog> catalog);
    void replaceChildren(ExplorerNode* node, std::vector<std::unique_ptr<ExplorerNode>> children);
    std::vector<std::unique_ptr<ExplorerNode>> childrenFrom(ExplorerNode* parent,
                                                            const connect::Catalog& catalog);
    std::unique_ptr<ExplorerNode> note(ExplorerNode* parent, const QString& text, bool isError);
    void forgetIds(const ExplorerNode* node);
    void showHealth(ExplorerNode* connection);
    void eachConnection(const std::function<void(ExplorerNode*)>& visit) const;

    ConnectionList& m_connections;
    engine::Federation& m_federation;
    Background& m_background;
    Theme& m_theme;
    std::unique_ptr<ExplorerNode> m_root;
    std::unordered_map<uint64_t, ExplorerNode*> m_byId;
    std::map<std::string, store::ConnectionRecord> m_shown;  ///< as they were when last read
    uint64_t m_nextId = 1;
};

}  // namespace tributary::ui
