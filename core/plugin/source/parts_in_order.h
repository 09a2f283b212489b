// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/plugin/process/plugin_process.h"

namespace tributary::plugin {

/// What must be the same for batches of two streams to be read alike: the formats of all columns.
std::string shapeOf(const ArrowSchema& schema);

/// That a part's columns are not those of the first.
Error differentParts();

/// The parts of one result, read by one process one after the other, in their order. Belongs to the process's
/// thread and counts as its call, as an ArrowReader does.
class PartsInOrder : public ArrowSource {
  public:
    /// nullptr: the driver does not part this result, ask it for the whole. A result in one part is that
    /// part: many servers run the statement when they are asked for its parts, and must not run it twice.
    static Result<std::unique_ptr<ArrowSource>> open(PluginProcess& process, const std::string& sql,
                                                     const CancelToken& token);

    const ArrowSchema& schema() const override { return *m_schema; }
    Result<bool> next(OwnedArray& out) override;

  private:
    PartsInOrder(PluginProcess& process, SchemaHolder schema, std::vector<std::string> parts,
                 std::unique_ptr<ArrowReader> first, const CancelToken& token);

    PluginProcess& m_process;
    const SchemaHolder m_schema;
    const std::vector<std::string> m_parts;
    const CancelToken m_token;
    std::unique_ptr<ArrowReader> m_reader;
    size_t m_at = 0;  ///< the part that is read
};

}  // namespace tributary::plugin
