// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/interchange/naming.h"

#include <map>

#include "core/lineage/schema.h"

namespace tributary::lineage {
namespace {

constexpr const char* kName = "{name}";

/// How the datasets of one connection are called.
struct Naming {
    std::string connection;
    std::string space;
    std::string before;  ///< what stands before and behind the dotted name
    std::string behind;
};

std::string filled(const std::string& pattern, const store::ConnectionRecord& record,
                   const connect::Descriptor& descriptor) {
    std::string out = pattern;
    for (const auto& field : descriptor.fields) {
        const std::string mark = "{" + field.key + "}";
        const size_t at = out.find(mark);
        if (at == std::string::npos) continue;
        const auto set = record.settings.find(field.key);
        const bool given = set != record.settings.end() && !set->second.empty();
        out.replace(at, mark.size(), given ? set->second : field.defaultValue);
    }
    return out;
}

std::vector<Naming> namingsOf(const std::vector<store::ConnectionRecord>& connections,
                              const connect::ConnectorRegistry& registry) {
    std::vector<Naming> out;
    for (const auto& record : connections) {
        const auto* connector = registry.find(record.type);
        if (!connector || connector->descriptor().openLineageSpace.empty()) continue;
        const auto& descriptor = connector->descriptor();
        const size_t at = descriptor.openLineageName.find(kName);
        if (at == std::string::npos) continue;
        Naming one;
        one.connection = record.name;
        one.space = filled(descriptor.openLineageSpace, record, descriptor);
        one.before = filled(descriptor.openLineageName.substr(0, at), record, descriptor);
        one.behind = filled(descriptor.openLineageName.substr(at + std::string_view(kName).size()), record,
                            descriptor);
        if (one.before == ".") one.before.clear();  // no database was named
        out.push_back(std::move(one));
    }
    return out;
}

/// "s3://bucket/a/b" is "a/b" of "s3://bucket"; a path of this machine is of "file".
OpenLineageName fileName(const std::string& name) {
    const auto parts = splitName(name);
    const std::string& path = parts.size() == 1 ? parts.front() : name;
    const size_t scheme = path.find("://");
    const size_t slash = scheme == std::string::npos ? scheme : path.find('/', scheme + 3);
    if (slash == std::string::npos) return {std::string(kFileSpace), path};
    return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace

OpenLineageNamer openLineageNamer(const std::vector<store::ConnectionRecord>& connections,
                                  const connect::ConnectorRegistry& registry) {
    std::map<std::string, Naming> by;
    for (auto& one : namingsOf(connections, registry)) by[foldName(joinName({one.connection}))] = one;
    return [by = std::move(by)](const DatasetName& name) {
        const auto found = by.find(foldName(joinName({name.space})));
        if (found == by.end() && name.space == kFileSpace) return fileName(name.name);
        if (found == by.end())
            return OpenLineageName{name.space.empty() ? "tributary" : name.space, name.name};
        return OpenLineageName{found->second.space, found->second.before + name.name + found->second.behind};
    };
}

OpenLineageFinder openLineageFinder(const std::vector<store::ConnectionRecord>& connections,
                                    const connect::ConnectorRegistry& registry) {
    return
        [all = namingsOf(connections, registry)](const OpenLineageName& name) -> std::optional<DatasetName> {
            for (const auto& one : all) {
                if (one.space != name.space || !name.name.starts_with(one.before) ||
                    !name.name.ends_with(one.behind) ||
                    name.name.size() <= one.before.size() + one.behind.size()) {
                    continue;
                }
                const size_t length = name.name.size() - one.before.size() - one.behind.size();
                return DatasetName{one.connection, name.name.substr(one.before.size(), length)};
            }
            return std::nullopt;
        };
}

}  // namespace tributary::lineage
