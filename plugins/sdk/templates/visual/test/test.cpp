// SPDX-License-Identifier: MIT
#include <tributary_test.hpp>

using namespace tributary_sdk;
using namespace tributary_sdk::test;

static TableBuilder rows(int count) {
    TableBuilder out;
    out.add(ColumnBuilder("u", "name"));
    out.add(ColumnBuilder("g", "amount"));
    for (int i = 0; i < count; ++i) {
        out.column(0).add("bar " + std::to_string(i));
        out.column(1).add(i * 1.5);
    }
    return out;
}

int main(int, char** arguments) {
    LoadedPlugin plugin(arguments[1]);
    std::vector<std::string> texts;
    size_t marks = 0;
    TableBuilder input = rows(3);
    expectEqual(plugin.draw(R"({"label":"name","value":"amount"})", input, 600, 400, texts, marks).error, "");
    expect(marks == 9 && texts.size() == 6, "a bar, a name and a number for each row");
    expectEqual(texts.empty() ? "" : texts.front(), "bar 2");
    input = rows(1000);
    plugin.draw(R"({"label":"name","value":"amount"})", input, 600, 240, texts, marks);
    expect(marks == 30, "as many as there is room for");
    input = rows(0);
    plugin.draw(R"({"label":"name","value":"amount"})", input, 600, 240, texts, marks);
    expect(marks == 1, "a message when there is nothing");
    input = rows(1);
    expect(
        plugin.draw(R"({"label":"name"})", input, 600, 240, texts, marks).status == TRIBUTARY_INVALID_CONFIG,
        "a missing setting is told");
    return result();
}
