// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>
#include <string>
#include <vector>

#include "tests/oracle/nasty_values.h"

namespace tributary::oracle {

struct TestColumn {
    std::string name;
    Kind kind;
};

/// Random statements over one table (written as $T) and a local one (keys: id BIGINT, word VARCHAR). Every
/// statement has one right answer as a multiset: LIMIT only comes with an ORDER BY over the unique id.
class QueryGenerator {
  public:
    QueryGenerator(std::vector<TestColumn> columns, uint32_t seed);
    std::string next();

  private:
    size_t below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(m_random); }
    const TestColumn& anyColumn() { return m_columns[below(m_columns.size())]; }
    std::string literal(const TestColumn& column);
    std::string comparison();
    std::string condition(int depth);
    std::string projection();

    const std::vector<TestColumn> m_columns;
    std::mt19937 m_random;
};

}  // namespace tributary::oracle
