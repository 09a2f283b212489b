// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lineage/lineage_export.h"

#include <QtCore/QBuffer>
#include <QtCore/QSaveFile>
#include <QtGui/QImage>
#include <QtGui/QPainter>
#include <QtGui/QPdfWriter>
#include <QtSvg/QSvgGenerator>

namespace tributary::ui {
namespace {

constexpr double kMargin = 32;
constexpr double kImageScale = 2;
constexpr double kMostPixels = 16000;  // of one side of an image
constexpr double kScreenDpi = 96;

void paintAll(QPainter& painter, const LineageScene& scene, const LineageMarks& marks, const Theme& theme,
              const SourceColors& colors, const QRectF& part) {
    painter.fillRect(part, theme.color(Role::Window));
    LineagePainter(theme, colors).paint(painter, scene, marks, {part, part});
}

void writeSvg(QIODevice& to, const LineageScene& scene, const LineageMarks& marks, const Theme& theme,
              const SourceColors& colors, const QRectF& area) {
    QSvgGenerator generator;
    generator.setOutputDevice(&to);
    generator.setTitle(QStringLiteral("Lineage"));
    generator.setSize(area.size().toSize());
    generator.setViewBox(QRectF(QPointF(0, 0), area.size()));
    generator.setResolution(int(kScreenDpi));
    QPainter painter(&generator);
    painter.translate(-area.topLeft());
    paintAll(painter, scene, marks, theme, colors, area);
}

bool writePng(QIODevice& to, const LineageScene& scene, const LineageMarks& marks, const Theme& theme,
              const SourceColors& colors, const QRectF& area) {
    const double scale = std::min(kImageScale, kMostPixels / std::max(area.width(), area.height()));
    QImage image((area.size() * scale).toSize(), QImage::Format_RGB32);
    if (image.isNull()) return false;
    QPainter painter(&image);
    painter.scale(scale, scale);
    painter.translate(-area.topLeft());
    paintAll(painter, scene, marks, theme, colors, area);
    painter.end();
    return image.save(&to, "PNG");
}

void writePdf(QIODevice& to, const LineageScene& scene, const LineageMarks& marks, const Theme& theme,
              const SourceColors& colors, const QRectF& area) {
    QPdfWriter writer(&to);
    writer.setTitle(QStringLiteral("Lineage"));
    writer.setPageSize(QPageSize(QPageSize::A3));
    writer.setPageOrientation(QPageLayout::Landscape);
    writer.setPageMargins(QMarginsF(10, 10, 10, 10), QPageLayout::Millimeter);
    const double scale = writer.resolution() / kScreenDpi;
    const QSizeF sheet = QSizeF(writer.width(), writer.height()) / scale;
    QPainter painter(&writer);
    bool first = true;
    for (double y = area.top(); y < area.bottom(); y += sheet.height()) {
        for (double x = area.left(); x < area.right(); x += sheet.width()) {
            if (!first) writer.newPage();
            first = false;
            painter.save();
            painter.scale(scale, scale);
            painter.setClipRect(QRectF(QPointF(0, 0), sheet));
            painter.translate(-x, -y);
            paintAll(painter, scene, marks, theme, colors, QRectF(QPointF(x, y), sheet));
            painter.restore();
        }
    }
}

}  // namespace

Result<void> exportLineage(const LineageScene& scene, const LineageMarks& marks, const Theme& theme,
                           const SourceColors& colors, const QString& path) {
    const QRectF area = scene.bounds().adjusted(-kMargin, -kMargin, kMargin, kMargin);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        return fail(ErrorCode::Io,
                    "Cannot write '" + path.toStdString() + "': " + file.errorString().toStdString(),
                    "Choose another folder.");
    }
    bool drawn = true;
    if (path.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive)) {
        writeSvg(file, scene, marks, theme, colors, area);
    } else if (path.endsWith(QStringLiteral(".pdf"), Qt::CaseInsensitive)) {
        writePdf(file, scene, marks, theme, colors, area);
    } else {
        drawn = writePng(file, scene, marks, theme, colors, area);
    }
    if (!drawn || !file.commit()) {
        return fail(ErrorCode::Io,
                    "Cannot write '" + path.toStdString() + "': " + file.errorString().toStdString(),
                    "Check the space that is left on the disk.");
    }
    return {};
}

}  // namespace tributary::ui
