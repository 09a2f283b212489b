// SPDX-License-Identifier: MIT
//
// An ArrowArrayStream made of a class with `schema` and `next`; what that throws becomes the stream's error.
#pragma once

#include <tributary_arrow_build.hpp>

#include <cerrno>

namespace tributary::sdk {

/// Batches are kept below these, so that memory stays flat however long a result is.
constexpr size_t kBatchRows = 65536;
constexpr size_t kBatchBytes = size_t(4) << 20;

/// Hands out batches until it returns false. Owned by the stream; destroyed when the stream is released.
class BatchReader {
  public:
    virtual ~BatchReader() = default;
    /// A struct (structOf) of all columns.
    virtual const Field& schema() const = 0;
    /// False: there is nothing more, and `out` is untouched.
    virtual bool next(ArrowArray* out) = 0;
    /// Rows that the statement changed; -1: it changed none, or nobody knows.
    virtual int64_t affected() const { return -1; }
};

namespace detail {

struct StreamHolder {
    std::unique_ptr<BatchReader> reader;
    Error error{0, ""};
    bool failed = false;

    template <class F>
    int run(F&& f) noexcept {
        try {
            f();
            return 0;
        } catch (const Error& e) {
            error = e;
        } catch (const std::bad_alloc&) {
            error = Error(9, "There is not enough memory for this result: ask for fewer rows or columns");
        } catch (const std::exception& e) {
            error = Error(9, e.what());
        } catch (...) {
            error = Error(9, "Something unknown went wrong while reading");
        }
        failed = true;
        return error.status == 11 ? ECANCELED : error.status == 12 ? ETIMEDOUT : EIO;
    }
};

inline int streamSchema(ArrowArrayStream* stream, ArrowSchema* out) {
    auto* holder = static_cast<StreamHolder*>(stream->private_data);
    return holder->run([&] { exportSchema(holder->reader->schema(), out); });
}

inline int streamNext(ArrowArrayStream* stream, ArrowArray* out) {
    auto* holder = static_cast<StreamHolder*>(stream->private_data);
    std::memset(out, 0, sizeof *out);
    if (holder->failed) return EIO;
    return holder->run([&] { holder->reader->next(out); });
}

inline const char* streamError(ArrowArrayStream* stream) {
    auto* holder = static_cast<StreamHolder*>(stream->private_data);
    return holder->failed ? holder->error.what() : nullptr;
}

inline void releaseStream(ArrowArrayStream* stream) {
    delete static_cast<StreamHolder*>(stream->private_data);
    stream->release = nullptr;
}

}  // namespace detail

inline void exportStream(std::unique_ptr<BatchReader> reader, ArrowArrayStream* out) {
    auto holder = std::make_unique<detail::StreamHolder>();
    holder->reader = std::move(reader);
    *out = ArrowArrayStream{detail::streamSchema, detail::streamNext, detail::streamError,
                            detail::releaseStream, holder.release()};
}

}  // namespace tributary::sdk
