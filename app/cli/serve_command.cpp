// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/serve_command.h"

#include <atomic>
#include <charconv>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <mutex>

#include "app/cli/alert_surroundings.h"
#include "app/cli/terminal.h"
#include "app/composition/application.h"
#include "core/lineage/interchange/naming.h"
#include "core/lineage/interchange/openlineage.h"
#include "core/net/http_server.h"
#include "core/schedule/alert_api.h"
#include "core/schedule/alert_service.h"
#include "core/schedule/rule_lineage.h"
#include "core/schedule/token_file.h"

namespace tributary::cli {
namespace {

constexpr uint16_t kDefaultPort = 9687;

Result<net::HttpServer::Options> addressOf(const std::string& listen) {
    net::HttpServer::Options out;
    out.port = kDefaultPort;
    if (listen.empty()) return out;
    const size_t colon = listen.rfind(':');
    const std::string port = colon == std::string::npos ? "" : listen.substr(colon + 1);
    unsigned number = 0;
    const auto [end, status] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (port.empty() || status != std::errc() || end != port.data() + port.size() || number > 65535) {
        return fail(ErrorCode::InvalidArgument, "'" + listen + "' is no address to listen on",
                    "Say for example --listen 127.0.0.1:9687; port 0 takes any free one.");
    }
    out.address = listen.substr(0, colon);
    if (out.address.starts_with('[') && out.address.ends_with(']'))
        out.address = out.address.substr(1, out.address.size() - 2);
    if (out.address == "localhost") out.address = "127.0.0.1";
    out.port = static_cast<uint16_t>(number);
    return out;
}

/// The server answers before the service is there, and until it is gone.
using Face = std::shared_ptr<std::atomic<const schedule::AlertApi*>>;

Result<std::unique_ptr<net::HttpServer>> listenAt(const ServeOptions& options, const Face& face) {
    auto address = addressOf(options.listen);
    if (!address) return fail(address.error());
    const net::RequestHandler handler = [face](const net::ServedRequest& request) -> net::ServedResponse {
        const schedule::AlertApi* api = face->load();
        if (!api) return {503, "text/plain", "The service is starting or stopping\n", {}};
        return api->answer(request);
    };
    auto server = net::HttpServer::start(*address, handler);
    if (server || !options.listen.empty() || server.error().code != ErrorCode::Conflict) return server;
    // Nobody asked for this very port: a second service stands by on another one.
    address->port = 0;
    return net::HttpServer::start(*address, handler);
}

schedule::LineageTaker lineageTaker(engine::Workbench& workbench) {
    return [&workbench](const std::string& text) -> Result<size_t> {
        auto connections = workbench.workspace().connections();
        if (!connections) return fail(connections.error());
        auto events =
            lineage::readOpenLineage(text, lineage::openLineageFinder(*connections, workbench.registry()));
        if (!events) return fail(events.error());
        auto store = lineage::LineageStore::open(workbench.workspace().path());
        if (!store) return fail(store.error());
        if (auto done = (*store)->record(*events); !done) return fail(done.error());
        return events->size();
    };
}

void logLine(const std::string& text) {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "%F %T", &parts);
    note(std::string(stamp) + " " + text);
}

schedule::AlertServiceOptions serviceOptions(const ServeOptions& options, const std::string& address) {
    using std::chrono::milliseconds;
    const auto ms = [](double seconds) { return milliseconds(static_cast<int64_t>(seconds * 1000)); };
    schedule::AlertServiceOptions out;
    out.address = address;
    out.catchUp = options.catchUp == "skip"   ? schedule::CatchUp::Skip
                  : options.catchUp == "each" ? schedule::CatchUp::Each
                                              : schedule::CatchUp::Once;
    out.staleAfter = ms(options.leaseSeconds);
    out.beatEvery = ms(options.leaseSeconds / 5);
    out.resendDelay = ms(options.resendSeconds);
    out.externalUrl = options.externalUrl.empty() ? "http://" + address : options.externalUrl;
    out.watchdog = options.watchdog;
    out.scheduler.workers = options.workers;
    return out;
}

/// Plugins that were installed, changed or removed since: their connections and kinds of channels.
void followPlugins(app::Application& application, ChannelKinds& kinds) {
    if (!kinds.follow()) return;
    logLine("plugins were installed, changed or removed: channels are of the kinds there are now");
    if (auto done = application.reloadSources(); !done)
        logLine("Their connections could not be read anew: " + done.error().text());
}

void waitFor(const CancelToken& token) {
    std::mutex mutex;
    std::condition_variable wake;
    const auto registration = token.onCancel([&] {
        const std::lock_guard lock(mutex);
        wake.notify_all();
    });
    std::unique_lock lock(mutex);
    wake.wait(lock, [&] { return token.isCancelled(); });
}

}  // namespace

int serve(app::Application& application, const ServeOptions& options, const CancelToken& token) {
    auto& workbench = application.workbench();
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto secret = schedule::readOrMakeToken(workbench.workspace().path());
    if (!secret) return report(secret.error());
    const auto face = std::make_shared<std::atomic<const schedule::AlertApi*>>(nullptr);
    auto server = listenAt(options, face);
    if (!server) return report(server.error());
    std::printf("http://%s\n", (*server)->address().c_str());
    std::fflush(stdout);

    ChannelKinds kinds(application.plugins());
    schedule::AlertServiceSurroundings around;
    around.store = store->get();
    around.sources = sourcesOf(workbench, **store);
    around.channels = channelsOf(workbench, **store, kinds.registry());
    around.channels.allowCommands = options.allowCommands;
    around.channels.language = options.language;
    around.clock = schedule::systemClock();
    around.log = logLine;
    around.reloadSources = [&] {
        if (auto done = workbench.reload(); !done)
            logLine("The connections could not be read anew: " + done.error().text());
        followPlugins(application, kinds);
    };
    schedule::RuleLineage lineage(workbench, logLine);
    around.rulesLoaded = [&lineage](const auto& groups) { lineage.follow(groups); };
    schedule::AlertService service(std::move(around), serviceOptions(options, (*server)->address()));
    const schedule::AlertApi api(service, *secret, lineageTaker(workbench));
    *face = &api;
    service.start();
    waitFor(token);
    logLine("stopping");
    service.stop();
    *face = nullptr;
    server->reset();
    return kOk;
}

void defineServe(CLI::App& app, ServeOptions& o, ApplicationAction& action, bool& makesWorkspace,
                 bool& recordsLineage) {
    auto* command = app.add_subcommand("serve", "Evaluate alert rules and notify, until stopped");
    command->add_option("--listen", o.listen,
                        "ADDRESS:PORT of the HTTP endpoint (default 127.0.0.1:9687, or any free port)");
    command
        ->add_option("--catch-up", o.catchUp,
                     "What to do about instants missed while asleep: skip, once or each")
        ->check(CLI::IsMember({"skip", "once", "each"}));
    command->add_option("--external-url", o.externalUrl, "Address of this service in messages");
    command->add_option("--language", o.language, "Language of messages: en or zh")
        ->check(CLI::IsMember({"en", "zh"}));
    command->add_option("--resend", o.resendSeconds, "Seconds after which a firing alert is handed on again")
        ->check(CLI::Range(0.1, 3600.0));
    command
        ->add_option("--lease", o.leaseSeconds,
                     "Seconds without a sign of life after which another takes over")
        ->check(CLI::Range(0.5, 3600.0));
    command
        ->add_option("--workers", o.workers,
                     "Rules evaluated at once to begin with; more while some are slow")
        ->check(CLI::Range(1, 48));
    command->add_flag("--watchdog", o.watchdog,
                      "An alert that always fires: be alarmed when it stops coming");
    command->add_flag("--allow-commands", o.allowCommands, "Let channels of kind command run their programs");
    command->callback([&] {
        makesWorkspace = true;
        recordsLineage = false;
        action = [&o](auto& application, const auto& token) { return serve(application, o, token); };
    });
}

}  // namespace tributary::cli
