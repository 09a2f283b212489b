// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/result/writer.h"

namespace tributary::cli {

/// Standard output or a file. A regular file is written as FILE.part and renamed by `commit`, so FILE is
/// either the old one or whole; without commit the part is removed.
class Output {
  public:
    static Result<Output> standard();
    static Result<Output> file(const std::string& path);
    Output(Output&& other) noexcept;
    Output& operator=(Output&&) = delete;
    ~Output();

    result::ByteSink sink();
    Result<void> commit();
    /// The reader of our pipe has gone: a normal end (`| head`).
    bool isClosedPipe() const { return m_closedPipe; }

  private:
    Output(int descriptor, std::string path, std::string part);
    Result<void> write(std::string_view bytes);

    int m_descriptor;
    std::string m_path;
    std::string m_part;
    bool m_closedPipe = false;
};

}  // namespace tributary::cli
