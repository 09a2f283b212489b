// SPDX-License-Identifier: MIT
/*
 * For tests of plugins, without the program: loads the shared object into the test and calls it. No test
 * library is needed; `expect` says what went wrong and the test ends with status 1.
 */
#pragma once

#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>

#include "tributary_plugin.hpp"

namespace tributary_sdk::test {

inline int& failures() {
    static int count = 0;
    return count;
}
inline void expect(bool holds, const std::string& what) {
    if (holds) return;
    std::fprintf(stderr, "FAILED: %s\n", what.c_str());
    ++failures();
}
inline void expectEqual(const std::string& actual, const std::string& expected) {
    expect(actual == expected, "expected \"" + expected + "\", got \"" + actual + "\"");
}
/// What main returns.
inline int result() {
    if (failures() == 0) std::puts("all tests passed");
    return failures() == 0 ? 0 : 1;
}

/// What a call came back with.
struct Outcome {
    int status = TRIBUTARY_OK;
    std::string error;
};

/// The host's side of a plugin; `cancel` makes it ask to stop.
class LoadedPlugin {
  public:
    explicit LoadedPlugin(const char* file, std::string dataFolder = "/tmp")
        : m_folder(std::move(dataFolder)) {
        m_host.struct_size = sizeof m_host;
        m_host.abi_major = TRIBUTARY_PLUGIN_ABI_MAJOR;
        m_host.abi_minor = TRIBUTARY_PLUGIN_ABI_MINOR;
        m_host.context = this;
        m_host.log = [](void*, int, const char* text) { std::printf("log: %s\n", text); };
        m_host.cancelled = [](void* self) { return static_cast<LoadedPlugin*>(self)->m_cancelled ? 1 : 0; };
        m_host.progress = [](void*, double) {};
        m_host.data_folder = m_folder.c_str();
        m_host.package_folder = m_folder.c_str();
        void* library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
        const auto start =
            library ? reinterpret_cast<TributaryPluginMain>(dlsym(library, "tributary_plugin_main"))
                    : nullptr;
        m_plugin = start ? start(&m_host) : nullptr;
        if (m_plugin) return;
        const char* why = library ? "it has no tributary_plugin_main, or that returned NULL" : dlerror();
        std::fprintf(stderr, "FAILED: %s cannot be loaded: %s\n", file, why);
        std::exit(1);
    }
    LoadedPlugin(const LoadedPlugin&) = delete;
    LoadedPlugin& operator=(const LoadedPlugin&) = delete;

    const TributaryPlugin& plugin() const { return *m_plugin; }
    void cancel() { m_cancelled = true; }

    /// Rows in, rows out: values with | between, rows with a line break behind.
    Outcome process(const std::string& config, TableBuilder& rows, std::string& out) {
        ArrowArrayStream input = stream(rows), output{};
        char* error = nullptr;
        Outcome result =
            outcome(m_plugin->processor(&m_host, config.c_str(), &input, 1, &output, &error), error);
        if (result.status == TRIBUTARY_OK) out = text(output);
        return result;
    }
    Outcome exportTo(const std::string& config, TableBuilder& rows, std::string& out) {
        char path[] = "/tmp/tributary-test-XXXXXX";
        const int fd = mkstemp(path);
        unlink(path);
        ArrowArrayStream input = stream(rows);
        char* error = nullptr;
        const Outcome result =
            outcome(m_plugin->exporter(&m_host, config.c_str(), &input, fd, &error), error);
        const off_t size = lseek(fd, 0, SEEK_END);
        out.resize(static_cast<size_t>(size));
        if (pread(fd, out.data(), out.size(), 0) != size) out.clear();
        close(fd);
        return result;
    }
    /// The texts of the scene, and how many marks it has.
    Outcome draw(const std::string& config, TableBuilder& rows, int width, int height,
                 std::vector<std::string>& texts, size_t& marks) {
        TributaryCanvas canvas{};
        canvas.struct_size = sizeof canvas;
        canvas.width = width;
        canvas.height = height;
        canvas.device_pixel_ratio = 1;
        canvas.background = 0xFFFFFFFF;
        canvas.text = 0x1A2230FF;
        canvas.muted = 0x5D6878FF;
        canvas.grid = 0xDCE1E7FF;
        for (uint32_t& color : canvas.palette) color = 0x0B7C83FF;
        canvas.font_size = 12;
        canvas.language = "en";
        TributaryPicture picture{};
        picture.struct_size = sizeof picture;
        ArrowArrayStream input = stream(rows);
        char* error = nullptr;
        const Outcome result =
            outcome(m_plugin->visual(&m_host, config.c_str(), &input, &canvas, &picture, &error), error);
        if (result.status != TRIBUTARY_OK) return result;
        marks = picture.n_marks;
        for (uint64_t i = 0; i < picture.n_marks; ++i) {
            if (picture.marks[i].kind == TRIBUTARY_MARK_TEXT) texts.emplace_back(picture.marks[i].text);
        }
        picture.release(&picture);
        return result;
    }
    Outcome notify(const std::string& config, const std::string& notification, std::string& answer) {
        char *error = nullptr, *result = nullptr;
        const Outcome out = outcome(
            m_plugin->notifier(&m_host, config.c_str(), notification.c_str(), &result, &error), error);
        answer = result ? result : "";
        std::free(result);
        return out;
    }

  private:
    static ArrowArrayStream stream(TableBuilder& rows) {
        ArrowArrayStream out{};
        publish(&out, rows.schema(), std::make_unique<ReadySource>(std::vector<ArrowArray>{rows.finish()}));
        return out;
    }
    static Outcome outcome(int status, char* error) {
        Outcome out{status, error ? error : ""};
        std::free(error);
        return out;
    }
    static std::string text(ArrowArrayStream& stream) {
        Input input(&stream);
        std::string out;
        for (Batch batch; input.next(batch);) {
            for (int64_t row = 0; row < batch.rows(); ++row) {
                for (size_t i = 0; i < batch.width(); ++i)
                    out += (i ? "|" : "") +
                           (batch.column(i).isNull(row) ? "NULL" : batch.column(i).display(row));
                out += '\n';
            }
        }
        return out;
    }

    std::string m_folder;
    TributaryHost m_host{};
    const TributaryPlugin* m_plugin = nullptr;
    bool m_cancelled = false;
};

}  // namespace tributary_sdk::test
