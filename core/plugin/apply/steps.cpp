// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/apply/steps.h"

#include <algorithm>

#include "core/base/part_file.h"
#include "core/plugin/apply/collect.h"
#include "core/plugin/apply/row_source.h"
#include "core/plugin/source/connection_form.h"

namespace tributary::plugin {
namespace {

const StepPart* partOf(const Manifest& manifest, Kind kind) {
    const auto pick = [](const std::optional<StepPart>& part) { return part ? &*part : nullptr; };
    switch (kind) {
        case Kind::Processor:
            return pick(manifest.processor);
        case Kind::Visual:
            return pick(manifest.visual);
        case Kind::Notifier:
            return pick(manifest.notifier);
        case Kind::Exporter:
            return pick(manifest.exporter);
        case Kind::Source:
            break;
    }
    return nullptr;
}

Step stepOf(const InstalledPlugin& plugin, Kind kind) {
    Step step;
    step.id = plugin.id;
    step.kind = kind;
    step.name = plugin.manifest.name;
    step.summary = plugin.manifest.summary;
    step.version = plugin.manifest.version;
    step.tier = plugin.tier;
    if (const auto* part = partOf(plugin.manifest, kind)) step.part = *part;
    return step;
}

tl::unexpected<Error> otherKind(const std::string& id, Kind kind) {
    return fail(ErrorCode::InvalidArgument,
                "The plugin '" + id + "' is no " + std::string(toString(kind)) + ".",
                "`tributary plugin list` shows what each installed plugin is.");
}

std::vector<std::string> namesOf(const ChosenRows& rows) {
    std::vector<std::string> names;
    if (rows.view.isEmpty()) return names;
    const auto& columns = rows.view.store().columns();
    for (size_t i = 0; i < columns.size(); ++i) {
        const auto& chosen = rows.columns;
        if (chosen.empty() || std::find(chosen.begin(), chosen.end(), i) != chosen.end())
            names.push_back(columns[i].name);
    }
    return names;
}

std::vector<std::string> secretsOf(const StepPart& part, const StepConfig& config) {
    std::vector<std::string> out;
    for (const auto& field : part.fields) {
        const auto given = config.find(field.key);
        if (field.kind == FieldKind::Secret && given != config.end()) out.push_back(given->second);
    }
    return out;
}

/// What this call's process may reach: the plugin's grants, and what the step's own fields name.
Result<Grants> stepGrants(const InstalledPlugin& plugin, const StepPart& part, const StepConfig& config) {
    InstalledPlugin asSource = plugin;
    asSource.manifest.connection.emplace();
    asSource.manifest.connection->fields = part.fields;
    connect::Settings settings;
    for (const auto& [key, value] : config) settings.set(key, value);
    return connectionGrants(asSource, settings);
}

}  // namespace

struct Steps::Running {
    std::unique_ptr<PluginSession> session;
    std::string config;
    PluginProcess& process() const { return session->process(); }
};

Result<std::vector<Step>> Steps::available(Kind kind) const {
    auto plugins = m_store.enabled(kind);
    if (!plugins) return fail(plugins.error());
    std::vector<Step> steps;
    for (const auto& plugin : *plugins) steps.push_back(stepOf(plugin, kind));
    std::sort(steps.begin(), steps.end(),
              [](const Step& a, const Step& b) { return a.label().english() < b.label().english(); });
    return steps;
}

Result<Step> Steps::find(const std::string& id, Kind kind) const {
    auto plugin = m_host.plugin(id);
    if (!plugin) return fail(plugin.error());
    if (!plugin->manifest.is(kind)) return otherKind(id, kind);
    return stepOf(*plugin, kind);
}

Result<Steps::Running> Steps::start(const std::string& id, Kind kind, const StepConfig& config,
                                    const std::vector<std::string>& columns, const CancelToken& token) const {
    auto plugin = m_host.plugin(id);
    if (!plugin) return fail(plugin.error());
    const auto* part = partOf(plugin->manifest, kind);
    if (!plugin->manifest.is(kind) || !part) return otherKind(id, kind);
    auto json = configJson(*part, config, columns);
    if (!json) return fail(json.error());
    auto grants = stepGrants(*plugin, *part, config);
    if (!grants) return fail(grants.error());
    auto session = m_host.start(*plugin, *grants, token);
    if (!session) return fail(session.error());
    (*session)->process().keepSecrets(secretsOf(*part, config));
    return Running{std::move(*session), std::move(*json)};
}

Result<std::shared_ptr<result::ResultStore>> Steps::process(const std::string& id, const StepConfig& config,
                                                            const std::vector<ChosenRows>& inputs,
                                                            duckdb::DatabaseInstance& database,
                                                            const CancelToken& token,
                                                            const Progress& progress) const {
    auto step = find(id, Kind::Processor);
    if (!step) return fail(step.error());
    if (inputs.empty() || static_cast<int>(inputs.size()) > step->part.inputs) {
        return fail(ErrorCode::InvalidArgument,
                    step->label().english() + " takes " +
                        (step->part.inputs == 1 ? "one result" : "one or two results") + ", not " +
                        std::to_string(inputs.size()) + ".");
    }
    auto running = start(id, Kind::Processor, config, namesOf(inputs.front()), token);
    if (!running) return fail(running.error());
    std::vector<std::unique_ptr<RowSource>> sources;
    std::vector<ArrowSource*> rows;
    for (const auto& input : inputs) {
        auto source = RowSource::open(input, token);
        if (!source) return fail(source.error());
        rows.push_back(source->get());
        sources.push_back(std::move(*source));
    }
    auto reader = running->process().process(running->config, rows, token);
    if (!reader) return fail(reader.error());
    return collectRows(**reader, database, token, progress);
}

Result<uint64_t> Steps::exportTo(const std::string& id, const StepConfig& config, const ChosenRows& rows,
                                 const std::string& path, const CancelToken& token) const {
    auto running = start(id, Kind::Exporter, config, namesOf(rows), token);
    if (!running) return fail(running.error());
    auto source = RowSource::open(rows, token);
    if (!source) return fail(source.error());
    auto file = PartFile::create(path);
    if (!file) return fail(file.error());
    if (auto done = running->process().exportTo(running->config, **source, file->descriptor(), token); !done)
        return fail(done.error());
    if (auto kept = file->commit(); !kept) return fail(kept.error());
    return (*source)->rowsRead();
}

Result<Picture> Steps::draw(const std::string& id, const StepConfig& config, const ChosenRows& rows,
                            const Canvas& canvas, const CancelToken& token) const {
    auto running = start(id, Kind::Visual, config, namesOf(rows), token);
    if (!running) return fail(running.error());
    auto source = RowSource::open(rows, token);
    if (!source) return fail(source.error());
    return running->process().draw(running->config, **source, canvas, token);
}

Result<std::string> Steps::notify(const std::string& id, const StepConfig& config,
                                  const std::string& notification, const CancelToken& token) const {
    auto running = start(id, Kind::Notifier, config, {}, token);
    if (!running) return fail(running.error());
    return running->process().notify(running->config, notification, token);
}

}  // namespace tributary::plugin
