// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/plugin/process/session.h"
#include "core/plugin/wire/arrow_source.h"

namespace tributary::plugin {

/// Reads the batches of the session's running call, validated. Ends the call when destroyed.
class StreamReader final : public ArrowReader {
  public:
    /// Waits for the schema of the call that was begun.
    static Result<std::unique_ptr<ArrowReader>> open(Session& session);
    ~StreamReader() override;

    const ArrowSchema& schema() const override { return *m_schema; }
    Result<bool> next(OwnedArray& out) override;
    std::optional<int64_t> rowsAffected() const override { return m_rowsAffected; }

  private:
    explicit StreamReader(Session& session) : m_session(session) {}

    Session& m_session;
    SchemaHolder m_schema;
    ArrowType m_type;
    bool m_done = false;
    std::optional<int64_t> m_rowsAffected;
};

/// Waits for a call that answers with one schema.
Result<SchemaHolder> readSchema(Session& session);
/// Waits for the end of a call without rows; what Done carries.
Result<std::string> readDone(Session& session);

}  // namespace tributary::plugin
