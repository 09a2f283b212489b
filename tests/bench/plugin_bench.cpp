// SPDX-License-Identifier: GPL-3.0-or-later
// What running a driver in a process of its own costs, against the same driver in this process. One line of
// JSON.
//   tributary_plugin_bench start LIBRARY RUNS                  cold start to the first row, in milliseconds
//   tributary_plugin_bench scan LIBRARY ROWS BATCH MB/S WORK RUNS   seconds of wall and CPU, both ways in
//   turn
#include <dlfcn.h>
#include <duckdb/common/adbc/adbc.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/plugin/process/plugin_process.h"

namespace {

using tributary::CancelToken;
using tributary::plugin::Launch;
using tributary::plugin::OwnedArray;
using tributary::plugin::PluginProcess;
using tributary::plugin::ProcessEvents;

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double ownCpu() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) { return time.tv_sec + time.tv_usec / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

[[noreturn]] void stop(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

/// Reads every value once, as whoever wants rows does.
int64_t consume(const ArrowArray& rows) {
    int64_t sum = 0;
    const auto* ids = static_cast<const int64_t*>(rows.children[0]->buffers[1]);
    const auto* numbers = static_cast<const double*>(rows.children[1]->buffers[1]);
    const auto* offsets = static_cast<const int32_t*>(rows.children[2]->buffers[1]);
    const auto* text = static_cast<const unsigned char*>(rows.children[2]->buffers[2]);
    const auto* times = static_cast<const int64_t*>(rows.children[3]->buffers[1]);
    for (int64_t i = 0; i < rows.length; i++)
        sum += ids[i] + static_cast<int64_t>(numbers[i]) + times[i] + text[offsets[i]];
    for (int32_t i = offsets[0]; i < offsets[rows.length]; i++) sum += text[i];
    return sum;
}

Launch launchOf(const char* library) {
    Launch launch;
    launch.id = "bench";
    launch.version = "1";
    launch.library = library;
    return launch;
}

int start(const char* library, int runs) {
    std::printf("{\"first_row_ms\": [");
    for (int i = 0; i < runs; i++) {
        ProcessEvents events;
        const double from = now();
        auto process = PluginProcess::start(launchOf(library), events, CancelToken());
        if (!process) stop(process.error().text());
        if (auto open = (*process)->openDatabase({}, CancelToken()); !open) stop(open.error().text());
        auto reader = (*process)->query("rows 10", CancelToken());
        if (!reader) stop(reader.error().text());
        OwnedArray batch;
        if (auto more = (*reader)->next(batch); !more || !*more) stop("no rows");
        std::printf("%s%.2f", i == 0 ? "" : ", ", (now() - from) * 1000);
    }
    std::printf("]}\n");
    return 0;
}

/// The driver in this process.
class Inside {
  public:
    explicit Inside(const char* library) {
        void* handle = ::dlopen(library, RTLD_NOW | RTLD_LOCAL);
        if (handle == nullptr) stop(::dlerror());
        using Init = AdbcStatusCode (*)(int, void*, AdbcError*);
        const auto init = reinterpret_cast<Init>(::dlsym(handle, "AdbcDriverInit"));
        if (init(ADBC_VERSION_1_1_0, &m_driver, nullptr) != ADBC_STATUS_OK) stop("no driver");
        m_driver.DatabaseNew(&m_database, nullptr);
        m_driver.ConnectionNew(&m_connection, nullptr);
    }
    int64_t scan(const std::string& sql) {
        AdbcStatement statement{};
        ArrowArrayStream stream{};
        m_driver.StatementNew(&m_connection, &statement, nullptr);
        m_driver.StatementSetSqlQuery(&statement, sql.c_str(), nullptr);
        if (m_driver.StatementExecuteQuery(&statement, &stream, nullptr, nullptr) != ADBC_STATUS_OK)
            stop("no rows");
        int64_t sum = 0;
        for (;;) {
            OwnedArray batch;
            if (stream.get_next(&stream, batch.out()) != 0) stop(stream.get_last_error(&stream));
            if (!batch) break;
            sum += consume(*batch);
        }
        stream.release(&stream);
        m_driver.StatementRelease(&statement, nullptr);
        return sum;
    }

  private:
    AdbcDriver m_driver{};
    AdbcDatabase m_database{};
    AdbcConnection m_connection{};
};

int64_t scanSandbox(PluginProcess& process, const std::string& sql) {
    auto reader = process.query(sql, CancelToken());
    if (!reader) stop(reader.error().text());
    int64_t sum = 0;
    for (;;) {
        OwnedArray batch;
        const auto more = (*reader)->next(batch);
        if (!more) stop(more.error().text());
        if (!*more) return sum;
        sum += consume(*batch);
    }
}

void print(const char* name, const std::vector<double>& values, const char* end) {
    std::printf("\"%s\": [", name);
    for (size_t i = 0; i < values.size(); i++) std::printf("%s%.4f", i == 0 ? "" : ", ", values[i]);
    std::printf("]%s", end);
}

int scan(const char* library, const std::string& sql, int runs) {
    ProcessEvents events;
    auto process = PluginProcess::start(launchOf(library), events, CancelToken());
    if (!process) stop(process.error().text());
    if (auto open = (*process)->openDatabase({}, CancelToken()); !open) stop(open.error().text());
    Inside inside(library);
    if (inside.scan("rows 100000") != scanSandbox(**process, "rows 100000")) stop("the rows differ");
    std::vector<double> insideWall, insideCpu, sandboxWall, sandboxCpu;
    for (int i = 0; i < runs; i++) {
        double from = now(), cpu = ownCpu();
        inside.scan(sql);
        insideWall.push_back(now() - from);
        insideCpu.push_back(ownCpu() - cpu);
        const auto theirs = (*process)->figures().cpu;
        from = now(), cpu = ownCpu();
        scanSandbox(**process, sql);
        sandboxWall.push_back(now() - from);
        const std::chrono::duration<double> child = (*process)->figures().cpu - theirs;
        sandboxCpu.push_back(ownCpu() - cpu + child.count());
    }
    std::printf("{");
    print("inside", insideWall, ", ");
    print("inside_cpu", insideCpu, ", ");
    print("sandbox", sandboxWall, ", ");
    print("sandbox_cpu", sandboxCpu, "}\n");
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> given(arguments, arguments + count);
    if (count == 4 && given[1] == "start") return start(arguments[2], std::atoi(arguments[3]));
    if (count == 8 && given[1] == "scan")
        return scan(arguments[2], "rows " + given[3] + " " + given[4] + " " + given[5] + " good " + given[6],
                    std::atoi(arguments[7]));
    std::fputs("usage: tributary_plugin_bench start LIBRARY RUNS | scan LIBRARY ROWS BATCH MB/S WORK RUNS\n",
               stderr);
    return 2;
}
