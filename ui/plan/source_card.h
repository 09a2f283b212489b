// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>

#include "core/engine/profile.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// What one source was asked, what it gave and what stayed here and why.
class SourceCard : public QFrame {
    Q_OBJECT

  public:
    SourceCard(const Theme& theme, const engine::SourceProfile& source, const QColor& color,
               QWidget* parent = nullptr);
};

/// "84,211 rows · 3.1 MB · first row 12 ms · total 212 ms"; only what is known.
QString sourceFigures(const engine::SourceProfile& source);
/// "212 ms", "1.24 s".
QString durationText(double milliseconds);

}  // namespace tributary::ui
