// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tributary::store {

/// One prepared statement: bind in order, step, read columns in order. Belongs to one thread at a time. The
/// first failure is remembered and returned by `step` or `run`, so binds can be chained.
class Statement {
  public:
    Statement(sqlite3* database, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(std::string_view value);
    Statement& bind(int64_t value);
    Statement& bind(int value) { return bind(static_cast<int64_t>(value)); }
    Statement& bind(const std::optional<int64_t>& value);
    /// Of its own name, so that a whole number is never bound as a floating one. NaN is kept as NULL.
    Statement& bindNumber(const std::optional<double>& value);

    /// True: a row is there.
    Result<bool> step();
    /// Runs to the end and forgets the rows.
    Result<void> run();
    /// Ready to be bound and run again.
    void reset();

    std::string text(int column) const;
    int64_t integer(int column) const;
    double number(int column) const;
    bool isNull(int column) const;

  private:
    sqlite3* m_database;
    sqlite3_stmt* m_statement = nullptr;
    int m_status = 0;
    int m_next = 1;
};

/// A SQLite file. Errors are told as failures of the workspace.
class Database {
  public:
    Database() = default;
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    Result<void> open(const std::string& path);
    void close();
    /// Does the file start as SQLite's do (or is it empty)? Before any statement: touches neither locks nor
    /// journals.
    bool looksLikeDatabase() const;
    Result<void> execute(const char* sql);
    Result<int64_t> integer(std::string_view sql);
    sqlite3* handle() const { return m_handle; }

  private:
    sqlite3* m_handle = nullptr;
};

/// BEGIN IMMEDIATE … COMMIT; rolls back unless `commit` succeeded.
class Transaction {
  public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    const Result<void>& begun() const { return m_begun; }
    Result<void> commit();

  private:
    Database& m_database;
    Result<void> m_begun;
    bool m_open = false;
};

/// The error SQLite's last call on `database` left, in words about the workspace file.
Error sqliteError(sqlite3* database, int status);

}  // namespace tributary::store
