// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/adbc_driver.h"

#include "app/sandbox/adbc_call.h"

#include <cstring>

namespace tributary::sandbox {
namespace {

using Init = AdbcStatusCode (*)(int version, void* driver, AdbcError* error);

/// A function of the same type as the member that answers NOT_IMPLEMENTED.
template <typename... Arguments>
AdbcStatusCode notImplemented(Arguments...) {
    return ADBC_STATUS_NOT_IMPLEMENTED;
}

template <typename... Arguments>
void fill(AdbcStatusCode (*&member)(Arguments...)) {
    if (member == nullptr) member = notImplemented<Arguments...>;
}

int noDetails(const AdbcError*) {
    return 0;
}
AdbcErrorDetail noDetail(const AdbcError*, int) {
    return {nullptr, nullptr, 0};
}
const AdbcError* noStreamError(ArrowArrayStream*, AdbcStatusCode*) {
    return nullptr;
}

void fillVersion10(AdbcDriver& driver) {
    fill(driver.DatabaseSetOption);
    fill(driver.ConnectionCommit);
    fill(driver.ConnectionGetInfo);
    fill(driver.ConnectionGetObjects);
    fill(driver.ConnectionGetTableSchema);
    fill(driver.ConnectionGetTableTypes);
    fill(driver.ConnectionSetOption);
    fill(driver.ConnectionReadPartition);
    fill(driver.ConnectionRollback);
    fill(driver.StatementBind);
    fill(driver.StatementBindStream);
    fill(driver.StatementExecutePartitions);
    fill(driver.StatementGetParameterSchema);
    fill(driver.StatementPrepare);
    fill(driver.StatementSetOption);
    fill(driver.StatementSetSqlQuery);
    fill(driver.StatementSetSubstraitPlan);
}

void fillVersion11(AdbcDriver& driver) {
    if (driver.ErrorGetDetailCount == nullptr || driver.ErrorGetDetail == nullptr) {
        driver.ErrorGetDetailCount = noDetails;
        driver.ErrorGetDetail = noDetail;
    }
    if (driver.ErrorFromArrayStream == nullptr) driver.ErrorFromArrayStream = noStreamError;
    fill(driver.ConnectionCancel);
    fill(driver.ConnectionGetStatistics);
    fill(driver.StatementCancel);
    fill(driver.StatementExecuteSchema);
}

bool hasRequired(const AdbcDriver& driver) {
    return driver.DatabaseNew != nullptr && driver.DatabaseInit != nullptr &&
           driver.DatabaseRelease != nullptr && driver.ConnectionNew != nullptr &&
           driver.ConnectionInit != nullptr && driver.ConnectionRelease != nullptr &&
           driver.StatementNew != nullptr && driver.StatementRelease != nullptr &&
           driver.StatementExecuteQuery != nullptr;
}

Failure loadFailure(ErrorCode code, std::string message, std::string hint) {
    Failure failure;
    failure.status = static_cast<int32_t>(code);
    failure.message = std::move(message);
    failure.hint = std::move(hint);
    return failure;
}

}  // namespace

std::optional<Failure> loadDriver(const Library& library, const std::vector<std::string>& entryNames,
                                  AdbcDriver& driver, int& version) {
    const auto symbol = library.entry(entryNames);
    if (!symbol) return loadFailure(symbol.error().code, symbol.error().message, symbol.error().hint);
    const auto init = reinterpret_cast<Init>(*symbol);
    AdbcStatusCode status = ADBC_STATUS_UNKNOWN;
    std::string told;
    for (const int offered : {ADBC_VERSION_1_1_0, ADBC_VERSION_1_0_0}) {
        driver = {};
        AdbcError error = ADBC_ERROR_INIT;
        status = init(offered, &driver, &error);
        if (error.message != nullptr) told = error.message;
        if (error.release != nullptr) error.release(&error);
        version = offered;
        if (status != ADBC_STATUS_NOT_IMPLEMENTED) break;
    }
    if (status == ADBC_STATUS_NOT_IMPLEMENTED)
        return loadFailure(ErrorCode::Unsupported,
                           "it is built for another version of ADBC; this program offers 1.1 and 1.0." +
                               (told.empty() ? "" : " It says: " + told),
                           "Install a version of the plugin for ADBC 1.1.");
    if (status != ADBC_STATUS_OK)
        return loadFailure(ErrorCode::Unsupported,
                           "its driver refused to start" + (told.empty() ? "." : ": " + told), {});
    if (!hasRequired(driver))
        return loadFailure(
            ErrorCode::Unsupported,
            "its driver is incomplete: it cannot open a database, a connection or a statement.",
            "This is a defect of the plugin: update it, or tell its author.");
    if (version == ADBC_VERSION_1_0_0) {
        // A driver of 1.0 leaves what lies behind undefined.
        AdbcDriver whole{};
        std::memcpy(static_cast<void*>(&whole), &driver, ADBC_DRIVER_1_0_0_SIZE);
        driver = whole;
    }
    fillVersion10(driver);
    fillVersion11(driver);
    return std::nullopt;
}

bool canCancelStatement(const AdbcDriver& driver) {
    return driver.StatementCancel != static_cast<decltype(driver.StatementCancel)>(notImplemented);
}

bool canCancelConnection(const AdbcDriver& driver) {
    return driver.ConnectionCancel != static_cast<decltype(driver.ConnectionCancel)>(notImplemented);
}

}  // namespace tributary::sandbox
