// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QCoreApplication>
#include <QtGui/QPainter>
#include <map>
#include <optional>
#include <set>
#include <unordered_set>

#include "ui/lineage/lineage_scene.h"
#include "ui/plan/source_colors.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// What is emphasised, by index into the graph.
struct LineageMarks {
    std::optional<uint32_t> selectedColumn;
    std::optional<uint32_t> selectedCard;  ///< dataset
    std::unordered_set<uint32_t> columns;  ///< of the highlighted way
    std::unordered_set<uint32_t> edges;
    std::map<uint32_t, lineage::Effect> datasetEffects;  ///< impact mode
    std::map<uint32_t, lineage::Effect> columnEffects;
    std::set<uint32_t> found;  ///< datasets and their columns that a search found
    bool dim = false;          ///< what is not emphasised steps back
};

/// What is painted, in scene coordinates.
struct LineageSight {
    QRectF visible;  ///< all that is in sight
    QRectF part;     ///< of it what is painted now
    double scale = 1;
    /// Something moves: where thousands of links are in sight, one between each two cards stands for all.
    bool quick = false;
};

/// Paints a scene: the window, the pictures and the printed pages are the same.
class LineagePainter {
    Q_DECLARE_TR_FUNCTIONS(tributary::ui::LineagePainter)

  public:
    /// Remembers fonts and colours: made for one paint.
    LineagePainter(const Theme& theme, const SourceColors& colors);

    /// Below `kFarScale` cards are blocks without text. Tells whether nothing was left out.
    bool paint(QPainter& painter, const LineageScene& scene, const LineageMarks& marks,
               const LineageSight& sight) const;

    static constexpr double kFarScale = 0.35;
    static QString kindIcon(lineage::DatasetKind kind);
    QColor cardColor(const lineage::Dataset& dataset) const;
    QColor effectColor(lineage::Effect effect) const;

  private:
    void paintGroup(QPainter& painter, const LineageGroup& group) const;
    bool paintLinks(QPainter& painter, const LineageScene& scene, const LineageMarks& marks,
                    const LineageSight& sight) const;
    void paintTrunks(QPainter& painter, const LineageScene& scene, const LineageMarks& marks,
                     const LineageSight& sight) const;
    void paintFarCard(QPainter& painter, const LineageScene& scene, uint32_t card,
                      const LineageMarks& marks) const;
    void paintIcon(QPainter& painter, const QString& name, const QColor& color, const QRect& rect) const;
    void paintFrame(QPainter& painter, const LineageScene& scene, uint32_t card, const LineageMarks& marks,
                    const QPainterPath& outline) const;
    void paintCard(QPainter& painter, const LineageScene& scene, uint32_t card,
                   const LineageMarks& marks) const;
    void paintHeader(QPainter& painter, const LineageScene& scene, const LineageCard& card) const;
    void paintRow(QPainter& painter, const LineageScene& scene, uint32_t card, size_t row,
                  const LineageMarks& marks) const;

    struct TextStyle {
        QFont font;
        double drop = 0;  ///< from the middle of a line to its base line
    };
    static TextStyle textStyle(const QFont& font);
    /// One line, in the middle of `rect`; elided only when `narrow`.
    void paintText(QPainter& painter, const TextStyle& style, const QRectF& rect, const QString& text,
                   bool narrow, Qt::TextElideMode elide = Qt::ElideRight) const;
    QColor spaceColor(const std::string& space) const;

    const Theme& m_theme;
    const SourceColors& m_colors;
    const TextStyle m_body, m_bold, m_small;
    mutable std::map<std::string, QColor> m_spaceColors;
};

}  // namespace tributary::ui
