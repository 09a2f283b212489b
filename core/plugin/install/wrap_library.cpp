// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/install/wrap_library.h"

#include <sys/stat.h>

#include <fstream>
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
    Json folder = field("folder", "Folder it may use", "允许使用的文件夹", "folder");
    folder["grant"] = "write";
    folder["help"] = {{"en", "For a database that makes files beside its own, as SQLite does when it writes"},
                      {"zh", "适用于会在数据库文件旁创建其他文件的数据库，例如写入时的 SQLite"}};
    return Json::array({uri, user, password, file, folder});
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

/// What both kinds of bare library have in common.
Json manifestOf(const fs::path& library, const std::string& id, const std::string& name, const Json& what,
                const Json& chinese) {
    const std::string label = name.empty() ? id : printable(name, false);
    return {{"schema", 1},
            {"id", id},
            {"name", label},
            {"summary", {{"en", what}, {"zh", chinese}}},
            {"version", versionOf(library)},
            {"license", "unknown"},
            {"entry", {{"file", fileNameInPackage(id)}}},
            {"platform", Host::present().platform}};
}

/// "libadbc_driver_sqlite.so.2" → "adbc_driver_sqlite"
std::string stemOf(const fs::path& library) {
    std::string name = library.filename().string();
    name = name.substr(0, name.find('.'));
    return name.starts_with("lib") ? name.substr(3) : name;
}

/// What the program knows of this driver; null: nothing.
Json knownManifest(const fs::path& library, const fs::path& folder) {
    std::ifstream file(folder / (stemOf(library) + ".json"));
    return file ? Json::parse(file, nullptr, false, false) : Json();
}

Json sourceManifest(const fs::path& library, const std::string& id, const std::string& name) {
    const std::string file = printable(library.filename().string(), false);
    Json out =
        manifestOf(library, id, name, "An ADBC driver taken from " + file, "取自 " + file + " 的 ADBC 驱动");
    out["categories"] = {"database"};
    out["kinds"] = {"source"};
    out["abi"] = {{"name", "adbc"}, {"version", "1.1.0"}};
    out["permissions"] = {{"network", {"from_connection"}},
                          {"files", {{"read", {"from_connection"}}, {"write", {"from_connection"}}}},
                          {"memory_mb", 2048}};
    out["contributes"]["connection"] = {
        {"label", out["name"]}, {"icon", "plug"}, {"dialect", "ansi"}, {"fields", formFields()}};
    return out;
}

Json stepManifest(const fs::path& library, const std::string& id, const Introduction& said) {
    const std::string file = printable(library.filename().string(), false);
    Json out = manifestOf(library, id, "",
                          "Taken from " + file + "; its settings are unknown, it runs with its defaults",
                          "取自 " + file + "；设置项未知，按默认值运行");
    if (Version::parse(said.version)) out["version"] = said.version;
    out["abi"] = {{"name", "tributary"}, {"version", "1.0"}};
    const std::pair<const char*, bool> kinds[] = {{"processor", said.processor},
                                                  {"exporter", said.exporter},
                                                  {"visual", said.visual},
                                                  {"notifier", said.notifier}};
    for (const auto& [kind, there] : kinds) {
        if (!there) continue;
        out["kinds"].push_back(kind);
        out["contributes"][kind] = {{"label", id}};
    }
    if (said.exporter) out["contributes"]["exporter"]["extension"] = "out";
    return out;
}

}  // namespace

std::string idOfLibrary(const fs::path& library) {
    std::string stem = stemOf(library);
    if (stem.starts_with("adbc_driver_"))
        stem = "adbc_" + stem.substr(std::string_view("adbc_driver_").size());
    std::string out;
    for (char c : stem) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain)
            out += c;
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    return out.empty() || out.starts_with("adbc") ? out : "adbc-" + out;
}

Result<MadePackage> wrapLibrary(const BareLibrary& library, const fs::path& knownDrivers,
                                const CancelToken& token) {
    std::error_code failed;
    const fs::path whole = fs::canonical(library.file, failed);
    if (failed) return fail(ErrorCode::NotFound, "There is no file '" + library.file.string() + "'");
    ProbedLibrary probed{"adbc", library.entrySymbol, {}};
    if (library.entrySymbol.empty()) {
        auto found = probeLibrary(whole, token);
        if (!found) return fail(found.error());
        probed = *found;
    }
    const auto& said = probed.introduction;
    const bool isSource = probed.abi == "adbc";
    if (!isSource && !said.processor && !said.exporter && !said.visual && !said.notifier)
        return fail(ErrorCode::Unsupported, "'" + library.file.string() + "' is a plugin that offers nothing",
                    "Its table of functions is empty: tell its author.");
    Json manifest = isSource ? knownManifest(library.file, knownDrivers) : Json();
    if (manifest.is_null()) {
        const std::string id = !isSource && isPluginId(said.id) ? said.id : idOfLibrary(library.file);
        if (!isPluginId(id))
            return fail(ErrorCode::InvalidArgument,
                        "No id of a plugin can be made of '" + library.file.string() + "'",
                        "Name the file like libmy_driver.so.");
        manifest = isSource ? sourceManifest(whole, id, library.name) : stepManifest(whole, id, said);
    } else {
        manifest["version"] = versionOf(whole);
    }
    if (Version::parse(library.version)) manifest["version"] = library.version;
    manifest["platform"] = Host::present().platform;
    manifest["entry"] = {{"file", fileNameInPackage(manifest["id"].get<std::string>())}};
    // The rules look at the file's name, which the package changes.
    if (!probed.symbol.empty()) manifest["entry"]["symbol"] = probed.symbol;
    return packLibrary(manifest.dump(), whole);
}

}  // namespace tributary::plugin
