// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/connection_form.h"

#include <algorithm>
#include <functional>
#include <optional>

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

/// "host:port" as a grant has it.
std::string place(const std::string& host, const std::string& port) {
    const bool bare6 = host.find(':') != std::string::npos && host.front() != '[';
    return (bare6 ? "[" + host + "]" : host) + ":" + (port.empty() ? "*" : port);
}

std::optional<std::string> placeOfUrl(std::string url) {
    std::string scheme;
    if (const size_t end = url.find("://"); end != std::string::npos) {
        scheme = url.substr(0, end);
        url.erase(0, end + 3);
    }
    url.erase(std::min(url.find_first_of("/?#"), url.size()));
    if (const size_t at = url.rfind('@'); at != std::string::npos) url.erase(0, at + 1);
    if (url.empty()) return std::nullopt;
    const size_t colon = url.rfind(':');
    if (colon != std::string::npos && url.find(']', colon) == std::string::npos)
        return place(url.substr(0, colon), url.substr(colon + 1));
    return place(url, scheme == "https" ? "443" : scheme == "http" ? "80" : "");
}

void grantNetwork(const ConnectionPart& part, const connect::Settings& settings, Grants& grants) {
    std::string port;
    for (const auto& field : part.fields) {
        if (field.grant == FieldGrant::NetworkPort) port = valueOf(field, settings);
    }
    for (const auto& field : part.fields) {
        const std::string value = valueOf(field, settings);
        if (value.empty()) continue;
        if (field.grant == FieldGrant::NetworkUrl) {
            if (auto where = placeOfUrl(value)) grants.networkHosts.push_back(*where);
        } else if (field.grant == FieldGrant::NetworkHost) {
            for (size_t at = 0; at <= value.size();) {  // some drivers take several, with commas
                const size_t comma = std::min(value.find(',', at), value.size());
                const std::string host = trimmed(value.substr(at, comma - at));
                if (!host.empty()) grants.networkHosts.push_back(place(host, port));
                at = comma + 1;
            }
        }
    }
}

/// The file and what lies beside it under a longer name.
void grantWithSiblings(const std::filesystem::path& file, std::vector<std::filesystem::path>& out) {
    out.push_back(file);
    std::error_code code;
    if (!std::filesystem::is_regular_file(file, code)) return;
    const std::string name = file.filename().string();
    for (std::filesystem::directory_iterator it(file.parent_path(), code), end; !code && it != end;
         it.increment(code)) {
        const std::string other = it->path().filename().string();
        if (other != name && other.starts_with(name)) out.push_back(it->path());
    }
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

Grants connectionGrants(const InstalledPlugin& plugin, const connect::Settings& settings) {
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
        host == "from_connection" ? grantNetwork(part, settings, out) : out.networkHosts.push_back(host);
    }
    const bool readOnly = settings.flag("read_only");
    const auto files = [&](const std::vector<std::string>& paths, FieldGrant grant, bool write) {
        auto& target = write && !readOnly ? out.writePaths : out.readPaths;
        for (const auto& path : paths) {
            if (path != "from_connection") {
                target.emplace_back(path);
                continue;
            }
            for (const auto& field : part.fields) {
                const std::string value = valueOf(field, settings);
                if (field.grant == grant && !value.empty()) grantWithSiblings(value, target);
            }
        }
    };
    files(granted.readFiles, FieldGrant::Read, false);
    files(granted.writeFiles, FieldGrant::Write, true);
    return out;
}

}  // namespace tributary::plugin
