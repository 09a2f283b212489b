// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/source_chips.h"

#include <QtCore/QLocale>
#include <QtGui/QPainter>
#include <algorithm>
#include <map>
#include <utility>

#include "ui/plan/source_card.h"
#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr int kHeight = 20;
constexpr int kGap = 8;
constexpr int kDot = 8;

}  // namespace

QString shortCount(uint64_t count) {
    const QLocale locale;
    if (count < 10000) return locale.toString(qulonglong(count));
    static constexpr struct {
        double size;
        const char* sign;
    } kUnits[] = {{1e9, "G"}, {1e6, "M"}, {1e3, "k"}};
    for (const auto& unit : kUnits) {
        const double value = static_cast<double>(count) / unit.size;
        if (value < 1) continue;
        return locale.toString(value, 'f', value < 10 ? 1 : 0) + QLatin1Char(' ') + QLatin1String(unit.sign);
    }
    return locale.toString(qulonglong(count));
}

SourceChips::SourceChips(const Theme& theme, SourceColors colors, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_colors(std::move(colors)) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    setToolTip(tr("What each source gave. Click for the plan."));
    connect(&m_theme, &Theme::changed, this, [this] { update(); });
}

void SourceChips::setSources(const std::vector<engine::SourceProfile>& sources) {
    struct Sum {
        uint64_t rows = 0;
        double ms = 0;
        bool known = false;
        bool failed = false;
    };
    std::vector<std::string> order;
    std::map<std::string, Sum> sums;
    for (const auto& source : sources) {
        if (sums.find(source.connection) == sums.end()) order.push_back(source.connection);
        Sum& sum = sums[source.connection];
        sum.rows += source.rows;
        if (source.totalMs || source.firstRowMs) {
            sum.ms = std::max(sum.ms, source.totalMs.value_or(source.firstRowMs.value_or(0)));
            sum.known = true;
        }
        sum.failed |= !source.error.empty();
    }
    m_chips.clear();
    QStringList spoken;
    for (const auto& name : order) {
        const Sum& sum = sums[name];
        Chip chip{QString::fromStdString(name), tr("%1 rows").arg(shortCount(sum.rows)), m_colors(name),
                  sum.failed};
        if (sum.known) chip.figures += QStringLiteral(" · ") + durationText(sum.ms);
        if (sum.failed) chip.figures = tr("failed");
        spoken << chip.name + QLatin1Char(' ') + chip.figures;
        m_chips.push_back(std::move(chip));
    }
    setAccessibleName(spoken.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

int SourceChips::chipWidth(const Chip& chip) const {
    const QFontMetrics metrics(m_theme.font(metrics::kTextSmall));
    return metrics.horizontalAdvance(chip.name + QLatin1Char(' ') + chip.figures) + kDot + 8 + 16;
}

QSize SourceChips::sizeHint() const {
    int width = 0;
    for (const auto& chip : m_chips) width += chipWidth(chip) + kGap;
    return {width, qRound(m_theme.scaled(kHeight))};
}

void SourceChips::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_theme.font(metrics::kTextSmall));
    int x = width();
    // From the right, so that what has no room is missing at the left.
    for (size_t i = m_chips.size(); i-- > 0;) {
        const Chip& chip = m_chips[i];
        const int width = chipWidth(chip);
        if (x - width < (i > 0 ? 32 : 0)) {
            painter.setPen(m_theme.color(Role::TextMuted));
            painter.drawText(QRect(0, 0, x - kGap, height()), Qt::AlignRight | Qt::AlignVCenter,
                             QStringLiteral("+%1").arg(i + 1));
            return;
        }
        const QRectF box(x - width, 0.5, width, height() - 1);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(chip.failed ? Role::DangerSoft : Role::SurfaceAlt));
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
        painter.setBrush(chip.color);
        painter.drawEllipse(QPointF(box.left() + 8 + kDot / 2.0, box.center().y()), kDot / 2.0, kDot / 2.0);
        painter.setPen(m_theme.color(chip.failed ? Role::Danger : Role::TextMuted));
        painter.drawText(box.adjusted(kDot + 14, 0, -8, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         chip.name + QLatin1Char(' ') + chip.figures);
        x -= width + kGap;
    }
}

void SourceChips::mouseReleaseEvent(QMouseEvent*) {
    if (!m_chips.empty()) Q_EMIT clicked();
}

}  // namespace tributary::ui
