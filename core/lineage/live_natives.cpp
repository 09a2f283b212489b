// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/lineage/driver_check.h"
#include "core/lineage/extractor.h"
#include "core/lineage/live.h"
#include "core/lineage/schema.h"

namespace tributary::lineage {
namespace {

/// One native text, read.
struct Reading {
    const NativeSource* native;
    StatementLineage inner;
    std::string problem;
};

std::string inConnection(const std::string& connection, const std::string& table) {
    auto parts = splitName(table);
    parts.insert(parts.begin(), connection);
    return joinName(parts);
}

Reading readNative(const NativeSource& native, const DialectOf& dialectOf) {
    Reading out{&native, {}, "its language is not one that is read"};
    const auto dialect = dialectOf(native.connection);
    if (!dialect) return out;
    ExtractOptions options;
    options.dialect = *dialect;
    ExtractSession session(options, {});
    auto script = session.extract(native.text, CancelToken());
    if (!script) {
        out.problem = script.error().message;
    } else if (script->statements.size() != 1 || script->statements[0].inputs.empty()) {
        out.problem = "it is not one query of tables";
    } else {
        out.inner = std::move(script->statements[0]);
        out.problem = out.inner.error;
    }
    if (out.problem.empty()) checkAgainstDriver(out.inner, native.columns);
    return out;
}

/// Does the inner edge feed the column that the outer one takes? A star feeds every column.
bool feeds(const ColumnEdge& inner, const std::string& column) {
    return foldName(inner.target.column) == foldName(column) || inner.target.column == "*";
}

ColumnEdge composed(const ColumnEdge& inner, const ColumnEdge& outer, const std::string& connection) {
    ColumnEdge edge = outer;
    edge.source.table = inConnection(connection, inner.source.table);
    edge.source.column = inner.source.column == "*" ? outer.source.column : inner.source.column;
    if (isDirect(outer.subtype)) {
        edge.subtype = isDirect(inner.subtype) ? std::max(inner.subtype, outer.subtype) : inner.subtype;
    }
    edge.masking = inner.masking || outer.masking;
    edge.confidence = std::max(inner.confidence, outer.confidence);
    return edge;
}

void seeThrough(StatementLineage& statement, const Reading& reading) {
    const NativeSource& native = *reading.native;
    std::vector<ColumnEdge> edges;
    for (const auto& outer : statement.edges) {
        if (outer.source.table != native.table) {
            edges.push_back(outer);
            continue;
        }
        for (const auto& inner : reading.inner.edges) {
            if (!inner.target.column.empty() && feeds(inner, outer.source.column)) {
                edges.push_back(composed(inner, outer, native.connection));
            }
        }
    }
    const std::string target = statement.outputs.empty() ? std::string() : statement.outputs.front();
    for (const auto& inner : reading.inner.edges) {
        if (!inner.target.column.empty()) continue;
        ColumnEdge edge = inner;
        edge.source.table = inConnection(native.connection, inner.source.table);
        edge.target = {target, ""};
        edges.push_back(std::move(edge));
    }
    statement.edges = std::move(edges);
    std::erase(statement.inputs, native.table);
    for (const auto& table : reading.inner.inputs) {
        const std::string full = inConnection(native.connection, table);
        if (std::find(statement.inputs.begin(), statement.inputs.end(), full) == statement.inputs.end()) {
            statement.inputs.push_back(full);
        }
    }
    if (reading.inner.confidence == Confidence::Low) statement.confidence = Confidence::Low;
    for (const auto& note : reading.inner.notes) statement.notes.push_back(native.connection + ": " + note);
}

}  // namespace

StatementLineage throughNatives(const LiveLineage& live, const DialectOf& dialectOf) {
    StatementLineage out = live.statement;
    for (const auto& native : live.natives) {
        const Reading reading = readNative(native, dialectOf);
        if (reading.problem.empty()) {
            seeThrough(out, reading);
        } else {
            out.confidence = Confidence::Low;
            out.notes.push_back("the native text for " + native.connection +
                                " was not read: " + reading.problem);
        }
    }
    return out;
}

}  // namespace tributary::lineage
