// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/plugin/process/launch.h"
#include "core/plugin/process/process_events.h"
#include "core/plugin/wire/arrow_source.h"
#include "core/plugin/wire/introduction.h"
#include "core/plugin/wire/picture.h"

namespace tributary::plugin {

/// Parts of a result that several processes can read at once. The bytes are the plugin's own business.
struct Partitions {
    SchemaHolder schema;  ///< empty if the plugin does not tell it beforehand
    std::vector<std::string> parts;
    std::optional<int64_t> rowsAffected;
};

enum class ObjectDepth { Columns = 0, Catalogs = 1, Schemas = 2, Tables = 3 };
enum class IngestMode { Create, Append, Replace, CreateAppend };

/// What ConnectionGetObjects is asked for; absent: not filtered. Patterns are SQL LIKE's, as ADBC says.
struct ObjectQuery {
    ObjectDepth depth = ObjectDepth::Columns;
    std::optional<std::string> catalog;
    std::optional<std::string> schemaPattern;
    std::optional<std::string> tablePattern;
    std::vector<std::string> tableTypes;
    std::optional<std::string> columnPattern;
};

struct TableName {
    std::optional<std::string> catalog;
    std::optional<std::string> schema;
    std::string table;
};

/// One `tributary-sandbox` that serves one plugin session: an ADBC database with one connection, or the
/// functions of tributary_plugin.h. One call at a time from one thread; a reader counts as its call until it
/// is destroyed. `cancel`, `kill`, `alive`, `figures` from any thread. Errors name the plugin and say in
/// plain words what happened; once `alive` is false every call fails at once. The destructor ends the
/// process, reaps it, and leaves no descriptor behind.
class PluginProcess {
  public:
    /// Starts the process, locks it down and loads the library; within five seconds, or an error.
    static Result<std::unique_ptr<PluginProcess>> start(const Launch& launch, ProcessEvents& events,
                                                        const CancelToken& token);
    ~PluginProcess();
    PluginProcess(const PluginProcess&) = delete;
    PluginProcess& operator=(const PluginProcess&) = delete;

    pid_t pid() const;
    bool alive() const;
    ProcessFigures figures() const;
    /// What really holds it back.
    const Protection& protection() const;
    uint64_t blockedAttempts() const;
    /// What the library says of itself; nothing for a data source.
    const Introduction& introduction() const;
    Activity activity() const;
    /// What a person entered as a secret: no error, log line, output or report shows it from now on. Told
    /// before the plugin is. What sounds secret among ADBC options is kept in any case.
    void keepSecrets(const std::vector<std::string>& secrets);
    /// SIGKILL; `why` becomes the error of the running call and of ExitReport.
    void kill(Error why);
    /// Ends the running call: the plugin is told, and killed if it is still in that call two seconds later.
    void cancel() noexcept;

    // Data sources. openDatabase first, once; options may hold secrets.
    Result<void> openDatabase(const std::map<std::string, std::string>& options, const CancelToken& token);
    Result<void> setConnectionOption(const std::string& key, const std::string& value,
                                     const CancelToken& token);
    Result<std::unique_ptr<ArrowReader>> query(const std::string& sql, const CancelToken& token);
    Result<std::unique_ptr<ArrowReader>> objects(const ObjectQuery& what, const CancelToken& token);
    Result<std::unique_ptr<ArrowReader>> info(const CancelToken& token);
    Result<std::unique_ptr<ArrowReader>> tableTypes(const CancelToken& token);
    Result<std::unique_ptr<ArrowReader>> statistics(const TableName& table, bool approximate,
                                                    const CancelToken& token);
    Result<SchemaHolder> tableSchema(const TableName& table, const CancelToken& token);
    /// Unsupported if the driver cannot tell a result's schema without running it.
    Result<SchemaHolder> executeSchema(const std::string& sql, const CancelToken& token);
    Result<Partitions> partitions(const std::string& sql, const CancelToken& token);
    Result<std::unique_ptr<ArrowReader>> readPartition(const std::string& part, const CancelToken& token);
    /// Rows written, -1 if the driver does not know.
    Result<int64_t> ingest(const TableName& target, IngestMode mode, ArrowSource& rows,
                           const CancelToken& token);

    // The other kinds. `config` is a JSON object. The inputs must live until the returned reader is
    // destroyed.
    Result<std::unique_ptr<ArrowReader>> process(const std::string& config, std::vector<ArrowSource*> inputs,
                                                 const CancelToken& token);
    /// Writes to `fd`, which stays the caller's.
    Result<void> exportTo(const std::string& config, ArrowSource& rows, int fd, const CancelToken& token);
    Result<Picture> draw(const std::string& config, ArrowSource& rows, const Canvas& canvas,
                         const CancelToken& token);
    /// The plugin's own JSON result; empty if it gave none. Error::retryable when it says that later may
    /// work.
    Result<std::string> notify(const std::string& config, const std::string& notification,
                               const CancelToken& token);

  private:
    class Impl;
    explicit PluginProcess(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace tributary::plugin
