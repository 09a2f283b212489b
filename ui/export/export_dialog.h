// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QDialog>

#include "core/plugin/apply/steps.h"
#include "ui/async/background.h"
#include "ui/export/row_export.h"
#include "ui/theme/theme.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QRadioButton;
class QFormLayout;

namespace tributary::ui {

class StepCatalog;
class StepForm;

/// Writes rows already fetched to a file. Streams off the UI thread with progress; Cancel stops it and leaves
/// no file. At the end it says how many rows the file holds. Opened with open(), deletes itself.
class ExportDialog : public QDialog {
    Q_OBJECT

  public:
    /// `all`: every row in the grid's sequence. `selection`: what is selected, with no rows if nothing is.
    /// `catalog`: exporter plugins follow the program's own formats; may be null, outlives the dialog.
    ExportDialog(const Theme& theme, Background& background, RowChoice all, RowChoice selection,
                 bool complete, StepCatalog* catalog = nullptr, QWidget* parent = nullptr);

    void setDestination(const QString& path);
    void setFormat(result::Format format);
    /// An exporter plugin's.
    void setExporter(const std::string& id);
    void start();

  Q_SIGNALS:
    void exported(qulonglong rows, const QString& path);

  private:
    QWidget* buildForm(bool complete);
    QWidget* buildFooter();
    void formatChosen();
    void addExporters();
    const plugin::Step* exporter() const;
    void startExporter(const RowChoice& rows, const QString& path);
    void browse();
    void setRunning(bool running);
    void tell(const QString& text, const char* kind);
    bool mayReplace(const QString& path);
    void takeOutcome(const Result<ExportOutcome>& outcome, const QString& path);
    result::Format format() const;
    QString suffix() const;

    const Theme& m_theme;
    Background& m_background;
    RowChoice m_all;
    RowChoice m_selection;
    StepCatalog* m_catalog;
    CancelToken m_token;
    bool m_running = false;
    QString m_replaces;  ///< file that Export was already pressed for once
    QFormLayout* m_rows = nullptr;
    StepForm* m_stepForm = nullptr;  ///< of the exporter chosen
    QComboBox* m_format = nullptr;
    QLineEdit* m_path = nullptr;
    QPushButton* m_browse = nullptr;
    QRadioButton* m_allRows = nullptr;
    QRadioButton* m_selectedRows = nullptr;
    QCheckBox* m_header = nullptr;
    QLineEdit* m_table = nullptr;
    QLabel* m_tableLabel = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_state = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_close = nullptr;
};

}  // namespace tributary::ui
