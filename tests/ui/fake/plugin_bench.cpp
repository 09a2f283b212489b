// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fake/plugin_bench.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

#include "core/plugin/package/package_writer.h"

namespace tributary::testing {

namespace {

void write(const QString& path, const std::string& bytes) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) ||
        file.write(bytes.data(), static_cast<qint64>(bytes.size())) != static_cast<qint64>(bytes.size()))
        qFatal("%s cannot be written", qPrintable(path));
}

std::string quoted(const std::string& text) {
    return "\"" + text + "\"";
}

/// One form for all of its kinds.
std::string contributions(const MadePlugin& made) {
    std::string out;
    for (const auto& kind : made.kinds) {
        const std::string fields = R"("fields": )" + made.fields;
        out += out.empty() ? "" : ", ";
        if (kind == "source")
            out +=
                R"("connection": {"label": {"en": "Made source", "zh": "测试数据源"}, "dialect": "none", )" +
                fields + "}";
        else if (kind == "exporter")
            out +=
                R"("exporter": {"label": "Made exporter", "extension": "txt", "media_type": "text/plain", )" +
                fields + "}";
        else
            out += quoted(kind) + R"(: {"label": {"en": "Made )" + kind + R"(", "zh": "测试步骤"}, )" +
                   fields + "}";
    }
    return out;
}

std::string manifestOf(const MadePlugin& made) {
    std::string kinds;
    for (const auto& kind : made.kinds) kinds += (kinds.empty() ? "" : ", ") + quoted(kind);
    const std::string symbol = made.symbol.empty() ? "" : R"(, "symbol": )" + quoted(made.symbol);
    const std::string abi =
        made.adbc ? R"({"name": "adbc", "version": "1.1.0"})" : R"({"name": "tributary", "version": "1.0"})";
    return R"({"schema": 1, "id": )" + quoted(made.id) + R"(, "name": {"en": "Made )" + made.id +
           R"(", "zh": "测试插件"}, "summary": {"en": "For tests",)" + R"( "zh": "用于测试"}, "version": )" +
           quoted(made.version) +
           R"(, "license": "MIT", "publisher": "Tests", "categories": ["testing"], "kinds": [)" + kinds +
           R"(], "entry": {"file": "lib/libmade.so")" + symbol + R"(}, "abi": )" + abi +
           R"(, "host": ">=0.1.0 <1.0.0", "platform": "linux_amd64", "permissions": )" + made.permissions +
           R"(, "contributes": {)" + contributions(made) + "}}";
}

}  // namespace

PluginBench::PluginBench(Start start) {
    qputenv("TRIBUTARY_PLUGINS", path(QStringLiteral("plugins")).toUtf8());
    reopen(start);
}

PluginBench::~PluginBench() = default;

void PluginBench::reopen(Start start) {
    m_parts.reset();
    m_application.reset();
    app::ApplicationOptions options;
    options.workspacePath = path(QStringLiteral("w.tributary")).toStdString();
    options.usePlugins = start == Start::Normal;
    options.openPlugins = true;
    auto opened = app::Application::open(std::move(options));
    if (!opened) qFatal("%s", opened.error().text().c_str());
    m_application = std::move(*opened);
    if (!m_application->pluginParts())
        qFatal("no plugins: %s", m_application->pluginProblem()->text().c_str());
    const auto& parts = *m_application->pluginParts();
    m_parts.emplace(ui::PluginParts{{parts.home, parts.supervisor},
                                    parts.steps,
                                    [own = m_application.get()] { return own->reloadSources(); },
                                    [] {},
                                    start == Start::Safe});
}

std::string PluginBench::package(const MadePlugin& made, const plugin::SecretKey* key) {
    const QString folder = path(QString::fromStdString("make-" + made.id + "-" + made.version));
    QDir().mkpath(folder + QStringLiteral("/lib"));
    write(folder + QStringLiteral("/manifest.json"), manifestOf(made));
    const QString library = folder + QStringLiteral("/lib/libmade.so");
    QFile::remove(library);
    if (!QFile::copy(QString::fromStdString(made.library), library))
        qFatal("%s cannot be copied", made.library.c_str());
    auto packed = plugin::packFolder(folder.toStdString(), key);
    if (!packed) qFatal("%s", packed.error().text().c_str());
    const QString file = path(QString::fromStdString(packed->fileName));
    write(file, packed->bytes);
    return file.toStdString();
}

bool PluginBench::install(const std::string& what) {
    plugin::InstallWish wish;
    wish.what = what;
    wish.ask = [](const plugin::InstallQuestion&) -> Result<bool> { return true; };
    const auto done = home().install(wish, CancelToken());
    if (!done) qWarning("%s: %s", what.c_str(), done.error().text().c_str());
    return done.has_value();
}

bool PluginBench::install(const MadePlugin& made) {
    if (auto trusted = home().trust().trust(m_key.publicKey(), "tests"); !trusted) return false;
    return install(package(made, &m_key));
}

}  // namespace tributary::testing
