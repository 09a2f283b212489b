// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unistd.h>

#include <utility>

namespace tributary::plugin {

/// A file descriptor that is closed when it goes.
class OwnedFile {
  public:
    OwnedFile() = default;
    explicit OwnedFile(int file) : m_file(file) {}
    OwnedFile(OwnedFile&& other) noexcept : m_file(std::exchange(other.m_file, -1)) {}
    OwnedFile& operator=(OwnedFile&& other) noexcept {
        if (this != &other) {
            close();
            m_file = std::exchange(other.m_file, -1);
        }
        return *this;
    }
    ~OwnedFile() { close(); }

    bool valid() const { return m_file >= 0; }
    int get() const { return m_file; }
    /// False when the system says that what was written did not arrive.
    bool close() { return m_file < 0 || ::close(std::exchange(m_file, -1)) == 0; }

  private:
    int m_file = -1;
};

}  // namespace tributary::plugin
