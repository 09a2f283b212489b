// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QDialog>
#include <memory>
#include <vector>

#include "core/plugin/apply/steps.h"
#include "ui/async/background.h"
#include "ui/theme/theme.h"

class QComboBox;
class QLabel;
class QPushButton;
class QScrollArea;

namespace tributary::ui {

class StepForm;

/// A result that can be the second input of a processor.
struct NamedRows {
    QString name;
    plugin::ChosenRows rows;
};

/// Runs a processor plugin over a result; what it returns becomes a result of its own. Off the UI thread,
/// with the rows so far; Stop ends the plugin. Opened with open(), deletes itself.
class ProcessDialog : public QDialog {
    Q_OBJECT

  public:
    /// `steps` outlives the dialog. `rows` is the first input; `others` can be the second.
    ProcessDialog(const Theme& theme, Background& background, const plugin::Steps& steps,
                  std::vector<plugin::Step> processors, plugin::ChosenRows rows,
                  std::vector<NamedRows> others, QWidget* parent = nullptr);

    void choose(const std::string& id);
    void setConfig(const plugin::StepConfig& config);
    void start();

  Q_SIGNALS:
    void processed(const std::shared_ptr<tributary::result::ResultStore>& store, const QString& title);

  private:
    QWidget* buildHead();
    QWidget* buildFooter();
    void buildForm();
    void setRunning(bool running);
    void tell(const QString& text, const char* kind);
    void take(Result<std::shared_ptr<result::ResultStore>> store);
    const plugin::Step& current() const;

    const Theme& m_theme;
    Background& m_background;
    const plugin::Steps& m_steps;
    const std::vector<plugin::Step> m_processors;
    const plugin::ChosenRows m_rows;
    const std::vector<NamedRows> m_others;
    CancelToken m_token;
    bool m_running = false;

    QComboBox* m_processor = nullptr;
    QLabel* m_summary = nullptr;
    QScrollArea* m_side = nullptr;
    StepForm* m_form = nullptr;
    QComboBox* m_second = nullptr;
    QLabel* m_state = nullptr;
    QPushButton* m_run = nullptr;
    QPushButton* m_close = nullptr;
};

}  // namespace tributary::ui
