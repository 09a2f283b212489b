// SPDX-License-Identifier: MIT
#include <tributary_test.hpp>

using namespace tributary_sdk;
using namespace tributary_sdk::test;

int main(int, char** arguments) {
    char folder[] = "/tmp/tributary-test-XXXXXX";
    if (!mkdtemp(folder)) return 1;
    const std::string log = std::string(folder) + "/notifications.log";
    LoadedPlugin plugin(arguments[1], folder);
    std::string answer;
    const char* payload =
        R"({"version":"4","status":"firing","idempotency_key":"1","alerts":[{"labels":{"alertname":"DiskFull"}}]})";
    expectEqual(plugin.notify(R"({"prefix":"Oh no"})", payload, answer).error, "");
    expectEqual(answer, R"({"alerts":1})");
    char line[80] = "";
    FILE* file = std::fopen(log.c_str(), "r");
    expect(file && std::fgets(line, sizeof line, file), "the line is in the file");
    if (file) std::fclose(file);
    expectEqual(line, "Oh no firing: DiskFull\n");
    expect(plugin.notify("{}", "{}", answer).status == TRIBUTARY_INVALID_DATA,
           "a payload without alerts is told");
    unlink(log.c_str());
    rmdir(folder);
    return result();
}
