// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/loader.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "duckdb/common/arrow/result_arrow_wrapper.hpp"
#include "duckdb/function/table/arrow.hpp"

namespace tributary::plugins {
namespace {

using duckdb::ArrowArrayStreamWrapper;

duckdb::unique_ptr<ArrowArrayStreamWrapper> produce(uintptr_t address, duckdb::ArrowStreamParameters&) {
    auto out = duckdb::make_uniq<ArrowArrayStreamWrapper>();
    auto* stream = reinterpret_cast<ArrowArrayStream*>(address);
    out->arrow_array_stream = *stream;
    stream->release = nullptr;
    return out;
}

void schemaOf(ArrowArrayStream* stream, ArrowSchema& schema) {
    if (stream->get_schema(stream, &schema) != 0) throw std::runtime_error(stream->get_last_error(stream));
}

}  // namespace

LoadedPlugin::LoadedPlugin(const std::string& id)
    : m_database(nullptr), m_connection(m_database), m_output(m_database) {
    std::string name = id;
    std::replace(name.begin(), name.end(), '-', '_');
    std::string path = TRIBUTARY_PLUGIN_BUILD "/";
    path.append(id).append("/lib/lib").append(name).append(".so");
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) throw std::runtime_error(dlerror());
    m_start = reinterpret_cast<TributaryPluginMain>(dlsym(library, "tributary_plugin_main"));
    if (!m_start) throw std::runtime_error(path + " has no tributary_plugin_main");
    m_host.struct_size = sizeof m_host;
    m_host.abi_major = TRIBUTARY_PLUGIN_ABI_MAJOR;
    m_host.abi_minor = TRIBUTARY_PLUGIN_ABI_MINOR;
    m_host.context = this;
    m_host.log = [](void* self, int, const char* text) {
        auto* plugin = static_cast<LoadedPlugin*>(self);
        const std::lock_guard lock(plugin->m_mutex);
        plugin->m_log.emplace_back(text);
    };
    m_host.cancelled = cancelled;
    m_host.progress = [](void* self, double fraction) {
        auto* plugin = static_cast<LoadedPlugin*>(self);
        const std::lock_guard lock(plugin->m_mutex);
        plugin->m_progress.push_back(fraction);
    };
    const char* base = std::getenv("TMPDIR");
    m_dataFolder = std::string(base ? base : "/tmp") + "/tributary-plugin-XXXXXX";
    if (!mkdtemp(m_dataFolder.data())) throw std::runtime_error("no folder for the plugin's data");
    m_host.data_folder = m_dataFolder.c_str();
    m_host.package_folder = "/nonexistent";
    m_plugin = m_start(&m_host);
    if (!m_plugin) throw std::runtime_error(id + " does not start");
    // Two connections: an output that is pulled lazily pulls its input, while DuckDB scans it.
    value("SET threads = 1");
}

const TributaryPlugin* LoadedPlugin::startWith(uint32_t major) const {
    TributaryHost other = m_host;
    other.abi_major = major;
    return m_start(&other);
}

LoadedPlugin::~LoadedPlugin() {
    std::error_code ignored;
    std::filesystem::remove_all(m_dataFolder, ignored);
}

int LoadedPlugin::cancelled(void* self) {
    auto& left = static_cast<LoadedPlugin*>(self)->m_questionsLeft;
    if (left < 0) return 0;
    if (left == 0) return 1;
    --left;
    return 0;
}

std::string LoadedPlugin::rows(const std::string& statement) {
    auto result = m_connection.Query(statement);
    if (result->HasError()) throw std::runtime_error(result->GetError());
    std::string out;
    for (duckdb::idx_t row = 0; row < result->RowCount(); ++row) {
        if (row > 0) out += "\n";
        for (duckdb::idx_t column = 0; column < result->ColumnCount(); ++column)
            out += (column > 0 ? "|" : "") + result->GetValue(column, row).ToString();
    }
    return out;
}

std::string LoadedPlugin::value(const std::string& statement) {
    const std::string all = rows(statement);
    return all.substr(0, all.find_first_of("|\n"));
}

ArrowArrayStream LoadedPlugin::stream(const std::string& statement) {
    auto result = m_connection.Query(statement);
    if (result->HasError()) throw std::runtime_error(result->GetError());
    // Small batches that do not meet the vector size: offsets must be right.
    auto* wrapper = new duckdb::ResultArrowArrayStreamWrapper(std::move(result), 3000);
    return wrapper->stream;  // its release deletes the wrapper
}

Outcome LoadedPlugin::outcome(int status, char* error) const {
    Outcome out;
    out.status = status;
    if (error) out.error = error;
    std::free(error);
    return out;
}

Outcome LoadedPlugin::process(const std::string& config, const std::vector<std::string>& inputs) {
    std::vector<ArrowArrayStream> streams;
    for (const std::string& input : inputs) streams.push_back(stream(input));
    ArrowArrayStream output{};
    char* error = nullptr;
    const int status = m_plugin->processor(&m_host, config.c_str(), streams.data(),
                                           static_cast<int>(streams.size()), &output, &error);
    Outcome out = outcome(status, error);
    for (const ArrowArrayStream& left : streams) {
        if (left.release) throw std::runtime_error("an input was not released");
    }
    if (!out.ok()) return out;
    try {
        auto scanned = m_output
                           .TableFunction("arrow_scan_dumb",
                                          {duckdb::Value::POINTER(reinterpret_cast<uintptr_t>(&output)),
                                           duckdb::Value::POINTER(reinterpret_cast<uintptr_t>(produce)),
                                           duckdb::Value::POINTER(reinterpret_cast<uintptr_t>(schemaOf))})
                           ->Execute();
        if (scanned->HasError()) {
            out.error = scanned->GetError();
            out.status =
                out.error.find("ancelled") != std::string::npos ? TRIBUTARY_CANCELLED : TRIBUTARY_FAILED;
            return out;
        }
        value("DROP TABLE IF EXISTS result");
        auto& rows = scanned->Cast<duckdb::MaterializedQueryResult>().Collection();
        std::string columns;
        for (size_t i = 0; i < scanned->names.size(); ++i)
            columns += (i ? ", " : "") + duckdb::KeywordHelper::WriteQuoted(scanned->names[i], '"') + " " +
                       scanned->types[i].ToString();
        value("CREATE TABLE result (" + columns + ")");
        duckdb::Appender appender(m_connection, "result");
        for (auto& chunk : rows.Chunks()) appender.AppendDataChunk(chunk);
        appender.Close();
    } catch (const std::exception& exception) {
        out.status = TRIBUTARY_FAILED;
        out.error = exception.what();
    }
    if (output.release) output.release(&output);
    return out;
}

Outcome LoadedPlugin::exportTo(const std::string& config, const std::string& input, int fd) {
    return exportTo(config, stream(input), fd);
}

Outcome LoadedPlugin::exportTo(const std::string& config, ArrowArrayStream rows, int fd) {
    char* error = nullptr;
    const int status = m_plugin->exporter(&m_host, config.c_str(), &rows, fd, &error);
    return outcome(status, error);
}

Outcome LoadedPlugin::exportToMemory(const std::string& config, const std::string& input,
                                     std::string& bytes) {
    const ArrowArrayStream rows = stream(input);  // throws before there is a thread
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    bytes.clear();
    std::thread reader([&] {
        char buffer[65536];
        for (ssize_t n = 0; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
            bytes.append(buffer, static_cast<size_t>(n));
    });
    const Outcome out = exportTo(config, rows, ends[1]);
    close(ends[1]);
    reader.join();
    close(ends[0]);
    return out;
}

Drawing LoadedPlugin::draw(const std::string& config, const std::string& input, int width, int height,
                           bool dark, const char* language) {
    ArrowArrayStream rows = stream(input);
    const TributaryCanvas canvas = testCanvas(width, height, dark, language);
    TributaryPicture picture{};
    picture.struct_size = sizeof picture;
    char* error = nullptr;
    const int status = m_plugin->visual(&m_host, config.c_str(), &rows, &canvas, &picture, &error);
    Drawing out;
    static_cast<Outcome&>(out) = outcome(status, error);
    if (!out.ok()) return out;
    for (uint64_t i = 0; i < picture.n_marks; ++i) {
        Mark mark;
        static_cast<TributaryMark&>(mark) = picture.marks[i];
        if (mark.text) mark.words = mark.text;
        if (mark.tooltip) mark.hint = mark.tooltip;
        if (mark.points) mark.coordinates.assign(mark.points, mark.points + 2 * mark.n_points);
        out.marks.push_back(std::move(mark));
    }
    if (picture.caption) out.caption = picture.caption;
    picture.release(&picture);
    return out;
}

Delivery LoadedPlugin::notify(const std::string& config, const std::string& notification) {
    char *result = nullptr, *error = nullptr;
    const int status = m_plugin->notifier(&m_host, config.c_str(), notification.c_str(), &result, &error);
    Delivery out;
    static_cast<Outcome&>(out) = outcome(status, error);
    if (result) out.result = result;
    std::free(result);
    return out;
}

}  // namespace tributary::plugins
