// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/plugin/confine/descriptor.h"

namespace tributary::plugin {

/// Where a plugin's standard output and error go. Never blocks the plugin: what is not fetched in time and
/// does not fit into the pipe is lost to it. `drain` and `tail` from any thread.
class OutputPipe {
  public:
    static Result<std::unique_ptr<OutputPipe>> create();

    int writeEnd() const { return m_write.get(); }
    void closeWriteEnd() { m_write.reset(); }
    /// Takes what is there; tells complete lines, printable, at most 4 KiB each and 64 KiB a time.
    void drain(const std::function<void(std::string_view)>& line);
    /// The last 4 KiB, printable.
    std::string tail() const;

  private:
    OutputPipe(int read, int write) : m_read(read), m_write(write) {}
    void take(std::string_view bytes, const std::function<void(std::string_view)>& line);

    mutable std::mutex m_mutex;
    Descriptor m_read;
    Descriptor m_write;
    std::string m_partial;
    std::string m_tail;
};

}  // namespace tributary::plugin
