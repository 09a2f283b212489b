// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/plugin/package/manifest.h"
#include "tests/plugins/loader.h"

namespace tributary::plugins {
namespace {

namespace fs = std::filesystem;

std::string fileText(const fs::path& path) {
    std::ostringstream out;
    out << std::ifstream(path).rdbuf();
    return out.str();
}

void expectBothLanguages(const plugin::Text& text, const std::string& what) {
    if (text.byLanguage.count("")) return;  // the same in all
    EXPECT_TRUE(text.byLanguage.count("en") && text.byLanguage.count("zh")) << what;
}

void expectWhole(const plugin::StepPart& part, const std::string& id) {
    expectBothLanguages(part.label, id);
    for (const auto& field : part.fields) {
        expectBothLanguages(field.label, id + " " + field.key);
        if (!field.help.empty()) expectBothLanguages(field.help, id + " " + field.key);
        for (const auto& choice : field.choices)
            expectBothLanguages(choice.label, id + " " + field.key + " " + choice.value);
    }
}

/// Every shipped plugin that is no source: its manifest is sound, in both languages, and says what the
/// library says.
TEST(ShippedPlugins, ManifestsAndLibrariesAgree) {
    int count = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(TRIBUTARY_SOURCE) / "plugins")) {
        if (!fs::exists(entry.path() / "manifest.json")) continue;
        const std::string id = entry.path().filename();
        auto manifest = plugin::parseManifest(fileText(entry.path() / "manifest.json"),
                                              plugin::ManifestOrigin::SourceFolder);
        ASSERT_TRUE(manifest) << id << ": " << manifest.error().message;
        EXPECT_EQ(manifest->id, id);
        if (manifest->is(plugin::Kind::Source)) continue;
        ++count;
        EXPECT_TRUE(fs::exists(entry.path() / "README.md")) << id;
        EXPECT_NE(fileText(fs::path(TRIBUTARY_SOURCE) / "docs/plugins.md").find("[" + id + "]"),
                  std::string::npos)
            << id;
        expectBothLanguages(manifest->name, id);
        expectBothLanguages(manifest->summary, id);
        for (const auto* part :
             {&manifest->processor, &manifest->visual, &manifest->notifier, &manifest->exporter}) {
            if (*part) expectWhole(**part, id);
        }
        const LoadedPlugin loaded(id);
        EXPECT_EQ(loaded.plugin().id, id);
        EXPECT_EQ(loaded.plugin().version, manifest->version.text());
        EXPECT_EQ(loaded.plugin().processor != nullptr, manifest->is(plugin::Kind::Processor)) << id;
        EXPECT_EQ(loaded.plugin().visual != nullptr, manifest->is(plugin::Kind::Visual)) << id;
        EXPECT_EQ(loaded.plugin().notifier != nullptr, manifest->is(plugin::Kind::Notifier)) << id;
        EXPECT_EQ(loaded.plugin().exporter != nullptr, manifest->is(plugin::Kind::Exporter)) << id;
    }
    EXPECT_GE(count, 13);
}

/// A host of another major version, or an older one, gets nothing from any of them.
TEST(ShippedPlugins, RefuseAHostTheyDoNotKnow) {
    const LoadedPlugin loaded("xlsx");
    EXPECT_EQ(loaded.plugin().abi_major, TRIBUTARY_PLUGIN_ABI_MAJOR);
    EXPECT_EQ(loaded.startWith(TRIBUTARY_PLUGIN_ABI_MAJOR + 1), nullptr);
    EXPECT_NE(loaded.startWith(TRIBUTARY_PLUGIN_ABI_MAJOR), nullptr);
}

}  // namespace
}  // namespace tributary::plugins
