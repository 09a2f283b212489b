// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>
#include <map>
#include <vector>

#include "core/plugin/apply/steps.h"
#include "core/result/store_view.h"
#include "ui/async/background.h"
#include "ui/theme/theme.h"

class QComboBox;
class QLabel;
class QScrollArea;
class QStackedWidget;
class QToolButton;

namespace tributary::ui {

class PaintedPicture;
class PictureCanvas;
class StepForm;

/// The Visual tab of a result: a visual plugin draws the rows in a process of its own, off the UI thread;
/// this page chooses it, holds its settings, paints what it returned and saves the picture. Works only while
/// it is visible.
class VisualPage : public QWidget {
    Q_OBJECT

  public:
    VisualPage(const Theme& theme, Background& background, QWidget* parent = nullptr);

    /// The plugins that can be chosen, and who runs them; `steps` outlives the page.
    void setVisuals(const plugin::Steps* steps, std::vector<plugin::Step> visuals);
    /// The rows the grid shows.
    void setView(result::StoreView view);
    /// More rows have come.
    void refresh();
    void choose(const std::string& id);
    void setConfig(const plugin::StepConfig& config);
    /// What is shown is what the rows and settings give.
    bool isDrawn() const;

  Q_SIGNALS:
    void drawn();
    void failed(const QString& message);
    void rowChosen(qlonglong row);  ///< of the view

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    QWidget* buildControls();
    void buildForm();
    void saveAs(bool svg);
    void save(std::shared_ptr<const PaintedPicture> picture, bool svg, const QString& path);
    void redraw();
    void take(Result<std::shared_ptr<const PaintedPicture>> picture);
    void put(std::shared_ptr<const PaintedPicture> picture);
    void changed();
    void tell(const QString& text);
    const plugin::Step* current() const;

    const Theme& m_theme;
    Background& m_background;
    const plugin::Steps* m_steps = nullptr;
    std::vector<plugin::Step> m_visuals;
    result::StoreView m_view;
    const result::ResultStore* m_columnsOf = nullptr;
    std::map<std::string, plugin::StepConfig> m_configs;  ///< as filled in, by plugin
    CancelToken m_token;
    bool m_drawing = false;
    bool m_stale = true;
    uint64_t m_drawnRows = 0;

    QComboBox* m_visual = nullptr;
    QLabel* m_note = nullptr;
    QToolButton* m_save = nullptr;
    QStackedWidget* m_stack = nullptr;
    PictureCanvas* m_canvas = nullptr;
    QLabel* m_explanation = nullptr;
    QScrollArea* m_side = nullptr;
    StepForm* m_form = nullptr;
};

}  // namespace tributary::ui
