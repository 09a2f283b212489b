// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <git2.h>
#include <tributary_adbc_rows.hpp>
#include <tributary_adbc_source.hpp>

#include <map>
#include <set>

namespace tributary::plugins::git {

using sdk::ColumnInfo;
using sdk::ScanRequest;

/// Frees what libgit2 handed out.
template <class T, void (*Free)(T*)>
struct Handle {
    T* raw = nullptr;
    Handle() = default;
    Handle(Handle&& other) noexcept : raw(std::exchange(other.raw, nullptr)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(raw, other.raw);
        return *this;
    }
    ~Handle() {
        if (raw) Free(raw);
    }
    operator T*() const { return raw; }
};
using Repository = Handle<git_repository, git_repository_free>;
using Walk = Handle<git_revwalk, git_revwalk_free>;
using Commit = Handle<git_commit, git_commit_free>;
using Tree = Handle<git_tree, git_tree_free>;
using Diff = Handle<git_diff, git_diff_free>;
using Patch = Handle<git_patch, git_patch_free>;
using Reference = Handle<git_reference, git_reference_free>;
using Object = Handle<git_object, git_object_free>;
using ReferenceIterator = Handle<git_reference_iterator, git_reference_iterator_free>;

/// Throws an sdk::Error with libgit2's reason if `result` is negative.
void check(int result, const std::string& doing);

/// Where the history is read from. Valid as long as the connection.
struct History {
    Repository repository;
    bool all = false;     ///< from all branches and tags, not only from HEAD
    bool renames = true;  ///< a moved file is one change, not two
};

std::string idText(const git_oid& id);
int64_t micros(const git_signature* signature);

/// All reachable commits, newest first; `request` says when to stop.
class CommitWalk {
  public:
    CommitWalk(const History& history, const ScanRequest& request);
    bool next(Commit& commit);

  private:
    const History& m_history;
    const ScanRequest& m_request;
    Walk m_walk;
};

/// What a commit changed against its first parent (a root commit: against nothing).
Diff diffOf(const History& history, const Commit& commit);

struct GitTable {
    std::string name, comment;
    std::vector<ColumnInfo> columns;
    std::unique_ptr<sdk::Rows> (*scan)(const History&, const ScanRequest&);
};
GitTable commitTable();
GitTable fileTable();
GitTable authorTable();
GitTable referenceTable();

ColumnInfo column(std::string name, const char* format, std::string comment, bool primaryKey = false);

}  // namespace tributary::plugins::git
