// SPDX-License-Identifier: GPL-3.0-or-later
// An ADBC driver for tests, built as a plugin: what a statement does is its text. Everything a bad driver can
// do to its process it does here when asked.
#include <duckdb/common/adbc/adbc.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/core/plugin/process/test_rows.h"

namespace {

using tributary::plugin::testing::RowMaker;
using tributary::plugin::testing::RowShape;

struct Statement {
    std::string sql;
    std::string target;
    std::atomic<bool> cancelled{false};
    std::mutex mutex;
    std::condition_variable changed;
    ArrowArrayStream bound{};
};

struct Database {
    std::string password;
};

Statement& of(AdbcStatement* statement) {
    return *static_cast<Statement*>(statement->private_data);
}

struct ErrorText {
    std::string message;
    std::string detail;
};

void releaseError(AdbcError* error) {
    delete static_cast<ErrorText*>(error->private_data);
    *error = ADBC_ERROR_INIT;
}

AdbcStatusCode fail(AdbcError* error, AdbcStatusCode status, const std::string& message,
                    const char* sqlState = nullptr) {
    auto* text = new ErrorText{message, "line 1"};
    error->message = text->message.data();
    error->private_data = text;
    error->release = releaseError;
    if (sqlState != nullptr) std::memcpy(error->sqlstate, sqlState, 5);
    return status;
}

int detailCount(const AdbcError* error) {
    return error->private_data == nullptr ? 0 : 1;
}

AdbcErrorDetail detail(const AdbcError* error, int) {
    const auto& text = static_cast<ErrorText*>(error->private_data)->detail;
    return {"where", reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

[[noreturn]] void hang() {
    for (;;) ::pause();
}

/// The address is no constant: a compiler may leave out a store that it knows to be undefined, and does.
void crash() {
    volatile int* volatile nowhere = nullptr;
    *nowhere = 1;
}

/// What goes wrong while rows are fetched.
int misbehave(const std::string& word, std::string& error) {
    if (word == "crash") crash();
    if (word == "abort") std::abort();
    if (word == "exit") std::exit(3);
    if (word == "hang") hang();
    if (word == "throw") throw std::runtime_error("thrown across the border");
    if (word == "fail-late") {
        error = "the server closed the connection";
        return EIO;
    }
    return 0;
}

struct Stream {
    RowMaker maker;
    int64_t left = 0;
    int64_t batch = 1000;
    double bytesPerSecond = 0;  ///< 0: as fast as it can
    double sent = 0;
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    int work = 0;  ///< steps of arithmetic each row costs
    uint64_t worked = 1;
    std::string then;  ///< what goes wrong after the rows
    std::atomic<bool>* cancelled = nullptr;
    std::string error;
};

/// Waits so that no more than the rate is sent.
void keepPace(Stream& stream, double bytes) {
    stream.sent += bytes;
    if (stream.bytesPerSecond <= 0) return;
    const auto due = stream.start + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                        std::chrono::duration<double>(stream.sent / stream.bytesPerSecond));
    std::this_thread::sleep_until(due);
}

int getNext(ArrowArrayStream* given, ArrowArray* out) {
    auto& stream = *static_cast<Stream*>(given->private_data);
    *out = {};
    if (*stream.cancelled) {
        stream.error = "cancelled";
        return ECANCELED;
    }
    if (stream.left <= 0) return misbehave(stream.then, stream.error);
    const int64_t rows = std::min(stream.left, stream.batch);
    stream.left -= rows;
    stream.maker.fill(rows, out);
    for (int64_t i = 0; i < rows * stream.work; i++) stream.worked = stream.worked * 6364136223846793005 + 1;
    if (stream.worked == 0) stream.error = "overflow";  // so that the work is not optimised away
    keepPace(stream, static_cast<double>(rows) * RowMaker::kRowBytes);
    return 0;
}

void makeStream(ArrowArrayStream* out, Stream* stream) {
    out->private_data = stream;
    out->get_schema = [](ArrowArrayStream* given, ArrowSchema* schema) {
        static_cast<Stream*>(given->private_data)->maker.schema(schema);
        return 0;
    };
    out->get_next = getNext;
    out->get_last_error = [](ArrowArrayStream* given) {
        return static_cast<const char*>(static_cast<Stream*>(given->private_data)->error.c_str());
    };
    out->release = [](ArrowArrayStream* given) {
        delete static_cast<Stream*>(given->private_data);
        given->release = nullptr;
    };
}

AdbcStatusCode ingest(Statement& statement, int64_t* rows, AdbcError* error) {
    int64_t total = 0;
    for (;;) {
        ArrowArray array{};
        if (statement.bound.get_next(&statement.bound, &array) != 0)
            return fail(error, ADBC_STATUS_IO, statement.bound.get_last_error(&statement.bound));
        if (array.release == nullptr) break;
        total += array.length;
        array.release(&array);
    }
    statement.bound.release(&statement.bound);
    *rows = total;
    return ADBC_STATUS_OK;
}

/// What a hostile plugin can do: speak to the program in the sandbox's stead, over the sandbox's own socket.
void forge(const std::string& what) {
    constexpr int kChannel = 4;
    struct Packet {
        uint16_t kind;
        uint16_t piece;
        uint32_t call;
        uint32_t part[10];
    } packet{};
    packet.call = 2;  // the test's first query
    size_t size = sizeof packet;
    const auto part = [&packet](uint32_t slot, uint64_t length, uint64_t offset, uint64_t total) {
        const uint64_t numbers[] = {slot, length, offset, total};  // slot and input are 32 bits each
        std::memcpy(packet.part, numbers, sizeof numbers);
    };
    constexpr uint16_t kSchema = 67, kBatchPart = 68, kNextInput = 69, kDone = 71, kFailed = 72;
    packet.kind = kBatchPart;
    if (what == "slot") part(8, 100, 0, 100);
    if (what == "length") part(0, uint64_t{1} << 40, 0, uint64_t{1} << 40);
    if (what == "gigabyte") part(0, 1 << 20, 0, uint64_t{1} << 30);
    if (what == "offset") part(0, 64, ~uint64_t{0} - 10, 128);
    if (what == "rubbish") part(0, 4096, 0, 4096);
    if (what == "short") size = 3;
    if (what == "cut") size = 20;
    if (what == "kind") packet.kind = 999;
    if (what == "input") packet.kind = kNextInput;
    if (what == "other-call") packet.call = 77;
    if (what == "schema") packet.kind = kSchema;
    if (what == "done") packet.kind = kDone;
    if (what == "failed") packet.kind = kFailed;
    if (what == "endless") packet = {kSchema, 1, 2, {}};
    if (what != "slot" && what != "length" && what != "gigabyte" && what != "offset" && what != "short" &&
        what != "cut" && what != "input" && what != "done" && what != "rubbish")
        part(0xFFFF, ~uint64_t{0}, ~uint64_t{0}, ~uint64_t{0});
    if (what == "close") {
        ::shutdown(kChannel, SHUT_RDWR);
        hang();
    }
    std::string bytes(reinterpret_cast<const char*>(&packet), size - (size == sizeof packet ? 8 : 0));
    if (what == "endless") bytes.resize(60'000, 'x');
    do ::send(kChannel, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    while (what == "endless");
    hang();
}

AdbcStatusCode execute(AdbcStatement* given, ArrowArrayStream* out, int64_t* rows, AdbcError* error) {
    Statement& statement = of(given);
    if (statement.bound.release != nullptr) return ingest(statement, rows, error);
    std::istringstream words(statement.sql);
    std::string word;
    words >> word;
    if (word == "none") {
        *rows = 7;
        return ADBC_STATUS_OK;
    }
    if (word == "fail") return fail(error, ADBC_STATUS_INVALID_ARGUMENT, "syntax error near 'fail'", "42601");
    if (word == "print") {
        std::fputs("hello from the plugin\n", stderr);
        word = "rows";
    }
    if (word == "stubborn") hang();
    if (word == "wait") {
        std::unique_lock lock(statement.mutex);
        statement.changed.wait(lock, [&statement] { return statement.cancelled.load(); });
        return fail(error, ADBC_STATUS_CANCELLED, "cancelled");
    }
    if (word == "forge") {
        std::string what;
        words >> what;
        forge(what);
    }
    if (word != "rows") {
        std::string text;
        misbehave(word, text);
        return fail(error, ADBC_STATUS_NOT_FOUND, "no such command: " + word);
    }
    auto* stream = new Stream;
    stream->cancelled = &statement.cancelled;
    double rate = 0;
    std::string shape;
    words >> stream->left >> stream->batch >> rate >> shape >> stream->work >> stream->then;
    stream->bytesPerSecond = rate * 1e6;
    stream->maker.shape = shape == "bad-utf8" ? RowShape::BadUtf8
                          : shape == "huge"   ? RowShape::Huge
                                              : RowShape::Good;
    makeStream(out, stream);
    return ADBC_STATUS_OK;
}

AdbcStatusCode executePartitions(AdbcStatement* statement, ArrowSchema* schema, AdbcPartitions* out,
                                 int64_t* rows, AdbcError*) {
    RowMaker().schema(schema);
    static const uint8_t* const kParts[] = {reinterpret_cast<const uint8_t*>("rows 10"),
                                            reinterpret_cast<const uint8_t*>("rows 20")};
    static const size_t kLengths[] = {7, 7};
    *rows = static_cast<int64_t>(of(statement).sql.size());
    out->num_partitions = 2;
    out->partitions = const_cast<const uint8_t**>(kParts);
    out->partition_lengths = kLengths;
    out->release = [](AdbcPartitions* given) { given->release = nullptr; };
    return ADBC_STATUS_OK;
}

AdbcStatusCode readPartition(AdbcConnection* connection, const uint8_t* part, size_t length,
                             ArrowArrayStream* out, AdbcError*) {
    static std::atomic<bool> never{false};
    static_cast<void>(connection);
    auto* stream = new Stream;
    stream->cancelled = &never;
    stream->left = std::atoll(std::string(reinterpret_cast<const char*>(part), length).c_str() + 5);
    makeStream(out, stream);
    return ADBC_STATUS_OK;
}

std::atomic<bool> connectionCancelled{false};

AdbcStatusCode waitForCancel(AdbcConnection*, ArrowArrayStream*, AdbcError* error) {
    while (!connectionCancelled) ::poll(nullptr, 0, 5);
    return fail(error, ADBC_STATUS_CANCELLED, "cancelled");
}

AdbcStatusCode setDatabaseOption(AdbcDatabase* database, const char* key, const char* value,
                                 AdbcError* error) {
    auto& state = *static_cast<Database*>(database->private_data);
    if (std::strcmp(key, "password") == 0) state.password = value;
    if (std::strcmp(key, "refuse") == 0)
        return fail(error, ADBC_STATUS_UNAUTHENTICATED, "password '" + state.password + "' is wrong");
    return ADBC_STATUS_OK;
}

AdbcStatusCode bindStream(AdbcStatement* statement, ArrowArrayStream* stream, AdbcError*) {
    of(statement).bound = *stream;
    stream->release = nullptr;
    return ADBC_STATUS_OK;
}

void fillStatement(AdbcDriver& driver) {
    driver.ConnectionGetTableTypes = waitForCancel;
    driver.ConnectionCancel = [](AdbcConnection*, AdbcError*) -> AdbcStatusCode {
        connectionCancelled = true;
        return ADBC_STATUS_OK;
    };
    driver.StatementNew = [](AdbcConnection*, AdbcStatement* statement, AdbcError*) -> AdbcStatusCode {
        statement->private_data = new Statement;
        return ADBC_STATUS_OK;
    };
    driver.StatementRelease = [](AdbcStatement* statement, AdbcError*) -> AdbcStatusCode {
        Statement& state = of(statement);
        if (state.bound.release != nullptr) state.bound.release(&state.bound);
        delete &state;
        return ADBC_STATUS_OK;
    };
    driver.StatementSetSqlQuery = [](AdbcStatement* statement, const char* sql,
                                     AdbcError*) -> AdbcStatusCode {
        of(statement).sql = sql;
        return ADBC_STATUS_OK;
    };
    driver.StatementSetOption = [](AdbcStatement*, const char*, const char*, AdbcError*) -> AdbcStatusCode {
        return ADBC_STATUS_OK;
    };
    driver.StatementCancel = [](AdbcStatement* statement, AdbcError*) -> AdbcStatusCode {
        const std::lock_guard lock(of(statement).mutex);
        of(statement).cancelled = true;
        of(statement).changed.notify_all();
        return ADBC_STATUS_OK;
    };
    driver.StatementBindStream = bindStream;
    driver.StatementExecuteQuery = execute;
    driver.StatementExecutePartitions = executePartitions;
    driver.ConnectionReadPartition = readPartition;
}

void fillDriver(AdbcDriver& driver) {
    driver.ErrorGetDetailCount = detailCount;
    driver.ErrorGetDetail = detail;
    driver.DatabaseNew = [](AdbcDatabase* database, AdbcError*) -> AdbcStatusCode {
        database->private_data = new Database;
        return ADBC_STATUS_OK;
    };
    driver.DatabaseSetOption = setDatabaseOption;
    driver.DatabaseInit = [](AdbcDatabase*, AdbcError*) -> AdbcStatusCode { return ADBC_STATUS_OK; };
    driver.DatabaseRelease = [](AdbcDatabase* database, AdbcError*) -> AdbcStatusCode {
        delete static_cast<Database*>(database->private_data);
        return ADBC_STATUS_OK;
    };
    driver.ConnectionNew = [](AdbcConnection*, AdbcError*) -> AdbcStatusCode { return ADBC_STATUS_OK; };
    driver.ConnectionInit = [](AdbcConnection*, AdbcDatabase*, AdbcError*) -> AdbcStatusCode {
        return ADBC_STATUS_OK;
    };
    driver.ConnectionRelease = [](AdbcConnection*, AdbcError*) -> AdbcStatusCode { return ADBC_STATUS_OK; };
    fillStatement(driver);
}

}  // namespace

extern "C" {

AdbcStatusCode AdbcDriverInit(int version, void* driver, AdbcError*) {
    if (version != ADBC_VERSION_1_1_0) return ADBC_STATUS_NOT_IMPLEMENTED;
    fillDriver(*static_cast<AdbcDriver*>(driver));
    return ADBC_STATUS_OK;
}

/// Knows ADBC 1.0 only, and must not be given more room than that has.
AdbcStatusCode OldDriverInit(int version, void* driver, AdbcError*) {
    if (version != ADBC_VERSION_1_0_0) return ADBC_STATUS_NOT_IMPLEMENTED;
    AdbcDriver whole{};
    fillDriver(whole);
    std::memcpy(driver, &whole, ADBC_DRIVER_1_0_0_SIZE);
    return ADBC_STATUS_OK;
}

AdbcStatusCode FutureDriverInit(int, void*, AdbcError*) {
    return ADBC_STATUS_NOT_IMPLEMENTED;
}

AdbcStatusCode IncompleteDriverInit(int, void* driver, AdbcError*) {
    fillDriver(*static_cast<AdbcDriver*>(driver));
    static_cast<AdbcDriver*>(driver)->StatementNew = nullptr;
    return ADBC_STATUS_OK;
}

AdbcStatusCode CrashingDriverInit(int, void*, AdbcError*) {
    crash();
    return ADBC_STATUS_OK;
}

AdbcStatusCode ExitingDriverInit(int, void*, AdbcError*) {
    std::exit(0);
}

AdbcStatusCode HangingDriverInit(int, void*, AdbcError*) {
    hang();
}

AdbcStatusCode ThrowingDriverInit(int, void*, AdbcError*) {
    throw std::runtime_error("thrown across the border");
}
}
