// SPDX-License-Identifier: MIT
//
// What the author of a source writes: a class derived from Source. tributary_adbc.hpp makes an ADBC driver of
// it. One object serves one connection and one call at a time; only cancel() comes from another thread. Throw
// Error.
#pragma once

#include <adbc.h>
#include <tributary_adbc_scan.hpp>

#include <map>

namespace tributary::sdk {

/// The options of database and connection as the program gives them (manifest: "option").
class Options {
  public:
    void set(const std::string& key, std::string value) { m_values[key] = std::move(value); }
    bool has(const std::string& key) const { return m_values.count(key) && !m_values.at(key).empty(); }
    std::string text(const std::string& key, const std::string& fallback = {}) const {
        return has(key) ? m_values.at(key) : fallback;
    }
    /// `what` names it for people: "the folder".
    std::string require(const std::string& key, const std::string& what) const {
        if (!has(key))
            throw Error(ADBC_STATUS_INVALID_ARGUMENT, "Say " + what + ": the connection does not name it");
        return text(key);
    }
    int64_t integer(const std::string& key, int64_t fallback, int64_t least, int64_t most) const {
        if (!has(key)) return fallback;
        const std::string value = text(key);
        size_t used = 0;
        int64_t number = 0;
        try {
            number = std::stoll(value, &used);
        } catch (const std::logic_error&) {
            used = 0;
        }
        if (used != value.size() || number < least || number > most) {
            throw Error(ADBC_STATUS_INVALID_ARGUMENT,
                        "The setting " + key + " is '" + value + "': give a whole number from " +
                            std::to_string(least) + " to " + std::to_string(most));
        }
        return number;
    }
    bool boolean(const std::string& key, bool fallback) const {
        if (!has(key)) return fallback;
        const std::string value = text(key);
        if (value == "true" || value == "1" || value == "yes") return true;
        if (value == "false" || value == "0" || value == "no") return false;
        throw Error(ADBC_STATUS_INVALID_ARGUMENT,
                    "The setting " + key + " is '" + value + "': say true or false");
    }
    const std::map<std::string, std::string>& all() const { return m_values; }

  private:
    std::map<std::string, std::string> m_values;
};

struct Info {
    std::string vendor, vendorVersion;  ///< of the system behind
    std::string driver, driverVersion;
};

struct TableInfo {
    TableName name;
    std::string type = "TABLE";
    std::string comment;
};

struct Constraint {
    std::string name;
    std::string type;  ///< PRIMARY KEY, FOREIGN KEY, UNIQUE, CHECK
    std::vector<std::string> columns;
    TableName foreignTable;                   ///< FOREIGN KEY only
    std::vector<std::string> foreignColumns;  ///< FOREIGN KEY only, as many as `columns`
};

class Source {
  public:
    virtual ~Source() = default;

    virtual Info info() const = 0;
    /// Connects, or at least checks the options.
    virtual void open(const Options& options) = 0;
    virtual std::vector<TableInfo> tables() = 0;
    /// Throws Error with ADBC_STATUS_NOT_FOUND if there is no such table.
    virtual std::vector<ColumnInfo> columns(const TableName& table) = 0;
    virtual std::vector<Constraint> constraints(const TableName&) { return {}; }
    /// An estimate without reading the table; nullopt: unknown.
    virtual std::optional<int64_t> rowCount(const TableName&) { return std::nullopt; }
    virtual std::unique_ptr<Rows> scan(const ScanRequest&) {
        throw Error(ADBC_STATUS_NOT_IMPLEMENTED, "This source cannot read tables");
    }
    /// Parts of a scan's rows that are read one by one, in processes of their own, each with a source that was
    /// opened alike: together they must be all rows, each once. A part is any text; scan() finds it in its
    /// request. Empty: reading at once would not help here. (Manifest: "quirks": {"partitions": true}.)
    virtual std::vector<std::string> parts(const ScanRequest&) { return {}; }
    /// A statement in the source's own language. This one reads simple SELECTs and calls scan().
    virtual std::unique_ptr<BatchReader> query(const std::string& sql);
    /// The same of a source with a query() of its own; these two go with the query() above.
    virtual std::vector<std::string> partsOf(const std::string& sql);
    virtual std::unique_ptr<BatchReader> queryPart(const std::string& sql, const std::string& part);
    /// A statement that returns no rows; -1: nobody counted.
    virtual int64_t execute(const std::string&) {
        throw Error(ADBC_STATUS_NOT_IMPLEMENTED, "This source is only read");
    }
    /// The columns a statement would return, without running it.
    virtual Field describe(const std::string& sql) { return query(sql)->schema(); }
    /// Ends what runs, soon. Any thread, at any time; overrides call this one as well.
    virtual void cancel() noexcept { m_cancelled = true; }
    /// Options of the connection after open(); false: not known.
    virtual bool setOption(const std::string&, const std::string&) { return false; }

    /// Called by the driver before a statement begins.
    void begin() { m_cancelled = false; }
    const std::atomic<bool>& cancelled() const { return m_cancelled; }

  protected:
    /// The table's columns in the schema a statement names: "" is any.
    TableName find(const std::string& schema, const std::string& table) {
        for (const auto& one : tables()) {
            if (one.name.name == table && (schema.empty() || one.name.schema == schema)) return one.name;
        }
        throw Error(ADBC_STATUS_NOT_FOUND,
                    "There is no table " + (schema.empty() ? "" : schema + ".") + table +
                        " here: look at the tables of the connection",
                    "42P01");
    }

  private:
    std::atomic<bool> m_cancelled{false};
};

namespace detail {

/// Rows → WHERE, OFFSET, LIMIT → Arrow.
class ScanReader : public BatchReader {
  public:
    ScanReader(Source& source, const TableName& table, const Select& select, std::string part = {}) {
        m_request.part = std::move(part);
        m_request.table = table;
        m_request.columns = source.columns(table);
        m_request.needed.resize(m_request.columns.size());
        m_request.cancelled = &source.cancelled();
        const auto find = [&](const std::string& name) {
            if (const auto index = m_request.column(name)) return *index;
            throw Error(ADBC_STATUS_NOT_FOUND, "The table " + table.name + " has no column " + name, "42703");
        };
        std::vector<Field> fields;
        const auto add = [&](size_t index, const std::string& alias) {
            const auto& column = m_request.columns[index];
            static const std::vector<std::string> kFormats{"b", "l", "i", "g", "u", "tdD", "ttu"};
            if (column.format.rfind("tsu:", 0) != 0 &&
                std::find(kFormats.begin(), kFormats.end(), column.format) == kFormats.end())
                throw Error(ADBC_STATUS_INTERNAL,
                            "The column " + column.name + " has a type that a scan cannot hand out");
            fields.push_back({alias, column.format, column.nullable});
            m_outputs.push_back(static_cast<int>(index));
            m_request.needed[index] = true;
        };
        for (size_t i = 0; select.all && i < m_request.columns.size(); i++) add(i, m_request.columns[i].name);
        for (const auto& item : select.items) {
            if (!item.constant) {
                add(find(item.column), item.alias);
                continue;
            }
            fields.push_back({item.alias, "i", false});
            m_outputs.push_back(-1);
        }
        m_schema = structOf(std::move(fields));
        m_skip = select.offset;
        m_left = select.limit;
        if (select.where) {
            m_filter.emplace(*select.where, find, m_request.columns);
            m_filter->columns(m_request.needed);
            m_filter->conjuncts(m_request.conjuncts);
        } else if (m_left) {
            m_request.limit = *m_left + std::min(m_skip, std::numeric_limits<uint64_t>::max() - *m_left);
        }
        m_source = &source;
    }

    const Field& schema() const override { return m_schema; }
    const ScanRequest& request() const { return m_request; }

    bool next(ArrowArray* out) override {
        if (!m_rows && !m_done) m_rows = m_source->scan(m_request);
        ColumnBuilder batch(m_schema);
        Row row(m_request.columns.size());
        while (!m_done && batch.rows() < kBatchRows &&
               (batch.rows() % 64 != 63 || batch.bytes() < kBatchBytes)) {
            if (m_left && *m_left == 0) break;
            if ((++m_seen & 255) == 0) m_request.check();
            row.clear();
            if (!m_rows->next(row)) {
                m_done = true;
                break;
            }
            if (m_filter && m_filter->test(row) != Truth::True) continue;
            if (m_skip && m_skip--) continue;
            append(batch, row);
            if (m_left) --*m_left;
        }
        m_request.check();
        if (m_left && *m_left == 0) m_done = true;
        if (m_done) m_rows.reset();
        if (batch.rows() == 0) return false;
        batch.finish(out);
        return true;
    }

  private:
    void append(ColumnBuilder& batch, const Row& row) {
        for (size_t i = 0; i < m_outputs.size(); i++) {
            auto& to = batch.child(i);
            if (m_outputs[i] < 0) {
                to.value<int32_t>(1);
                continue;
            }
            const auto& cell = row[static_cast<size_t>(m_outputs[i])];
            const auto& column = m_request.columns[static_cast<size_t>(m_outputs[i])];
            if (cell.isNull()) {
                to.null();
            } else if (column.format == "u") {
                to.text(cell.text());
            } else if (column.format == "b") {
                to.boolean(cell.integer() != 0);
            } else if (column.format == "g") {
                to.value(cell.real());
            } else if (column.format == "i" || column.format == "tdD") {
                to.value(static_cast<int32_t>(cell.integer()));
            } else {
                to.value(cell.integer());
            }
        }
        batch.endRow();
    }

    Source* m_source = nullptr;
    ScanRequest m_request;
    Field m_schema;
    std::vector<int> m_outputs;  // column of the table; -1: the number 1
    std::optional<Filter> m_filter;
    std::unique_ptr<Rows> m_rows;
    uint64_t m_skip = 0, m_seen = 0;
    std::optional<uint64_t> m_left;
    bool m_done = false;
};

}  // namespace detail

inline std::unique_ptr<BatchReader> Source::query(const std::string& sql) {
    const Select select = parseSelect(sql);
    return std::make_unique<detail::ScanReader>(*this, find(select.schema, select.table), select);
}

inline std::vector<std::string> Source::partsOf(const std::string& sql) {
    const Select select = parseSelect(sql);
    if (select.limit || select.offset) return {};  // of all the rows, not of each part's
    return parts(detail::ScanReader(*this, find(select.schema, select.table), select).request());
}

inline std::unique_ptr<BatchReader> Source::queryPart(const std::string& sql, const std::string& part) {
    const Select select = parseSelect(sql);
    return std::make_unique<detail::ScanReader>(*this, find(select.schema, select.table), select, part);
}

}  // namespace tributary::sdk
