// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/connect/capabilities.h"
#include "core/connect/descriptor.h"
#include "core/connect/settings.h"
#include "core/sql/remote_query.h"

namespace tributary::connect {

/// Where in a source: {} the connection, {schema}, {schema, table}.
using ObjectPath = std::vector<std::string>;

enum class ObjectKind { Schema, Table, View, MaterializedView, ForeignTable, Measurement, File };

struct Object {
    ObjectKind kind = ObjectKind::Table;
    std::string name;
    std::string comment;
    std::optional<uint64_t> rowEstimate;  ///< the source's own estimate; never a COUNT(*)
    bool system =
        false;  ///< the source's own (its catalog, an extension's tables): not what people keep there
};

struct ForeignKey {
    std::string name;
    std::vector<std::string> columns;
    sql::TableRef target;
    std::vector<std::string> targetColumns;
};

/// One level of a source: {} lists schemas, {schema} lists its tables and views, {schema, table} gives the
/// columns.
struct Catalog {
    std::vector<Object> objects;
    std::vector<sql::Column> columns;
    std::vector<ForeignKey> foreignKeys;
    std::optional<uint64_t> rowEstimate;  ///< of {schema, table}
    std::string comment;
    /// Of {schema, view}: its query, or the statement that makes it, in the source's language; empty for a
    /// table and where the source does not tell (a missing permission).
    std::string definition;
    bool truncated = false;  ///< the source has more than we list
};

/// Rows of one running statement. Belongs to the thread that reads; ends its statement when destroyed.
class ChunkReader {
  public:
    virtual ~ChunkReader() = default;

    /// Columns in the order of the chunk; empty for a statement that returns no rows.
    virtual const std::vector<sql::Column>& columns() const = 0;

    /// Fills `chunk` (initialised with the columns' types, reset by the caller) with up to
    /// STANDARD_VECTOR_SIZE rows. False: the end; the chunk is then empty. After an error or the end it is
    /// not called again.
    virtual Result<bool> next(duckdb::DataChunk& chunk) = 0;

    virtual uint64_t bytesRead() const { return 0; }  ///< from the wire or file
    virtual std::optional<uint64_t> affectedRows() const {
        return std::nullopt;
    }  ///< of a statement without rows
    virtual std::vector<std::string> warnings() const { return {}; }
};

/// One live session with a source. All calls on the connection's own thread, one reader at a time;
/// interrupt() from any thread. Every error carries what happened and what to try; the caller adds the
/// connection's name.
class Connection {
  public:
    virtual ~Connection() = default;

    virtual const Capabilities& capabilities() const = 0;

    /// Lazy, one level at a time.
    virtual Result<Catalog> describe(const ObjectPath& path, const CancelToken& token) = 0;

    /// Streams the rows of `query` in the exact types of its projected columns. An empty projection yields
    /// chunks with a cardinality and no columns.
    virtual Result<std::unique_ptr<ChunkReader>> read(const sql::RemoteQuery& query,
                                                      const CancelToken& token) = 0;

    /// Runs one statement in the source's own language.
    virtual Result<std::unique_ptr<ChunkReader>> native(std::string_view text, const CancelToken& token) = 0;

    /// Columns `native(text)` would return, without running it where the source can tell. Needed to plan
    /// query('connection', 'text').
    virtual Result<std::vector<sql::Column>> describeNative(std::string_view text,
                                                            const CancelToken& token) = 0;

    /// Still usable? Cheap (a protocol ping); false makes the pool open a new one.
    virtual bool isAlive() = 0;

    /// Stops what runs, on the server too. Any thread, must not block for more than a second.
    virtual void interrupt() noexcept = 0;
};

/// A kind of data source. Immutable and thread-safe.
class Connector {
  public:
    virtual ~Connector() = default;
    virtual const Descriptor& descriptor() const = 0;
    /// Opens a session and probes version and capabilities. `read_only`=true in settings asks for a session
    /// that refuses writes.
    virtual Result<std::unique_ptr<Connection>> open(const Settings& settings,
                                                     const CancelToken& token) const = 0;
};

}  // namespace tributary::connect
