// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/lineage/syntax/query.h"

namespace tributary::lineage {

/// One column that an UPDATE, MERGE or upsert sets. Several targets share one subquery: (a, b) = (SELECT …).
struct Assignment {
    std::vector<std::vector<std::string>> targets;
    std::vector<Expression> values;
    bool adds = false;  ///< +=: the old value goes in too
};

/// What a statement does, as far as lineage is concerned.
struct Statement {
    enum class Action : uint8_t {
        Other,    ///< nothing that moves data
        Unknown,  ///< not understood
        Query,    ///< reads only
        Insert,
        CreateTable,  ///< AS a query, or only columns
        CreateView,
        CreateLike,  ///< LIKE, CLONE: `sources` is copied
        Merge,
        Update,
        Delete,
        Rename,
        Swap,
        Exchange,  ///< EXCHANGE PARTITION
        Drop,
        Touch,  ///< TRUNCATE, ALTER: changes a table, from nothing
        Copy,   ///< between a table and files
        Refresh,
        Use,
        SearchPath,
        Assign,   ///< a variable
        Dynamic,  ///< EXECUTE of a text
        Record,   ///< a row variable over `query`, or over the cursor `text`
        Script    ///< a body that is itself a script
    };
    Action action = Action::Other;
    std::string kind = "OTHER";
    size_t first = 0;  ///< tokens
    size_t last = 0;
    std::string problem;

    std::vector<std::string> target;
    std::string targetAlias;
    bool targetUnknown = false;
    bool targetPath = false;
    bool targetView = false;  ///< of DROP
    bool temporary = false;
    bool byName = false;
    bool overwrite = false;
    std::vector<std::string> columns;  ///< of the target, as listed
    std::vector<std::string> types;    ///< of CREATE TABLE's columns
    std::vector<std::string> staticPartitions;
    std::vector<std::string> dynamicPartitions;
    std::vector<std::vector<std::string>> moreTargets;  ///< DELETE a, b; DROP a, b

    std::vector<CommonTable> with;
    bool recursive = false;
    std::unique_ptr<Query> query;
    std::vector<Source> sources;
    std::vector<Assignment> assignments;
    std::vector<Expression> filters;
    Expression on;
    struct Insertion {  ///< INSERT arm of a MERGE
        std::vector<std::string> columns;
        std::vector<Expression> values;
        bool all = false;
    };
    std::vector<Insertion> insertions;
    bool updateAll = false;  ///< UPDATE SET *

    std::string name;       ///< of a variable, a database …
    std::string text;       ///< of a script
    size_t valueFirst = 0;  ///< tokens of a variable's or a dynamic statement's value
    size_t valueLast = 0;
};

}  // namespace tributary::lineage
