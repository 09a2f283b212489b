// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/install/found_drivers.h"

#include <toml++/toml.h>
#include <algorithm>
#include <cstdlib>
#include <set>

#include "core/base/utf8.h"
#include "core/plugin/package/compatibility.h"
#include "core/plugin/package/names.h"
#include "core/store/atomic_file.h"

namespace tributary::plugin {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLimit = 64 * 1024;

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::string textAt(const toml::table& table, std::string_view path) {
    return printable(table.at_path(path).value_or(std::string()), false);
}

/// [Driver] shared is a path, or a table of paths by platform.
std::string libraryOf(const toml::table& table) {
    const auto shared = table.at_path("Driver.shared");
    if (shared.is_string()) return shared.value_or(std::string());
    const auto* paths = shared.as_table();
    return paths ? (*paths)[Host::present().platform].value_or(std::string()) : std::string();
}

void describe(const toml::table& table, FoundDriver& out) {
    out.name = textAt(table, "name");
    out.version = textAt(table, "version");
    out.publisher = textAt(table, "publisher");
    out.license = textAt(table, "license");
    out.entrySymbol = textAt(table, "Driver.entrypoint");
    out.library = libraryOf(table);
    if (table["manifest_version"].value_or(int64_t(1)) != 1)
        out.problem = "its manifest has a newer format";
    else if (out.library.empty())
        out.problem = "it has no library for " + Host::present().platform;
    else if (!out.library.is_absolute())
        out.problem = "its library '" + out.library.string() + "' is no absolute path";
    else if (!out.entrySymbol.empty() && !isSymbol(out.entrySymbol))
        out.problem = "its entry point is no name of a C function";
    std::error_code failed;
    if (out.problem.empty() && !fs::is_regular_file(out.library, failed))
        out.problem = "its library '" + out.library.string() + "' is not there";
}

FoundDriver readDriver(const fs::path& file) {
    FoundDriver out;
    out.id = file.stem().string();
    out.manifest = file;
    auto text = store::readWholeFile(file.string(), kLimit);
    if (!text) {
        out.problem = text.error().message;
        return out;
    }
    try {
        describe(toml::parse(*text), out);
    } catch (const toml::parse_error& e) {
        out.problem =
            "line " + std::to_string(e.source().begin.line) + ": " + printable(e.description(), false);
    }
    if (out.name.empty()) out.name = out.id;
    return out;
}

}  // namespace

std::vector<fs::path> driverFolders() {
    std::vector<fs::path> out;
    std::string listed = variable("ADBC_DRIVER_PATH");
    while (!listed.empty()) {
        const size_t end = listed.find(':');
        if (const auto one = listed.substr(0, end); !one.empty()) out.emplace_back(one);
        listed = end == std::string::npos ? "" : listed.substr(end + 1);
    }
    const std::string config = variable("XDG_CONFIG_HOME");
    if (!config.empty() && config[0] == '/')
        out.push_back(fs::path(config) / "adbc" / "drivers");
    else if (const auto home = variable("HOME"); !home.empty())
        out.push_back(fs::path(home) / ".config" / "adbc" / "drivers");
    out.emplace_back("/etc/adbc/drivers");
    return out;
}

std::vector<FoundDriver> findDrivers(const std::vector<fs::path>& folders) {
    std::vector<FoundDriver> out;
    std::set<std::string> names;
    for (const auto& folder : folders) {
        std::error_code failed;  // a folder that is not there has no drivers
        std::vector<fs::path> files;
        for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed))
            if (it->path().extension() == ".toml") files.push_back(it->path());
        std::sort(files.begin(), files.end());
        for (const auto& file : files)
            if (names.insert(file.stem().string()).second) out.push_back(readDriver(file));
    }
    return out;
}

}  // namespace tributary::plugin
