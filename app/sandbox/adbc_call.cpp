// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/adbc_call.h"

#include <algorithm>
#include <cstring>

namespace tributary::sandbox {
namespace {

constexpr int kMostDetails = 32;

std::string statusText(AdbcStatusCode status) {
    constexpr const char* kTexts[] = {"",
                                      "The driver failed for a reason it does not tell.",
                                      "The driver cannot do this.",
                                      "The driver did not find what was asked for.",
                                      "It exists already.",
                                      "The driver does not accept an argument.",
                                      "The driver is not in a state to do this.",
                                      "The data is invalid.",
                                      "A constraint of the data was violated.",
                                      "The driver has an internal error.",
                                      "Reading or writing failed.",
                                      "The call was cancelled.",
                                      "It took too long.",
                                      "The login was refused.",
                                      "The permission is missing."};
    return status < std::size(kTexts) ? kTexts[status] : kTexts[1];
}

}  // namespace

AdbcCall::~AdbcCall() {
    if (m_error.release != nullptr) m_error.release(&m_error);
}

std::optional<Failure> AdbcCall::describe(const AdbcDriver& driver, AdbcStatusCode status,
                                          const AdbcError& error) {
    if (status == ADBC_STATUS_OK) return std::nullopt;
    Failure failure;
    failure.from = Failure::From::Adbc;
    failure.status = status;
    failure.message = error.message == nullptr || *error.message == '\0' ? statusText(status) : error.message;
    if (error.sqlstate[0] != '\0')
        failure.sqlState.assign(error.sqlstate, ::strnlen(error.sqlstate, sizeof error.sqlstate));
    if (error.vendor_code != ADBC_ERROR_VENDOR_CODE_PRIVATE_DATA) {
        failure.vendorCode = error.vendor_code;
        return failure;
    }
    if (error.private_data == nullptr) return failure;
    const int details = std::min(driver.ErrorGetDetailCount(&error), kMostDetails);
    for (int i = 0; i < details; i++) {
        const AdbcErrorDetail detail = driver.ErrorGetDetail(&error, i);
        if (detail.key == nullptr || detail.value == nullptr) continue;
        const std::string key = detail.key;
        const bool isText = !key.ends_with("-bin");  // by ADBC's convention those are no text
        if (isText)
            failure.details.emplace_back(
                key, std::string(reinterpret_cast<const char*>(detail.value), detail.value_length));
    }
    return failure;
}

}  // namespace tributary::sandbox
