// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/base/part_file.h"
#include "core/result/writer.h"

namespace tributary::cli {

/// Standard output, a device or pipe, or a file: that is written beside and takes its name in `commit`, so it
/// is either the old one or whole; without commit the part is removed.
class Output {
  public:
    static Output standard();
    static Result<Output> file(const std::string& path);
    Output(Output&& other) noexcept;
    Output& operator=(Output&&) = delete;
    ~Output();

    result::ByteSink sink();
    Result<void> commit();
    /// The reader of our pipe has gone: a quiet end (`| head`).
    bool isClosedPipe() const { return m_closedPipe; }

  private:
    Output(int descriptor, bool owned, std::string path);
    Result<void> write(std::string_view bytes);

    int m_descriptor;
    bool m_owned;  ///< ours to close
    std::string m_path;
    std::optional<PartFile> m_file;  ///< has the descriptor
    bool m_closedPipe = false;
};

}  // namespace tributary::cli
