// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/collect/name_finder.h"

#include "core/lineage/collect/file_collector.h"

namespace tributary::lineage {

NameFinder::NameFinder(const LineageStore& store, std::map<std::string, std::string> types)
    : m_store(store), m_types(std::move(types)) {}

std::optional<SqlDialect> NameFinder::dialectOf(const std::string& connection) const {
    const auto type = m_types.find(connection);
    return type == m_types.end() ? std::nullopt : dialectNamed(type->second);
}

std::string NameFinder::typeOf(const std::string& connection) const {
    const auto type = m_types.find(connection);
    return type == m_types.end() ? std::string() : type->second;
}

std::vector<std::string> NameFinder::connections() const {
    std::vector<std::string> out;
    for (const auto& [name, type] : m_types) out.push_back(name);
    return out;
}

const Graph& NameFinder::known() {
    if (!m_known) {
        auto graph = m_store.load();
        m_known = graph ? std::move(*graph) : Graph();  // names then stay as they are written
    }
    return *m_known;
}

const SchemaCatalog& NameFinder::namesOf(const std::string& connection) {
    const auto [at, added] = m_names.try_emplace(connection);
    if (!added) return at->second;
    for (const auto& dataset : known().datasets) {
        if (dataset.name.space == connection && dataset.kind <= DatasetKind::File)
            at->second.add({dataset.name.name, {}, {}});
    }
    return at->second;
}

const SchemaCatalog& NameFinder::schemaOf(const std::string& connection) {
    const auto [at, added] = m_schemas.try_emplace(connection);
    if (added) at->second = lineage::schemaOf(known(), connection);
    return at->second;
}

DatasetName NameFinder::qualified(DatasetName name, const SchemaPaths& paths) {
    const auto parts = splitName(name.name);
    if (name.space.empty() || parts.size() != 1) return name;
    const auto& tables = namesOf(name.space);
    const auto path = paths.find(name.space);
    if (path == paths.end() || path->second.empty()) {
        if (const auto* table = tables.find(name.name)) name.name = table->name;
        return name;
    }
    for (const auto& schema : path->second) {
        const auto known = tables.tables().find(foldName(joinName({schema, parts[0]})));
        if (known == tables.tables().end()) continue;
        name.name = known->second.name;
        return name;
    }
    name.name = joinName({path->second.front(), parts[0]});
    return name;
}

}  // namespace tributary::lineage
