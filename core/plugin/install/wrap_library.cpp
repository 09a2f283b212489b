// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/install/wrap_library.h"

#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "core/base/utf8.h"
#include "core/plugin/install/smoke_test.h"
#include "core/plugin/package/compatibility.h"

namespace tributary::plugin {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Json field(const char* key, const char* english, const char* chinese, const char* kind) {
    return {{"key", key}, {"label", {{"en", english}, {"zh", chinese}}}, {"kind", kind}};
}

Json formFields() {
    Json uri = field("uri", "Address (URI)", "地址（URI）", "text");
    uri["option"] = "uri";
    uri["grant"] = "network-url";
    Json user = field("user", "User", "用户", "text");
    user["option"] = "username";
    Json password = field("password", "Password", "密码", "secret");
    password["option"] = "password";
    Json file = field("file", "File it may use", "允许使用的文件", "file");
    file["grant"] = "write";
    return Json::array({uri, user, password, file});
}

/// A library has no version of its own to ask for: the time of its file grows with each new one.
std::string versionOf(const fs::path& library) {
    struct stat about {};
    const bool known = ::stat(library.c_str(), &about) == 0;
    return "0.0." + std::to_string(known ? about.st_mtime : 0);
}

std::string fileNameInPackage(const std::string& id) {
    return "lib/lib" + id + ".so";
}

}  // namespace

std::string idOfLibrary(const fs::path& library) {
    std::string name = library.filename().string();
    name = name.substr(0, name.find('.'));
    if (name.rfind("lib", 0) == 0) name = name.substr(3);
    std::string out;
    for (char c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain)
            out += c;
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    return out;
}

Result<MadePackage> wrapLibrary(const fs::path& library, const std::string& entrySymbol,
                                const std::string& name, const CancelToken& token) {
    const std::string id = idOfLibrary(library);
    if (!isPluginId(id))
        return fail(ErrorCode::InvalidArgument,
                    "No id of a plugin can be made of '" + library.filename().string() + "'",
                    "Name the file like libmy_driver.so.");
    std::error_code failed;
    const fs::path whole = fs::canonical(library, failed);
    if (failed) return fail(ErrorCode::NotFound, "There is no file '" + library.string() + "'");
    ProbedLibrary probed{"adbc", entrySymbol};
    if (entrySymbol.empty()) {
        auto found = probeLibrary(whole, token);
        if (!found) return fail(found.error());
        probed = *found;
    }
    if (probed.abi != "adbc")
        return fail(ErrorCode::Unsupported,
                    "'" + library.string() +
                        "' is a plugin, but only its manifest can say of which kind and with which settings",
                    "Install its package (*.tplug), or make one: `tributary plugin pack DIR`.");
    Json manifest = {{"schema", 1},
                     {"id", id},
                     {"name", name.empty() ? id : printable(name, false)},
                     {"summary",
                      {{"en", "An ADBC driver taken from " + printable(library.filename().string(), false)},
                       {"zh", "取自 " + printable(library.filename().string(), false) + " 的 ADBC 驱动"}}},
                     {"version", versionOf(whole)},
                     {"license", "unknown"},
                     {"categories", {"database"}},
                     {"kinds", {"source"}},
                     {"entry", {{"file", fileNameInPackage(id)}}},
                     {"abi", {{"name", "adbc"}, {"version", "1.1.0"}}},
                     {"platform", Host::present().platform},
                     {"permissions",
                      {{"network", {"from_connection"}},
                       {"files", {{"read", {"from_connection"}}, {"write", {"from_connection"}}}},
                       {"memory_mb", 2048}}},
                     {"contributes",
                      {{"connection",
                        {{"label", name.empty() ? id : printable(name, false)},
                         {"icon", "plug"},
                         {"dialect", "ansi"},
                         {"fields", formFields()}}}}}};
    // The rules look at the file's name, which the package changes.
    manifest["entry"]["symbol"] = probed.symbol;
    if (probed.symbol.empty()) manifest["entry"].erase("symbol");
    return packLibrary(manifest.dump(), whole);
}

}  // namespace tributary::plugin
