// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plugin_arguments.h"

namespace tributary::cli {
namespace {

using Run = int (*)(const PluginArguments&, const CancelToken&);

/// A command that runs `run` and nothing else.
CLI::App* command(CLI::App& group, const char* name, const char* help, PluginArguments& o, PlainAction& plain,
                  Run run) {
    auto* out = group.add_subcommand(name, help);
    out->callback(
        [&o, &plain, run] { plain = [&o, run](const CancelToken& token) { return run(o, token); }; });
    return out;
}

void addKey(CLI::App& command, PluginArguments& o, bool required) {
    auto* key = command.add_option("--key", o.keyFile, "Secret key, as `plugin key` or minisign -G make it");
    if (required) key->required();
    command.add_option("--password", o.password,
                       "Of the key: env:VARIABLE, file:PATH or prompt (the default)");
}

void defineAuthoring(CLI::App& group, PluginArguments& o, PlainAction& plain) {
    auto* fresh = command(group, "new", "Make a folder with a plugin that works", o, plain,
                          [](const PluginArguments& a, const CancelToken&) { return newPlugin(a); });
    fresh->add_option("--kind", o.kind, "source, processor, visual, notifier or exporter")
        ->required()
        ->check(CLI::IsMember({"source", "processor", "visual", "notifier", "exporter"}));
    fresh->add_option("NAME", o.target, "The folder; its last part becomes the plugin's id")->required();

    auto* build = command(group, "build", "Build a plugin's folder with CMake, into DIR/build", o, plain,
                          [](const PluginArguments& a, const CancelToken&) { return buildPlugin(a); });
    build->add_option("DIR", o.target)->required();

    auto* key =
        command(group, "key", "Make a pair of keys to sign with: FILE and FILE.pub", o, plain, makePluginKey);
    key->add_option("FILE", o.target)->required();
    key->add_option("--public", o.publicFile, "Where the public half goes");
    key->add_option("--password", o.password, "env:VARIABLE, file:PATH or prompt (the default)");
    key->add_flag("--no-password", o.noPassword, "Whoever can read the file can sign");
    key->add_flag("--keep", o.keep, "Keep a key that is there; only write its public half again");

    auto* pack =
        command(group, "pack", "Make the package (*.tplug) of a plugin's folder", o, plain, packPlugin);
    pack->add_option("DIR", o.target)->required();
    addKey(*pack, o, false);
    pack->add_option("--output", o.output, "File, or folder to put it in; default: the working folder");

    auto* sign = command(group, "sign", "Sign a package (again)", o, plain, signPackageFile);
    sign->add_option("FILE", o.target)->required();
    addKey(*sign, o, true);

    auto* index = command(group, "index", "Write and sign the index of a repository's folder", o, plain,
                          indexRepository);
    index->add_option("DIR", o.target, "Has the packages in DIR/packages")->required();
    addKey(*index, o, true);
    index->add_option("--id", o.repositoryId, "Id of the repository; needed the first time");
    index->add_option("--name", o.name, "Its name for people");
    index->add_option("--expires-days", o.days, "How long the index is good for (90)")
        ->check(CLI::Range(1, 36500));
    index->add_option("--package-key", o.packageKeys, "A further public key that may sign packages")
        ->take_all();
    index->add_option("--revoke", o.revoke, "ID, ID@VERSION or key:KEYID")->take_all();
    index->add_option("--reason", o.reason, "Why it is revoked");
    index->add_option("--yank", o.yank, "ID@VERSION: no longer offered")->take_all();
    index->add_option("--only", o.only, "Only these files of DIR/packages")->take_all();
}

}  // namespace

void definePlugin(CLI::App& app, PluginArguments& options, PlainAction& plain) {
    auto* group = app.add_subcommand("plugin", "Install, manage and make plugins");
    group->require_subcommand(1);
    defineAuthoring(*group, options, plain);
}

}  // namespace tributary::cli
