// SPDX-License-Identifier: MIT
#include <tributary_test.hpp>

using namespace tributary_sdk;
using namespace tributary_sdk::test;

static TableBuilder rows() {
    TableBuilder out;
    out.add(ColumnBuilder("u", "name"));
    out.add(ColumnBuilder("l", "n"));
    out.column(0).add("a|b");
    out.column(1).add(1);
    out.column(0).null();
    out.column(1).add(2);
    return out;
}

int main(int, char** arguments) {
    LoadedPlugin plugin(arguments[1]);
    TableBuilder input = rows();
    std::string out;
    expectEqual(plugin.exportTo("{}", input, out).error, "");
    expectEqual(out, "| name | n |\n| --- | ---: |\n| a\\|b | 1 |\n|  | 2 |\n");
    input = rows();
    plugin.exportTo(R"({"most":1})", input, out);
    expectEqual(out, "| name | n |\n| --- | ---: |\n| a\\|b | 1 |\n");
    input = rows();
    expect(plugin.exportTo(R"({"most":"many"})", input, out).status == TRIBUTARY_INVALID_CONFIG,
           "a wrong setting is told");
    input = rows();
    plugin.cancel();
    expect(plugin.exportTo("{}", input, out).status == TRIBUTARY_CANCELLED, "it stops when told to");
    return result();
}
