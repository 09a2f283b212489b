// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

#include "core/result/store_view.h"
#include "ui/async/background.h"
#include "ui/theme/theme.h"
#include "ui/viewer/cell_value.h"

class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace tributary::ui {

/// The panel beside the grid that shows the current cell whole: text, indented JSON, bytes, pictures. Values
/// are read and prepared off the UI thread; a newer cell replaces an older request.
class CellViewer : public QWidget {
    Q_OBJECT

  public:
    CellViewer(const Theme& theme, Background& background, QWidget* parent = nullptr);

    void showCell(const result::StoreView& view, uint64_t row, size_t column);
    void clear();
    const CellValue& value() const { return m_value; }

  Q_SIGNALS:
    void closed();
    void shown();
    void failed(const QString& message);

  protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    enum class Form { Text, Json, Hex, Picture };
    QWidget* buildHeader();
    QToolButton* addButton(const QString& icon, const QString& text);
    void present(CellValue value);
    void fillForms();
    void showForm();
    void scalePicture();
    void copy();
    void save();

    const Theme& m_theme;
    Background& m_background;
    CellValue m_value;
    CancelToken m_token;
    uint64_t m_generation = 0;
    QLabel* m_title = nullptr;
    QLabel* m_details = nullptr;
    QTabBar* m_forms = nullptr;
    QStackedWidget* m_stack = nullptr;
    QPlainTextEdit* m_text = nullptr;
    QLabel* m_picture = nullptr;
    QToolButton* m_wrap = nullptr;
    QToolButton* m_copy = nullptr;
    QToolButton* m_save = nullptr;
    Form m_preferred = Form::Json;
};

}  // namespace tributary::ui
