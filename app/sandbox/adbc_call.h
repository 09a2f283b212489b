// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb/common/adbc/adbc.h>

#include <optional>

#include "app/sandbox/host_link.h"

namespace tributary::sandbox {

/// The error a driver fills during one call; released at the end. Of ADBC 1.1, so that it may carry details.
class AdbcCall {
  public:
    explicit AdbcCall(const AdbcDriver& driver) : m_driver(driver) {}
    ~AdbcCall();
    AdbcCall(const AdbcCall&) = delete;
    AdbcCall& operator=(const AdbcCall&) = delete;

    AdbcError* error() { return &m_error; }
    /// None if `status` is OK, else all the driver said.
    std::optional<Failure> failure(AdbcStatusCode status) const {
        return describe(m_driver, status, m_error);
    }
    static std::optional<Failure> describe(const AdbcDriver& driver, AdbcStatusCode status,
                                           const AdbcError& error);

  private:
    const AdbcDriver& m_driver;
    AdbcError m_error = ADBC_ERROR_INIT;
};

}  // namespace tributary::sandbox
