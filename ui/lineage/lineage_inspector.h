// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>
#include <optional>

#include "ui/lineage/lineage_loader.h"
#include "ui/session/workspace_context.h"

namespace tributary::ui {

/// The floating card about what is selected: type, marks, how it is made, by which statement, when it last
/// ran, some of its values, and what dropping it would break.
class LineageInspector : public QFrame {
    Q_OBJECT

  public:
    LineageInspector(WorkspaceContext& context, QWidget* parent);

    /// Either a column, or a dataset as a whole. Hides itself when neither.
    void show(const lineage::Graph& graph, std::optional<uint32_t> column, std::optional<uint32_t> dataset);
    void showImpact(const ImpactSummary& summary, lineage::Change change);

  Q_SIGNALS:
    void impactAsked(lineage::Change change);
    void focusAsked(const QString& name);
    void resized();

  private:
    void clear();
    QLabel* addText(const QString& text, const char* kind);
    void addExpressions(const lineage::Graph& graph, uint32_t column);
    void addJob(const lineage::Graph& graph, const std::vector<uint32_t>& edges);
    void addRuns(int64_t jobId);
    void addValues(const lineage::Graph& graph, uint32_t column);
    void loadValues(const QString& sql, QLabel* into);
    void addButtons(const lineage::Graph& graph, uint32_t column);
    void settle();

    WorkspaceContext& m_context;
    QVBoxLayout* m_layout;
    QWidget* m_body = nullptr;
    QLabel* m_impact = nullptr;
    int m_generation = 0;  ///< answers for an earlier selection are dropped
};

/// "Dropping it breaks 2 views and 1 chart; 3 tables become stale."
QString impactText(const ImpactSummary& summary, lineage::Change change);

}  // namespace tributary::ui
