// SPDX-License-Identifier: MIT
#include <tributary_adbc.hpp>

namespace {

namespace sdk = tributary::sdk;

/// The rows of `numbers`, one by one. The helper applies WHERE, LIMIT and the choice of columns.
class Numbers : public sdk::Rows {
  public:
    explicit Numbers(int64_t count) : m_count(count) {}
    bool next(sdk::Row& row) override {
        if (m_next >= m_count) return false;
        ++m_next;
        row[0] = sdk::Cell::integer(m_next);
        row[1] = sdk::Cell::integer(m_next * m_next);
        return true;
    }

  private:
    int64_t m_count, m_next = 0;
};

class Plugin : public sdk::Source {
  public:
    sdk::Info info() const override { return {"Numbers", "1", "@ID@", "1.0.0"}; }
    void open(const sdk::Options& options) override {
        m_count = options.integer("numbers.count", 100, 0, 1000000000);
    }
    std::vector<sdk::TableInfo> tables() override {
        return {{{"", "main", "numbers"}, "TABLE", "Numbers and their squares"}};
    }
    std::vector<sdk::ColumnInfo> columns(const sdk::TableName&) override {
        return {column("n", "1, 2, 3 …"), column("square", "n times n")};
    }
    std::unique_ptr<sdk::Rows> scan(const sdk::ScanRequest&) override {
        return std::make_unique<Numbers>(m_count);
    }

  private:
    static sdk::ColumnInfo column(const char* name, const char* comment) {
        sdk::ColumnInfo out;
        out.name = name;
        out.format = "l";  // an Arrow format string: 64-bit integers
        out.nullable = false;
        out.comment = comment;
        return out;
    }
    int64_t m_count = 0;
};

}  // namespace

TRIBUTARY_ADBC_DRIVER(Plugin)
