// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QLabel>

namespace tributary::ui {

/// A label whose lines wrap and that is always as high as they need. A QLabel asks for its height by width,
/// which windows, stacks, scroll areas and forms do not heed: it is cut off there. UI thread.
class WrappedLabel : public QLabel {
  public:
    /// `kind` as make::label has it. The text is plain.
    WrappedLabel(const QString& text, const char* kind, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void resizeEvent(QResizeEvent* event) override;
};

}  // namespace tributary::ui
