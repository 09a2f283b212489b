// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/manifest.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/plugin/package/field_grants.h"
#include "core/plugin/package/json_reader.h"
#include "core/plugin/package/names.h"

namespace tributary::plugin {
namespace {

constexpr std::array<std::pair<Kind, std::string_view>, 5> kKinds = {{{Kind::Source, "source"},
                                                                      {Kind::Processor, "processor"},
                                                                      {Kind::Visual, "visual"},
                                                                      {Kind::Notifier, "notifier"},
                                                                      {Kind::Exporter, "exporter"}}};
constexpr std::array<std::pair<FieldKind, std::string_view>, 9> kFieldKinds = {
    {{FieldKind::Text, "text"},
     {FieldKind::Secret, "secret"},
     {FieldKind::Integer, "integer"},
     {FieldKind::Boolean, "boolean"},
     {FieldKind::Choice, "choice"},
     {FieldKind::File, "file"},
     {FieldKind::Folder, "folder"},
     {FieldKind::Column, "column"},
     {FieldKind::Columns, "columns"}}};
constexpr std::array<std::pair<FieldGrant, std::string_view>, 6> kGrants = {
    {{FieldGrant::None, ""},
     {FieldGrant::NetworkHost, "network-host"},
     {FieldGrant::NetworkPort, "network-port"},
     {FieldGrant::NetworkUrl, "network-url"},
     {FieldGrant::Read, "read"},
     {FieldGrant::Write, "write"}}};
constexpr std::array<std::pair<ColumnKind, std::string_view>, 4> kColumnKinds = {
    {{ColumnKind::Any, ""},
     {ColumnKind::Number, "number"},
     {ColumnKind::Text, "text"},
     {ColumnKind::Time, "time"}}};
constexpr std::array<std::string_view, 9> kDialects = {
    "postgresql", "mysql", "sqlite", "duckdb", "clickhouse", "ansi", "ansi-limit", "simple", "none"};

template <typename Table>
auto named(const Table& table, std::string_view name) {
    return std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.second == name; });
}

/// "text", or {"en": "text", …}.
Text readText(ObjectReader& in, const char* key, bool required = false) {
    Text out;
    const Json* value = in.any(key, required);
    if (!value) return out;
    if (value->is_string()) {
        if (!value->get_ref<const std::string&>().empty()) out.byLanguage[""] = value->get<std::string>();
        return out;
    }
    in.members(key, 64, [&](const std::string& language, const Json& text, const std::string&) {
        if (language.empty() || language.size() > 16 || !text.is_string())
            return in.complain(key, "must be a text, or texts by language: {\"en\": …, \"zh\": …}");
        out.byLanguage[language] = text.get<std::string>();
    });
    return out;
}

std::vector<ManifestField> readFields(ObjectReader& in) {
    std::vector<ManifestField> out;
    std::set<std::string> keys;
    in.objects("fields", 64, [&](ObjectReader& f) {
        ManifestField field;
        field.key = f.text("key", true, 64);
        if (!f.error() && !isFieldKey(field.key)) f.complain("key", "may hold a-z, 0-9 and _ only");
        if (!keys.insert(field.key).second) f.complain("key", "'" + field.key + "' is there twice");
        field.label = readText(f, "label", true);
        const std::string kind = f.text("kind");
        const auto known = named(kFieldKinds, kind.empty() ? "text" : kind);
        if (known == kFieldKinds.end())
            f.complain(
                "kind",
                "is '" + kind +
                    "', not one of text, secret, integer, boolean, choice, file, folder, column, columns");
        else
            field.kind = known->first;
        field.defaultValue = f.text("default");
        field.required = f.flag("required");
        field.group = readText(f, "group");
        field.help = readText(f, "help");
        field.placeholder = f.text("placeholder");
        f.objects("choices", 256, [&](ObjectReader& c) {
            ManifestChoice choice;
            choice.value = c.text("value");
            choice.label = readText(c, "label", true);
            field.choices.push_back(std::move(choice));
        });
        if (field.kind == FieldKind::Choice && field.choices.empty()) f.complain("choices", "is missing");
        field.option = f.text("option", false, 256);
        const auto grant = named(kGrants, f.text("grant"));
        if (grant == kGrants.end())
            f.complain("grant", "is not one of network-host, network-port, network-url, read, write");
        else
            field.grant = grant->first;
        const auto prefers = named(kColumnKinds, f.text("prefers"));
        const bool isColumn = field.kind == FieldKind::Column || field.kind == FieldKind::Columns;
        if (prefers == kColumnKinds.end())
            f.complain("prefers", "is not one of number, text, time");
        else if (prefers->first != ColumnKind::Any && !isColumn)
            f.complain("prefers", "is for fields of the kinds column and columns");
        else
            field.prefers = prefers->first;
        out.push_back(std::move(field));
    });
    return out;
}

std::string scalarText(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// A dialect's name, or "{key}" of a field that lets one be chosen.
bool isDialect(const std::string& name, const std::vector<ManifestField>& fields) {
    const auto known = [](const std::string& one) {
        return std::find(kDialects.begin(), kDialects.end(), one) != kDialects.end();
    };
    if (!name.starts_with('{') || !name.ends_with('}')) return known(name);
    const std::string key = name.substr(1, name.size() - 2);
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.key == key; });
    return field != fields.end() && field->kind == FieldKind::Choice && known(field->defaultValue) &&
           std::all_of(field->choices.begin(), field->choices.end(),
                       [&](const auto& choice) { return known(choice.value); });
}

ConnectionPart readConnection(ObjectReader& in) {
    ConnectionPart out;
    out.label = readText(in, "label", true);
    out.description = readText(in, "description");
    out.icon = in.text("icon", false, 64);
    out.colorLight = in.text("color_light", false, 16);
    out.colorDark = in.text("color_dark", false, 16);
    for (const auto& [key, color] :
         {std::pair("color_light", &out.colorLight), std::pair("color_dark", &out.colorDark)})
        if (!color->empty() && !isColor(*color)) in.complain(key, "must look like #336791");
    if (const auto dialect = in.text("dialect"); !dialect.empty()) out.dialect = dialect;
    if (const auto language = in.text("native_language"); !language.empty()) out.nativeLanguage = language;
    out.keywords = in.texts("keywords");
    out.fields = readFields(in);
    if (!isDialect(out.dialect, out.fields)) {
        in.complain("dialect",
                    "is not one of postgresql, mysql, sqlite, duckdb, clickhouse, ansi, ansi-limit, simple, "
                    "none, nor "
                    "{the field} "
                    "of the kind \"choice\" that offers only these");
    }
    in.members("options", 64, [&](const std::string& name, const Json& value, const std::string&) {
        if (!value.is_string()) return in.complain("options", "must hold texts only");
        out.options[name] = value.get<std::string>();
    });
    in.members("quirks", 64, [&](const std::string& name, const Json& value, const std::string&) {
        if (value.is_structured())
            return in.complain("quirks", "must hold texts, numbers, true or false only");
        out.quirks[name] = scalarText(value);
    });
    return out;
}

StepPart readStep(ObjectReader& in, Kind kind) {
    StepPart out;
    out.label = readText(in, "label", true);
    out.description = readText(in, "description");
    out.icon = in.text("icon", false, 64);
    if (kind == Kind::Processor) out.inputs = static_cast<int>(in.number("inputs", 1, 1, 2));
    if (kind == Kind::Exporter) {
        out.extension = in.text("extension", true, 16);
        out.mediaType = in.text("media_type", false, 128);
        if (!in.error() && !isFieldKey(out.extension))
            in.complain("extension", "may hold a-z, 0-9 and _ only");
    }
    out.fields = readFields(in);
    return out;
}

void readContributions(ObjectReader& in, Manifest& out) {
    in.object("contributes", [&](ObjectReader& c) {
        c.object("connection", [&](ObjectReader& part) { out.connection = readConnection(part); });
        c.object("processor", [&](ObjectReader& part) { out.processor = readStep(part, Kind::Processor); });
        c.object("visual", [&](ObjectReader& part) { out.visual = readStep(part, Kind::Visual); });
        c.object("notifier", [&](ObjectReader& part) { out.notifier = readStep(part, Kind::Notifier); });
        c.object("exporter", [&](ObjectReader& part) { out.exporter = readStep(part, Kind::Exporter); });
    });
    const bool has[] = {out.connection.has_value(), out.processor.has_value(), out.visual.has_value(),
                        out.notifier.has_value(), out.exporter.has_value()};
    for (size_t i = 0; i < kKinds.size(); i++) {
        const std::string part = i == 0 ? "connection" : std::string(kKinds[i].second);
        if (out.is(kKinds[i].first) && !has[i])
            in.complain("contributes." + part,
                        "is missing, though `kinds` names " + std::string(kKinds[i].second));
        if (!out.is(kKinds[i].first) && has[i])
            in.complain("contributes." + part,
                        "is there, though `kinds` does not name " + std::string(kKinds[i].second));
    }
}

void readKinds(ObjectReader& in, Manifest& out) {
    for (const auto& name : in.texts("kinds")) {
        const auto kind = kindNamed(name);
        if (!kind || out.is(*kind))
            return in.complain("kinds",
                               "must name source, processor, visual, notifier or exporter, each once");
        out.kinds.push_back(*kind);
    }
    if (out.kinds.empty()) in.complain("kinds", "names no kind");
}

void readAbi(ObjectReader& in, Manifest& out) {
    in.object("entry", [&](ObjectReader& entry) {
        out.entryFile = entry.text("file", true, 256);
        if (!entry.error() && !isPackagePath(out.entryFile))
            entry.complain("file", "must be a relative path of A-Z, a-z, 0-9, . _ - and /");
        out.entrySymbol = entry.text("symbol", false, 128);
        if (!out.entrySymbol.empty() && !isSymbol(out.entrySymbol))
            entry.complain("symbol", "is no name of a C function");
    });
    in.object("abi", [&](ObjectReader& abi) {
        out.abiName = abi.text("name", true, 32);
        out.abiVersion = abi.text("version", true, 32);
        if (!abi.error() && out.abiName != "adbc" && out.abiName != "tributary")
            abi.complain("name", "is neither adbc nor tributary");
        if (!abi.error() && !isNumberList(out.abiVersion)) abi.complain("version", "must look like 1.1.0");
    });
    if (out.entryFile.empty()) in.complain("entry", "is missing");
    if (out.abiName.empty()) in.complain("abi", "is missing");
    if (out.is(Kind::Source) && out.abiName != "adbc") in.complain("abi.name", "of a source must be adbc");
    const bool steps =
        std::any_of(out.kinds.begin(), out.kinds.end(), [](Kind k) { return k != Kind::Source; });
    if (steps && out.abiName == "adbc") in.complain("abi.name", "of anything but a source must be tributary");
}

void readFiles(ObjectReader& in, Manifest& out, ManifestOrigin origin) {
    if (origin == ManifestOrigin::SourceFolder) {
        if (in.any("files")) in.complain("files", "is written when the package is made: leave it out");
        return;
    }
    in.members("files", 500, [&](const std::string& name, const Json& value, const std::string& path) {
        ObjectReader file(value, path, in.error());
        PackagedFile packaged;
        packaged.sha256 = file.text("sha256", true, 64);
        packaged.size = file.number("size", 0, 0, uint64_t(500) << 20);
        if (!in.error() && !isSha256(packaged.sha256))
            file.complain("sha256", "must be 64 hexadecimal digits");
        if (!isPackagePath(name)) in.complain("files", "names '" + name + "', which is no safe path");
        file.finish();
        out.files[name] = packaged;
    });
    if (!in.error() && !out.files.count(out.entryFile))
        in.complain("files", "does not list the entry file '" + out.entryFile + "'");
}

Result<Manifest> readManifest(const Json& json, ManifestOrigin origin) {
    std::optional<Error> error;
    ObjectReader in(json, "", error);
    const uint64_t schema = in.number("schema", 0, 1, uint64_t(1) << 31);
    if (!error && schema == 0) in.complain("schema", "is missing");
    if (!error && schema > 1) {
        return fail(
            ErrorCode::Unsupported,
            "The plugin's manifest has format " + std::to_string(schema) + ", this Tributary reads format 1",
            "It needs a newer Tributary.");
    }
    Manifest out;
    out.id = in.text("id", true, 64);
    if (!error && !isPluginId(out.id)) in.complain("id", "may hold a-z, 0-9, . and - only, 2 to 64 of them");
    out.name = readText(in, "name", true);
    out.summary = readText(in, "summary");
    if (const auto version = Version::parse(in.text("version", true)); version)
        out.version = *version;
    else
        in.complain("version", "must look like 1.2.0 or 1.2.0-beta.1 (semver.org)");
    out.license = in.text("license", true, 128);
    out.publisher = in.text("publisher", false, 128);
    out.homepage = in.text("homepage", false, 512);
    if (!out.homepage.empty() && out.homepage.rfind("https://", 0) != 0)
        in.complain("homepage", "must begin with https://");
    out.categories = in.texts("categories");
    readKinds(in, out);
    readAbi(in, out);
    if (auto range = VersionRange::parse(in.text("host")); range)
        out.host = *range;
    else
        in.complain("host", "must look like >=0.1.0 <1.0.0");
    out.platform = in.text("platform", true, 64);
    out.glibc = in.text("glibc", false, 16);
    if (!out.glibc.empty() && !isNumberList(out.glibc)) in.complain("glibc", "must look like 2.36");
    if (const Json* asked = in.any("permissions"); asked) {
        auto permissions = parsePermissions(asked->dump());
        if (!permissions && !error) error = permissions.error();
        if (permissions) out.permissions = *permissions;
    }
    readContributions(in, out);
    readFiles(in, out, origin);
    if (const auto fault = grantFault(out); fault && origin != ManifestOrigin::Record)
        in.complain("contributes." + fault->part + ".fields", fault->why);
    in.finish();
    if (error) return fail(*error);
    return out;
}

}  // namespace

std::string Text::in(std::string_view language) const {
    std::string wanted(language);
    for (const auto& key :
         {wanted, wanted.substr(0, wanted.find_first_of("_-")), std::string(), std::string("en")})
        if (const auto found = byLanguage.find(key); found != byLanguage.end()) return found->second;
    return byLanguage.empty() ? std::string() : byLanguage.begin()->second;
}

bool Manifest::is(Kind kind) const {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

std::string_view toString(Kind kind) {
    return kKinds[static_cast<size_t>(kind)].second;
}

std::optional<Kind> kindNamed(std::string_view name) {
    const auto found = named(kKinds, name);
    return found == kKinds.end() ? std::nullopt : std::optional(found->first);
}

Result<Manifest> parseManifest(std::string_view text, ManifestOrigin origin) {
    const std::string what = "The plugin's manifest";
    if (text.size() > kManifestLimit)
        return fail(ErrorCode::InvalidArgument, what + " is larger than 64 KiB",
                    "Move long texts into README.md.");
    auto json = parseStrictJson(text, what);
    if (!json) return fail(json.error());
    auto out = readManifest(*json, origin);
    if (!out) {
        Error error = out.error();
        if (error.code == ErrorCode::InvalidArgument) error.message = what + ": " + error.message;
        return fail(std::move(error));
    }
    if (origin != ManifestOrigin::SourceFolder && json->dump() != text) {
        return fail(ErrorCode::InvalidArgument,
                    what + " is not in canonical form (compact JSON, sorted keys)",
                    "Make the package with `tributary plugin pack`.");
    }
    return out;
}

Result<std::string> canonicalManifest(std::string_view sourceText,
                                      const std::map<std::string, PackagedFile>& files) {
    auto json = parseStrictJson(sourceText, "The plugin's manifest");
    if (!json) return fail(json.error());
    Json listed = Json::object();
    for (const auto& [name, file] : files) listed[name] = {{"sha256", file.sha256}, {"size", file.size}};
    (*json)["files"] = listed;
    std::string out = json->dump();
    if (auto sound = parseManifest(out, ManifestOrigin::Package); !sound) return fail(sound.error());
    return out;
}

}  // namespace tributary::plugin
