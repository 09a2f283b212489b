// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plugin_run_command.h"

#include <filesystem>

#include "app/cli/key_value.h"
#include "app/cli/output.h"
#include "app/cli/terminal.h"
#include "app/cli/text_file.h"
#include "app/composition/application.h"
#include "core/engine/export.h"
#include "core/plugin/apply/picture_svg.h"
#include "core/plugin/apply/steps.h"
#include "core/result/writer.h"

namespace tributary::cli {
namespace {

std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
    return out + "'";
}

std::string suffixOf(const std::string& path) {
    std::string suffix = std::filesystem::path(path).extension().string();
    return suffix.empty() ? suffix : suffix.substr(1);
}

/// The colours of the program's light and dark theme.
plugin::Canvas canvasOf(const PluginRunOptions& options) {
    plugin::Canvas canvas;
    canvas.width = options.width;
    canvas.height = options.height;
    canvas.dark = options.dark;
    canvas.language = options.language;
    canvas.palette = {0x0B7C83FF, 0xC9560AFF, 0x3B6FD4FF, 0xB0468AFF,
                      0x8A7400FF, 0x6A51A3FF, 0x2F8FC4FF, 0x556070FF};
    canvas.background = 0xFFFFFFFF;
    canvas.text = 0x1A2230FF;
    canvas.muted = 0x566070FF;
    canvas.grid = 0xDCE1E7FF;
    if (!options.dark) return canvas;
    canvas.palette = {0x45BDB7FF, 0xF28A3CFF, 0x74A7F7FF, 0xE58FC0FF,
                      0xE0C04BFF, 0xB3A1E6FF, 0x8CCBF0FF, 0xA9B4C2FF};
    canvas.background = 0x191F28FF;
    canvas.text = 0xE4E9F0FF;
    canvas.muted = 0x9BA7B6FF;
    canvas.grid = 0x2C3644FF;
    return canvas;
}

class PluginRun {
  public:
    PluginRun(const PluginRunOptions& options, const CancelToken& token)
        : m_options(options), m_token(token) {}

    Result<void> run() {
        app::ApplicationOptions open;
        open.workspacePath = m_options.workspace;
        open.makeWorkspace = false;
        open.password = [this](bool) { return askSecret("Password of the workspace's secrets", m_token); };
        auto application = app::Application::open(std::move(open));
        if (!application) return fail(application.error());
        m_application = std::move(*application);
        auto parts = m_application->plugins().parts();
        if (!parts) return fail(parts.error());
        m_steps = &parts->steps;
        if (auto read = readConfig(); !read) return read;
        auto plugin = parts->home.store().plugin(m_options.id);
        if (!plugin) return fail(plugin.error());
        const auto& manifest = plugin->manifest;
        if (manifest.is(plugin::Kind::Processor)) return process();
        if (manifest.is(plugin::Kind::Exporter)) return writeOut();
        if (manifest.is(plugin::Kind::Visual)) return draw();
        if (manifest.is(plugin::Kind::Notifier)) return notify();
        return fail(ErrorCode::InvalidArgument,
                    "'" + m_options.id + "' is a data source: it has nothing to run",
                    "Add a connection of its type: tributary connection add NAME --type " + m_options.id);
    }

  private:
    Result<void> readConfig() {
        for (const auto& text : m_options.settings) {
            auto pair = keyValue(text);
            if (!pair) return fail(pair.error());
            m_config[pair->first] = pair->second;
        }
        for (const auto& text : m_options.secrets) {
            auto pair = keyValue(text);
            if (!pair) return fail(pair.error());
            auto secret = secretFrom(pair->first, pair->second, m_token);
            if (!secret) return fail(secret.error());
            m_config[pair->first] = *secret;
        }
        return {};
    }

    Result<plugin::ChosenRows> rows(const std::string& sql, const std::string& input) {
        if (sql.empty() == input.empty()) {
            return fail(
                ErrorCode::InvalidArgument, "Rows are needed",
                "Give --sql with a statement over your connections, or --input with a CSV, JSON or Parquet "
                "file.");
        }
        auto session = m_application->workbench().federation().openSession();
        if (!session) return fail(session.error());
        auto run = (*session)->run(sql.empty() ? "SELECT * FROM " + quoted(input) : sql, {}, m_token);
        if (!run) return fail(run.error());
        auto store = std::make_shared<result::ResultStore>(m_application->workbench().federation().database(),
                                                           (*run)->columns());
        if ((*run)->columns().empty())
            return fail(ErrorCode::InvalidArgument, "The statement returns no rows", "Give a SELECT.");
        duckdb::DataChunk chunk;
        const auto types = store->types();
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(),
                         duckdb::vector<duckdb::LogicalType>(types.begin(), types.end()));
        for (;;) {
            chunk.Reset();
            auto more = (*run)->next(chunk);
            if (!more) return fail(more.error());
            if (!*more) break;
            if (auto kept = store->append(chunk); !kept) return fail(kept.error());
        }
        store->finish();
        plugin::ChosenRows out;
        out.view = result::StoreView(store);
        return out;
    }

    Result<void> process() {
        auto first = rows(m_options.sql, m_options.input);
        if (!first) return fail(first.error());
        std::vector<plugin::ChosenRows> inputs{*first};
        if (!m_options.secondSql.empty() || !m_options.secondInput.empty()) {
            auto second = rows(m_options.secondSql, m_options.secondInput);
            if (!second) return fail(second.error());
            inputs.push_back(*second);
        }
        Progress progress;
        auto out = m_steps->process(m_options.id, m_config, inputs,
                                    m_application->workbench().federation().database(), m_token,
                                    [&](uint64_t count) { progress.rows(count); });
        if (!out) return fail(out.error());
        return print(**out);
    }

    Result<void> print(const result::ResultStore& store) {
        std::string name = m_options.format;
        if (name.empty()) name = m_options.output.empty() ? "table" : suffixOf(m_options.output);
        if (name == "md") name = "markdown";
        if (name == "sql") name = "insert";
        auto format = result::parseFormat(name);
        if (!format) return fail(format.error());
        if (*format == result::Format::Parquet) {
            return fail(ErrorCode::Unsupported, "A plugin's rows are not written as Parquet here",
                        "Write them as CSV or NDJSON.");
        }
        auto output =
            m_options.output.empty() ? Result<Output>(Output::standard()) : Output::file(m_options.output);
        if (!output) return fail(output.error());
        auto writer = result::makeWriter(*format, output->sink());
        if (!writer) return fail(writer.error());
        if (auto begun = (*writer)->begin(store.columns()); !begun) return begun;
        auto done = store.scan([&](duckdb::DataChunk& chunk) -> Result<bool> {
            if (auto written = (*writer)->write(chunk); !written) return fail(written.error());
            return true;
        });
        if (!done) return done;
        if (auto ended = (*writer)->end(); !ended) return ended;
        return output->commit();
    }

    Result<std::string> outputFile(const std::string& example) const {
        if (!m_options.output.empty()) return m_options.output;
        return fail(ErrorCode::InvalidArgument, "A file to write is needed", "Add --output " + example + ".");
    }

    Result<void> writeOut() {
        auto step = m_steps->find(m_options.id, plugin::Kind::Exporter);
        if (!step) return fail(step.error());
        auto path = outputFile("FILE." + step->part.extension);
        if (!path) return fail(path.error());
        auto first = rows(m_options.sql, m_options.input);
        if (!first) return fail(first.error());
        auto written = m_steps->exportTo(m_options.id, m_config, *first, *path, m_token);
        if (!written) return fail(written.error());
        note(counted(*written, "row") + " given to " + step->label().english());
        return {};
    }

    Result<void> draw() {
        auto path = outputFile("FILE.svg");
        if (!path) return fail(path.error());
        auto first = rows(m_options.sql, m_options.input);
        if (!first) return fail(first.error());
        const auto canvas = canvasOf(m_options);
        auto picture = m_steps->draw(m_options.id, m_config, *first, canvas, m_token);
        if (!picture) return fail(picture.error());
        auto svg = plugin::pictureSvg(*picture, canvas);
        if (!svg) return fail(svg.error());
        auto output = Output::file(*path);
        if (!output) return fail(output.error());
        if (auto written = output->sink()(*svg); !written) return written;
        if (!picture->caption.empty()) note(picture->caption);
        return output->commit();
    }

    Result<void> notify() {
        if (m_options.input.empty()) {
            return fail(ErrorCode::InvalidArgument, "A notification is needed",
                        "Give --input with Alertmanager's webhook payload (JSON), or - for standard input.");
        }
        auto text = readAll(m_options.input, m_token);
        if (!text) return fail(text.error());
        auto answer = m_steps->notify(m_options.id, m_config, *text, m_token);
        if (!answer) return fail(answer.error());
        auto output = Output::standard();
        return answer->empty() ? Result<void>() : output.sink()(*answer + "\n");
    }

    const PluginRunOptions& m_options;
    const CancelToken m_token;
    std::unique_ptr<app::Application> m_application;
    const plugin::Steps* m_steps = nullptr;
    plugin::StepConfig m_config;
};

}  // namespace

int runPlugin(const PluginRunOptions& options, const CancelToken& token) {
    auto done = PluginRun(options, token).run();
    if (done) return kOk;
    return done.error().nativeCode == kClosedPipe ? static_cast<int>(kBrokenPipe)
                                                  : static_cast<int>(report(done.error()));
}

void definePluginRun(CLI::App& group, PluginRunOptions& o, PlainAction& plain) {
    auto* run = group.add_subcommand("run", "Run a processor, exporter, visual or notifier over rows");
    run->add_option("ID", o.id)->required();
    run->add_option("--sql", o.sql, "The rows: a statement over your connections");
    run->add_option("--input", o.input, "The rows: a CSV, JSON or Parquet file; of a notifier its JSON");
    run->add_option("--second-sql", o.secondSql, "The second input's rows");
    run->add_option("--second-input", o.secondInput, "The second input's file");
    run->add_option("--set", o.settings, "key=value")->take_all();
    run->add_option("--secret", o.secrets, "key=env:VARIABLE, key=file:PATH or key=prompt")->take_all();
    run->add_option("--output", o.output, "Where rows, the exporter's file or the visual's SVG go");
    run->add_option("--format", o.format,
                    "Of a processor's rows: table, csv, json, ndjson, markdown or insert");
    run->add_option("--width", o.width, "Of a picture, in pixels (1000)")->check(CLI::Range(50, 10000));
    run->add_option("--height", o.height, "Of a picture, in pixels (600)")->check(CLI::Range(50, 10000));
    run->add_flag("--dark", o.dark, "Draw for a dark background");
    run->add_option("--language", o.language, "Of a picture's words: en or zh")
        ->check(CLI::IsMember({"en", "zh"}));
    run->callback([&o, &plain] { plain = [&o](const CancelToken& token) { return runPlugin(o, token); }; });
}

}  // namespace tributary::cli
