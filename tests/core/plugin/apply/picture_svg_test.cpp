// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/plugin/apply/picture_svg.h"

namespace tributary::plugin {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string drawn(const Picture& picture) {
    auto svg = pictureSvg(picture, Canvas());
    return svg ? *svg : svg.error().text();
}

TEST(PictureSvg, hasEveryMarkWithItsTooltip) {
    Picture picture;
    Mark bar;
    bar.kind = MarkKind::Rect;
    bar.x = 1;
    bar.y = 2;
    bar.width = 30;
    bar.height = 40;
    bar.fill = 0x11223380;
    bar.tooltip = "a < b & c";
    Mark label;
    label.kind = MarkKind::Text;
    label.align = MarkAlign::Right;
    label.text = "<script>";
    label.fill = 0x000000FF;
    Mark ribbon;
    ribbon.kind = MarkKind::Path;
    ribbon.points = {0, 0, 1, 1, 2, 2, 3, 3};
    ribbon.stroke = 0xFF0000FF;
    ribbon.strokeWidth = 2;
    picture.marks = {bar, label, ribbon};
    const std::string svg = drawn(picture);
    EXPECT_THAT(svg, HasSubstr("<rect x=\"1\" y=\"2\" width=\"30\" height=\"40\""));
    EXPECT_THAT(svg, HasSubstr("fill=\"#112233\" fill-opacity=\"0.502\""));
    EXPECT_THAT(svg, HasSubstr("<title>a &lt; b &amp; c</title>"));
    EXPECT_THAT(svg, HasSubstr("text-anchor=\"end\""));
    EXPECT_THAT(svg, HasSubstr(">&lt;script&gt;</text>"));
    EXPECT_THAT(svg, Not(HasSubstr("<script")));
    EXPECT_THAT(svg, HasSubstr("M0,0C1,1 2,2 3,3"));
}

TEST(PictureSvg, embedsPixelsAsPng) {
    Picture picture;
    picture.pixelWidth = 2;
    picture.pixelHeight = 1;
    picture.rgba = {255, 0, 0, 255, 0, 0, 255, 0};
    EXPECT_THAT(drawn(picture), HasSubstr("href=\"data:image/png;base64,iVBORw0KGgo"));
    picture.pixelHeight = 2;
    EXPECT_THAT(drawn(picture), HasSubstr("do not agree"));
}

}  // namespace
}  // namespace tributary::plugin
