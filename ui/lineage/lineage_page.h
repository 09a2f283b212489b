// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSlider>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QWidget>

#include "ui/lineage/lineage_canvas.h"
#include "ui/lineage/lineage_inspector.h"
#include "ui/lineage/lineage_loader.h"
#include "ui/lineage/lineage_minimap.h"
#include "ui/session/workspace_context.h"

class QMenu;

namespace tributary::ui {

/// The lineage of the workspace: tool bar, graph, mini-map, inspector, status line. Loading, layout and
/// analysis run in the background.
class LineagePage : public QWidget {
    Q_OBJECT

  public:
    LineagePage(WorkspaceContext& context, QWidget* parent = nullptr);

    /// Shows a table or column ("connection.schema.table[.column]"), or everything when empty.
    void ask(const QString& name, lineage::Direction direction = lineage::Direction::Both);
    LineageCanvas& canvas() { return *m_canvas; }
    /// One line at the bottom for a few seconds.
    void tell(const QString& message);
    /// What is shown has been laid out.
    bool isSettled() const { return m_busy == 0; }
    void showImpactOf(lineage::Change change);

  Q_SIGNALS:
    void settled();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    QWidget* buildToolBar();
    void buildRefresh(QWidget* bar);
    QWidget* buildStatus();
    void connectCanvas();
    void load();
    void loaded(Result<LineageAnswer> answer);
    void layOut(bool fitAfter);
    void placeFloats();
    void updateStatus();
    void search(const QString& text);
    void showFilterMenu();
    void addSpaces(QMenu& menu, const std::map<std::string, std::set<std::string>>& spaces);
    void showCanvasMenu(const QPoint& position);
    void addNameActions(QMenu& menu);
    void exportTo(const QString& ending);
    void refreshCatalogs();
    void leaveImpact();
    void tellSubject();
    void selectionChanged();
    void showWay(uint32_t to);
    void timeMoved();
    void changeView(const std::function<void(LineageView&)>& change);
    QComboBox* depthBox(const QString& name, size_t LineageQuestion::*depth);
    void showMessage(const QString& icon, const QString& text, bool offerRefresh);
    void work(int by);

    WorkspaceContext& m_context;
    LineageQuestion m_question;
    int64_t m_firstSeenMs = 0;
    size_t m_totalDatasets = 0;
    bool m_cut = false;
    int m_generation = 0;  ///< of questions; older answers are dropped
    int m_layouts = 0;
    int m_busy = 0;
    bool m_asked = false;
    bool m_refreshed = false;  ///< the catalogs were read since the window opened
    QString m_layoutNote, m_told;

    QLineEdit* m_search = nullptr;
    QLabel* m_subject = nullptr;
    QToolButton* m_columns = nullptr;
    QToolButton* m_indirect = nullptr;
    QToolButton* m_filter = nullptr;
    QToolButton* m_time = nullptr;
    QSlider* m_slider = nullptr;
    QPushButton* m_impact = nullptr;
    QToolButton* m_refresh = nullptr;
    QStackedWidget* m_stack = nullptr;
    QWidget* m_message = nullptr;
    LineageCanvas* m_canvas = nullptr;
    LineageMinimap* m_minimap = nullptr;
    LineageInspector* m_inspector = nullptr;
    QLabel* m_left = nullptr;
    QLabel* m_right = nullptr;
    QTimer m_sliderDelay, m_toldDelay;
};

}  // namespace tributary::ui
