// SPDX-License-Identifier: MIT
//
// A scan of a source without SQL: what is asked for (ScanRequest), what the source answers row by row (Rows),
// and the reader between: it applies WHERE, LIMIT and OFFSET exactly, so that a source only has to use of the
// request what saves it work.
#pragma once

#include <tributary_adbc_sql.hpp>
#include <tributary_adbc_values.hpp>
#include <tributary_arrow_stream.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>

namespace tributary::sdk {

struct ColumnInfo {
    std::string name;
    std::string
        format;  ///< Arrow: b, l, i, g, u, tdD, ttu, tsu:, tsu:UTC (sources with query() of their own: any)
    std::string nativeType;  ///< as the source calls it; may be empty
    std::string comment;
    bool nullable = true;
    bool primaryKey = false;
};

struct TableName {
    std::string catalog;  ///< empty: the source has none
    std::string schema;
    std::string name;
};

/// A comparison of a column with literals, for a source that can use it.
struct Comparison {
    Condition::Op op;  ///< Equal … GreaterEqual, In
    size_t column;     ///< of the table
    std::vector<Cell> values;
};

struct ScanRequest {
    TableName table;
    std::vector<ColumnInfo> columns;    ///< of the whole table, as columns() told them
    std::vector<bool> needed;           ///< by column: will anybody look at it
    std::vector<Comparison> conjuncts;  ///< all must hold; a hint: they are checked again
    std::optional<uint64_t> limit;      ///< no more rows than these will be looked at; unset if WHERE decides
    std::string part;  ///< one that Source::parts() gave: only its rows; empty: all of them
    const std::atomic<bool>* cancelled = nullptr;

    bool isCancelled() const { return cancelled && cancelled->load(std::memory_order_relaxed); }
    void check() const {
        if (isCancelled()) throw Error(11, "The query was cancelled");
    }
    std::optional<size_t> column(std::string_view name) const {
        for (size_t i = 0; i < columns.size(); i++) {
            if (columns[i].name == name) return i;
        }
        return std::nullopt;
    }
    bool needs(std::string_view name) const {
        const auto index = column(name);
        return index && needed[*index];
    }
    /// The bounds, both inclusive, that WHERE sets to a whole number, date or time.
    std::pair<int64_t, int64_t> range(std::string_view name) const;
    /// The only values a column may have, if WHERE names them.
    std::optional<std::vector<Cell>> only(std::string_view name) const;
};

/// One row, by column of the table. What is not set is NULL.
class Row {
  public:
    explicit Row(size_t columns) : m_cells(columns), m_own(columns) {}
    Cell& operator[](size_t column) { return m_cells[column]; }
    const Cell& operator[](size_t column) const { return m_cells[column]; }
    /// A text that the row keeps, for values without a place of their own.
    void keep(size_t column, std::string text) {
        m_own[column] = std::move(text);
        m_cells[column] = Cell::text(m_own[column]);
    }
    void clear() { std::fill(m_cells.begin(), m_cells.end(), Cell()); }

  private:
    std::vector<Cell> m_cells;
    std::vector<std::string> m_own;
};

class Rows {
  public:
    virtual ~Rows() = default;
    /// Sets the needed cells of `row`, which is empty. False: there is no further row. Look at
    /// ScanRequest::check() while waiting.
    virtual bool next(Row& row) = 0;
};

namespace detail {

/// `literal` as a value of the column; its text is `keep`'s.
inline Cell cellOf(const Literal& literal, const ColumnInfo& column, std::string& keep) {
    using Kind = Literal::Kind;
    const auto refuse = [&]() -> Cell {
        throw Error(5, "'" + literal.text + "' cannot be compared with the column " + column.name, "22018");
    };
    keep = literal.text;
    if (literal.kind == Kind::Null) return Cell();
    const std::string& f = column.format;
    if (f == "u") return literal.kind == Kind::Text ? Cell::text(keep) : refuse();
    if (literal.kind == Kind::Bool) return f == "b" ? Cell::boolean(literal.text == "TRUE") : refuse();
    if (f[0] == 't' && literal.kind == Kind::Text) {
        if (f == "ttu") {
            Scanner in{keep};
            const auto time = readTime(in);
            return time && in.done() ? Cell::integer(*time) : refuse();
        }
        const auto moment = readMoment(keep);
        if (!moment) return refuse();
        if (f != "tdD") return Cell::integer(moment->micros);
        return moment->micros % 86400000000 ? refuse() : Cell::integer(moment->micros / 86400000000);
    }
    if (f == "b") {
        if (keep == "true" || keep == "t") return Cell::boolean(true);
        return keep == "false" || keep == "f" ? Cell::boolean(false) : refuse();
    }
    try {
        size_t used = 0;
        if (keep.find_first_not_of("-0123456789") == std::string::npos && f != "g") {
            const int64_t whole = std::stoll(keep, &used);
            return used == keep.size() ? Cell::integer(whole) : refuse();
        }
        char* end = nullptr;  // not std::stod: it refuses the smallest numbers
        const double real = std::strtod(keep.c_str(), &end);
        return !keep.empty() && end == keep.c_str() + keep.size() ? Cell::real(real) : refuse();
    } catch (const std::logic_error&) {
        return refuse();
    }
}

/// LIKE with % and _ (one character of UTF-8), no escape.
inline bool like(std::string_view text, std::string_view pattern) {
    size_t t = 0, p = 0, star = std::string_view::npos, mark = 0;
    const auto step = [&](size_t at) {
        at++;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) at++;
        return at;
    };
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '%') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && pattern[p] == '_') {
            t = step(t);
            p++;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            t++;
            p++;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = mark = step(mark);
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '%') p++;
    return p == pattern.size();
}

enum class Truth : int8_t { False, Unknown, True };

/// A condition with its columns found and its literals read.
class Filter {
  public:
    Filter(const Condition& condition, const std::function<size_t(const std::string&)>& find,
           const std::vector<ColumnInfo>& columns)
        : m_op(condition.op), m_texts(condition.values.size()) {
        for (const auto& child : condition.children) m_children.emplace_back(child, find, columns);
        if (!m_children.empty()) return;
        m_column = find(condition.column);
        for (size_t i = 0; i < condition.values.size(); i++)
            m_values.push_back(cellOf(condition.values[i], columns[m_column], m_texts[i]));
    }

    Truth test(const Row& row) const {
        using Op = Condition::Op;
        if (m_op == Op::Not) return static_cast<Truth>(2 - static_cast<int>(m_children[0].test(row)));
        if (m_op == Op::And || m_op == Op::Or) {
            Truth all = m_op == Op::And ? Truth::True : Truth::False;
            for (const auto& child : m_children) {
                const Truth one = child.test(row);
                all = m_op == Op::And ? std::min(all, one) : std::max(all, one);
            }
            return all;
        }
        const Cell& cell = row[m_column];
        if (m_op == Op::IsNull) return cell.isNull() ? Truth::True : Truth::False;
        if (cell.isNull()) return Truth::Unknown;
        Truth any = Truth::False;
        for (const auto& value : m_values)
            any = std::max(any, value.isNull() ? Truth::Unknown : holds(cell, value));
        return any;
    }

    void columns(std::vector<bool>& needed) const {
        for (const auto& child : m_children) child.columns(needed);
        if (m_children.empty()) needed[m_column] = true;
    }
    void conjuncts(std::vector<Comparison>& out) const {
        if (m_op == Condition::Op::And) {
            for (const auto& child : m_children) child.conjuncts(out);
        } else if (m_children.empty() && m_op <= Condition::Op::In) {
            out.push_back({m_op, m_column, m_values});
        }
    }

  private:
    Truth holds(const Cell& cell, const Cell& value) const {
        using Op = Condition::Op;
        if (m_op == Op::Like) return like(cell.text(), value.text()) ? Truth::True : Truth::False;
        const int order = compare(cell, value);
        const bool yes = m_op == Op::NotEqual       ? order != 0
                         : m_op == Op::Less         ? order < 0
                         : m_op == Op::LessEqual    ? order <= 0
                         : m_op == Op::Greater      ? order > 0
                         : m_op == Op::GreaterEqual ? order >= 0
                                                    : order == 0;
        return yes ? Truth::True : Truth::False;
    }

    Condition::Op m_op;
    size_t m_column = 0;
    std::vector<std::string> m_texts;  // never changed in size: m_values points into it
    std::vector<Cell> m_values;
    std::vector<Filter> m_children;
};

}  // namespace detail

inline std::pair<int64_t, int64_t> ScanRequest::range(std::string_view name) const {
    using Op = Condition::Op;
    int64_t low = std::numeric_limits<int64_t>::min(), high = std::numeric_limits<int64_t>::max();
    for (const auto& c : conjuncts) {
        if (columns[c.column].name != name || c.values.size() != 1 || c.values[0].kind() != Cell::Kind::Int)
            continue;
        const int64_t v = c.values[0].integer();
        if (c.op == Op::Equal || c.op == Op::GreaterEqual || c.op == Op::In) low = std::max(low, v);
        if (c.op == Op::Equal || c.op == Op::LessEqual || c.op == Op::In) high = std::min(high, v);
        if (c.op == Op::Greater && v < std::numeric_limits<int64_t>::max()) low = std::max(low, v + 1);
        if (c.op == Op::Less && v > std::numeric_limits<int64_t>::min()) high = std::min(high, v - 1);
    }
    return {low, high};
}

inline std::optional<std::vector<Cell>> ScanRequest::only(std::string_view name) const {
    for (const auto& c : conjuncts) {
        if (columns[c.column].name == name && (c.op == Condition::Op::Equal || c.op == Condition::Op::In))
            return c.values;
    }
    return std::nullopt;
}

}  // namespace tributary::sdk
