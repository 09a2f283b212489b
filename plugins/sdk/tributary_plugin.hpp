// SPDX-License-Identifier: MIT
/*
 * C++17 helper for plugins, header-only: write ordinary functions that throw, and let definePlugin make the C
 * interface of tributary_plugin.h out of them. No exception leaves them.
 *
 *   static void process(tributary_sdk::ProcessorCall& call) { … tributary_sdk::publish(call.output, …); }
 *   extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
 *       static const TributaryPlugin plugin = tributary_sdk::plugin("my-plugin",
 * "1.0.0").processor<process>(); return tributary_sdk::understands(host) ? &plugin : nullptr;
 *   }
 */
#pragma once

#include <cstdlib>
#include <deque>
#include <new>

#include "tributary_builder.hpp"
#include "tributary_config.hpp"

namespace tributary_sdk {

/// The program, as a plugin sees it. Thread-safe, cheap to copy.
class Host {
  public:
    explicit Host(const TributaryHost* host) : m_host(host) {}
    void log(int level, const std::string& text) const {
        if (m_host->log) m_host->log(m_host->context, level, text.c_str());
    }
    bool cancelled() const { return m_host->cancelled && m_host->cancelled(m_host->context) != 0; }
    /// Throws when the call is to end: look at it at least every 50 ms.
    void check() const {
        if (cancelled()) throw Failure(TRIBUTARY_CANCELLED, "Cancelled.");
    }
    /// 0 … 1; below 0: unknown.
    void progress(double fraction) const {
        if (m_host->progress) m_host->progress(m_host->context, fraction);
    }
    std::string dataFolder() const { return m_host->data_folder ? m_host->data_folder : ""; }
    std::string packageFolder() const { return m_host->package_folder ? m_host->package_folder : ""; }
    /// For C code.
    const TributaryHost* raw() const { return m_host; }

  private:
    const TributaryHost* m_host;
};

struct ProcessorCall {
    Host host;
    Config config;
    std::vector<std::unique_ptr<Input>> inputs;  ///< keep them in the Source to read them lazily
    ArrowArrayStream* output;                    ///< for publish
};
struct ExporterCall {
    Host host;
    Config config;
    Input& input;
    int output;  ///< the open file; not seekable
};
struct VisualCall {
    Host host;
    Config config;
    Input& input;
    const TributaryCanvas& canvas;
    TributaryPicture* picture;  ///< for Scene::publish
};
struct NotifierCall {
    Host host;
    Config config;
    Json notification;
    Json result;  ///< set it to a JSON object to have it kept in the delivery history
};

namespace detail {

inline void giveText(char** to, const char* text) noexcept {
    if (!to) return;
    const size_t size = std::strlen(text) + 1;
    *to = static_cast<char*>(std::malloc(size));
    if (*to) std::memcpy(*to, text, size);
}

template <class F>
int guarded(char** error, F&& f) noexcept {
    try {
        f();
        return TRIBUTARY_OK;
    } catch (const Failure& failure) {
        giveText(error, failure.what());
        return failure.status();
    } catch (const std::bad_alloc&) {
        giveText(error, "The memory this plugin may use is full. Take fewer rows, or allow it more memory.");
    } catch (const std::exception& other) {
        giveText(error, other.what());
    } catch (...) {
        giveText(error, "The plugin failed for an unknown reason.");
    }
    return TRIBUTARY_FAILED;
}

/// Releases those inputs that nobody has taken over.
struct InputGuard {
    ArrowArrayStream* inputs;
    int count;
    ~InputGuard() {
        for (int i = 0; i < count; ++i) {
            if (inputs[i].release) inputs[i].release(&inputs[i]);
        }
    }
};

template <void (*F)(ProcessorCall&)>
int processorEntry(const TributaryHost* host, const char* config, ArrowArrayStream* inputs, int count,
                   ArrowArrayStream* output, char** error) {
    const InputGuard guard{inputs, count};
    return guarded(error, [&] {
        ProcessorCall call{Host(host), Config(config), {}, output};
        for (int i = 0; i < count; ++i) call.inputs.push_back(std::make_unique<Input>(&inputs[i]));
        if (call.inputs.empty()) failData("The plugin was given no rows.");
        F(call);
    });
}

template <void (*F)(ExporterCall&)>
int exporterEntry(const TributaryHost* host, const char* config, ArrowArrayStream* input, int fd,
                  char** error) {
    const InputGuard guard{input, 1};
    return guarded(error, [&] {
        Input rows(input);
        ExporterCall call{Host(host), Config(config), rows, fd};
        F(call);
    });
}

template <void (*F)(VisualCall&)>
int visualEntry(const TributaryHost* host, const char* config, ArrowArrayStream* input,
                const TributaryCanvas* canvas, TributaryPicture* picture, char** error) {
    const InputGuard guard{input, 1};
    return guarded(error, [&] {
        if (canvas->width < 40 || canvas->height < 40) failConfig("The area is too small to draw in.");
        Input rows(input);
        VisualCall call{Host(host), Config(config), rows, *canvas, picture};
        F(call);
    });
}

template <void (*F)(NotifierCall&)>
int notifierEntry(const TributaryHost* host, const char* config, const char* notification, char** result,
                  char** error) {
    return guarded(error, [&] {
        NotifierCall call{Host(host), Config(config), Json::parse(notification), Json()};
        F(call);
        if (call.result.isObject()) giveText(result, call.result.dump().c_str());
    });
}

}  // namespace detail

/// Builds the structure `tributary_plugin_main` returns. `id` and `version` must be literals.
class PluginBuilder {
  public:
    PluginBuilder(const char* id, const char* version) {
        m_plugin.struct_size = sizeof m_plugin;
        m_plugin.abi_major = TRIBUTARY_PLUGIN_ABI_MAJOR;
        m_plugin.abi_minor = TRIBUTARY_PLUGIN_ABI_MINOR;
        m_plugin.id = id;
        m_plugin.version = version;
    }
    template <void (*F)(ProcessorCall&)>
    PluginBuilder& processor() {
        m_plugin.processor = detail::processorEntry<F>;
        return *this;
    }
    template <void (*F)(ExporterCall&)>
    PluginBuilder& exporter() {
        m_plugin.exporter = detail::exporterEntry<F>;
        return *this;
    }
    template <void (*F)(VisualCall&)>
    PluginBuilder& visual() {
        m_plugin.visual = detail::visualEntry<F>;
        return *this;
    }
    template <void (*F)(NotifierCall&)>
    PluginBuilder& notifier() {
        m_plugin.notifier = detail::notifierEntry<F>;
        return *this;
    }
    operator TributaryPlugin() const { return m_plugin; }

  private:
    TributaryPlugin m_plugin{};
};

inline PluginBuilder plugin(const char* id, const char* version) {
    return PluginBuilder(id, version);
}

/// Whether this plugin can run in `host`: the same major version, and none newer than the host knows.
inline bool understands(const TributaryHost* host) {
    const int64_t builtFor = TRIBUTARY_PLUGIN_ABI_MINOR;
    return host && host->abi_major == TRIBUTARY_PLUGIN_ABI_MAJOR && int64_t{host->abi_minor} >= builtFor;
}

}  // namespace tributary_sdk
