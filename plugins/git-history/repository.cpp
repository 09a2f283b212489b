// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/git-history/repository.h"

namespace tributary::plugins::git {

void check(int result, const std::string& doing) {
    if (result >= 0) return;
    const git_error* reason = git_error_last();
    throw sdk::Error(
        result == GIT_ENOTFOUND ? ADBC_STATUS_NOT_FOUND : ADBC_STATUS_IO,
        doing + " failed: " + (reason && reason->message ? reason->message : "libgit2 gives no reason"));
}

std::string idText(const git_oid& id) {
    char text[GIT_OID_HEXSZ + 1];
    return git_oid_tostr(text, sizeof text, &id);
}

int64_t micros(const git_signature* signature) {
    return static_cast<int64_t>(signature->when.time) * 1000000;
}

ColumnInfo column(std::string name, const char* format, std::string comment, bool primaryKey) {
    ColumnInfo out;
    out.name = std::move(name);
    out.format = format;
    out.comment = std::move(comment);
    out.primaryKey = primaryKey;
    out.nullable = !primaryKey;
    return out;
}

CommitWalk::CommitWalk(const History& history, const ScanRequest& request)
    : m_history(history), m_request(request) {
    check(git_revwalk_new(&m_walk.raw, history.repository), "Reading the history");
    git_revwalk_sorting(m_walk, GIT_SORT_TIME);
    if (history.all) check(git_revwalk_push_glob(m_walk, "refs/*"), "Reading the branches");
    const int head = git_revwalk_push_head(m_walk);
    // A repository without any commit has no HEAD to go from: its history is empty.
    if (head < 0 && !history.all && git_repository_head_unborn(history.repository) != 1)
        check(head, "Reading HEAD");
}

bool CommitWalk::next(Commit& commit) {
    m_request.check();
    git_oid id;
    const int result = git_revwalk_next(&id, m_walk);
    if (result == GIT_ITEROVER) return false;
    check(result, "Reading the history");
    commit = Commit();
    check(git_commit_lookup(&commit.raw, m_history.repository, &id), "Reading the commit " + idText(id));
    return true;
}

Diff diffOf(const History& history, const Commit& commit) {
    Tree now, before;
    check(git_commit_tree(&now.raw, commit), "Reading a commit's files");
    if (git_commit_parentcount(commit) > 0) {
        Commit parent;
        // A shallow clone ends here: the parent is named, but not there.
        const int found = git_commit_parent(&parent.raw, commit, 0);
        if (found != GIT_ENOTFOUND) {
            check(found, "Reading a commit's parent");
            check(git_commit_tree(&before.raw, parent), "Reading a commit's files");
        }
    }
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.context_lines = 0;
    Diff diff;
    check(git_diff_tree_to_tree(&diff.raw, history.repository, before, now, &options), "Comparing a commit");
    if (history.renames) {
        git_diff_find_options find = GIT_DIFF_FIND_OPTIONS_INIT;
        find.flags = GIT_DIFF_FIND_RENAMES;
        check(git_diff_find_similar(diff, &find), "Looking for moved files");
    }
    return diff;
}

}  // namespace tributary::plugins::git
