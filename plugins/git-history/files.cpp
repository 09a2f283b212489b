// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/git-history/repository.h"

namespace tributary::plugins::git {

namespace {

enum Column : size_t {
    CommitId,
    AuthorName,
    CommittedAt,
    Path,
    OldPath,
    Status,
    Insertions,
    Deletions,
    Binary
};

std::string_view statusText(git_delta_t status) {
    switch (status) {
        case GIT_DELTA_ADDED:
            return "added";
        case GIT_DELTA_DELETED:
            return "deleted";
        case GIT_DELTA_RENAMED:
            return "renamed";
        case GIT_DELTA_COPIED:
            return "copied";
        case GIT_DELTA_TYPECHANGE:
            return "type changed";
        default:
            return "modified";
    }
}

/// The changed files of one commit after the other.
class FileRows : public sdk::Rows {
  public:
    FileRows(const History& history, const ScanRequest& request)
        : m_history(history),
          m_request(request),
          m_walk(history, m_request),
          m_committed(m_request.range("committed_at")) {
        if (const auto only = m_request.only("commit_id")) {
            m_only.emplace();
            for (const auto& id : *only) m_only->emplace(id.text());
        }
    }

    bool next(sdk::Row& row) override {
        while (m_at == m_count) {
            if (!nextCommit()) return false;
        }
        fill(row, m_at++);
        return true;
    }

  private:
    bool nextCommit() {
        if (!m_walk.next(m_commit)) return false;
        m_at = m_count = 0;
        const int64_t at = micros(git_commit_committer(m_commit));
        m_id = idText(*git_commit_id(m_commit));
        if (at < m_committed.first || at > m_committed.second || (m_only && !m_only->count(m_id)))
            return true;
        m_diff = diffOf(m_history, m_commit);
        m_count = git_diff_num_deltas(m_diff);
        return true;
    }

    void fill(sdk::Row& row, size_t index) {
        const git_diff_delta* delta = git_diff_get_delta(m_diff, index);
        row[CommitId] = sdk::Cell::text(m_id);
        if (const char* name = git_commit_author(m_commit)->name) row[AuthorName] = sdk::Cell::text(name);
        row[CommittedAt] = sdk::Cell::integer(micros(git_commit_committer(m_commit)));
        row[Path] =
            sdk::Cell::text(delta->status == GIT_DELTA_DELETED ? delta->old_file.path : delta->new_file.path);
        if (delta->status == GIT_DELTA_RENAMED || delta->status == GIT_DELTA_COPIED)
            row[OldPath] = sdk::Cell::text(delta->old_file.path);
        row[Status] = sdk::Cell::text(statusText(delta->status));
        if (!m_request.needed[Insertions] && !m_request.needed[Deletions] && !m_request.needed[Binary])
            return;
        Patch patch;
        check(git_patch_from_diff(&patch.raw, m_diff, index), "Comparing a file");
        // No patch, or one of a binary file, has no lines to count.
        const bool binary = !patch || (git_patch_get_delta(patch)->flags & GIT_DIFF_FLAG_BINARY);
        row[Binary] = sdk::Cell::boolean(binary);
        if (binary) return;
        size_t added = 0, removed = 0;
        check(git_patch_line_stats(nullptr, &added, &removed, patch), "Counting a file's lines");
        row[Insertions] = sdk::Cell::integer(static_cast<int64_t>(added));
        row[Deletions] = sdk::Cell::integer(static_cast<int64_t>(removed));
    }

    const History& m_history;
    ScanRequest m_request;
    CommitWalk m_walk;
    std::pair<int64_t, int64_t> m_committed;
    std::optional<std::set<std::string>> m_only;
    Commit m_commit;
    std::string m_id;
    Diff m_diff;
    size_t m_at = 0, m_count = 0;
};

std::unique_ptr<sdk::Rows> scanReferences(const History& history, const ScanRequest& request) {
    ReferenceIterator all;
    check(git_reference_iterator_new(&all.raw, history.repository), "Listing branches and tags");
    std::vector<std::vector<sdk::Value>> rows;
    Reference head;
    const bool hasHead = git_repository_head(&head.raw, history.repository) == 0;
    while (true) {
        request.check();
        Reference one;
        const int result = git_reference_next(&one.raw, all);
        if (result == GIT_ITEROVER) break;
        check(result, "Listing branches and tags");
        Object target;
        std::vector<sdk::Value> row{
            std::string(git_reference_shorthand(one)),
            std::string(git_reference_is_branch(one)   ? "branch"
                        : git_reference_is_remote(one) ? "remote branch"
                        : git_reference_is_tag(one)    ? "tag"
                                                       : "other"),
            sdk::Value(), hasHead && std::strcmp(git_reference_name(one), git_reference_name(head)) == 0};
        if (git_reference_peel(&target.raw, one, GIT_OBJECT_COMMIT) == 0)
            row[2] = idText(*git_object_id(target));
        rows.push_back(std::move(row));
    }
    return std::make_unique<sdk::FixedRows>(std::move(rows));
}

}  // namespace

GitTable fileTable() {
    return {"files",
            "Every change of a file in a commit, against the commit's first parent",
            {column("commit_id", "u", "commits.id"), column("author_name", "u", ""),
             column("committed_at", "tsu:UTC", ""), column("path", "u", "From the repository's top folder"),
             column("old_path", "u", "Before it was moved"),
             column("status", "u", "added, modified, deleted, renamed, copied, type changed"),
             column("insertions", "l", "Lines added; empty for binary files"),
             column("deletions", "l", "Lines removed"), column("binary", "b", "No text")},
            [](const History& history, const ScanRequest& request) -> std::unique_ptr<sdk::Rows> {
                return std::make_unique<FileRows>(history, request);
            }};
}

GitTable referenceTable() {
    return {"refs",
            "Branches and tags",
            {column("name", "u", "As git writes it: main, origin/main, v1.0"),
             column("kind", "u", "branch, remote branch, tag, other"),
             column("commit_id", "u", "Where it points to"), column("is_head", "b", "What is checked out")},
            scanReferences};
}

}  // namespace tributary::plugins::git
