// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/repository_index.h"

#include <algorithm>
#include <ctime>

#include "core/plugin/package/json_reader.h"
#include "core/plugin/package/names.h"
#include "core/plugin/package/package_names.h"

namespace tributary::plugin {
namespace {

constexpr size_t kMostPlugins = 10000, kMostVersions = 200, kMostRevocations = 10000;

Json textJson(const Text& text) {
    if (const auto one = text.byLanguage.find(""); one != text.byLanguage.end()) return one->second;
    return Json(text.byLanguage);
}

Text readText(ObjectReader& in, const char* key) {
    Text out;
    const Json* value = in.any(key);
    if (!value) return out;
    if (value->is_string()) {
        out.byLanguage[""] = value->get<std::string>();
        return out;
    }
    in.members(key, 64, [&](const std::string& language, const Json& text, const std::string&) {
        if (!text.is_string()) return in.complain(key, "must hold texts only");
        out.byLanguage[language] = text.get<std::string>();
    });
    return out;
}

int64_t readTime(ObjectReader& in, const char* key) {
    const std::string text = in.text(key, true, 32);
    if (in.error()) return 0;
    std::tm parts{};
    const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (!end || *end) in.complain(key, "must look like 2026-01-31T12:00:00Z");
    return timegm(&parts);
}

Version readVersion(ObjectReader& in, const char* key) {
    auto version = Version::parse(in.text(key, true));
    if (!version) in.complain(key, "must look like 1.2.0");
    return version ? *version : Version();
}

IndexVersion readOffer(ObjectReader& in) {
    IndexVersion out;
    out.version = readVersion(in, "version");
    in.object("abi", [&](ObjectReader& abi) {
        out.abiName = abi.text("name", true, 32);
        out.abiVersion = abi.text("version", true, 32);
        if (!abi.error() && !isNumberList(out.abiVersion)) abi.complain("version", "must look like 1.1.0");
    });
    if (auto host = VersionRange::parse(in.text("host")); host)
        out.host = *host;
    else
        in.complain("host", "must look like >=0.1.0 <1.0.0");
    out.platform = in.text("platform", true, 64);
    out.glibc = in.text("glibc", false, 16);
    if (!out.glibc.empty() && !isNumberList(out.glibc)) in.complain("glibc", "must look like 2.36");
    out.url = in.text("url", true, 256);
    if (!in.error() && !isPackagePath(out.url))
        in.complain("url", "must be a relative path of A-Z, a-z, 0-9, . _ - and /");
    out.size = in.number("size", 0, 1, kPackageLimit);
    out.sha256 = in.text("sha256", true, 64);
    if (!in.error() && !isSha256(out.sha256)) in.complain("sha256", "must be 64 hexadecimal digits");
    if (const Json* asked = in.any("permissions"); asked) {
        auto permissions = parsePermissions(asked->dump());
        if (!permissions && !in.error()) in.error() = permissions.error();
        if (permissions) out.permissions = *permissions;
    }
    out.yanked = in.flag("yanked");
    return out;
}

IndexPlugin readPlugin(ObjectReader& in) {
    IndexPlugin out;
    out.id = in.text("id", true, 64);
    if (!in.error() && !isPluginId(out.id)) in.complain("id", "is no id of a plugin");
    out.name = readText(in, "name");
    out.summary = readText(in, "summary");
    for (const auto& name : in.texts("kinds")) {
        const auto kind = kindNamed(name);
        if (!kind) in.complain("kinds", "has '" + name + "'");
        if (kind) out.kinds.push_back(*kind);
    }
    out.license = in.text("license", false, 128);
    out.publisher = in.text("publisher", false, 128);
    out.homepage = in.text("homepage", false, 512);
    out.icon = in.text("icon", false, 64);
    out.categories = in.texts("categories");
    in.objects("versions", kMostVersions,
               [&](ObjectReader& offer) { out.versions.push_back(readOffer(offer)); });
    std::sort(out.versions.begin(), out.versions.end(),
              [](const auto& a, const auto& b) { return a.version > b.version; });
    return out;
}

Revocation readRevocation(ObjectReader& in) {
    Revocation out{in.text("id", false, 64), in.text("version", false, 64), in.text("keyid", false, 16),
                   in.text("reason", false, 1000)};
    if (out.id.empty() == out.keyId.empty())
        in.complain("id", "or `keyid`: exactly one of them says what is revoked");
    if (!out.keyId.empty() && !isKeyId(out.keyId)) in.complain("keyid", "must be 16 hexadecimal digits");
    return out;
}

Json offerJson(const IndexVersion& offer) {
    Json out = {{"version", offer.version.text()},
                {"abi", {{"name", offer.abiName}, {"version", offer.abiVersion}}},
                {"host", offer.host.text()},
                {"platform", offer.platform},
                {"glibc", offer.glibc},
                {"url", offer.url},
                {"size", offer.size},
                {"sha256", offer.sha256},
                {"permissions", Json::parse(permissionsJson(offer.permissions))},
                {"yanked", offer.yanked}};
    if (offer.glibc.empty()) out.erase("glibc");
    return out;
}

Json pluginJson(const IndexPlugin& plugin) {
    Json kinds = Json::array(), versions = Json::array();
    for (const auto kind : plugin.kinds) kinds.push_back(toString(kind));
    for (const auto& offer : plugin.versions) versions.push_back(offerJson(offer));
    return {{"id", plugin.id},
            {"name", textJson(plugin.name)},
            {"summary", textJson(plugin.summary)},
            {"kinds", kinds},
            {"license", plugin.license},
            {"publisher", plugin.publisher},
            {"homepage", plugin.homepage},
            {"icon", plugin.icon},
            {"categories", plugin.categories},
            {"versions", versions}};
}

}  // namespace

const IndexPlugin* RepositoryIndex::find(std::string_view id) const {
    const auto found =
        std::find_if(plugins.begin(), plugins.end(), [&](const auto& plugin) { return plugin.id == id; });
    return found == plugins.end() ? nullptr : &*found;
}

Result<RepositoryIndex> parseIndex(std::string_view text) {
    auto json = parseStrictJson(text, "The repository's index");
    if (!json) return fail(json.error());
    std::optional<Error> error;
    ObjectReader in(*json, "", error);
    const uint64_t schema = in.number("schema", 0, 1, uint64_t(1) << 31);
    if (!error && schema > 1)
        return fail(
            ErrorCode::Unsupported,
            "The repository's index has format " + std::to_string(schema) + ", this Tributary reads format 1",
            "It needs a newer Tributary.");
    if (schema == 0) in.complain("schema", "is missing");
    RepositoryIndex out;
    out.repositoryId = in.text("repo_id", true, 64);
    if (!error && !isPluginId(out.repositoryId)) in.complain("repo_id", "may hold a-z, 0-9, . and - only");
    out.name = readText(in, "name");
    out.serial = in.number("serial", 0, 1, uint64_t(1) << 62);
    out.generated = readTime(in, "generated");
    out.expires = readTime(in, "expires");
    for (const auto& one : in.texts("keys")) {
        auto key = PublicKey::parse(one);
        if (!key) in.complain("keys", "has one that is no public key");
        if (key) out.keys.push_back(*key);
    }
    std::set<std::string> ids;
    in.objects("plugins", kMostPlugins, [&](ObjectReader& plugin) {
        out.plugins.push_back(readPlugin(plugin));
        if (!ids.insert(out.plugins.back().id).second) plugin.complain("id", "is there twice");
    });
    in.objects("revoked", kMostRevocations,
               [&](ObjectReader& one) { out.revoked.push_back(readRevocation(one)); });
    in.finish();
    if (!error) return out;
    error->message = "The repository's index: " + error->message;
    error->code = ErrorCode::Corrupt;
    return fail(*error);
}

std::string indexText(const RepositoryIndex& index) {
    Json keys = Json::array(), plugins = Json::array(), revoked = Json::array();
    for (const auto& key : index.keys) keys.push_back(key.base64());
    for (const auto& plugin : index.plugins) plugins.push_back(pluginJson(plugin));
    for (const auto& one : index.revoked) {
        Json row = {{"reason", one.reason}};
        if (!one.id.empty()) row["id"] = one.id;
        if (!one.version.empty()) row["version"] = one.version;
        if (!one.keyId.empty()) row["keyid"] = one.keyId;
        revoked.push_back(row);
    }
    return Json({{"schema", 1},
                 {"repo_id", index.repositoryId},
                 {"name", textJson(index.name)},
                 {"serial", index.serial},
                 {"generated", utcText(index.generated)},
                 {"expires", utcText(index.expires)},
                 {"keys", keys},
                 {"plugins", plugins},
                 {"revoked", revoked}})
               .dump(1) +
           "\n";
}

std::string utcText(int64_t unixSeconds) {
    const std::time_t time = unixSeconds;
    std::tm parts{};
    gmtime_r(&time, &parts);
    char out[32];
    std::strftime(out, sizeof out, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return out;
}

}  // namespace tributary::plugin
