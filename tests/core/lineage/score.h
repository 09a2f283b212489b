// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tributary::lineage::test {

/// Hits, false finds and misses of tables and of column edges, summed over cases.
struct Score {
    size_t cases = 0;
    size_t tableHits = 0, tableFalse = 0, tableMissed = 0, tableAsked = 0, tableExact = 0;
    size_t columnHits = 0, columnFalse = 0, columnMissed = 0, columnAsked = 0, columnExact = 0;
    double milliseconds = 0;
    size_t bytes = 0;
    std::vector<std::string> failures;  ///< what was wrong, case by case

    void add(const Score& other);
    double tableF1() const;
    double precision() const;
    double recall() const;
    double f1() const;
    std::string line(const std::string& name) const;
};

/// Answers the case and compares. Names are compared without case and quotes, tables by dotted suffix,
/// columns nobody named as one; edges into columns the case does not ask for do not count.
Score scoreCase(const std::string& line);
/// All cases of a file; empty when it is not there.
Score scoreFile(const std::string& path);

}  // namespace tributary::lineage::test
