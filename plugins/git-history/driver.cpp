// SPDX-License-Identifier: GPL-3.0-or-later
#include <tributary_adbc.hpp>

#include "plugins/git-history/repository.h"

namespace tributary::plugins::git {

/// The history of one repository folder, read by libgit2. Nothing is executed, nothing is written.
class GitSource : public sdk::Source {
  public:
    GitSource() {
        git_libgit2_init();
        // Only the repository itself counts: settings of the user and of the system are outside the grant.
        for (int level : {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
                          GIT_CONFIG_LEVEL_PROGRAMDATA})
            git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
        // Who owns the folder matters to programs that run its hooks; this one only reads objects.
        git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    }
    ~GitSource() override {
        m_history = History();
        git_libgit2_shutdown();
    }

    sdk::Info info() const override {
        int major = 0, minor = 0, revision = 0;
        git_libgit2_version(&major, &minor, &revision);
        return {"git",
                std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(revision) +
                    " (libgit2)",
                "Tributary git-history", "1.0.0"};
    }
    void open(const sdk::Options& options) override {
        const std::string folder = options.require("git.folder", "the folder of the repository");
        const std::string from = options.text("git.from", "head");
        if (from != "head" && from != "all")
            throw sdk::Error(ADBC_STATUS_INVALID_ARGUMENT, "The setting git.from must be head or all");
        m_history.all = from == "all";
        m_history.renames = options.boolean("git.renames", true);
        // The folder above it may be another repository, which nobody granted.
        const int result = git_repository_open_ext(&m_history.repository.raw, folder.c_str(),
                                                   GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
        if (result == GIT_ENOTFOUND) {
            throw sdk::Error(
                ADBC_STATUS_NOT_FOUND,
                folder + " is no git repository, or may not be read: choose the folder that holds .git");
        }
        check(result, "Opening the repository " + folder);
    }
    std::vector<sdk::TableInfo> tables() override {
        std::vector<sdk::TableInfo> out;
        for (const auto& table : m_tables) out.push_back({{"", "main", table.name}, "TABLE", table.comment});
        return out;
    }
    std::vector<ColumnInfo> columns(const sdk::TableName& name) override { return table(name).columns; }
    std::vector<sdk::Constraint> constraints(const sdk::TableName& name) override {
        if (name.name != "files") return {};
        return {{"", "FOREIGN KEY", {"commit_id"}, {"", "main", "commits"}, {"id"}}};
    }
    std::unique_ptr<sdk::Rows> scan(const ScanRequest& request) override {
        return table(request.table).scan(m_history, request);
    }

  private:
    const GitTable& table(const sdk::TableName& name) const {
        for (const auto& one : m_tables) {
            if (one.name == name.name) return one;
        }
        throw sdk::Error(ADBC_STATUS_NOT_FOUND, "There is no table " + name.name);
    }

    std::vector<GitTable> m_tables{commitTable(), fileTable(), authorTable(), referenceTable()};
    History m_history;
};

}  // namespace tributary::plugins::git

TRIBUTARY_ADBC_DRIVER(tributary::plugins::git::GitSource)
