// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/plugins/loader.h"

namespace tributary::plugins {
namespace {

using testing::HasSubstr;

/// The number behind the first line break of a tooltip.
double numberOf(const std::string& hint) {
    std::string text = hint.substr(hint.find('\n') + 1);
    text.erase(std::remove(text.begin(), text.end(), ','), text.end());
    return std::stod(text);
}

std::vector<Mark> ofKind(const Drawing& drawing, uint32_t kind) {
    std::vector<Mark> out;
    for (const Mark& mark : drawing.marks) {
        if (mark.kind == kind) out.push_back(mark);
    }
    return out;
}

bool says(const Drawing& drawing, const std::string& words) {
    return std::any_of(drawing.marks.begin(), drawing.marks.end(),
                       [&](const Mark& m) { return m.words == words; });
}

/// Nothing of a scene may lie outside of its canvas, and all numbers must be some.
void expectInside(const Drawing& drawing, float width, float height) {
    for (const Mark& m : drawing.marks) {
        for (size_t i = 0; i < m.coordinates.size(); i += 2) {
            ASSERT_TRUE(std::isfinite(m.coordinates[i]) && std::isfinite(m.coordinates[i + 1]));
            if (m.kind != TRIBUTARY_MARK_POLYGON) continue;
            EXPECT_TRUE(m.coordinates[i] >= 0 && m.coordinates[i] <= width) << m.hint;
            EXPECT_TRUE(m.coordinates[i + 1] >= 0 && m.coordinates[i + 1] <= height) << m.hint;
        }
        EXPECT_TRUE(m.x >= 0 && m.x + m.width <= width + 1 && m.y >= 0 && m.y + m.height <= height + 1)
            << m.x << ' ' << m.y << ' ' << m.words << m.hint;
        if (m.kind == TRIBUTARY_MARK_TEXT) {
            EXPECT_FALSE(m.words.empty());
            EXPECT_GT(m.fill & 255, 0u);
        }
    }
}

struct Look {
    bool dark;
    const char* language;
    int width, height;
};
const Look kLooks[] = {{false, "en", 900, 500}, {true, "zh", 900, 500}, {true, "en", 420, 300}};

void lookAtAll(LoadedPlugin& plugin, const std::string& name, const std::string& config,
               const std::string& input) {
    int number = 0;
    for (const Look& look : kLooks) {
        const auto drawing = plugin.draw(config, input, look.width, look.height, look.dark, look.language);
        ASSERT_TRUE(drawing.ok()) << drawing.error;
        expectInside(drawing, static_cast<float>(look.width), static_cast<float>(look.height));
        keepPicture(name + "-" + std::to_string(++number), drawing, look.width, look.height, look.dark);
    }
}

// --- sankey
// ----------------------------------------------------------------------------------------------------------

const char* const kFlows =
    "SELECT * FROM (VALUES ('Coal','Power stations',120.0),('Gas','Power "
    "stations',80),('Gas','Heating',60),('Wind','Grid',45),"
    "('Solar','Grid',30),('Power stations','Grid',85),('Power "
    "stations','Losses',115),('Grid','Homes',70),('Grid','Industry',80),"
    "('Grid','Losses',10),('Heating','Homes',50),('Heating','Losses',10)) t(a,b,v)";

TEST(Sankey, TotalsAreConserved) {
    LoadedPlugin plugin("sankey");
    const auto drawing = plugin.draw(R"({"source":"a","target":"b","value":"v"})", kFlows);
    ASSERT_TRUE(drawing.ok()) << drawing.error;
    const auto links = ofKind(drawing, TRIBUTARY_MARK_PATH);
    ASSERT_EQ(links.size(), 12u);
    double total = 0, width = 0;
    for (const Mark& link : links) {
        total += numberOf(link.hint);
        width += link.stroke_width;
        EXPECT_NEAR(link.stroke_width / numberOf(link.hint), links[0].stroke_width / numberOf(links[0].hint),
                    1e-3)
            << "one scale for all";
    }
    EXPECT_DOUBLE_EQ(total, 755);
    EXPECT_THAT(drawing.caption, HasSubstr("12 flows, 755 in all."));
    // The bands of a node fill it: Grid has 160 in and 160 out.
    for (const Mark& node : ofKind(drawing, TRIBUTARY_MARK_RECT)) {
        if (node.hint.rfind("Grid", 0) == 0) {
            EXPECT_EQ(node.hint, "Grid\nin 160\nout 160");
            EXPECT_NEAR(node.height, 160 * width / total, 0.1);
        }
    }
    for (const Mark& link : links) {
        EXPECT_EQ(link.row == 8, link.hint.rfind("Grid → Industry", 0) == 0);
        EXPECT_LT(link.coordinates[0], link.coordinates[6]) << "from left to right";
    }
    lookAtAll(plugin, "sankey", R"({"source":"a","target":"b","value":"v"})", kFlows);
}

TEST(Sankey, ABandThatSkipsALayerPassesBetweenItsNodes) {
    LoadedPlugin plugin("sankey");
    const std::string rows =
        "SELECT * FROM (VALUES ('a','b',3),('b','c',1),('b','d',2),('a','c',5),('c','d',4),('e','d',2)) "
        "t(a,b,v)";
    const auto drawing = plugin.draw(R"({"source":"a","target":"b","value":"v"})", rows);
    ASSERT_TRUE(drawing.ok()) << drawing.error;
    size_t skipping = 0;
    for (const Mark& link : ofKind(drawing, TRIBUTARY_MARK_PATH)) {
        for (const Mark& node : ofKind(drawing, TRIBUTARY_MARK_RECT)) {
            const float left = link.coordinates.front(),
                        right = link.coordinates[link.coordinates.size() - 2];
            if (node.hint.empty() || node.x <= left || node.x + node.width >= right) continue;
            // Where it passes the node it is level: two points of its way stand at the node's sides.
            float y = NAN;
            for (size_t i = 0; i + 1 < link.coordinates.size(); i += 2)
                if (std::abs(link.coordinates[i] - node.x) < 0.01f) y = link.coordinates[i + 1];
            ASSERT_FALSE(std::isnan(y)) << link.hint << " behind " << node.hint;
            const float reach = link.stroke_width / 2 - 0.01f;
            EXPECT_TRUE(y + reach <= node.y || y - reach >= node.y + node.height)
                << link.hint << " over " << node.hint;
            skipping++;
        }
    }
    EXPECT_GE(skipping, 3u);
    lookAtAll(plugin, "sankey-skips", R"({"source":"a","target":"b","value":"v"})", rows);
}

TEST(Sankey, CirclesAndWhatIsLeftOutAreTold) {
    LoadedPlugin plugin("sankey");
    const std::string rows =
        "SELECT * FROM (VALUES "
        "('a','b',5),('b','c',4),('c','a',3),('a','b',2),('d','d',9),(NULL,'b',1),('a',NULL,1),('a','c',NULL)"
        ","
        "('a','c',-2),('a','c',0)) t(a,b,v)";
    const auto drawing = plugin.draw(R"({"source":"a","target":"b","value":"v"})", rows);
    ASSERT_TRUE(drawing.ok()) << drawing.error;
    EXPECT_EQ(drawing.caption,
              "3 flows, 14 in all. 1 of them (3) close a circle and run backwards, as lines. 1 rows (9) go "
              "from a node "
              "to itself and are left "
              "out. 4 rows without a name or value are left out. 1 rows with negative values are left out.");
    EXPECT_THAT(ofKind(drawing, TRIBUTARY_MARK_PATH)[0].hint, HasSubstr("a → b\n7 (50 %), 2 rows"));
    lookAtAll(plugin, "sankey-circle", R"({"source":"a","target":"b","value":"v"})", rows);
}

TEST(Sankey, ACrowdBecomesOthersWithTheSameTotal) {
    LoadedPlugin plugin("sankey");
    const std::string rows =
        "SELECT 'customer number ' || (hash(i) % 300) AS a, 'product ' || (hash(i + 1) % 40) AS b, "
        "(hash(i+2) % 100 + 1)::INTEGER AS v FROM range(4000) r(i) UNION ALL "
        "SELECT 'product ' || (i % 40), 'region ' || (i % 7), 1000 FROM range(200) r(i)";
    const std::string expected = plugin.value("SELECT sum(v)::DOUBLE FROM (" + rows + ")");
    const auto drawing = plugin.draw(R"({"source":"a","target":"b","value":"v"})", rows);
    ASSERT_TRUE(drawing.ok()) << drawing.error;
    double total = 0;
    for (const Mark& link : ofKind(drawing, TRIBUTARY_MARK_PATH)) total += numberOf(link.hint);
    EXPECT_DOUBLE_EQ(total, std::stod(expected));
    EXPECT_LT(ofKind(drawing, TRIBUTARY_MARK_RECT).size(), 140u);
    lookAtAll(plugin, "sankey-crowd", R"({"source":"a","target":"b","value":"v"})", rows);
}

TEST(Sankey, NothingToDrawAndWrongSettings) {
    LoadedPlugin plugin("sankey");
    const auto empty = plugin.draw(R"({"source":"a","target":"b"})", "SELECT 'x' AS a, 'y' AS b WHERE false");
    ASSERT_TRUE(empty.ok());
    EXPECT_TRUE(says(empty, "There are no flows to draw"));
    EXPECT_EQ(plugin.draw(R"({"source":"a"})", "SELECT 'x' AS a, 'y' AS b").status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(plugin.draw(R"({"source":"a","target":"b","value":"b"})", "SELECT 'x' AS a, 'y' AS b").status,
              TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(plugin.draw(R"({"source":"a","target":"b"})", "SELECT 'x' AS a, 'y' AS b", 10, 10).status,
              TRIBUTARY_INVALID_CONFIG);
    plugin.cancelAfter(2);
    EXPECT_EQ(
        plugin.draw(R"({"source":"a","target":"b"})", "SELECT i AS a, i + 1 AS b FROM range(50000) r(i)")
            .status,
        TRIBUTARY_CANCELLED);
}

// --- calendar
// --------------------------------------------------------------------------------------------------------

TEST(CalendarHeatmap, OneBoxADayWithItsValue) {
    LoadedPlugin plugin("calendar-heatmap");
    const std::string rows =
        "SELECT * FROM (VALUES (DATE '2024-02-29', 2.5), (DATE '2024-02-29', 4), (DATE '2024-12-31', 10), "
        "(NULL, 1), "
        "(DATE '2024-01-01', NULL)) t(d, v)";
    const auto drawing = plugin.draw(R"({"date":"d","value":"v"})", rows);
    ASSERT_TRUE(drawing.ok()) << drawing.error;
    std::vector<std::string> hints;
    size_t boxes = 0;
    for (const Mark& mark : ofKind(drawing, TRIBUTARY_MARK_RECT)) {
        boxes += mark.width > 9;
        if (!mark.hint.empty()) hints.push_back(mark.hint + " @" + std::to_string(mark.row));
    }
    EXPECT_EQ(boxes, 366u);
    EXPECT_THAT(hints, testing::ElementsAre("2024-02-29 Thu: 6.5 (2 rows) @0", "2024-12-31 Tue: 10 @2"));
    EXPECT_EQ(drawing.caption, "2 days with data, 2024-02-29 to 2024-12-31; 2 rows have no date or value.");
    EXPECT_TRUE(says(drawing, "Feb") && says(drawing, "Sun") && says(drawing, "2024"));
    const auto mean =
        plugin.draw(R"({"date":"d","value":"v","aggregate":"mean"})", rows, 900, 500, true, "zh");
    ASSERT_TRUE(mean.ok());
    EXPECT_TRUE(says(mean, "2月") && says(mean, "一"));
    EXPECT_TRUE(std::any_of(mean.marks.begin(), mean.marks.end(),
                            [](const Mark& m) { return m.hint == "2024-02-29 周四：3.25（2 行）"; }));
}

TEST(CalendarHeatmap, WeeksBeginWhereTheyShould) {
    // 2024-01-07 is a Sunday, 2024-01-08 a Monday.
    LoadedPlugin plugin("calendar-heatmap");
    const std::string rows =
        "SELECT * FROM (VALUES (TIMESTAMP '2024-01-07 23:59:59'), (TIMESTAMP '2024-01-08 00:00:00')) t(d)";
    for (const char* start : {"monday", "sunday"}) {
        const auto drawing = plugin.draw(std::string(R"({"date":"d","week_start":")") + start + "\"}", rows);
        std::vector<Mark> days;
        for (const Mark& mark : ofKind(drawing, TRIBUTARY_MARK_RECT)) {
            if (!mark.hint.empty()) days.push_back(mark);
        }
        ASSERT_EQ(days.size(), 2u);
        EXPECT_EQ(days[0].x == days[1].x, std::string(start) == "sunday") << start;
        EXPECT_EQ(days[0].y < days[1].y, std::string(start) == "sunday") << start;
    }
}

TEST(CalendarHeatmap, LooksRightWithFewAndManyYears) {
    LoadedPlugin plugin("calendar-heatmap");
    lookAtAll(plugin, "calendar", R"({"date":"d","value":"v"})",
              "SELECT DATE '2023-01-01' + i::INT AS d, 50 + 40 * sin(i / 58.0) + hash(i) % 30 AS v FROM "
              "range(700) r(i) WHERE hash(i) % 11 > 0");
    lookAtAll(
        plugin, "calendar-years", R"({"date":"d"})",
        "SELECT TIMESTAMP '2013-03-01 00:00:00' + INTERVAL (hash(i) % 4200) DAY AS d FROM range(20000) r(i)");
    lookAtAll(plugin, "calendar-one", R"({"date":"d"})", "SELECT DATE '2024-05-05' AS d");
    const auto cut = plugin.draw(R"({"date":"d","max_years":2})",
                                 "SELECT DATE '2013-03-01' + (400 * i)::INT AS d FROM range(9) r(i)");
    EXPECT_THAT(cut.caption, HasSubstr("only the last 2 years are shown"));
}

TEST(CalendarHeatmap, NothingToDrawAndWrongSettings) {
    LoadedPlugin plugin("calendar-heatmap");
    EXPECT_TRUE(says(plugin.draw(R"({"date":"d"})", "SELECT NULL::DATE AS d"), "There are no dates to draw"));
    EXPECT_EQ(plugin.draw("{}", "SELECT 1 AS d").status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(plugin.draw(R"({"date":"d"})", "SELECT 1 AS d").status, TRIBUTARY_INVALID_CONFIG);
    plugin.cancelAfter(2);
    EXPECT_EQ(plugin.draw(R"({"date":"d"})", "SELECT DATE '2024-01-01' AS d FROM range(90000)").status,
              TRIBUTARY_CANCELLED);
}

// --- hexbin
// ----------------------------------------------------------------------------------------------------------

TEST(Hexbin, EveryRowIsInOneHexagon) {
    LoadedPlugin plugin("hexbin");
    const std::string rows =
        "SELECT sqrt(-2 * ln((hash(i) % 99999 + 1) / 100001.0)) * cos(hash(i + 9) % 628 / 100.0) * 100 AS x, "
        "sqrt(-2 * ln((hash(i) % 99999 + 1) / 100001.0)) * sin(hash(i + 9) % 628 / 100.0) AS y, i AS v FROM "
        "range(200000) r(i) "
        "UNION ALL SELECT NULL, 1, 1 UNION ALL SELECT 'inf'::DOUBLE, 1, 1";
    const auto drawing = plugin.draw(R"({"x":"x","y":"y"})", rows);
    ASSERT_TRUE(drawing.ok()) << drawing.error;
    double count = 0;
    const auto bins = ofKind(drawing, TRIBUTARY_MARK_POLYGON);
    for (const Mark& bin : bins) count += numberOf(bin.hint);
    EXPECT_EQ(count, 200000);
    EXPECT_GT(bins.size(), 500u);
    EXPECT_THAT(drawing.caption, HasSubstr("200,000 rows in "));
    EXPECT_THAT(drawing.caption, HasSubstr("2 rows without a finite place are left out"));
    lookAtAll(plugin, "hexbin", R"({"x":"x","y":"y"})", rows);
    lookAtAll(plugin, "hexbin-value",
              R"({"x":"x","y":"y","value":"v","aggregate":"mean","logarithmic":false,"radius":"6"})", rows);
}

TEST(Hexbin, APointIsInTheHexagonWhoseCentreIsNearest) {
    LoadedPlugin plugin("hexbin");
    // One point at a time: with the corners 0 and 1 given, its hexagon's centre must be within one radius.
    for (int i = 0; i < 40; ++i) {
        const double x = (i * 37 % 97) / 97.0, y = (i * 53 % 89) / 89.0;
        const auto drawing = plugin.draw(R"({"x":"x","y":"y","radius":20})",
                                         "SELECT * FROM (VALUES (0.0,0.0),(1.0,1.0),(" + std::to_string(x) +
                                             "," + std::to_string(y) + ")) t(x,y)");
        const auto bins = ofKind(drawing, TRIBUTARY_MARK_POLYGON);
        ASSERT_FALSE(bins.empty());
        // The grid's first line goes from top to bottom, its last from left to right: together they are the
        // plot.
        const auto lines = ofKind(drawing, TRIBUTARY_MARK_POLYLINE);
        const auto &down = lines.front().coordinates, &across = lines.back().coordinates;
        const double px = across[0] + (x + 0.03) / 1.06 * (across[2] - across[0]);
        const double py = down[1] + (1.03 - y) / 1.06 * (down[3] - down[1]);
        double nearest = HUGE_VAL;
        for (const Mark& bin : bins) {
            double cx = 0, cy = 0;
            for (size_t c = 0; c < 12; c += 2) {
                cx += bin.coordinates[c] / 6;
                cy += bin.coordinates[c + 1] / 6;
            }
            nearest = std::min(nearest, std::hypot(cx - px, cy - py));
        }
        EXPECT_LE(nearest, 20.01) << x << ' ' << y;
        size_t holders = 0;
        for (const Mark& bin : bins) holders += static_cast<size_t>(numberOf(bin.hint));
        EXPECT_EQ(holders, 3u);
    }
}

TEST(Hexbin, TimesSinglePointsAndValues) {
    LoadedPlugin plugin("hexbin");
    const auto one = plugin.draw(R"({"x":"x","y":"y","value":"v","aggregate":"sum"})",
                                 "SELECT * FROM (VALUES (5, 5, 2), (5, 5, 3)) t(x,y,v)");
    ASSERT_TRUE(one.ok()) << one.error;
    const auto bins = ofKind(one, TRIBUTARY_MARK_POLYGON);
    ASSERT_EQ(bins.size(), 1u);
    EXPECT_THAT(bins[0].hint, HasSubstr("2 rows, sum(v) = 5"));
    EXPECT_EQ(bins[0].row, 0);
    lookAtAll(plugin, "hexbin-time", R"({"x":"t","y":"y"})",
              "SELECT TIMESTAMP '2024-01-01 00:00:00' + INTERVAL (i) MINUTE AS t, exp((hash(i) % 1000) / "
              "300.0) * (1 + sin(i / 4000.0)) * 1e6 AS y FROM range(60000) r(i)");
    lookAtAll(plugin, "hexbin-few", R"({"x":"x","y":"y"})", "SELECT i AS x, i * i AS y FROM range(9) r(i)");
}

TEST(Hexbin, NothingToDrawWrongSettingsAndCancel) {
    LoadedPlugin plugin("hexbin");
    EXPECT_TRUE(says(plugin.draw(R"({"x":"x","y":"y"})", "SELECT 1 AS x, 1 AS y WHERE false"),
                     "There are no rows to draw"));
    EXPECT_EQ(plugin.draw(R"({"x":"x"})", "SELECT 1 AS x").status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(plugin.draw(R"({"x":"x","y":"y"})", "SELECT 'a' AS x, 1 AS y").status,
              TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(plugin.draw(R"({"x":"x","y":"x","radius":"0.1"})", "SELECT 1 AS x").status,
              TRIBUTARY_INVALID_CONFIG);
    plugin.cancelAfter(4);
    EXPECT_EQ(plugin.draw(R"({"x":"x","y":"x"})", "SELECT i AS x FROM range(90000) r(i)").status,
              TRIBUTARY_CANCELLED);
}

TEST(Hexbin, MillionsOfRows) {
    LoadedPlugin plugin("hexbin");
    const auto drawing =
        plugin.draw(R"({"x":"x","y":"y","radius":"4"})",
                    "SELECT hash(i) / 1.8e19 AS x, hash(i + 1) / 1.8e19 AS y FROM range(2000000) r(i)");
    ASSERT_TRUE(drawing.ok()) << drawing.error;
    EXPECT_THAT(drawing.caption, HasSubstr("2,000,000 rows in "));
}

}  // namespace
}  // namespace tributary::plugins
