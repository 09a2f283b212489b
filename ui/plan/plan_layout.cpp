// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plan/plan_layout.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>
#include <algorithm>

namespace tributary::ui {

namespace {

constexpr double kBoxWidth = 184;
constexpr double kLineHeight = 16;
constexpr double kBoxPadding = 10;
constexpr double kGapX = 28;
constexpr double kGapY = 16;
constexpr double kMargin = 20;
constexpr int kMaxLines = 3;

QString text(const char* source) {
    return QCoreApplication::translate("tributary::ui::PlanPage", source);
}

QStringList detailLines(const engine::PlanNode& node) {
    QStringList lines;
    for (const auto& [name, value] : node.details) {
        const QString key = QString::fromStdString(name);
        QString shown = QString::fromStdString(value).simplified();
        if (shown.isEmpty() || key.startsWith(QLatin1String("__")) ||
            key.contains(QLatin1String("ardinality")))
            continue;
        if (lines.size() == kMaxLines) break;
        lines << (key.isEmpty() ? shown : key + QStringLiteral(": ") + shown);
    }
    return lines;
}

/// The node itself, or what is below it while it only hands columns on.
const engine::PlanNode& worthDrawing(const engine::PlanNode& node) {
    const engine::PlanNode* at = &node;
    while (at->name == "PROJECTION" && at->children.size() == 1) at = &at->children.front();
    return *at;
}

/// Rows a scan really gave, once it has run.
const engine::SourceProfile* profileOf(const engine::PlanNode& node, const engine::Explanation& explanation) {
    if (node.connection.empty()) return nullptr;
    const engine::SourceProfile* found = nullptr;
    for (const auto& source : explanation.sources) {
        if (source.connection != node.connection) continue;
        const bool named = std::any_of(node.details.begin(), node.details.end(), [&](const auto& detail) {
            return detail.second.find(source.object) != std::string::npos;
        });
        if (named) return &source;
        found = found ? nullptr : &source;
    }
    return found;
}

}  // namespace

QString operatorTitle(const std::string& name) {
    QString title = QString::fromStdString(name).toLower().trimmed();
    title.replace(QLatin1Char('_'), QLatin1Char(' '));
    if (!title.isEmpty()) title[0] = title[0].toUpper();
    return title;
}

PlanLayout::PlanLayout(const engine::Explanation& explanation, double unit) : m_unit(unit) {
    const double height = place(worthDrawing(explanation.root), explanation, -1, 0, kMargin * m_unit);
    double right = 0;
    for (const auto& box : m_boxes) right = std::max(right, box.box.right());
    m_size = QSizeF(right + kMargin * m_unit, height + kMargin * m_unit);
}

double PlanLayout::place(const engine::PlanNode& node, const engine::Explanation& explanation, int parent,
                         int depth, double top) {
    PlanBox box;
    box.parent = parent;
    box.title = operatorTitle(node.name);
    box.lines = detailLines(node);
    box.connection = QString::fromStdString(node.connection);
    const QLocale locale;
    const auto* profile = profileOf(node, explanation);
    if (profile && profile->finished) {
        box.rows = text("%1 rows read").arg(locale.toString(qulonglong(profile->rows)));
    } else if (node.estimatedRows) {
        box.rows = text("about %1 rows").arg(locale.toString(qulonglong(*node.estimatedRows)));
    }
    const double lines = 1 + box.lines.size() + (box.rows.isEmpty() ? 0 : 1);
    const double height = (lines * kLineHeight + 2 * kBoxPadding) * m_unit;
    const int self = static_cast<int>(m_boxes.size());
    m_boxes.push_back(box);
    double bottom = top;
    double firstMiddle = -1;
    double lastMiddle = 0;
    for (const auto& child : node.children) {
        const size_t index = m_boxes.size();
        bottom = place(worthDrawing(child), explanation, self, depth + 1, bottom) + kGapY * m_unit;
        lastMiddle = m_boxes[index].box.center().y();
        if (firstMiddle < 0) firstMiddle = lastMiddle;
    }
    if (!node.children.empty()) bottom -= kGapY * m_unit;
    const double middle = node.children.empty() ? top + height / 2 : (firstMiddle + lastMiddle) / 2;
    const double y = std::max(top, middle - height / 2);
    m_boxes[static_cast<size_t>(self)].box =
        QRectF((kMargin + depth * (kBoxWidth + kGapX)) * m_unit, y, kBoxWidth * m_unit, height);
    return std::max(bottom, y + height);
}

}  // namespace tributary::ui
