// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>
#include <vector>

#include "core/engine/profile.h"
#include "ui/plan/source_colors.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// One chip per source of a run: "shop 84 k rows · 212 ms". Shows as many as there is room for, then "+2".
class SourceChips : public QWidget {
    Q_OBJECT

  public:
    SourceChips(const Theme& theme, SourceColors colors, QWidget* parent = nullptr);
    void setSources(const std::vector<engine::SourceProfile>& sources);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, 0}; }

  Q_SIGNALS:
    void clicked();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

  private:
    struct Chip {
        QString name;
        QString figures;
        QColor color;
        bool failed = false;
    };
    int chipWidth(const Chip& chip) const;

    const Theme& m_theme;
    SourceColors m_colors;
    std::vector<Chip> m_chips;
};

/// 84211 → "84 k", 1234567 → "1.2 M": for labels, never for data.
QString shortCount(uint64_t count);

}  // namespace tributary::ui
