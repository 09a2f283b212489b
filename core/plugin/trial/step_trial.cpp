// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "core/plugin/source/connection_form.h"
#include "core/plugin/trial/checks.h"
#include "core/plugin/trial/sample_config.h"
#include "core/plugin/trial/sample_source.h"

namespace tributary::plugin {

namespace {

constexpr uint64_t kFew = 500;
constexpr uint64_t kMany = 200'000;

std::string columnsHint() {
    std::string names;
    for (const auto& name : SampleSource::columnNames()) names += (names.empty() ? "" : ", ") + name;
    return "The sample has the columns " + names + ".";
}

class StepTrial {
  public:
    StepTrial(PluginHost& host, const InstalledPlugin& plugin, const TrialOptions& options, Checks& checks)
        : m_host(host), m_plugin(plugin), m_options(options), m_checks(checks), m_token(checks.token()) {}

    void run(Kind kind, const StepPart& part);

  private:
    using Session = std::unique_ptr<PluginSession>;
    Result<Session> start() {
        auto grants = connectionGrants(m_plugin, {});
        if (!grants) return fail(grants.error());
        return m_host.start(m_plugin, *grants, m_token);
    }
    /// One call with so many sample rows; says what came out.
    Result<std::string> call(Kind kind, PluginProcess& process, const std::string& config, uint64_t rows,
                             const CancelToken& token);
    Result<std::string> process(PluginProcess& process, const std::string& config, int inputs, uint64_t rows,
                                const CancelToken& token);
    Result<std::string> exportRows(PluginProcess& process, const std::string& config, uint64_t rows,
                                   const CancelToken& token);
    Result<std::string> draw(PluginProcess& process, const std::string& config, uint64_t rows,
                             const CancelToken& token);
    Result<std::string> firstThatFits(Kind kind, const StepPart& part);
    Result<std::string> callOnce(Kind kind, const StepPart& part, const StepConfig& settings, uint64_t rows);
    Result<std::string> callFitting(Kind kind, const StepPart& part, uint64_t rows);
    Result<std::string> wrongConfig(Kind kind, const StepPart& part);
    Result<std::string> cancelled(Kind kind, const StepPart& part);

    PluginHost& m_host;
    const InstalledPlugin& m_plugin;
    const TrialOptions& m_options;
    Checks& m_checks;
    const CancelToken m_token;
    int m_inputs = 1;
    std::optional<StepConfig> m_fitting;  ///< settings the plugin takes with the sample rows
};

Result<std::string> StepTrial::process(PluginProcess& process, const std::string& config, int inputs,
                                       uint64_t rows, const CancelToken& token) {
    std::vector<std::unique_ptr<SampleSource>> sources;
    std::vector<ArrowSource*> given;
    for (int i = 0; i < inputs; i++) {
        auto source = SampleSource::make(i == 0 ? rows : std::min<uint64_t>(rows, kFew));
        if (!source) return fail(source.error());
        given.push_back(source->get());
        sources.push_back(std::move(*source));
    }
    auto reader = process.process(config, given, token);
    if (!reader) return fail(reader.error());
    uint64_t count = 0;
    for (;;) {
        OwnedArray batch;
        auto more = (*reader)->next(batch);
        if (!more) return fail(more.error());
        if (!*more) break;
        count += static_cast<uint64_t>(batch->length);
    }
    return std::to_string(count) + " rows, " + std::to_string((*reader)->schema().n_children) + " columns";
}

Result<std::string> StepTrial::exportRows(PluginProcess& process, const std::string& config, uint64_t rows,
                                          const CancelToken& token) {
    auto source = SampleSource::make(rows);
    if (!source) return fail(source.error());
    const int file = ::memfd_create("trial", MFD_CLOEXEC);
    if (file < 0) return fail(ErrorCode::Resource, "No file could be made to export to");
    auto done = process.exportTo(config, **source, file, token);
    const off_t size = ::lseek(file, 0, SEEK_END);
    ::close(file);
    if (!done) return fail(done.error());
    if (size <= 0) return wrong("the exported file is empty");
    return std::to_string(size) + " bytes";
}

Result<std::string> StepTrial::draw(PluginProcess& process, const std::string& config, uint64_t rows,
                                    const CancelToken& token) {
    auto source = SampleSource::make(rows);
    if (!source) return fail(source.error());
    auto picture = process.draw(config, **source, Canvas(), token);
    if (!picture) return fail(picture.error());
    if (!picture->rgba.empty())
        return std::to_string(picture->pixelWidth) + " x " + std::to_string(picture->pixelHeight) + " pixels";
    if (picture->marks.empty() && rows > 0) return wrong("the picture is empty");
    return std::to_string(picture->marks.size()) + " marks";
}

Result<std::string> StepTrial::call(Kind kind, PluginProcess& process, const std::string& config,
                                    uint64_t rows, const CancelToken& token) {
    switch (kind) {
        case Kind::Processor:
            return this->process(process, config, m_inputs, rows, token);
        case Kind::Exporter:
            return exportRows(process, config, rows, token);
        case Kind::Visual:
            return draw(process, config, rows, token);
        default:
            return skipped("it would send a message");
    }
}

Result<std::string> StepTrial::callOnce(Kind kind, const StepPart& part, const StepConfig& settings,
                                        uint64_t rows) {
    auto config = configJson(part, settings, SampleSource::columnNames());
    if (!config) {
        Error error = config.error();
        error.hint = "Give it with --set. " + columnsHint();
        return fail(std::move(error));
    }
    auto session = start();
    if (!session) return fail(session.error());
    auto done = call(kind, (*session)->process(), *config, rows, m_token);
    if (!done && rows == 0 && (*session)->process().alive()) return "refused: " + done.error().message;
    return done;
}

Result<std::string> StepTrial::firstThatFits(Kind kind, const StepPart& part) {
    std::optional<Error> ours, refusal;
    for (const auto& settings : sampleConfigs(part, m_options.config)) {
        auto done = callOnce(kind, part, settings, kFew);
        if (done) {
            m_fitting = settings;
            return done;
        }
        const Error& error = done.error();
        const bool refused = error.code == ErrorCode::Data || error.code == ErrorCode::InvalidArgument;
        if (!refused) return done;
        // What the plugin says names it; what the trial found wrong does not.
        auto& kept = error.source.empty() ? ours : refusal;
        if (!kept) kept = error;
    }
    if (ours) return fail(*ours);
    return skipped("it refuses the sample rows: " + refusal->message +
                   " Give settings that fit with --set. " + columnsHint());
}

Result<std::string> StepTrial::callFitting(Kind kind, const StepPart& part, uint64_t rows) {
    if (!m_fitting) return skipped("no settings fit the sample rows");
    return callOnce(kind, part, *m_fitting, rows);
}

Result<std::string> StepTrial::wrongConfig(Kind kind, const StepPart& part) {
    (void)part;
    auto session = start();
    if (!session) return fail(session.error());
    auto& process = (*session)->process();
    const std::string nonsense = R"({"no such field":1,"column":"no such column"})";
    Result<std::string> done = kind == Kind::Notifier ? process.notify(nonsense, "{}", m_token)
                                                      : call(kind, process, nonsense, kFew, m_token);
    if (!process.alive()) return wrong("settings that make no sense ended its process");
    return done ? "taken as it is" : done.error().message;
}

Result<std::string> StepTrial::cancelled(Kind kind, const StepPart& part) {
    if (!m_fitting) return skipped("no settings fit the sample rows");
    auto config = configJson(part, *m_fitting, SampleSource::columnNames());
    if (!config) return fail(config.error());
    auto session = start();
    if (!session) return fail(session.error());
    const CancelToken token;
    token.cancel();
    const auto begin = std::chrono::steady_clock::now();
    auto done = call(kind, (*session)->process(), *config, kMany, token);
    if (done) return wrong("it ran to its end although it was cancelled");
    if (done.error().code != ErrorCode::Cancelled) return fail(done.error());
    if (std::chrono::steady_clock::now() - begin > std::chrono::seconds(3))
        return wrong("it took more than 3 s to stop");
    return std::string();
}

void StepTrial::run(Kind kind, const StepPart& part) {
    const std::string group(toString(kind));
    m_inputs = part.inputs;
    m_fitting.reset();
    if (kind != Kind::Notifier) {
        m_checks.run(group, "sample rows", [&] { return firstThatFits(kind, part); });
        m_checks.run(group, "no rows", [&] { return callFitting(kind, part, 0); });
        m_checks.run(group, "many rows", [&] { return callFitting(kind, part, kMany); });
        m_checks.run(group, "a cancelled call stops soon", [&] { return cancelled(kind, part); });
    }
    m_checks.run(group, "settings that make no sense", [&] { return wrongConfig(kind, part); });
}

}  // namespace

void trySteps(PluginHost& host, const InstalledPlugin& plugin, const TrialOptions& options, Checks& checks) {
    StepTrial trial(host, plugin, options, checks);
    const auto& manifest = plugin.manifest;
    const std::pair<Kind, const std::optional<StepPart>*> parts[] = {{Kind::Processor, &manifest.processor},
                                                                     {Kind::Visual, &manifest.visual},
                                                                     {Kind::Exporter, &manifest.exporter},
                                                                     {Kind::Notifier, &manifest.notifier}};
    for (const auto& [kind, part] : parts) {
        if (manifest.is(kind) && *part) trial.run(kind, **part);
    }
}

}  // namespace tributary::plugin
