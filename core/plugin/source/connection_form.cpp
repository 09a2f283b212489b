// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/connection_form.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "core/plugin/package/network_place.h"

namespace tributary::plugin {

namespace {

std::string valueOf(const ManifestField& field, const connect::Settings& settings) {
    return settings.text(field.key, field.defaultValue);
}

const ManifestField* fieldOf(const ConnectionPart& part, const std::string& key) {
    const auto found =
        std::find_if(part.fields.begin(), part.fields.end(), [&](const auto& f) { return f.key == key; });
    return found == part.fields.end() ? nullptr : &*found;
}

std::string percentEncoded(const std::string& value, bool keepSlashes) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const unsigned char c : value) {
        if (std::isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~' || (keepSlashes && c == '/')) {
            out += static_cast<char>(c);
        } else {
            out += '%';
            out += kDigits[c >> 4];
            out += kDigits[c & 15];
        }
    }
    return out;
}

std::string inUri(const ManifestField& field, const std::string& value) {
    if (field.grant == FieldGrant::NetworkUrl) return value;
    if (field.grant == FieldGrant::NetworkHost && value.find(':') != std::string::npos &&
        value.front() != '[')
        return "[" + value + "]";
    return percentEncoded(value, field.kind == FieldKind::File || field.kind == FieldKind::Folder);
}

/// "scheme://:@host" and the like, where user or password were left empty.
void dropEmptyUser(std::string& uri) {
    const size_t start = uri.find("://");
    if (start == std::string::npos) return;
    const size_t at = uri.find('@', start + 3);
    if (at == std::string::npos || uri.find('/', start + 3) < at) return;
    const std::string user = uri.substr(start + 3, at - start - 3);
    if (user.empty() || user == ":") {
        uri.erase(start + 3, at - start - 2);
    } else if (user.back() == ':') {
        uri.erase(at - 1, 1);
    }
}

Result<std::string> expand(const ConnectionPart& part, const std::string& pattern,
                           const connect::Settings& settings) {
    const bool uri = pattern.find("://") != std::string::npos;
    std::string out;
    for (size_t at = 0; at < pattern.size();) {
        const size_t open = pattern.find('{', at);
        const size_t close = open == std::string::npos ? open : pattern.find('}', open);
        out += pattern.substr(at, close == std::string::npos ? close : open - at);
        if (close == std::string::npos) break;
        const std::string key = pattern.substr(open + 1, close - open - 1);
        const ManifestField* field = fieldOf(part, key);
        if (!field) {
            return fail(ErrorCode::InvalidArgument,
                        "The plugin's manifest uses a field '" + key + "' that it does not have",
                        "Ask its publisher for a corrected version.");
        }
        const std::string value = valueOf(*field, settings);
        out += uri ? inUri(*field, value) : value;
        at = close + 1;
    }
    if (uri) dropEmptyUser(out);
    return out;
}

std::string trimmed(std::string text) {
    while (!text.empty() && text.front() == ' ') text.erase(0, 1);
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

/// What the person wrote. A manifest's default never allows anything: nobody agreed to it.
std::string enteredIn(const ManifestField& field, const connect::Settings& settings) {
    return settings.text(field.key, "");
}

tl::unexpected<Error> tooMuch(const ManifestField& field, const std::string& value, const std::string& why,
                              const std::string& hint) {
    return fail(ErrorCode::InvalidArgument, field.label.english() + ": '" + value + "' " + why, hint);
}

Result<void> allow(const ManifestField& field, const std::string& where, Grants& grants) {
    // At the end it stands for any port.
    if (where.find('*') < where.size() - 1)
        return tooMuch(field, where, "would let the plugin connect to any host", "Name one.");
    grants.networkHosts.push_back(where);
    return {};
}

Result<void> grantNetwork(const ConnectionPart& part, const connect::Settings& settings, Grants& grants) {
    std::string port;
    for (const auto& field : part.fields) {
        if (field.grant == FieldGrant::NetworkPort) port = valueOf(field, settings);
    }
    for (const auto& field : part.fields) {
        const std::string value = enteredIn(field, settings);
        if (field.grant == FieldGrant::NetworkUrl) {
            if (auto where = placeOfUrl(value))
                if (auto done = allow(field, *where, grants); !done) return done;
        } else if (field.grant == FieldGrant::NetworkHost) {
            for (size_t at = 0; at < value.size();) {  // some drivers take several, with commas
                const size_t comma = std::min(value.find(',', at), value.size());
                const std::string host = trimmed(value.substr(at, comma - at));
                at = comma + 1;
                if (host.empty()) continue;
                if (auto done = allow(field, networkPlace(host, port), grants); !done) return done;
            }
        }
    }
    return {};
}

/// The file, and the journals of a database that are beside it. What a plugin was once allowed to write to
/// may hold links it left there: none is followed.
Result<void> grantPath(const ManifestField& field, const std::string& value,
                       std::vector<std::filesystem::path>& out) {
    std::filesystem::path path = std::filesystem::path(value).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();  // "folder/"
    if (path == path.root_path())
        return tooMuch(field, value, "would give the plugin every file there is", "Name a folder below it.");
    std::error_code code;
    const auto kind = std::filesystem::symlink_status(path, code).type();
    if (kind == std::filesystem::file_type::symlink) {
        const auto target = std::filesystem::read_symlink(path, code);
        return tooMuch(field, value,
                       "is a link to '" + target.string() + "', and the plugin is given no links",
                       "Name what it should use itself.");
    }
    out.push_back(path);
    if (kind != std::filesystem::file_type::regular) return {};
    for (const char* end : {"-wal", "-shm", "-journal", ".wal"}) {
        const std::filesystem::path beside = path.string() + end;
        const auto its = std::filesystem::symlink_status(beside, code).type();
        if (its == std::filesystem::file_type::regular) out.push_back(beside);
    }
    return {};
}

Result<void> grantPaths(const std::vector<std::string>& allowed, const ConnectionPart& part, FieldGrant grant,
                        const connect::Settings& settings, std::vector<std::filesystem::path>& out) {
    for (const auto& path : allowed) {
        if (path != "from_connection") {
            out.emplace_back(path);
            continue;
        }
        for (const auto& field : part.fields) {
            const std::string value = enteredIn(field, settings);
            if (field.grant != grant || value.empty()) continue;
            if (auto done = grantPath(field, value, out); !done) return done;
        }
    }
    return {};
}

}  // namespace

connect::Descriptor describeForm(const Manifest& manifest, FormTexts& texts) {
    connect::Descriptor out;
    out.id = manifest.id;
    if (!manifest.connection) return out;
    const ConnectionPart& part = *manifest.connection;
    const auto say = [&texts](const Text& text) { return learnText(text, texts); };
    out.label = say(part.label.empty() ? manifest.name : part.label);
    out.description = say(part.description.empty() ? manifest.summary : part.description);
    out.icon = part.icon.empty() ? "plug" : part.icon;
    out.colorLight = part.colorLight.empty() ? "#64748B" : part.colorLight;
    out.colorDark = part.colorDark.empty() ? "#94A3B8" : part.colorDark;
    out.nativeLanguage = part.nativeLanguage;
    out.keywords = part.keywords;
    out.keywords.push_back("plugin");
    for (const auto& field : part.fields) out.fields.push_back(formField(field, say));
    return out;
}

Result<std::map<std::string, std::string>> databaseOptions(const ConnectionPart& part,
                                                           const connect::Settings& settings) {
    std::map<std::string, std::string> out;
    for (const auto& [option, pattern] : part.options) {
        auto value = expand(part, pattern, settings);
        if (!value) return fail(value.error());
        out[option] = std::move(*value);
    }
    for (const auto& field : part.fields) {
        const std::string value = valueOf(field, settings);
        if (!field.option.empty() && !value.empty()) out[field.option] = value;
    }
    return out;
}

std::string dialectName(const ConnectionPart& part, const connect::Settings& settings) {
    auto name = expand(part, part.dialect, settings);
    return name ? *name : part.dialect;
}

std::string quirkOf(const ConnectionPart& part, const std::string& name) {
    const auto found = part.quirks.find(name);
    return found == part.quirks.end() ? "" : found->second;
}

Result<Grants> connectionGrants(const InstalledPlugin& plugin, const connect::Settings& settings) {
    const Permissions& granted = plugin.granted;
    Grants out;
    out.packageFolder = plugin.folder;
    out.dataFolder = plugin.dataFolder;
    out.systemFiles = granted.systemFiles;
    out.memoryBytes = static_cast<uint64_t>(granted.memoryMb) << 20;
    out.dataBytes = static_cast<uint64_t>(granted.dataMb) << 20;
    out.callTimeout = std::chrono::seconds(granted.callTimeoutSeconds);
    out.threads = granted.threads;
    static const ConnectionPart kNone;
    const ConnectionPart& part = plugin.manifest.connection ? *plugin.manifest.connection : kNone;
    for (const auto& host : granted.network) {
        if (host != "from_connection")
            out.networkHosts.push_back(host);
        else if (auto done = grantNetwork(part, settings, out); !done)
            return fail(done.error());
    }
    auto& written = settings.flag("read_only") ? out.readPaths : out.writePaths;
    auto done = grantPaths(granted.readFiles, part, FieldGrant::Read, settings, out.readPaths);
    if (done) done = grantPaths(granted.writeFiles, part, FieldGrant::Write, settings, written);
    if (!done) return fail(done.error());
    return out;
}

}  // namespace tributary::plugin
