// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>
#include <optional>

#include "core/plugin/wire/picture.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// Shows a visual plugin's picture: tooltips of its marks, a click gives the input row a mark stands for.
/// While a new picture is being drawn the old one stays, stretched. UI thread.
class PictureCanvas : public QWidget {
    Q_OBJECT

  public:
    explicit PictureCanvas(const Theme& theme, QWidget* parent = nullptr);

    void setPicture(plugin::Picture picture, plugin::Canvas canvas);
    void clear();
    bool hasPicture() const { return m_picture.has_value(); }
    const plugin::Picture& picture() const { return *m_picture; }
    const plugin::Canvas& canvas() const { return m_canvas; }
    /// What is shown, at `scale` pixels to a logical one.
    QImage image(double scale) const;

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
    std::optional<plugin::Picture> m_picture;
    plugin::Canvas m_canvas;
    std::optional<size_t> m_hovered;
    QTimer m_settle;
};

}  // namespace tributary::ui
