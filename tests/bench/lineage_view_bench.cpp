// SPDX-License-Identifier: GPL-3.0-or-later
// tributary_lineage_view_bench [CARDS]: what a person waits for in a big lineage graph, in milliseconds.
// Frames are whole paints of a 1440 x 900 canvas while it is zoomed and dragged. Bars: 33 ms per frame, 500
// ms to show.
#include <QtGui/QImage>
#include <QtWidgets/QApplication>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <random>

#include "core/lineage/layout/layout.h"
#include "ui/lineage/lineage_canvas.h"

namespace {

using namespace tributary;
using namespace tributary::lineage;

/// Of this thread's work, whatever else the machine does.
class CpuClock {
  public:
    void start() { m_start = now(); }
    int64_t nsecsElapsed() const { return now() - m_start; }

  private:
    static int64_t now() {
        timespec at{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
        return at.tv_sec * 1'000'000'000LL + at.tv_nsec;
    }
    int64_t m_start = now();
};

constexpr int kLayers = 20;
constexpr int kColumns = 8;
constexpr int kFrames = 40;

/// Layers of tables; each reads two or three of the layer before it, column by column.
Graph bigGraph(int cards) {
    Graph graph;
    std::mt19937 random(7);
    const int perLayer = cards / kLayers;
    for (int i = 0; i < cards; i++) {
        const auto d = graph.addDataset({"source" + std::to_string(i % 5),
                                         "schema" + std::to_string(i % 13) + ".table_" + std::to_string(i)});
        for (int c = 0; c < kColumns; c++) graph.addColumn(d, "column_" + std::to_string(c), "bigint");
    }
    graph.jobs.push_back({});
    for (int i = perLayer; i < cards; i++) {
        const int before = (i / perLayer - 1) * perLayer;
        for (int s = 0; s < 2 + i % 2; s++) {
            const auto from = static_cast<uint32_t>(before + static_cast<int>(random() % perLayer));
            for (int c = 0; c < kColumns / 2; c++) {
                GraphEdge edge;
                edge.source = graph.datasets[from].columns[random() % kColumns];
                edge.target = graph.datasets[static_cast<uint32_t>(i)].columns[random() % kColumns];
                edge.subtype = c == 0 ? Subtype::Filter : Subtype::Identity;
                graph.edges.push_back(edge);
            }
        }
    }
    graph.index();
    return graph;
}

bool missed = false;

void tell(const char* what, double ms, double bar) {
    missed = missed || ms > bar;
    std::printf("| %-34s | %8.1f | %6.0f | %s |\n", what, ms, bar, ms <= bar ? "yes" : "NO");
}

double medianFrame(ui::LineageCanvas& canvas, QImage& image, const std::function<void(int)>& move) {
    std::vector<double> times;
    for (int i = 0; i < kFrames; i++) {
        CpuClock clock;
        clock.start();
        move(i);
        canvas.render(&image);
        times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

}  // namespace

int main(int count, char** values) {
    QApplication application(count, values);
    const int cards = count > 1 ? std::atoi(values[1]) : 5000;
    ui::Theme theme;
    ui::LineageCanvas canvas(theme, [](const std::string&) { return QColor(0x33, 0x67, 0x91); });
    canvas.resize(1440, 900);
    QImage image(canvas.size(), QImage::Format_RGB32);
    CpuClock clock;
    std::printf("%d cards\n| what                               |       ms |    bar | met |\n", cards);
    Graph graph = bigGraph(cards);
    clock.start();
    canvas.scene().setGraph(std::move(graph), canvas.measure());
    tell("cards and links from the graph", static_cast<double>(clock.nsecsElapsed()) / 1e6, 500);
    clock.start();
    auto layout = layoutGraph(canvas.scene().layoutNodes(), canvas.scene().layoutEdges(), {}, {});
    tell("layout, in the background", static_cast<double>(clock.nsecsElapsed()) / 1e6, 10'000);
    if (!layout) return 1;
    clock.start();
    canvas.scene().place(*layout);
    canvas.refresh();
    canvas.fit();
    tell("placing, on the UI thread", static_cast<double>(clock.nsecsElapsed()) / 1e6, 500);
    const QPointF middle(720, 450);
    tell("frame, everything in sight",
         medianFrame(canvas, image, [&](int i) { canvas.zoomBy(i % 2 ? 1.02 : 1 / 1.02, middle); }), 33);
    canvas.select(std::nullopt, canvas.scene().cards()[static_cast<size_t>(cards / 2)].dataset);
    tell("frame, everything, a way lit",
         medianFrame(canvas, image, [&](int i) { canvas.zoomBy(i % 2 ? 1.02 : 1 / 1.02, middle); }), 33);
    const QPointF there = canvas.scene().cards()[static_cast<size_t>(cards / 2)].rect.center();
    for (const double scale : {0.36, 0.6, 1.0}) {
        canvas.zoomBy(scale / canvas.scale(), middle);
        const auto told = [&](const char* what, double bar, const std::function<void(int)>& move) {
            char name[64];
            std::snprintf(name, sizeof name, "frame while %s at %.0f %%", what, scale * 100);
            tell(name, medianFrame(canvas, image, move), bar);
        };
        told("dragging", 33, [&](int i) { canvas.showAround(there + QPointF(i * 12, i * 7)); });
        // Nothing of the frame before is in sight any more.
        told("jumping", 33, [&](int i) { canvas.showAround(there + QPointF(i % 2 * 1500 / scale, i)); });
        told("zooming", 33, [&](int i) { canvas.zoomBy(i % 2 ? 1.02 : 1 / 1.02, middle); });
        told("hovering", 33, [&](int i) {
            canvas.select(std::nullopt, canvas.scene().cards()[static_cast<size_t>(cards / 2 + i)].dataset);
        });
    }
    clock.start();
    for (int i = 0; i < kFrames; i++) {
        canvas.select(std::nullopt, canvas.scene().cards()[static_cast<size_t>(i * 17 % cards)].dataset);
    }
    tell("lighting what hangs on a card", static_cast<double>(clock.nsecsElapsed()) / 1e6 / kFrames, 50);
    clock.start();
    canvas.scene().toggleCollapsed(static_cast<uint32_t>(cards / 3));
    tell("folding a card", static_cast<double>(clock.nsecsElapsed()) / 1e6, 100);
    return missed ? 2 : 0;
}
