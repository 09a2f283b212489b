// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/installer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/part_file.h"
#include "core/plugin/package/fetch.h"
#include "core/plugin/package/minisign.h"
#include "core/plugin/package/package_names.h"

namespace tributary::plugin {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPackageCopy = "package.tplug";
constexpr size_t kOlderKept = 2;

/// What was allowed before, and what is new in the manifest; what was taken back stays so.
std::vector<std::string> grown(const std::vector<std::string>& granted,
                               const std::vector<std::string>& before, const std::vector<std::string>& now) {
    const auto has = [](const auto& list, const auto& one) {
        return std::find(list.begin(), list.end(), one) != list.end();
    };
    std::vector<std::string> out = granted;
    for (const auto& one : now)
        if (!has(before, one) && !has(out, one)) out.push_back(one);
    return out;
}

uint32_t grown(uint32_t granted, uint32_t before, uint32_t now) {
    return now > before ? std::max(granted, now) : granted;
}

Permissions grantedAfter(const Permissions& granted, const Permissions& before, const Permissions& now) {
    Permissions out;
    out.network = grown(granted.network, before.network, now.network);
    out.readFiles = grown(granted.readFiles, before.readFiles, now.readFiles);
    out.writeFiles = grown(granted.writeFiles, before.writeFiles, now.writeFiles);
    out.systemFiles = grown(granted.systemFiles, before.systemFiles, now.systemFiles);
    out.memoryMb = grown(granted.memoryMb, before.memoryMb, now.memoryMb);
    out.dataMb = grown(granted.dataMb, before.dataMb, now.dataMb);
    out.callTimeoutSeconds =
        grown(granted.callTimeoutSeconds, before.callTimeoutSeconds, now.callTimeoutSeconds);
    out.threads = grown(granted.threads, before.threads, now.threads);
    return out;
}

/// All but the two before the new one, and one after it (a downgrade can be taken back).
std::vector<Version> notKept(std::vector<Version> versions, const Version& fresh) {
    std::sort(versions.begin(), versions.end(), std::greater<>());
    std::vector<Version> out;
    size_t older = 0, newer = 0;
    for (const auto& one : versions) {
        if (one == fresh) continue;
        size_t& count = one < fresh ? older : newer;
        if (++count > (one < fresh ? kOlderKept : 1)) out.push_back(one);
    }
    return out;
}

Result<std::string> copyTo(
    const fs::path& to,
    const std::function<Result<void>(const std::function<Result<void>(std::string_view)>&)>& read) {
    OwnedFile out(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!out.valid()) return fail(systemError("The package could not be copied"));
    Sha256 hash;
    auto done = read([&](std::string_view bytes) -> Result<void> {
        hash.add(bytes);
        while (!bytes.empty()) {
            const ssize_t written = ::write(out.get(), bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return fail(systemError("The package could not be copied"));
            bytes.remove_prefix(static_cast<size_t>(written));
        }
        return {};
    });
    if (!done) return fail(done.error());
    if (!out.close()) return fail(systemError("The package could not be copied"));
    return hash.hex();
}

}  // namespace

/// What an install knows once it may go on.
struct Installer::Plan {
    Package package;
    std::string sha256;
    Verdict verdict;
    std::optional<PluginRow> before;
    std::optional<VersionRow> same;  ///< this very version, if it is installed
    Permissions granted;

    const Manifest& manifest() const { return package.manifest(); }
    bool isRepair() const { return same && same->packageSha256 == sha256; }
};

Installer::Installer(PluginStore& store, const Trust& trust, InstallSurroundings surroundings)
    : m_store(store), m_trust(trust), m_around(std::move(surroundings)) {}

void Installer::reach(InstallStep step) const {
    if (m_around.passed) m_around.passed(step);
}

Result<InstalledPlugin> Installer::installFile(const fs::path& file, const CancelToken& token) {
    return install([&](const Take& take) { return readLocalFile(file, kPackageLimit, take, token); }, nullptr,
                   file.filename().string(), token);
}

Result<InstalledPlugin> Installer::installMade(const MadePackage& made, const CancelToken& token) {
    return install([&](const Take& take) { return take(made.bytes); }, nullptr, made.fileName, token);
}

Result<InstalledPlugin> Installer::installOffer(const Offer& offer, const CancelToken& token) {
    if (offer.expired)
        return fail(
            ErrorCode::Permission,
            "The index of repository '" + offer.repository + "' has expired: nothing is installed from it",
            "Run `tributary plugin update`. If it stays expired, tell who runs the repository.");
    if (offer.version.yanked)
        return fail(ErrorCode::Permission, offer.title() + " was taken back by its publisher",
                    "Install another version.");
    return install(
        [&](const Take& take) {
            return fetchFile(offer.place, offer.version.url, offer.version.size, take, token);
        },
        &offer, offer.version.url, token);
}

Result<InstallArea::Stage> Installer::makeStage() const {
    auto lock = m_store.area().lock();
    if (!lock) return fail(lock.error());
    return m_store.area().makeStage();
}

Result<InstalledPlugin> Installer::install(const std::function<Result<void>(const Take&)>& read,
                                           const Offer* offer, const std::string& name,
                                           const CancelToken& token) {
    auto stage = makeStage();
    if (!stage) return fail(stage.error());
    const fs::path file = stage->path() / kPackageCopy;
    auto hash = copyTo(file, read);
    if (!hash) return fail(hash.error());
    reach(InstallStep::Fetched);
    auto plan = judge(file, *hash, offer, name);
    if (!plan) return fail(plan.error());
    auto done = checkWhole(*plan, token);
    if (done) done = agree(*plan);
    if (done) done = extractAndTest(*plan, *stage, token);
    if (done) done = putInPlace(*plan, *stage);
    if (!done) return fail(done.error());
    return m_store.plugin(plan->manifest().id);
}

/// Before anybody is asked: a question about a damaged package would be asked in vain.
Result<void> Installer::checkWhole(const Plan& plan, const CancelToken& token) const {
    auto sound = plan.package.checkContents(token);
    if (sound || sound.error().code == ErrorCode::Cancelled) return sound;
    Error error = sound.error();
    error.hint = "Nothing was installed. " + (error.hint.empty() ? "Get the package again." : error.hint);
    return fail(std::move(error));
}

Result<Installer::Plan> Installer::judge(const fs::path& file, const std::string& sha256, const Offer* offer,
                                         const std::string& name) const {
    if (offer && sha256 != offer->version.sha256)
        return fail(
            ErrorCode::Corrupt,
            name + " has another SHA-256 than the index of repository '" + offer->repository + "' says",
            "Nothing was installed. Run `tributary plugin update` and try again; if it stays so, tell who "
            "runs the repository.");
    const OwnedFile copy(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!copy.valid()) return fail(systemError("The package could not be read"));
    auto package = Package::open(copy.get(), name);
    if (!package) return fail(package.error());
    reach(InstallStep::Checked);
    const auto& m = package->manifest();
    auto verdict =
        m_trust.judge(m, package->manifestText(), package->signatureText(), offer ? offer->repository : "");
    if (!verdict) return fail(verdict.error());
    if (offer && (m.id != offer->plugin.id || m.version != offer->version.version))
        return fail(ErrorCode::Corrupt,
                    name + " is " + m.title() + ", though the index of repository '" + offer->repository +
                        "' calls it " + offer->plugin.id + " " + offer->version.version.text(),
                    "Nothing was installed. Tell who runs the repository.");
    if (auto listed = package->checkFileList(); !listed) return fail(listed.error());
    reach(InstallStep::Verified);
    if (auto fits = checkCompatible(m, m_around.host); !fits) return fail(fits.error());
    reach(InstallStep::Compatible);
    Plan out{std::move(*package), sha256, std::move(*verdict), {}, {}, {}};
    if (auto fine = compareWithInstalled(out); !fine) return fail(fine.error());
    return out;
}

/// What is installed stays with whom it came from, and the same signer may send the next version by another
/// way: a file signed by the repository it came from, a repository that serves what the person's own key
/// signed. Where it came from stays on record: the next one is held against that again.
Result<void> Installer::keepOrigin(Plan& plan) const {
    const auto& before = *plan.before;
    auto& verdict = plan.verdict;
    if (verdict.repository == before.repository || verdict.tier == Tier::Unsigned) return {};
    if (!before.repository.empty()) {
        if (!verdict.repository.empty()) return {};
        const auto& package = plan.package;
        auto again = m_trust.judge(package.manifest(), package.manifestText(), package.signatureText(),
                                   before.repository);
        // Not one of its keys: that this is another origin is told by who asked.
        if (again) verdict = std::move(*again);
        return again || again.error().code == ErrorCode::Permission ||
                       again.error().code == ErrorCode::Corrupt
                   ? Result<void>()
                   : fail(again.error());
    }
    const bool sameSigner = tierNamed(before.current.tier) == Tier::UserKey && verdict.byOwnKey &&
                            before.current.keyId == verdict.keyId;
    if (!sameSigner) return {};
    verdict.tier = Tier::UserKey;
    verdict.repository.clear();
    return {};
}

Result<void> Installer::compareWithInstalled(Plan& plan) const {
    const auto& m = plan.manifest();
    auto rows = pluginRows(*m_store.file(), m.id);
    if (!rows) return fail(rows.error());
    auto same = versionRow(*m_store.file(), m.id, m.version);
    if (!same) return fail(same.error());
    plan.same = std::move(*same);
    plan.granted = m.permissions;
    if (rows->empty()) return {};
    plan.before = std::move(rows->front());
    const auto& before = *plan.before;
    plan.granted = grantedAfter(before.granted, before.current.manifest.permissions, m.permissions);
    if (auto same = keepOrigin(plan); !same) return fail(same.error());
    const auto remove = "If you want this one, remove the installed one first: `tributary plugin remove " +
                        m.id + "`. What it keeps stays.";
    if (before.repository != plan.verdict.repository) {
        const auto origin = [](const std::string& r) {
            return r.empty() ? std::string("a file") : "repository '" + r + "'";
        };
        return fail(ErrorCode::Conflict,
                    "The installed '" + m.id + "' came from " + origin(before.repository) +
                        " and stays with it; this one is from " + origin(plan.verdict.repository),
                    remove);
    }
    const bool wasSigned = tierNamed(before.current.tier) != Tier::Unsigned;
    if (wasSigned && before.repository.empty() && before.current.keyId != plan.verdict.keyId)
        return fail(
            ErrorCode::Conflict,
            "The installed '" + m.id + "' was signed by key " + before.current.keyId + "; this one " +
                (plan.verdict.keyId.empty() ? "is not signed" : "is signed by key " + plan.verdict.keyId),
            remove);
    if (plan.same && !plan.isRepair() && plan.verdict.tier != Tier::Unsigned)
        return fail(ErrorCode::Conflict, m.title() + " is installed already, with other content",
                    "Two packages of one version must be the same: its publisher has to raise the version.");
    return {};
}

Result<void> Installer::agree(Plan& plan) const {
    const auto& m = plan.manifest();
    if (plan.verdict.tier == Tier::Unsigned) {
        auto developer = m_store.developerMode();
        if (!developer) return fail(developer.error());
        const bool stranger = !plan.verdict.keyId.empty();
        if (!*developer)
            return fail(ErrorCode::Permission,
                        stranger ? m.title() + " is signed by key " + plan.verdict.keyId +
                                       ", which nobody here trusts"
                                 : m.title() + " is not signed",
                        stranger ? "If you know whose key it is: `tributary plugin trust add KEYFILE`. To "
                                   "install it all the same, switch developer mode on."
                                 : "Ask its publisher for a signed package, or switch developer mode on: "
                                   "`tributary plugin developer-mode on`.");
    }
    InstallQuestion question{m,
                             plan.verdict.tier,
                             plan.verdict.keyId,
                             plan.verdict.repository,
                             plan.sha256,
                             {},
                             false,
                             permissionTexts(m.permissions),
                             {}};
    if (plan.before) {
        const auto& present = plan.before->current.manifest;
        question.installed = present.version;
        question.downgrade = m.version < present.version;
        question.growth = permissionGrowth(present.permissions, m.permissions);
        const auto fields = fieldGrowth(present, m);
        question.growth.insert(question.growth.end(), fields.begin(), fields.end());
    }
    const bool quiet = plan.isRepair() || (plan.before && !question.downgrade && question.growth.empty() &&
                                           plan.verdict.tier != Tier::Unsigned);
    if (!quiet) {
        auto yes = m_around.ask ? m_around.ask(question) : Result<bool>(false);
        if (!yes) return fail(yes.error());
        if (!*yes)
            return fail(ErrorCode::Permission, m.title() + " was not installed: it was not agreed to",
                        plan.before ? "Version " + question.installed->text() + " stays in use." : "");
    }
    reach(InstallStep::Agreed);
    return {};
}

Result<void> Installer::extractAndTest(const Plan& plan, const InstallArea::Stage& stage,
                                       const CancelToken& token) const {
    const fs::path files = stage.path() / "files";
    if (::mkdir(files.c_str(), 0755) != 0) return fail(systemError("The package could not be unpacked"));
    const OwnedFile folder(::open(files.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder.valid()) return fail(systemError("The package could not be unpacked"));
    if (auto done = plan.package.extract(folder.get(), token); !done) return done;
    if (::fsync(folder.get()) != 0) return fail(systemError("The package could not be unpacked"));
    reach(InstallStep::Extracted);
    if (!m_around.smokeTest)
        return fail(
            ErrorCode::Unsupported,
            plan.manifest().title() + " could not be tried: this program has no sandbox for plugins",
            "Nothing was installed. Install the program completely: tributary-sandbox belongs beside it.");
    const auto& m = plan.manifest();
    auto tried = m_around.smokeTest({m, files, files / m.entryFile, m.files.at(m.entryFile).sha256}, token);
    if (!tried) {
        Error error = tried.error();
        error.message = m.title() + " was not installed, because it does not start: " + error.message;
        if (error.hint.empty()) error.hint = "Tell its publisher; the installed plugins are as before.";
        return fail(std::move(error));
    }
    reach(InstallStep::Tested);
    return {};
}

Result<void> Installer::putInPlace(const Plan& plan, const InstallArea::Stage& stage) const {
    const auto& m = plan.manifest();
    const auto& area = m_store.area();
    auto lock = area.lock();
    if (!lock) return fail(lock.error());
    auto present = currentVersion(*m_store.file(), m.id);
    if (!present) return fail(present.error());
    const bool same =
        plan.before ? *present && **present == plan.before->current.manifest.version : !*present;
    if (!same)
        return fail(ErrorCode::Conflict, "Another program changed '" + m.id + "' at the same time",
                    "Try again.");
    NewVersion fresh{m.id,
                     m.version,
                     plan.package.manifestText(),
                     plan.verdict.tier,
                     plan.verdict.keyId,
                     plan.verdict.repository,
                     plan.sha256,
                     plan.granted,
                     {}};
    if (plan.before) fresh.dropped = notKept(plan.before->versions, m.version);
    const auto done = [&]() -> Result<void> {
        if (auto noted = area.writeJournal(stage, m.id, m.version); !noted) return noted;
        if (auto placed = area.place(stage, m.id, m.version); !placed) return placed;
        reach(InstallStep::Placed);
        if (auto switched = area.switchTo(stage, m.id, m.version); !switched) return switched;
        reach(InstallStep::Switched);
        return recordVersion(*m_store.file(), fresh);
    }();
    if (!done) {
        // As a start after a kill would: the record says what was before.
        if (auto undone = m_store.undo(stage.path()); !undone) return undone;
        return done;
    }
    reach(InstallStep::Recorded);
    for (const auto& old : fresh.dropped)
        if (auto gone = area.takeAway(stage, m.id, old); !gone) return gone;
    return {};
}

}  // namespace tributary::plugin
