// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/plugin/package/owned_file.h"
#include "core/plugin/package/version.h"

namespace tributary::plugin {

/// The folders of installed plugins, as files: <id>/<version>/, the link <id>/current, .staging/ for what is
/// being made, plugin-data/<id>/, logs/. Knows nothing of plugins.db. Changes need the lock.
class InstallArea {
  public:
    /// Held by whoever changes the area; other processes wait.
    class Lock {
      public:
        explicit Lock(OwnedFile file) : m_file(std::move(file)) {}

      private:
        OwnedFile m_file;
    };

    explicit InstallArea(std::filesystem::path root) : m_root(std::move(root)) {}
    /// Makes what is missing, for the owner alone.
    Result<void> make() const;
    const std::filesystem::path& root() const { return m_root; }

    Result<Lock> lock() const;
    /// Nothing when somebody else has it.
    Result<std::optional<Lock>> tryLock() const;

    std::filesystem::path versionFolder(const std::string& id, const Version& version) const;
    std::filesystem::path currentLink(const std::string& id) const { return m_root / id / "current"; }
    std::filesystem::path dataFolder(const std::string& id) const { return m_root / "plugin-data" / id; }
    std::filesystem::path logFile(const std::string& id) const { return m_root / "logs" / (id + ".log"); }
    std::filesystem::path stagingFolder() const { return m_root / ".staging"; }

    /// A folder of one change below .staging/, removed with it; `sweep` leaves it alone while it lives.
    class Stage {
      public:
        Stage(std::filesystem::path path, OwnedFile held)
            : m_path(std::move(path)), m_held(std::move(held)) {}
        Stage(Stage&&) noexcept = default;
        ~Stage();
        const std::filesystem::path& path() const { return m_path; }

      private:
        std::filesystem::path m_path;
        OwnedFile m_held;
    };
    /// Needs the lock while it is made, and no longer.
    Result<Stage> makeStage() const;
    /// Notes in the stage what it is about to put in place, so that `sweep` can take it away again.
    Result<void> writeJournal(const Stage& stage, const std::string& id, const Version& version) const;
    /// Puts `<stage>/files` at <id>/<version>; one that is there (of a repair) goes into the stage.
    Result<void> place(const Stage& stage, const std::string& id, const Version& version) const;
    /// Lets <id>/current name the version, in one step.
    Result<void> switchTo(const Stage& stage, const std::string& id, const Version& version) const;
    /// Takes <id>/<version> away (into the stage first, so that it goes in one step).
    Result<void> takeAway(const Stage& stage, const std::string& id, const Version& version) const;
    /// Removes <id>/current and <id>.
    Result<void> takeAwayPlugin(const std::string& id) const;

    /// Clears .staging/ of what killed installs left and puts back what they had changed. `recorded(id,
    /// version)`: the manifest of an installed version; nothing: it is not installed. `current(id)`: what
    /// <id>/current has to name; nothing: no such plugin.
    using Recorded = std::function<Result<std::optional<std::string>>(const std::string&, const Version&)>;
    using Current = std::function<Result<std::optional<Version>>(const std::string&)>;
    Result<void> sweep(const Recorded& recorded, const Current& current) const;
    /// The same for one change that failed; needs the lock.
    Result<void> undo(const std::filesystem::path& stage, const Recorded& recorded,
                      const Current& current) const;

  private:
    Result<void> removeUnrecorded(const std::string& id, const Recorded& recorded) const;

    std::filesystem::path m_root;
};

/// Removes a tree without following links, also one whose folders are read only.
Result<void> removeTree(const std::filesystem::path& path);

}  // namespace tributary::plugin
