// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtGui/QImage>
#include <QtTest/QtTest>

#include "core/lineage/layout/layout.h"
#include "ui/lineage/lineage_canvas.h"

namespace tributary::ui {
namespace {

using namespace lineage;

/// Two rows of tables; each of the second reads every column of `sources` of the first.
Graph twoLayers(uint32_t tables, uint32_t sources, int columns) {
    Graph graph;
    for (uint32_t i = 0; i < 2 * tables; i++) {
        const auto d = graph.addDataset({"shop", "main.t" + std::to_string(i)});
        for (int c = 0; c < columns; c++) graph.addColumn(d, "c" + std::to_string(c), "bigint");
    }
    graph.jobs.push_back({});
    for (uint32_t i = 0; i < tables; i++) {
        for (uint32_t s = 0; s < sources; s++) {
            for (size_t c = 0; c < size_t(columns); c++) {
                GraphEdge edge;
                edge.source = graph.datasets[(i + s) % tables].columns[c];
                edge.target = graph.datasets[tables + i].columns[c];
                graph.edges.push_back(edge);
            }
        }
    }
    graph.index();
    return graph;
}

QImage pictureOf(LineageCanvas& canvas) {
    QImage image(canvas.size(), QImage::Format_RGB32);
    canvas.render(&image);
    return image;
}

/// Pixels that differ so much that one sees it.
int differences(const QImage& a, const QImage& b) {
    int out = 0;
    for (int y = 0; y < a.height(); y++) {
        const auto* p = reinterpret_cast<const QRgb*>(a.constScanLine(y));
        const auto* q = reinterpret_cast<const QRgb*>(b.constScanLine(y));
        for (int x = 0; x < a.width(); x++) {
            const int off = std::abs(qRed(p[x]) - qRed(q[x])) + std::abs(qGreen(p[x]) - qGreen(q[x])) +
                            std::abs(qBlue(p[x]) - qBlue(q[x]));
            out += off > 120 ? 1 : 0;
        }
    }
    return out;
}

}  // namespace

class LineageCanvasTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void draggingShowsWhatAFreshPictureShows();
    void emphasisIsSeenAtOnce();
    void linksAreLeftOutOnlyWhileSomethingMoves();

  private:
    std::unique_ptr<LineageCanvas> show(Graph graph) {
        auto canvas = std::make_unique<LineageCanvas>(
            m_theme, [](const std::string&) { return QColor(0x33, 0x67, 0x91); });
        canvas->resize(900, 600);
        canvas->scene().setGraph(std::move(graph), canvas->measure());
        const auto layout = layoutGraph(canvas->scene().layoutNodes(), canvas->scene().layoutEdges(), {}, {});
        if (layout) canvas->scene().place(*layout);
        canvas->refresh();
        return canvas;
    }

    Theme m_theme;
};

void LineageCanvasTest::draggingShowsWhatAFreshPictureShows() {
    const auto canvas = show(twoLayers(8, 2, 4));
    const QPointF start = canvas->scene().cards()[3].rect.center();
    canvas->zoomBy(0.7 / canvas->scale(), {});
    canvas->showAround(start);
    const QImage before = pictureOf(*canvas);
    // There and elsewhere in steps of many sizes, as a hand does.
    QPointF at = start;
    for (const QPointF step : {QPointF(10, 0), QPointF(0, -7), QPointF(33, 21), QPointF(-150, 60),
                               QPointF(-3, -200), QPointF(190, 150)}) {
        at += step;
        canvas->showAround(at);
        const QImage dragged = pictureOf(*canvas);
        canvas->redraw();
        const QImage fresh = pictureOf(*canvas);
        QVERIFY2(differences(dragged, fresh) < 40, qPrintable(QString::number(differences(dragged, fresh))));
    }
    QVERIFY(differences(before, pictureOf(*canvas)) > 2000);
}

void LineageCanvasTest::emphasisIsSeenAtOnce() {
    const auto canvas = show(twoLayers(4, 1, 3));
    canvas->fit();
    const QImage plain = pictureOf(*canvas);
    QCOMPARE(differences(plain, pictureOf(*canvas)), 0);
    canvas->changeMarks([](LineageMarks& marks) { marks.datasetEffects.emplace(2, Effect::Breaks); });
    const QImage coloured = pictureOf(*canvas);
    QVERIFY(differences(plain, coloured) > 50);
    canvas->changeMarks([](LineageMarks& marks) { marks.datasetEffects.clear(); });
    QCOMPARE(differences(plain, pictureOf(*canvas)), 0);
    LineageView view = canvas->scene().view();
    view.hiddenSpaces = {"shop"};
    canvas->scene().setView(view);
    QVERIFY2(differences(plain, pictureOf(*canvas)) > 50, "a scene that changed is painted anew");
    m_theme.setMode(Theme::Mode::Dark);
    QVERIFY(pictureOf(*canvas).pixelColor(4, 4).lightness() < 80);
    m_theme.setMode(Theme::Mode::Light);
}

void LineageCanvasTest::linksAreLeftOutOnlyWhileSomethingMoves() {
    const auto canvas = show(twoLayers(20, 20, 10));  // 4,000 links
    canvas->fit();
    canvas->zoomBy(0.4 / canvas->scale(), {});
    canvas->showAround(canvas->scene().bounds().center());
    LineageSight all{canvas->visibleRect(), canvas->visibleRect(), canvas->scale(), false};
    const auto painted = [&](bool quick) {
        all.quick = quick;
        QImage image(canvas->size(), QImage::Format_RGB32);
        QPainter painter(&image);
        painter.scale(canvas->scale(), canvas->scale());
        painter.translate(-all.visible.topLeft());
        return LineagePainter(m_theme, canvas->colors())
            .paint(painter, canvas->scene(), canvas->marks(), all);
    };
    QVERIFY(painted(false));
    QVERIFY2(!painted(true), "the test needs more links in sight than a quick picture draws");
    canvas->show();
    QVERIFY(QTest::qWaitForWindowExposed(canvas.get()));
    canvas->redraw();
    const QImage quick = pictureOf(*canvas);
    QTRY_VERIFY(differences(quick, pictureOf(*canvas)) > 1000);
    // At rest it stays as it is, and holds what a whole picture holds.
    const QImage rest = pictureOf(*canvas);
    QCOMPARE(differences(rest, pictureOf(*canvas)), 0);
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::LineageCanvasTest)
#include "lineage_canvas_test.moc"
