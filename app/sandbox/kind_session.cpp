// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/kind_session.h"

#include <unistd.h>

#include <cstddef>
#include <cstdlib>

#include "app/sandbox/input_stream.h"
#include "core/plugin/wire/packer.h"
#include "core/plugin/wire/picture_codec.h"
#include "core/plugin/wire/schema_codec.h"

namespace tributary::sandbox {

using plugin::CallKind;
using plugin::Packer;
using plugin::StreamHolder;

namespace {

HostLink& linkOf(void* context) {
    return *static_cast<HostLink*>(context);
}
void logLine(void* context, int level, const char* message) {
    if (message != nullptr) linkOf(context).log(level, message);
}
int isCancelled(void* context) {
    return linkOf(context).cancelled() ? 1 : 0;
}
void tellProgress(void* context, double fraction) {
    linkOf(context).progress(fraction);
}

Failure loadFailure(ErrorCode code, std::string message, std::string hint = {}) {
    Failure failure;
    failure.status = static_cast<int32_t>(code);
    failure.message = std::move(message);
    failure.hint = std::move(hint);
    return failure;
}

Failure cancelled() {
    return cancelledFailure(Failure::From::Plugin, TRIBUTARY_CANCELLED);
}

}  // namespace

KindSession::KindSession(HostLink& link, std::string packageFolder, std::string dataFolder)
    : m_link(link), m_packageFolder(std::move(packageFolder)), m_dataFolder(std::move(dataFolder)) {
    m_host.struct_size = sizeof m_host;
    m_host.abi_major = TRIBUTARY_PLUGIN_ABI_MAJOR;
    m_host.abi_minor = TRIBUTARY_PLUGIN_ABI_MINOR;
    m_host.context = &m_link;
    m_host.log = logLine;
    m_host.cancelled = isCancelled;
    m_host.progress = tellProgress;
    m_host.data_folder = m_dataFolder.c_str();
    m_host.package_folder = m_packageFolder.c_str();
}

std::optional<Failure> KindSession::open(const Library& library, const std::string& entrySymbol) {
    const auto symbol = library.entry({entrySymbol.empty() ? "tributary_plugin_main" : entrySymbol});
    if (!symbol) return loadFailure(symbol.error().code, symbol.error().message, symbol.error().hint);
    m_plugin = reinterpret_cast<TributaryPluginMain>(*symbol)(&m_host);
    if (m_plugin == nullptr) return loadFailure(ErrorCode::Unsupported, "it says that it cannot start here.");
    constexpr size_t kFirstSize = offsetof(TributaryPlugin, notifier) + sizeof(void*);
    if (m_plugin->abi_major != TRIBUTARY_PLUGIN_ABI_MAJOR || m_plugin->abi_minor > TRIBUTARY_PLUGIN_ABI_MINOR)
        return loadFailure(ErrorCode::Unsupported,
                           "it is built for plugin interface " + std::to_string(m_plugin->abi_major) + "." +
                               std::to_string(m_plugin->abi_minor) + "; this program offers " +
                               std::to_string(TRIBUTARY_PLUGIN_ABI_MAJOR) + "." +
                               std::to_string(TRIBUTARY_PLUGIN_ABI_MINOR) + ".",
                           "Install a version of the plugin for this program, or update the program.");
    if (m_plugin->struct_size < kFirstSize)
        return loadFailure(ErrorCode::Unsupported, "its table of functions is too short.",
                           "This is a defect of the plugin: update it, or tell its author.");
    return std::nullopt;
}

plugin::Introduction KindSession::introduction() const {
    plugin::Introduction out;
    if (m_plugin->id != nullptr) out.id = m_plugin->id;
    if (m_plugin->version != nullptr) out.version = m_plugin->version;
    out.processor = m_plugin->processor != nullptr;
    out.exporter = m_plugin->exporter != nullptr;
    out.visual = m_plugin->visual != nullptr;
    out.notifier = m_plugin->notifier != nullptr;
    return out;
}

void KindSession::call(const CallRequest& request) {
    const Outcome outcome = m_link.cancelled() ? Outcome(cancelled()) : run(request);
    if (request.descriptor >= 0) ::close(request.descriptor);
    if (outcome) m_link.failed(*outcome);
}

KindSession::Outcome KindSession::run(const CallRequest& request) {
    std::vector<StreamHolder> inputs;
    for (size_t i = 0; i < request.inputs.size(); i++) {
        auto input = openInput(m_link, static_cast<uint32_t>(i), request.inputs[i]);
        if (!input) return loadFailure(input.error().code, input.error().message);
        inputs.push_back(std::move(*input));
    }
    const bool hasOne = inputs.size() == 1;
    if (request.kind == CallKind::Process && m_plugin->processor != nullptr)
        return process(request, std::move(inputs));
    if (request.kind == CallKind::Export && m_plugin->exporter != nullptr && hasOne &&
        request.descriptor >= 0)
        return exportRows(request, std::move(inputs[0]));
    if (request.kind == CallKind::Draw && m_plugin->visual != nullptr && hasOne)
        return draw(request, std::move(inputs[0]));
    if (request.kind == CallKind::Notify && m_plugin->notifier != nullptr) return notify(request);
    return loadFailure(ErrorCode::Unsupported, "the plugin cannot do this: it has no such function.");
}

Failure KindSession::failure(int status, char* error) const {
    Failure failed;
    failed.from = Failure::From::Plugin;
    failed.status = m_link.cancelled() ? static_cast<int>(TRIBUTARY_CANCELLED) : status;
    failed.message = error == nullptr ? "The plugin failed without saying why." : error;
    std::free(error);
    return failed;
}

KindSession::Outcome KindSession::process(const CallRequest& request, std::vector<StreamHolder> inputs) {
    std::vector<ArrowArrayStream> given;
    for (auto& input : inputs) given.push_back(input.take());  // the plugin's from here on
    StreamHolder output;
    char* error = nullptr;
    const int status = m_plugin->processor(&m_host, std::string(request.payload).c_str(), given.data(),
                                           static_cast<int>(given.size()), output.out(), &error);
    Outcome outcome;
    if (status != TRIBUTARY_OK)
        outcome = failure(status, error);
    else
        outcome = output ? sendRows(*output) : failure(TRIBUTARY_FAILED, nullptr);
    output.reset();
    for (auto& input : given)
        if (input.release != nullptr) input.release(&input);
    return outcome;
}

KindSession::Outcome KindSession::sendRows(ArrowArrayStream& stream) {
    const auto failed = [&]() -> Outcome {
        if (m_link.cancelled()) return cancelled();
        const char* text = stream.get_last_error(&stream);
        Failure told = failure(TRIBUTARY_FAILED, nullptr);
        if (text != nullptr) told.message = text;
        return told;
    };
    plugin::SchemaHolder schema;
    if (stream.get_schema(&stream, schema.out()) != 0 || !schema) return failed();
    const auto encoded = plugin::encodeSchema(*schema);
    if (!encoded) return loadFailure(encoded.error().code, encoded.error().message, encoded.error().hint);
    const auto type = plugin::parseSchema(*schema);
    m_link.send(plugin::MessageKind::Schema, *encoded);
    for (;;) {
        plugin::OwnedArray rows;
        if (stream.get_next(&stream, rows.out()) != 0) return failed();
        if (m_link.cancelled()) return cancelled();
        if (!rows) break;
        if (const auto sent = m_link.sendBatch(*type, *rows); !sent)
            return m_link.cancelled() ? cancelled() : loadFailure(sent.error().code, sent.error().message);
    }
    m_link.done(Packer().put(int64_t{-1}).take());
    return std::nullopt;
}

KindSession::Outcome KindSession::exportRows(const CallRequest& request, StreamHolder rows) {
    char* error = nullptr;
    ArrowArrayStream given = rows.take();
    const int status =
        m_plugin->exporter(&m_host, std::string(request.payload).c_str(), &given, request.descriptor, &error);
    if (given.release != nullptr) given.release(&given);
    if (status != TRIBUTARY_OK) return failure(status, error);
    m_link.done({});
    return std::nullopt;
}

KindSession::Outcome KindSession::draw(const CallRequest& request, StreamHolder rows) {
    plugin::Unpacker in(request.payload);
    const std::string config = in.string();
    const auto wanted = plugin::decodeCanvas(in.text());
    if (!wanted) return loadFailure(wanted.error().code, wanted.error().message);
    TributaryCanvas canvas{sizeof canvas,    wanted->width,
                           wanted->height,   wanted->devicePixelRatio,
                           wanted->dark,     wanted->background,
                           wanted->text,     wanted->muted,
                           wanted->grid,     {},
                           wanted->fontSize, wanted->language.c_str()};
    std::copy(wanted->palette.begin(), wanted->palette.end(), canvas.palette);
    TributaryPicture picture{};
    picture.struct_size = sizeof picture;
    char* error = nullptr;
    ArrowArrayStream given = rows.take();
    const int status = m_plugin->visual(&m_host, config.c_str(), &given, &canvas, &picture, &error);
    if (given.release != nullptr) given.release(&given);
    Outcome outcome;
    if (status != TRIBUTARY_OK)
        outcome = failure(status, error);
    else
        m_link.done(plugin::encodePicture(picture));
    if (picture.release != nullptr) picture.release(&picture);
    return outcome;
}

KindSession::Outcome KindSession::notify(const CallRequest& request) {
    plugin::Unpacker in(request.payload);
    const std::string config = in.string();
    const std::string notification = in.string();
    char* result = nullptr;
    char* error = nullptr;
    const int status = m_plugin->notifier(&m_host, config.c_str(), notification.c_str(), &result, &error);
    const std::string told = result == nullptr ? "" : result;
    std::free(result);
    if (status != TRIBUTARY_OK) return failure(status, error);
    std::free(error);
    m_link.done(told);
    return std::nullopt;
}

}  // namespace tributary::sandbox
