// SPDX-License-Identifier: MIT
//
// What stands behind ADBC's handles, and how what is thrown becomes a status and an AdbcError.
#pragma once

#include <tributary_adbc_objects.hpp>
#include <tributary_adbc_rows.hpp>

#include <cstdlib>

namespace tributary::sdk::detail {

struct DatabaseState {
    Options options;
    std::unique_ptr<Source> (*make)() = nullptr;
};

struct ConnectionState {
    Options options;
    std::shared_ptr<Source> source;
};

struct StatementState {
    std::shared_ptr<Source> source;
    std::string sql;
};

/// The source outlives the streams made of it.
class HeldReader : public BatchReader {
  public:
    HeldReader(std::shared_ptr<Source> source, std::unique_ptr<BatchReader> inner)
        : m_source(std::move(source)), m_inner(std::move(inner)) {}
    const Field& schema() const override { return m_inner->schema(); }
    bool next(ArrowArray* out) override { return m_inner->next(out); }

  private:
    std::shared_ptr<Source> m_source;
    std::unique_ptr<BatchReader> m_inner;
};

inline void releaseError(AdbcError* error) {
    std::free(error->message);
    error->message = nullptr;
    error->release = nullptr;
}

inline void setError(AdbcError* error, const char* message, const std::string& sqlstate,
                     int32_t vendor) noexcept {
    if (!error) return;
    if (error->release) error->release(error);
    error->message = strdup(message);
    if (error->vendor_code != ADBC_ERROR_VENDOR_CODE_PRIVATE_DATA) error->vendor_code = vendor;
    std::memset(error->sqlstate, '0', sizeof error->sqlstate);
    if (sqlstate.size() == sizeof error->sqlstate)
        std::memcpy(error->sqlstate, sqlstate.data(), sqlstate.size());
    error->release = releaseError;
}

template <class F>
AdbcStatusCode guard(AdbcError* error, F&& f) noexcept {
    try {
        f();
        return ADBC_STATUS_OK;
    } catch (const Error& e) {
        setError(error, e.what(), e.sqlstate, e.vendor);
        return static_cast<AdbcStatusCode>(e.status);
    } catch (const std::bad_alloc&) {
        setError(error, "There is not enough memory for this: ask for less at once", "", 0);
    } catch (const std::exception& e) {
        setError(error, e.what(), "", 0);
    } catch (...) {
        setError(error, "Something unknown went wrong", "", 0);
    }
    return ADBC_STATUS_INTERNAL;
}

[[noreturn]] inline void missing(const std::string& what) {
    throw Error(ADBC_STATUS_NOT_IMPLEMENTED, "This source does not know " + what);
}

template <class State, class Handle>
State& state(Handle* handle, const char* what) {
    if (!handle || !handle->private_data) {
        throw Error(ADBC_STATUS_INVALID_STATE,
                    std::string("The ") + what + " was not made yet, or is released");
    }
    return *static_cast<State*>(handle->private_data);
}

inline std::shared_ptr<Source>& opened(AdbcConnection* connection) {
    auto& source = state<ConnectionState>(connection, "connection").source;
    if (!source) throw Error(ADBC_STATUS_INVALID_STATE, "The connection is not open yet");
    return source;
}

template <class State, class Handle>
AdbcStatusCode release(Handle* handle, AdbcError* error, const char* what) {
    return guard(error, [&] {
        delete &state<State>(handle, what);
        handle->private_data = nullptr;
    });
}

}  // namespace tributary::sdk::detail
