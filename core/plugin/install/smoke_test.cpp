// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/install/smoke_test.h"

#include <array>

#include "core/plugin/process/plugin_process.h"

namespace tributary::plugin {
namespace {

constexpr uint64_t kMegabyte = 1 << 20;
constexpr uint64_t kProbeMemory = 1024 * kMegabyte;

Result<Introduction> startOnce(const Launch& launch, const CancelToken& token) {
    ProcessEvents nobodyListens;
    auto process = PluginProcess::start(launch, nobodyListens, token);
    if (!process) return fail(process.error());
    return (*process)->introduction();
}

/// The advice for a plugin in use whose process ended (it starts again, disable it) is none here.
Error neverInUse(Error error) {
    if (error.code == ErrorCode::Connection) error.hint.clear();
    return error;
}

bool has(const Introduction& library, Kind kind) {
    switch (kind) {
        case Kind::Processor:
            return library.processor;
        case Kind::Exporter:
            return library.exporter;
        case Kind::Visual:
            return library.visual;
        case Kind::Notifier:
            return library.notifier;
        case Kind::Source:
            break;
    }
    return false;
}

Result<void> keepsItsPromises(const Manifest& manifest, const Introduction& library) {
    if (manifest.abiName == "adbc") return {};  // an entry of ADBC's is all a data source needs
    for (const Kind kind : manifest.kinds) {
        if (!has(library, kind))
            return fail(ErrorCode::Unsupported, "its manifest promises a " + std::string(toString(kind)) +
                                                    ", but its library has no function for one.");
    }
    return {};
}

}  // namespace

Result<void> tryInSandbox(const SmokeRequest& request, const CancelToken& token) {
    const auto& m = request.manifest;
    Launch launch;
    launch.id = m.id;
    launch.version = m.version.text();
    launch.name = m.name.english();
    launch.library = request.library;
    launch.sha256 = request.librarySha256;
    launch.entrySymbol = m.entrySymbol;
    launch.abi = m.abiName;
    launch.grants.packageFolder = request.packageFolder;
    launch.grants.systemFiles =
        m.permissions.systemFiles;  // agreed to by now; a library may need them to load
    launch.grants.memoryBytes = m.permissions.memoryMb * kMegabyte;
    launch.grants.threads = m.permissions.threads;
    auto library = startOnce(launch, token);
    if (!library) return fail(neverInUse(library.error()));
    return keepsItsPromises(m, *library);
}

Result<ProbedLibrary> probeLibrary(const std::filesystem::path& library, const CancelToken& token) {
    // DuckDB's is the one driver in use whose entry follows no rule.
    const std::array<ProbedLibrary, 3> known = {
        {{"adbc", "", {}}, {"tributary", "", {}}, {"adbc", "duckdb_adbc_init", {}}}};
    std::optional<Error> first;
    for (const auto& one : known) {
        Launch launch;
        launch.id = library.filename().string();
        launch.library = library;
        launch.entrySymbol = one.symbol;
        launch.abi = one.abi;
        // Nothing but the file itself, which every launch may read: its folder is not its own.
        launch.grants.memoryBytes = kProbeMemory;
        auto started = startOnce(launch, token);
        if (started) return ProbedLibrary{one.abi, one.symbol, *started};
        if (token.isCancelled()) return fail(token.error());
        if (!first) first = neverInUse(started.error());
    }
    Error error(ErrorCode::Unsupported, "'" + library.string() + "' is no plugin: " + first->message,
                first->hint);
    if (error.hint.empty())
        error.hint =
            "Nothing was installed. It must be a Linux shared object that exports AdbcDriverInit or "
            "tributary_plugin_main.";
    return fail(std::move(error));
}

}  // namespace tributary::plugin
