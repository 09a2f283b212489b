// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/process/plugin_process.h"

#include "core/plugin/process/stream_reader.h"
#include "core/plugin/wire/packer.h"
#include "core/plugin/wire/picture_codec.h"
#include "core/plugin/wire/schema_codec.h"

namespace tributary::plugin {
namespace {

using Reader = std::unique_ptr<ArrowReader>;

/// The password of "scheme://user:password@host", which some drivers repeat in their errors.
std::string passwordOfUri(const std::string& value) {
    const size_t scheme = value.find("://");
    const size_t at = value.find('@', scheme == std::string::npos ? 0 : scheme);
    if (scheme == std::string::npos || at == std::string::npos) return {};
    const size_t colon = value.find(':', scheme + 3);
    return colon < at ? value.substr(colon + 1, at - colon - 1) : std::string();
}

/// Whether an option's value is to be kept out of messages, by its name. "auth", "auth_type" or "key_name"
/// say which way or which name: words that stand in URLs and texts and hide nothing.
bool soundsSecret(const std::string& key) {
    for (const char* end : {"_name", "_type", "_mode", "_method"})
        if (key.ends_with(end)) return false;
    for (const char* word :
         {"password", "passwd", "pwd", "secret", "token", "key", "credential", "authorization"})
        if (key.find(word) != std::string::npos) return true;
    return false;
}

void putName(Packer& out, const TableName& name) {
    out.put(name.catalog).put(name.schema).put(std::string_view(name.table));
}

}  // namespace

class PluginProcess::Impl {
  public:
    explicit Impl(std::unique_ptr<Session> given) : session(std::move(given)) {}

    Result<Reader> rows(CallKind kind, std::string payload, const CancelToken& token,
                        const std::vector<ArrowSource*>& inputs = {}) {
        if (const auto begun = session->begin(kind, std::move(payload), token, inputs); !begun)
            return fail(begun.error());
        return StreamReader::open(*session);
    }
    Result<std::string> done(CallKind kind, std::string payload, const CancelToken& token,
                             const std::vector<ArrowSource*>& inputs = {}, int descriptor = -1) {
        if (const auto begun = session->begin(kind, std::move(payload), token, inputs, descriptor); !begun)
            return fail(begun.error());
        return readDone(*session);
    }
    Result<SchemaHolder> schema(CallKind kind, std::string payload, const CancelToken& token) {
        if (const auto begun = session->begin(kind, std::move(payload), token); !begun)
            return fail(begun.error());
        return readSchema(*session);
    }

    std::unique_ptr<Session> session;
};

Result<std::unique_ptr<PluginProcess>> PluginProcess::start(const Launch& launch, ProcessEvents& events,
                                                            const CancelToken& token) {
    auto session = Session::start(launch, events, token);
    if (!session) return fail(session.error());
    return std::unique_ptr<PluginProcess>(new PluginProcess(std::make_unique<Impl>(std::move(*session))));
}

PluginProcess::PluginProcess(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
PluginProcess::~PluginProcess() = default;

pid_t PluginProcess::pid() const {
    return m_impl->session->guard().pid();
}

bool PluginProcess::alive() const {
    return m_impl->session->guard().alive();
}

ProcessFigures PluginProcess::figures() const {
    return m_impl->session->guard().figures();
}

const Protection& PluginProcess::protection() const {
    return m_impl->session->guard().protection();
}

uint64_t PluginProcess::blockedAttempts() const {
    return m_impl->session->guard().blockedAttempts();
}

const Introduction& PluginProcess::introduction() const {
    return m_impl->session->introduction();
}

Activity PluginProcess::activity() const {
    return m_impl->session->activity();
}

void PluginProcess::keepSecrets(const std::vector<std::string>& secrets) {
    for (const auto& secret : secrets) m_impl->session->keepSecret(secret);
}

void PluginProcess::kill(Error why) {
    m_impl->session->kill(std::move(why));
}

void PluginProcess::cancel() noexcept {
    m_impl->session->cancel();
}

Result<void> PluginProcess::openDatabase(const std::map<std::string, std::string>& options,
                                         const CancelToken& token) {
    Packer out;
    out.put(static_cast<uint64_t>(options.size()));
    for (const auto& [key, value] : options) {
        out.put(std::string_view(key)).put(std::string_view(value));
        if (soundsSecret(key)) m_impl->session->keepSecret(value);
        m_impl->session->keepSecret(passwordOfUri(value));
    }
    const auto done = m_impl->done(CallKind::OpenDatabase, out.take(), token);
    return done ? Result<void>() : fail(done.error());
}

Result<void> PluginProcess::setConnectionOption(const std::string& key, const std::string& value,
                                                const CancelToken& token) {
    auto payload = Packer().put(std::string_view(key)).put(std::string_view(value)).take();
    const auto done = m_impl->done(CallKind::SetConnectionOption, std::move(payload), token);
    return done ? Result<void>() : fail(done.error());
}

Result<Reader> PluginProcess::query(const std::string& sql, const CancelToken& token) {
    return m_impl->rows(CallKind::Query, sql, token);
}

Result<Reader> PluginProcess::objects(const ObjectQuery& what, const CancelToken& token) {
    Packer out;
    out.put(static_cast<int32_t>(what.depth))
        .put(what.catalog)
        .put(what.schemaPattern)
        .put(what.tablePattern);
    out.put(static_cast<uint64_t>(what.tableTypes.size()));
    for (const auto& type : what.tableTypes) out.put(std::string_view(type));
    out.put(what.columnPattern);
    return m_impl->rows(CallKind::Objects, out.take(), token);
}

Result<Reader> PluginProcess::info(const CancelToken& token) {
    return m_impl->rows(CallKind::Info, {}, token);
}

Result<Reader> PluginProcess::tableTypes(const CancelToken& token) {
    return m_impl->rows(CallKind::TableTypes, {}, token);
}

Result<Reader> PluginProcess::statistics(const TableName& table, bool approximate, const CancelToken& token) {
    Packer out;
    putName(out, table);
    return m_impl->rows(CallKind::Statistics, out.put(approximate).take(), token);
}

Result<SchemaHolder> PluginProcess::tableSchema(const TableName& table, const CancelToken& token) {
    Packer out;
    putName(out, table);
    return m_impl->schema(CallKind::TableSchema, out.take(), token);
}

Result<SchemaHolder> PluginProcess::executeSchema(const std::string& sql, const CancelToken& token) {
    return m_impl->schema(CallKind::ExecuteSchema, sql, token);
}

Result<Partitions> PluginProcess::partitions(const std::string& sql, const CancelToken& token) {
    const auto done = m_impl->done(CallKind::Partitions, sql, token);
    if (!done) return fail(done.error());
    Unpacker in(*done);
    Partitions result;
    const auto rows = in.get<int64_t>();
    if (rows >= 0) result.rowsAffected = rows;
    const std::string_view schema = in.text();
    const uint64_t parts = in.count(sizeof(uint64_t));
    for (uint64_t i = 0; i < parts; i++) result.parts.push_back(in.string());
    auto& session = *m_impl->session;
    if (!in.done()) return fail(session.broken({ErrorCode::Data, "the list of partitions is damaged"}));
    if (schema.empty()) return result;
    auto decoded = decodeSchema(schema);
    if (!decoded) return fail(session.broken(decoded.error()));
    result.schema = std::move(*decoded);
    return result;
}

Result<Reader> PluginProcess::readPartition(const std::string& part, const CancelToken& token) {
    return m_impl->rows(CallKind::ReadPartition, part, token);
}

Result<int64_t> PluginProcess::ingest(const TableName& target, IngestMode mode, ArrowSource& rows,
                                      const CancelToken& token) {
    Packer out;
    putName(out, target);
    out.put(static_cast<uint8_t>(mode));
    const auto done = m_impl->done(CallKind::Ingest, out.take(), token, {&rows});
    if (!done) return fail(done.error());
    return Unpacker(*done).get<int64_t>();
}

Result<Reader> PluginProcess::process(const std::string& config, std::vector<ArrowSource*> inputs,
                                      const CancelToken& token) {
    return m_impl->rows(CallKind::Process, config, token, inputs);
}

Result<void> PluginProcess::exportTo(const std::string& config, ArrowSource& rows, int fd,
                                     const CancelToken& token) {
    const auto done = m_impl->done(CallKind::Export, config, token, {&rows}, fd);
    return done ? Result<void>() : fail(done.error());
}

Result<Picture> PluginProcess::draw(const std::string& config, ArrowSource& rows, const Canvas& canvas,
                                    const CancelToken& token) {
    auto payload = Packer().put(std::string_view(config)).put(std::string_view(encodeCanvas(canvas))).take();
    const auto done = m_impl->done(CallKind::Draw, std::move(payload), token, {&rows});
    if (!done) return fail(done.error());
    auto picture = decodePicture(*done);
    if (!picture) return fail(m_impl->session->broken(picture.error()));
    return picture;
}

Result<std::string> PluginProcess::notify(const std::string& config, const std::string& notification,
                                          const CancelToken& token) {
    auto payload = Packer().put(std::string_view(config)).put(std::string_view(notification)).take();
    auto answer = m_impl->done(CallKind::Notify, std::move(payload), token);
    if (!answer) return answer;
    return m_impl->session->redacted(*answer);
}

}  // namespace tributary::plugin
