// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QTemporaryDir>
#include <QtGui/QColor>
#include <QtGui/QFont>
#include <QtGui/QIcon>
#include <QtGui/QPalette>

#include "ui/theme/tokens.h"

namespace tributary::ui {

/// The look of the program: colours by role, fonts, tinted icons, palette and style sheet. One per program,
/// owned by the composition root, outlives all widgets. UI thread only. Icons follow a change of theme by
/// themselves; whoever keeps a colour listens to `changed`.
class Theme : public QObject {
    Q_OBJECT

  public:
    enum class Mode { Light, Dark, System };

    explicit Theme(QObject* parent = nullptr);

    void setMode(Mode mode);
    Mode mode() const { return m_mode; }
    Scheme scheme() const { return m_scheme; }
    bool isDark() const { return m_scheme == Scheme::Dark; }
    /// Size of body text in logical pixels, 11 … 20; every other size follows in proportion.
    void setTextSize(int pixels);
    int textSize() const { return m_textSize; }

    QColor color(Role role) const { return tokenColor(role, m_scheme); }
    QColor series(int index) const { return seriesColor(index, m_scheme); }
    /// A source's colour as a strip, dot or icon: the one for this scheme, made visible (≥ 3 : 1) where
    /// needed.
    QColor sourceColor(const QString& light, const QString& dark) const;

    /// The interface font at `pixels` (metrics::kText…) of the 13-pixel scale.
    QFont font(double pixels, bool semibold = false) const;
    QFont monospace(double pixels) const;
    /// `pixels` of the 13-pixel scale in the scale the user chose.
    double scaled(double pixels) const { return pixels * m_textSize / 13.0; }

    /// A lucide icon tinted by role; disabled ones are faint. A name lucide does not have shows a puzzle
    /// piece.
    QIcon icon(const QString& name, Role role = Role::TextMuted) const;
    /// … with a colour of its own, for sources.
    QIcon icon(const QString& name, const QColor& color) const;

    QPalette palette() const;
    QString styleSheet() const;
    /// Puts font, palette and style sheet on the QApplication.
    void apply();

  Q_SIGNALS:
    void changed();

  private:
    void writeImages();
    QString imageFolder() const;

    Mode m_mode = Mode::System;
    Scheme m_scheme = Scheme::Light;
    int m_textSize = 13;
    QPalette m_systemPalette;
    QTemporaryDir m_images;  ///< tinted arrows for the style sheet, one folder per scheme
};

}  // namespace tributary::ui
