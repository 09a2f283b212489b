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

/// For commands that take no token.
template <int (*run)(const PluginArguments&)>
int quick(const PluginArguments& options, const CancelToken&) {
    return run(options);
}

void addFormat(CLI::App& command, PluginArguments& o) {
    command.add_option("--format", o.format, "table or json")->check(CLI::IsMember({"table", "json"}));
}

void defineInstalling(CLI::App& group, PluginArguments& o, PlainAction& plain) {
    auto* verify = command(group, "verify", "Check a package as an install would, and say who signed it", o,
                           plain, verifyPackage);
    verify->add_option("FILE", o.target)->required();
    verify->add_option("--key", o.publicFile, "Take this public key (a file, or RW…) as trusted");

    auto* install = command(group, "install", "Install a plugin", o, plain, installPlugin);
    install
        ->add_option("FILE|ID", o.targets, "Packages, bare libraries (*.so), ID, REPOSITORY/ID or found/NAME")
        ->required();
    install->add_option("--version", o.version, "Of a repository; default: the newest that fits");
    install->add_option("--repository", o.repositoryId, "Only from this one: its id or address");
    install->add_flag("--yes", o.yes, "Agree to what the plugin asks for");

    auto* update = command(group, "update", "Ask the repositories again, and install what is newer", o, plain,
                           updatePlugins);
    update->add_option("ID", o.targets, "Only these plugins");
    update->add_flag("--yes", o.yes, "Agree to what newer versions ask for beyond the older");

    auto* list = command(group, "list", "Installed plugins", o, plain, quick<listPlugins>);
    list->add_flag("--available", o.available,
                   "What can be installed: repositories, and drivers found on this computer");
    addFormat(*list, o);
}

void defineManaging(CLI::App& group, PluginArguments& o, PlainAction& plain) {
    auto* info =
        command(group, "info", "All about an installed plugin; hashes its files", o, plain, showPlugin);
    info->add_option("ID", o.target)->required();
    addFormat(*info, o);
    auto* log = command(group, "log", "What a plugin reported", o, plain, quick<showPluginLog>);
    log->add_option("ID", o.target)->required();
    auto* enable =
        command(group, "enable", "Let a plugin be used again", o, plain,
                [](const PluginArguments& a, const CancelToken&) { return enablePlugin(a, true); });
    enable->add_option("ID", o.target)->required();
    auto* disable =
        command(group, "disable", "Keep a plugin, but do not use it", o, plain,
                [](const PluginArguments& a, const CancelToken&) { return enablePlugin(a, false); });
    disable->add_option("ID", o.target)->required();
    auto* back = command(group, "rollback", "Use the version before again", o, plain, quick<rollBackPlugin>);
    back->add_option("ID", o.target)->required();
    back->add_option("--version", o.version, "This one of those that are kept");
    auto* remove =
        command(group, "remove", "Remove a plugin; what it keeps stays", o, plain, quick<removePlugin>);
    remove->add_option("ID", o.target)->required();
    remove->add_flag("--with-data", o.withData, "Also remove what it keeps, and its log");
    auto* developer = command(group, "developer-mode", "Whether unsigned plugins can be installed", o, plain,
                              quick<setDeveloperMode>);
    developer->add_option("STATE", o.onOff, "on or off; without it: what it is")
        ->check(CLI::IsMember({"on", "off"}));
}

void defineTrust(CLI::App& group, PluginArguments& o, PlainAction& plain) {
    auto* trust = group.add_subcommand("trust", "Whose signatures count");
    trust->require_subcommand(1);
    auto* add = command(*trust, "add", "Trust a public key", o, plain, quick<trustKey>);
    add->add_option("KEY", o.target, "A public key file of minisign, or its second line (RW…)")->required();
    add->add_option("--name", o.name, "Whose it is");
    auto* list = command(*trust, "list", "Keys that count: the program's, repositories', yours", o, plain,
                         quick<listTrustedKeys>);
    addFormat(*list, o);
    auto* remove = command(*trust, "remove", "Trust a key no more", o, plain, quick<distrustKey>);
    remove->add_option("KEYID", o.target)->required();
    auto* revoke =
        command(*trust, "revoke", "Refuse what a key signed, whoever trusts it", o, plain, quick<revokeKey>);
    revoke->add_option("KEYID", o.target)->required();
    revoke->add_option("--reason", o.reason, "Shown with each refusal");
    auto* unrevoke =
        command(*trust, "unrevoke", "Take a revocation of yours back", o, plain, quick<unrevokeKey>);
    unrevoke->add_option("KEYID", o.target)->required();
}

void defineRepositories(CLI::App& group, PluginArguments& o, PlainAction& plain) {
    auto* repository = group.add_subcommand("repository", "Where plugins come from");
    repository->require_subcommand(1);
    auto* add = command(*repository, "add", "Add a repository", o, plain, addRepository);
    add->add_option("URL", o.url, "https://…, file:///… or a folder")->required();
    add->add_option("--key", o.publicFile, "Public key of who runs it: a file, or RW…")->required();
    add->add_option("--ca", o.caFile, "Certificates to believe instead of the system's, PEM");
    auto* list = command(*repository, "list", "Repositories and the state of their indexes", o, plain,
                         quick<listRepositories>);
    addFormat(*list, o);
    auto* remove = command(*repository, "remove", "Remove a repository; its plugins stay", o, plain,
                           quick<removeRepository>);
    remove->add_option("ID", o.target)->required();
}

}  // namespace

void definePlugin(CLI::App& app, PluginArguments& options, PlainAction& plain) {
    auto* group = app.add_subcommand("plugin", "Install, manage and make plugins");
    group->require_subcommand(1);
    defineInstalling(*group, options, plain);
    defineManaging(*group, options, plain);
    defineTrust(*group, options, plain);
    defineRepositories(*group, options, plain);
    defineAuthoring(*group, options, plain);
    definePluginTest(*group, options.test, plain);
    definePluginRun(*group, options.run, plain);
}

}  // namespace tributary::cli
