// SPDX-License-Identifier: MIT
#include <tributary_test.hpp>

using namespace tributary_sdk;
using namespace tributary_sdk::test;

static TableBuilder rows() {
    TableBuilder out;
    out.add(ColumnBuilder("u", "name"));
    out.add(ColumnBuilder("l", "n"));
    for (const int n : {1, 2, 3}) {
        out.column(0).add("row " + std::to_string(n));
        if (n == 2)
            out.column(1).null();
        else
            out.column(1).add(n);
    }
    return out;
}

int main(int, char** arguments) {
    LoadedPlugin plugin(arguments[1]);
    TableBuilder input = rows();
    std::string out;
    expectEqual(plugin.process(R"({"column":"n","factor":10})", input, out).error, "");
    expectEqual(out, "row 1|1|10\nrow 2|NULL|NULL\nrow 3|3|30\n");
    input = rows();
    expect(plugin.process("{}", input, out).status == TRIBUTARY_INVALID_CONFIG, "a missing setting is told");
    input = rows();
    expect(plugin.process(R"({"column":"name"})", input, out).status == TRIBUTARY_INVALID_CONFIG,
           "a text cannot be scaled");
    return result();
}
