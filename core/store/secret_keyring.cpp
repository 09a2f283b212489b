// SPDX-License-Identifier: GPL-3.0-or-later
#include <libsecret/secret.h>
#include <sys/stat.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "core/store/secret_store.h"

namespace tributary::store {
namespace {

using std::chrono::seconds;

constexpr seconds kProbeLimit{2};
// The desktop may ask the user to unlock the keyring first.
constexpr seconds kUseLimit{120};

const SecretSchema* schema() {
    static const SecretSchema kSchema = {
        "org.tributary.Secret",
        SECRET_SCHEMA_NONE,
        {{"key", SECRET_SCHEMA_ATTRIBUTE_STRING}, {nullptr, SECRET_SCHEMA_ATTRIBUTE_STRING}},
        0,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr};
    return &kSchema;
}

Error keyringError(const std::string& why) {
    return Error(ErrorCode::Unsupported, "The desktop's keyring could not be used: " + why,
                 "Set TRIBUTARY_SECRETS=file to keep secrets in a password-protected file instead.");
}

/// One call to the keyring, shared by the thread that makes it and the one that waits: whoever is last frees
/// it.
struct Call {
    std::mutex mutex;
    std::condition_variable ready;
    bool finished = false;
    std::optional<Error> error;
    std::optional<std::string> value;
    GCancellable* cancellable = g_cancellable_new();

    ~Call() {
        if (value) wipe(*value);
        g_object_unref(cancellable);
    }
};

/// Takes over `error`.
std::optional<Error> consume(GError* error) {
    if (!error) return std::nullopt;
    Error out = keyringError(error->message);
    g_error_free(error);
    return out;
}

/// D-Bus calls can wait for ever on a bus that does not answer, and not all of them heed a cancellable: so
/// they run in a thread of their own that is left behind when the limit passes.
Result<std::optional<std::string>> callWithin(seconds limit, std::function<void(Call&)> work) {
    auto call = std::make_shared<Call>();
    std::thread([call, work = std::move(work)] {
        work(*call);
        std::lock_guard lock(call->mutex);
        call->finished = true;
        call->ready.notify_all();
    }).detach();

    std::unique_lock lock(call->mutex);
    if (!call->ready.wait_for(lock, limit, [&] { return call->finished; })) {
        g_cancellable_cancel(call->cancellable);
        Error error = keyringError("it did not answer within " + std::to_string(limit.count()) + " seconds");
        error.code = ErrorCode::Timeout;
        return fail(std::move(error));
    }
    if (call->error) return fail(*call->error);
    return call->value;
}

class Keyring final : public SecretStore {
  public:
    std::string_view kind() const override { return "keyring"; }

    Result<std::optional<std::string>> get(const std::string& key) override {
        return callWithin(kUseLimit, [key](Call& call) {
            GError* error = nullptr;
            gchar* value =
                secret_password_lookup_sync(schema(), call.cancellable, &error, "key", key.c_str(), nullptr);
            call.error = consume(error);
            if (value) call.value = value;
            secret_password_free(value);  // wipes
        });
    }

    Result<void> set(const std::string& key, const std::string& value, const std::string& label) override {
        auto done = callWithin(kUseLimit, [key, secret = std::string(value), label](Call& call) mutable {
            GError* error = nullptr;
            secret_password_store_sync(schema(), SECRET_COLLECTION_DEFAULT, label.c_str(), secret.c_str(),
                                       call.cancellable, &error, "key", key.c_str(), nullptr);
            call.error = consume(error);
            wipe(secret);
        });
        if (!done) return fail(done.error());
        return {};
    }

    Result<void> remove(const std::string& key) override {
        auto done = callWithin(kUseLimit, [key](Call& call) {
            GError* error = nullptr;
            secret_password_clear_sync(schema(), call.cancellable, &error, "key", key.c_str(), nullptr);
            call.error = consume(error);
        });
        if (!done) return fail(done.error());
        return {};
    }
};

/// Without an address GIO would try to start a bus, which takes long and helps nobody.
bool hasSessionBus() {
    const char* address = std::getenv("DBUS_SESSION_BUS_ADDRESS");
    if (address && *address) return true;
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    struct stat info {};
    return runtime && *runtime && ::stat((std::string(runtime) + "/bus").c_str(), &info) == 0;
}

}  // namespace

Result<std::unique_ptr<SecretStore>> openKeyring() {
    if (!hasSessionBus()) return fail(keyringError("there is no desktop session (no D-Bus)"));
    auto probed = callWithin(kProbeLimit, [](Call& call) {
        GError* error = nullptr;
        SecretService* service =
            secret_service_get_sync(SECRET_SERVICE_OPEN_SESSION, call.cancellable, &error);
        call.error = consume(error);
        if (service) g_object_unref(service);
    });
    if (!probed) {
        Error error = probed.error();
        error.code = ErrorCode::Unsupported;
        return fail(std::move(error));
    }
    return std::make_unique<Keyring>();
}

}  // namespace tributary::store
