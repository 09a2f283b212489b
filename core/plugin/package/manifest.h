// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/plugin/package/version.h"

namespace tributary::plugin {

enum class Kind { Source, Processor, Visual, Notifier, Exporter };

/// A text of a manifest: one for all languages, or one a language ("en", "zh" …).
struct Text {
    std::map<std::string, std::string> byLanguage;  ///< "" is the one for all

    bool empty() const { return byLanguage.empty(); }
    /// For "zh_CN" tries zh_CN, zh, the one for all, en, then the first there is.
    std::string in(std::string_view language) const;
    std::string english() const { return in("en"); }
    bool operator==(const Text&) const = default;
};

enum class FieldKind { Text, Secret, Integer, Boolean, Choice, File, Folder, Column, Columns };
/// What a field that takes columns is meant for.
enum class ColumnKind { Any, Number, Text, Time };
/// What giving the field a value allows the plugin to reach.
enum class FieldGrant { None, NetworkHost, NetworkPort, NetworkUrl, Read, Write };

struct ManifestChoice {
    std::string value;
    Text label;
};

/// One field of a form: of a connection, or of a step's configuration.
struct ManifestField {
    std::string key;
    Text label;
    FieldKind kind = FieldKind::Text;
    std::string defaultValue;
    bool required = false;
    Text group;
    Text help;
    std::string placeholder;
    std::vector<ManifestChoice> choices;
    std::string option;  ///< ADBC database option the value is given as; empty: used in templates only
    FieldGrant grant = FieldGrant::None;
    ColumnKind prefers = ColumnKind::Any;  ///< of column fields: what a form chooses to begin with
};

/// What the plugin asks for; what it was given is InstalledPlugin::granted.
struct Permissions {
    std::vector<std::string> network;      ///< "from_connection", "db.example.com:5432", "*.example.com:443"
    std::vector<std::string> readFiles;    ///< "from_connection" or absolute paths
    std::vector<std::string> writeFiles;   ///< the same
    std::vector<std::string> systemFiles;  ///< named sets the program knows: "odbc", "proc"
    uint32_t memoryMb = 512;
    uint32_t dataMb = 1024;  ///< of its data folder
    uint32_t callTimeoutSeconds = 60;
    uint32_t threads = 16;

    bool operator==(const Permissions&) const = default;
};

struct ConnectionPart {
    Text label;
    Text description;
    std::string icon;        ///< lucide icon name
    std::string colorLight;  ///< "#336791"; empty: the program's own
    std::string colorDark;
    std::string dialect =
        "ansi";  ///< postgresql, mysql, sqlite, duckdb, clickhouse, ansi, ansi-limit, simple, none, {field}
    std::string nativeLanguage = "SQL";
    std::vector<std::string> keywords;
    std::vector<ManifestField> fields;
    /// ADBC database option → template of fields; values are percent-encoded where they stand inside an URI.
    std::map<std::string, std::string> options;
    std::map<std::string, std::string> quirks;  ///< objects=adbc|information_schema, partitions=true …
};

/// What a processor, visual, notifier or exporter shows of itself.
struct StepPart {
    Text label;
    Text description;
    std::string icon;
    int inputs = 1;         ///< processors: 1 or 2
    std::string extension;  ///< exporters: "xlsx"
    std::string mediaType;  ///< exporters
    std::vector<ManifestField> fields;
};

struct PackagedFile {
    std::string sha256;  ///< 64 lower-case hexadecimal digits
    uint64_t size = 0;
};

/// manifest.json of a package, or of a plugin's source folder (where `files` is empty).
struct Manifest {
    std::string id;  ///< [a-z0-9][a-z0-9.-]{1,63}
    Text name;
    Text summary;
    Version version;
    std::string license;
    std::string publisher;
    std::string homepage;
    std::vector<std::string> categories;
    std::vector<Kind> kinds;
    std::string entryFile;    ///< "lib/libx.so"
    std::string entrySymbol;  ///< empty: found by the rules of the ABI
    std::string abiName;      ///< "adbc" or "tributary"
    std::string abiVersion;   ///< "1.1.0", "1.0"
    VersionRange host;
    std::string platform;  ///< "linux_amd64"
    std::string glibc;     ///< lowest one it runs with; empty: not said
    Permissions permissions;
    std::optional<ConnectionPart> connection;
    std::optional<StepPart> processor;
    std::optional<StepPart> visual;
    std::optional<StepPart> notifier;
    std::optional<StepPart> exporter;
    std::map<std::string, PackagedFile> files;

    bool is(Kind kind) const;
    /// "odbc-bridge 1.0.0"
    std::string title() const { return id + " " + version.text(); }
};

constexpr size_t kManifestLimit = 64 * 1024;

enum class ManifestOrigin {
    SourceFolder,  ///< any layout, no `files`
    Package,       ///< canonical (see canonicalManifest), with `files`
    Record,        ///< of what is installed: as a package, and rules made since then do not count
};

/// Strict: an unknown or repeated key, a wrong type or an impossible value is an InvalidArgument that names
/// the key. A newer `schema` is Unsupported: "needs a newer Tributary".
Result<Manifest> parseManifest(std::string_view text, ManifestOrigin origin);

/// The text a package carries and a key signs: the source folder's manifest with `files`, as compact JSON
/// with sorted keys. InvalidArgument above kManifestLimit.
Result<std::string> canonicalManifest(std::string_view sourceText,
                                      const std::map<std::string, PackagedFile>& files);

bool isPluginId(std::string_view id);
std::string_view toString(Kind kind);
std::optional<Kind> kindNamed(std::string_view name);

/// What a newer version's fields let a person open that the older one's did not, one sentence each: a value
/// that was given to a field as a name must not become a path to read.
std::vector<std::string> fieldGrowth(const Manifest& before, const Manifest& now);
/// What `now` asks for beyond `before`, one sentence each; empty: nothing more.
std::vector<std::string> permissionGrowth(const Permissions& before, const Permissions& now);
/// All of them in words, one sentence each: "connect to the host a connection names".
std::vector<std::string> permissionTexts(const Permissions& permissions);
/// As JSON, the way a manifest has it, and back.
std::string permissionsJson(const Permissions& permissions);
Result<Permissions> parsePermissions(std::string_view json);

}  // namespace tributary::plugin
