// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QLocale>
#include <QtCore/QSaveFile>
#include <QtCore/QStringList>
#include <QtGui/QImage>
#include <QtGui/QPainter>
#include <QtSvg/QSvgGenerator>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QToolButton>
#include <algorithm>

#include "ui/chart/chart_page.h"
#include "ui/grid/cell_preview.h"
#include "ui/widgets/make.h"

// ChartPage's way from rows to pixels, and from pixels to files.
namespace tributary::ui {

namespace {

constexpr double kPictureScale = 2;  // pictures are for documents, so twice the screen's resolution

using Shape = result::ChartRequest::Shape;

}  // namespace

void ChartPage::showExplanation(const QString& text) {
    m_explanation->setText(text);
    m_stack->setCurrentWidget(m_explanation);
    m_note->clear();
    m_export->setEnabled(false);
}

void ChartPage::requestSample() {
    if (!isVisible() || m_view.isEmpty() || m_sampling) {
        m_stale = true;
        return;
    }
    const auto& columns = m_view.store().columns();
    if (m_settings && !resolveColumns(*m_settings, columns)) m_settings.reset();
    if (!m_settings) m_settings = suggestChart(columns, m_view.rowCount());
    if (m_yMenu->isEmpty() || m_y->text().isEmpty() || m_stale) fillYMenu();
    if (!m_settings) {
        showExplanation(columns.empty()
                            ? tr("This statement returned no rows.")
                            : tr("A chart needs at least one column of numbers; this result has none."));
        return;
    }
    m_type->setCurrentIndex(m_type->findData(static_cast<int>(m_settings->type)));
    m_x->setCurrentIndex(std::max(0, m_x->findData(m_settings->x)));
    if (m_view.rowCount() == 0) {
        showExplanation(m_view.store().isFinished() ? tr("There are no rows to draw.")
                                                    : tr("Waiting for rows…"));
        return;
    }
    const auto chosen = resolveColumns(*m_settings, columns);
    result::ChartRequest request;
    request.x = chosen->x;
    request.y = chosen->y;
    request.window = m_window;
    request.width = static_cast<uint32_t>(std::max(200, m_canvas->width()));
    request.height = static_cast<uint32_t>(std::max(100, m_canvas->height()));
    const bool categories = usesCategories(*m_settings, *chosen, columns);
    request.shape = categories                               ? Shape::Categories
                    : m_settings->type == ChartType::Scatter ? Shape::Cloud
                                                             : Shape::Path;
    request.largestFirst = m_settings->type == ChartType::Pie;
    m_sampling = true;
    m_stale = false;
    m_token = m_background.run(
        this,
        [view = m_view, request](const CancelToken& token) {
            return result::sampleChart(view, request, token);
        },
        [this, settings = *m_settings, window = m_window](Result<result::ChartSample> sample) {
            takeSample(std::move(sample), settings, window);
        },
        Background::Lane::OwnThread);
}

void ChartPage::takeSample(Result<result::ChartSample> sample, const ChartSettings& settings,
                           std::optional<std::pair<double, double>> window) {
    m_sampling = false;
    const bool outdated = m_stale || !m_settings || settings != *m_settings || window != m_window;
    if (!sample) {
        showExplanation(tr("The chart could not be drawn. %1").arg(make::errorText(sample.error())));
    } else if (sample->rows == 0 || sample->series.empty()) {
        showExplanation(tr("Every value of the x axis is NULL, so there is nothing to draw."));
    } else if (m_settings && settings == *m_settings) {
        ChartPicture picture;
        picture.type = settings.type;
        picture.hidden =
            m_canvas->picture().names == std::vector<QString>(settings.y.begin(), settings.y.end())
                ? m_canvas->picture().hidden
                : std::set<int>();
        picture.names.assign(settings.y.begin(), settings.y.end());
        picture.xTitle = xTitle();
        if (isMoment()) picture.zone = m_zone;
        picture.windowLow = m_window ? m_window->first : sample->xMin;
        picture.windowHigh = m_window ? m_window->second : sample->xMax;
        picture.sample = std::move(*sample);
        m_canvas->setPicture(std::move(picture));
        m_stack->setCurrentWidget(m_canvas);
        m_export->setEnabled(true);
        m_reset->setEnabled(m_canvas->isZoomed());
        tellNote();
        Q_EMIT drawn();
    }
    if (outdated) requestSample();
}

void ChartPage::tellNote() {
    const auto& sample = m_canvas->picture().sample;
    const QLocale locale;
    size_t points = 0;
    for (const auto& series : sample.series) points += series.points.size();
    QStringList parts;
    if (sample.reduced) {
        parts << tr("%1 rows drawn through %2 points, peaks kept")
                     .arg(locale.toString(static_cast<qulonglong>(sample.rows)),
                          locale.toString(qulonglong(points)));
    } else {
        parts << tr("%1 rows").arg(locale.toString(static_cast<qulonglong>(sample.rows)));
    }
    if (sample.summed) parts << tr("values with the same label are added up");
    if (sample.leftOut > 0) {
        parts << tr("%1 more labels not shown").arg(locale.toString(static_cast<qulonglong>(sample.leftOut)));
    }
    if (m_view.rowCount() < m_view.store().rowCount()) parts << tr("of the rows filtered in the grid");
    if (!m_view.store().isFinished()) parts << tr("more rows are coming");
    m_note->setText(parts.join(QStringLiteral(" · ")));
    m_note->setToolTip(m_note->text());
}

void ChartPage::tellHover(const ChartHit& hit) {
    const auto& picture = m_canvas->picture();
    const auto& series = picture.sample.series.at(static_cast<size_t>(hit.series));
    const auto& point = series.points.at(hit.point);
    const QString name = picture.names.at(static_cast<size_t>(hit.series));
    if (picture.sample.axis == result::AxisKind::Category) {
        m_canvas->setHoverText(hit, QStringLiteral("%1\n%2: %3")
                                        .arg(QString::fromStdString(picture.sample.categories.at(hit.point)),
                                             name, QString::fromStdString(series.exact.at(hit.point))));
        return;
    }
    const auto chosen = resolveColumns(*m_settings, m_view.store().columns());
    if (!chosen) return;
    m_background.run(
        this,
        [view = m_view, row = point.row, x = chosen->x, y = series.column,
         zone = m_zone](const CancelToken&) -> Result<QStringList> {
            QStringList texts;
            const auto text = [&](size_t column) -> Result<void> {
                auto pieces = view.rows({row, 1}, {column});
                if (!pieces) return fail(pieces.error());
                if (pieces->empty()) return fail(ErrorCode::NotFound, "The row is not there any more.");
                const GridCell cell = previewVector(pieces->front().chunk->data[0], 1, zone).front();
                texts << (cell.isNull ? QStringLiteral("NULL") : cell.text);
                return {};
            };
            if (auto done = text(y); !done) return fail(done.error());
            if (!x) return texts << QString::number(row + 1);
            if (auto done = text(*x); !done) return fail(done.error());
            return texts;
        },
        [this, hit, name](const Result<QStringList>& texts) {
            if (!texts || texts->size() != 2) return;
            m_canvas->setHoverText(hit, QStringLiteral("%1\n%2: %3").arg(texts->at(1), name, texts->at(0)));
        });
}

void ChartPage::writePng(const QString& path) {
    QImage image(m_canvas->size() * kPictureScale, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.scale(kPictureScale, kPictureScale);
    ChartPainter(m_theme).paint(painter, m_canvas->picture(), m_canvas->size());
    painter.end();
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !image.save(&file, "PNG") || !file.commit()) {
        Q_EMIT failed(tr("The chart could not be saved to %1: %2. Choose another folder.")
                          .arg(path, file.errorString()));
    }
}

void ChartPage::writeSvg(const QString& path) {
    QSaveFile file(path);
    bool ok = file.open(QIODevice::WriteOnly);
    if (ok) {
        QSvgGenerator generator;
        generator.setOutputDevice(&file);
        generator.setSize(m_canvas->size());
        generator.setViewBox(QRect(QPoint(0, 0), m_canvas->size()));
        generator.setTitle(tr("Chart"));
        QPainter painter(&generator);
        ChartPainter(m_theme).paint(painter, m_canvas->picture(), m_canvas->size());
        ok = painter.end() && file.commit();
    }
    if (!ok) {
        Q_EMIT failed(tr("The chart could not be saved to %1: %2. Choose another folder.")
                          .arg(path, file.errorString()));
    }
}

}  // namespace tributary::ui
