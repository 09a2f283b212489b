// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/git-history/repository.h"

namespace tributary::plugins::git {

namespace {

enum Column : size_t {
    Id,
    Parent,
    Parents,
    AuthorName,
    AuthorEmail,
    AuthoredAt,
    CommitterName,
    CommitterEmail,
    CommittedAt,
    Subject,
    Message,
    Files,
    Insertions,
    Deletions
};

const char* orEmpty(const char* text) {
    return text ? text : "";
}

class CommitRows : public sdk::Rows {
  public:
    CommitRows(const History& history, const ScanRequest& request)
        : m_history(history),
          m_request(request),
          m_walk(history, m_request),
          m_committed(m_request.range("committed_at")) {}

    bool next(sdk::Row& row) override {
        while (m_walk.next(m_commit)) {
            const int64_t at = micros(git_commit_committer(m_commit));
            // Comparing is what costs: commits that WHERE leaves out are not compared.
            if (at < m_committed.first || at > m_committed.second) continue;
            fill(row);
            return true;
        }
        return false;
    }

  private:
    void fill(sdk::Row& row) {
        const git_signature* author = git_commit_author(m_commit);
        const git_signature* committer = git_commit_committer(m_commit);
        row.keep(Id, idText(*git_commit_id(m_commit)));
        if (git_commit_parentcount(m_commit) > 0)
            row.keep(Parent, idText(*git_commit_parent_id(m_commit, 0)));
        row[Parents] = sdk::Cell::integer(git_commit_parentcount(m_commit));
        row[AuthorName] = sdk::Cell::text(orEmpty(author->name));
        row[AuthorEmail] = sdk::Cell::text(orEmpty(author->email));
        row[AuthoredAt] = sdk::Cell::integer(micros(author));
        row[CommitterName] = sdk::Cell::text(orEmpty(committer->name));
        row[CommitterEmail] = sdk::Cell::text(orEmpty(committer->email));
        row[CommittedAt] = sdk::Cell::integer(micros(committer));
        row[Subject] = sdk::Cell::text(orEmpty(git_commit_summary(m_commit)));
        row[Message] = sdk::Cell::text(orEmpty(git_commit_message(m_commit)));
        if (!m_request.needed[Files] && !m_request.needed[Insertions] && !m_request.needed[Deletions]) return;
        const Diff diff = diffOf(m_history, m_commit);
        git_diff_stats* stats = nullptr;
        check(git_diff_get_stats(&stats, diff), "Counting a commit's lines");
        row[Files] = sdk::Cell::integer(static_cast<int64_t>(git_diff_stats_files_changed(stats)));
        row[Insertions] = sdk::Cell::integer(static_cast<int64_t>(git_diff_stats_insertions(stats)));
        row[Deletions] = sdk::Cell::integer(static_cast<int64_t>(git_diff_stats_deletions(stats)));
        git_diff_stats_free(stats);
    }

    const History& m_history;
    ScanRequest m_request;
    CommitWalk m_walk;
    std::pair<int64_t, int64_t> m_committed;
    Commit m_commit;
};

/// One row a person, by name and address as written in the commits.
std::unique_ptr<sdk::Rows> scanAuthors(const History& history, const ScanRequest& request) {
    struct Author {
        int64_t commits = 0, first = 0, last = 0;
    };
    std::map<std::pair<std::string, std::string>, Author> authors;
    CommitWalk walk(history, request);
    for (Commit commit; walk.next(commit);) {
        const git_signature* who = git_commit_author(commit);
        auto& author = authors[{orEmpty(who->name), orEmpty(who->email)}];
        const int64_t at = micros(who);
        author.first = author.commits ? std::min(author.first, at) : at;
        author.last = author.commits ? std::max(author.last, at) : at;
        author.commits++;
    }
    std::vector<std::vector<sdk::Value>> rows;
    for (const auto& [who, author] : authors)
        rows.push_back({who.first, who.second, author.commits, author.first, author.last});
    return std::make_unique<sdk::FixedRows>(std::move(rows));
}

}  // namespace

GitTable commitTable() {
    return {"commits",
            "Every commit that can be reached, newest first",
            {column("id", "u", "40 hexadecimal digits", true),
             column("parent", "u", "The first parent; none for the first commit"),
             column("parents", "l", "2 or more: a merge"), column("author_name", "u", "Who wrote the change"),
             column("author_email", "u", ""), column("authored_at", "tsu:UTC", ""),
             column("committer_name", "u", "Who put it into the history"), column("committer_email", "u", ""),
             column("committed_at", "tsu:UTC", ""), column("subject", "u", "First paragraph of the message"),
             column("message", "u", "All of it"), column("files_changed", "l", "Against the first parent"),
             column("insertions", "l", "Lines added"), column("deletions", "l", "Lines removed")},
            [](const History& history, const ScanRequest& request) -> std::unique_ptr<sdk::Rows> {
                return std::make_unique<CommitRows>(history, request);
            }};
}

GitTable authorTable() {
    return {
        "authors",
        "Who wrote commits, by name and address",
        {column("name", "u", ""), column("email", "u", ""), column("commits", "l", ""),
         column("first_at", "tsu:UTC", "Their first commit"), column("last_at", "tsu:UTC", "Their last one")},
        scanAuthors};
}

}  // namespace tributary::plugins::git
