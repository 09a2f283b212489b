// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>
#include <optional>

#include "ui/steps/painted_picture.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// Shows a visual plugin's picture: tooltips of its marks, a click gives the input row a mark stands for.
/// While a new picture is being drawn the old one stays, stretched. UI thread.
class PictureCanvas : public QWidget {
    Q_OBJECT

  public:
    explicit PictureCanvas(const Theme& theme, QWidget* parent = nullptr);

    /// Null: none. What was shown before is let go of by whoever has it: it may be large.
    void setPicture(std::shared_ptr<const PaintedPicture> picture);
    bool hasPicture() const { return m_picture != nullptr; }
    const std::shared_ptr<const PaintedPicture>& picture() const { return m_picture; }
    PaintStyle style(double scale) const;

  Q_SIGNALS:
    void sizeSettled();  ///< the widget has another size than the picture, and it has come to rest
    void rowChosen(qlonglong row);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    void hover(const QPoint& place);
    QPointF inPicture(const QPoint& place) const;

    const Theme& m_theme;
    const plugin::Mark* hovered() const;

    std::shared_ptr<const PaintedPicture> m_picture;
    std::optional<size_t> m_hovered;
    QTimer m_settle;
};

}  // namespace tributary::ui
