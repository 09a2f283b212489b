// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "app/sandbox/adbc_driver.h"
#include "app/sandbox/adbc_session.h"
#include "app/sandbox/kind_session.h"
#include "core/plugin/confine/lock_down.h"

namespace tributary::sandbox {

using plugin::Message;
using plugin::MessageKind;
using plugin::Packer;
using plugin::Unpacker;

namespace {

struct LoadRequest {
    std::string library, entrySymbol, abi, packageFolder, dataFolder;
};

std::optional<LoadRequest> readLoad(const Message& message) {
    Unpacker in(message.payload);
    const auto version = in.get<uint32_t>();
    in.text();  // the plugin's id, for whoever traces the socket
    LoadRequest request;
    for (std::string* text :
         {&request.library, &request.entrySymbol, &request.abi, &request.packageFolder, &request.dataFolder})
        *text = in.string();
    if (message.kind != MessageKind::Load || version != plugin::kWireVersion || !in.done())
        return std::nullopt;
    return request;
}

/// The loaded plugin, or why not.
std::optional<Failure> load(const LoadRequest& request, HostLink& link, AdbcDriver& driver,
                            std::unique_ptr<Session>& session) {
    const auto library = Library::load(request.library);
    if (!library) {
        Failure failure;
        failure.status = static_cast<int32_t>(library.error().code);
        failure.message = library.error().message;
        failure.hint = library.error().hint;
        return failure;
    }
    if (request.abi != "adbc") {
        auto kinds = std::make_unique<KindSession>(link, request.packageFolder, request.dataFolder);
        auto failure = kinds->open(*library, request.entrySymbol);
        session = std::move(kinds);
        return failure;
    }
    int version = 0;
    auto failure =
        loadDriver(*library, adbcEntryNames(request.library, request.entrySymbol), driver, version);
    if (!failure) session = std::make_unique<AdbcSession>(driver, link);
    return failure;
}

/// An exception that leaves a plugin ends the process, as it would end any C program.
void serve(HostLink& link, Session& session) noexcept {
    while (const auto message = link.nextCall()) {
        Unpacker in(message->payload);
        CallRequest request;
        request.kind = in.get<plugin::CallKind>();
        request.payload = in.text();
        const uint64_t inputs = in.count(8);
        for (uint64_t i = 0; i < inputs; i++) request.inputs.push_back(in.text());
        request.descriptor = message->descriptor;
        session.call(request);
    }
}

}  // namespace

int run() {
    if (::fcntl(plugin::kChannelDescriptor, F_GETFD) < 0) {
        std::fputs("tributary-sandbox runs plugins for Tributary and is started by it, not by hand.\n",
                   stderr);
        return 2;
    }
    const auto locked = plugin::lockDown({plugin::kChannelDescriptor, plugin::kOutputRingDescriptor,
                                          plugin::kInputRingDescriptor, plugin::kLibraryDescriptor});
    if (!locked) {
        std::fprintf(stderr, "%s\n", locked.error().text().c_str());
        return 3;
    }
    HostLink link;
    const auto first = link.receiveFirst();
    const auto request = first ? readLoad(*first) : std::nullopt;
    if (!request) return 4;
    link.start();
    AdbcDriver driver{};
    std::unique_ptr<Session> session;
    if (const auto failure = load(*request, link, driver, session)) {
        link.failed(*failure);
        link.nextCall();  // until the host has read it and leaves
        ::_exit(0);
    }
    ::close(plugin::kLibraryDescriptor);
    link.send(MessageKind::Loaded, session->introduction().packed());
    serve(link, *session);
    session.reset();
    // No destructors of a plugin's globals: they are what crashes on the way out.
    ::_exit(0);
}

}  // namespace tributary::sandbox
