// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/layout/layout.h"

#include <gtest/gtest.h>

#include <random>

namespace tributary::lineage {
namespace {

void expectNoOverlap(const std::vector<LayoutNode>& nodes, const Layout& layout) {
    for (size_t a = 0; a < nodes.size(); a++) {
        EXPECT_GE(layout.positions[a].x, -1);
        EXPECT_GE(layout.positions[a].y, -1);
        EXPECT_LE(layout.positions[a].x + nodes[a].width, layout.width + 1);
        EXPECT_LE(layout.positions[a].y + nodes[a].height, layout.height + 1);
        for (size_t b = a + 1; b < nodes.size(); b++) {
            const auto &p = layout.positions[a], &q = layout.positions[b];
            const bool apart = p.x + nodes[a].width <= q.x + 0.5 || q.x + nodes[b].width <= p.x + 0.5 ||
                               p.y + nodes[a].height <= q.y + 0.5 || q.y + nodes[b].height <= p.y + 0.5;
            ASSERT_TRUE(apart) << a << " and " << b;
        }
    }
}

struct Case {
    std::vector<LayoutNode> nodes;
    std::vector<LayoutEdge> edges;
};

Case random(size_t count, size_t edges) {
    std::mt19937 dice(7);
    Case out;
    for (size_t i = 0; i < count; i++) out.nodes.push_back({180.0 + dice() % 60, 60.0 + dice() % 200});
    for (size_t i = 0; i < edges; i++) {
        out.edges.push_back({static_cast<uint32_t>(dice() % count), static_cast<uint32_t>(dice() % count)});
    }
    return out;
}

LayoutOptions withoutDot() {
    LayoutOptions options;
    options.dot.clear();
    return options;
}

TEST(LineageLayoutTest, SourcesStandLeftOfWhatTheyFeed) {
    const Case c{{{100, 50}, {100, 50}, {100, 50}}, {{0, 1}, {1, 2}, {0, 2}}};
    for (const auto& options : {LayoutOptions(), withoutDot()}) {
        auto layout = layoutGraph(c.nodes, c.edges, options, {});
        ASSERT_TRUE(layout);
        EXPECT_LT(layout->positions[0].x, layout->positions[1].x);
        EXPECT_LT(layout->positions[1].x, layout->positions[2].x);
        expectNoOverlap(c.nodes, *layout);
    }
}

TEST(LineageLayoutTest, RingsLoopsAndCrowdsDoNotOverlap) {
    Case c = random(120, 300);
    c.edges.push_back({3, 3});
    auto own = layoutGraph(c.nodes, c.edges, withoutDot(), {});
    ASSERT_TRUE(own);
    EXPECT_FALSE(own->byGraphviz);
    expectNoOverlap(c.nodes, *own);
}

TEST(LineageLayoutTest, AMissingProgramIsToldAndDoneWithout) {
    LayoutOptions options;
    options.dot = "no-such-graphviz";
    const Case c = random(5, 6);
    auto layout = layoutGraph(c.nodes, c.edges, options, {});
    ASSERT_TRUE(layout);
    EXPECT_NE(layout->note.find("no-such-graphviz"), std::string::npos) << layout->note;
    expectNoOverlap(c.nodes, *layout);
}

TEST(LineageLayoutTest, AProgramThatHangsIsLeftBehind) {
    LayoutOptions options;
    options.dot = "yes";  // prints for ever
    options.limit = std::chrono::milliseconds(100);
    const Case c = random(5, 6);
    auto layout = layoutGraph(c.nodes, c.edges, options, {});
    ASSERT_TRUE(layout);
    EXPECT_FALSE(layout->byGraphviz);
}

TEST(LineageLayoutTest, NothingAndFiveThousandCards) {
    EXPECT_TRUE(layoutGraph({}, {}, {}, {})->positions.empty());
    const Case c = random(5000, 9000);
    EXPECT_EQ(layoutSimply(c.nodes, c.edges, {}).positions.size(), 5000u);
}

TEST(LineageLayoutTest, ACancelIsHeard) {
    CancelToken token;
    token.cancel();
    const Case c = random(50, 90);
    auto layout = layoutGraph(c.nodes, c.edges, {}, token);
    ASSERT_FALSE(layout);
    EXPECT_EQ(layout.error().code, ErrorCode::Cancelled);
}

}  // namespace
}  // namespace tributary::lineage
