// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QDialog>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

namespace tributary::ui {

/// The frame of every dialog: a title row, the body, a footer with the buttons right and room for a note
/// left.
class DialogFrame : public QDialog {
    Q_OBJECT

  public:
    explicit DialogFrame(const QString& title, QWidget* parent = nullptr);

  protected:
    QVBoxLayout* body() { return m_body; }
    /// Left part of the footer.
    QHBoxLayout* footerLeft() { return m_footerLeft; }
    QPushButton* addButton(const QString& text, const char* kind);
    void setTitle(const QString& title);
    void paintEvent(QPaintEvent* event) override;

  private:
    QLabel* m_title = nullptr;
    QVBoxLayout* m_body = nullptr;
    QHBoxLayout* m_footerLeft = nullptr;
    QHBoxLayout* m_footerRight = nullptr;
};

}  // namespace tributary::ui
