// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/completer.h"

#include <array>
#include <cctype>

#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr int kDelayMs = 60;
constexpr char kSeparator = '\n';
constexpr char kTypeSeparator = '\x1f';
constexpr int kVisibleRows = 10;

struct KindIcon {
    CompletionKind kind;
    const char* icon;
    Role role;
};

constexpr std::array<KindIcon, 8> kIcons{{
    {CompletionKind::Column, "columns-2", Role::TextMuted},
    {CompletionKind::Table, "table-2", Role::Info},
    {CompletionKind::View, "eye", Role::Info},
    {CompletionKind::Schema, "folder", Role::TextMuted},
    {CompletionKind::Connection, "database", Role::Accent},
    {CompletionKind::Alias, "tag", Role::Warning},
    {CompletionKind::Keyword, "type", Role::Keyword},
    {CompletionKind::Function, "square-function", Role::Function},
}};

}  // namespace

Completer::Completer(SqlEditor& editor, WorkspaceContext& context, QObject* parent)
    : QObject(parent), m_editor(editor), m_context(context) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(kDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &Completer::request);
    connect(&editor, &QsciScintillaBase::SCN_CHARADDED, this, &Completer::typed);
    connect(&context.theme, &Theme::changed, this, &Completer::registerIcons);
    editor.SendScintilla(QsciScintillaBase::SCI_AUTOCSETSEPARATOR, static_cast<unsigned long>(kSeparator));
    editor.SendScintilla(QsciScintillaBase::SCI_AUTOCSETTYPESEPARATOR,
                         static_cast<unsigned long>(kTypeSeparator));
    editor.SendScintilla(QsciScintillaBase::SCI_AUTOCSETIGNORECASE, 1L);
    editor.SendScintilla(QsciScintillaBase::SCI_AUTOCSETMAXHEIGHT, static_cast<unsigned long>(kVisibleRows));
    editor.SendScintilla(QsciScintillaBase::SCI_AUTOCSETORDER,
                         static_cast<unsigned long>(QsciScintillaBase::SC_ORDER_CUSTOM));
    editor.SendScintilla(QsciScintillaBase::SCI_AUTOCSETAUTOHIDE, 1L);
    registerIcons();
}

void Completer::registerIcons() {
    for (const KindIcon& entry : kIcons) {
        const QIcon icon = m_context.theme.icon(QLatin1String(entry.icon), entry.role);
        m_editor.registerImage(static_cast<int>(entry.kind), icon.pixmap(metrics::kIcon, metrics::kIcon));
    }
}

void Completer::typed(int character) {
    const bool wordLike = std::isalnum(character) || character == '_' || character > 127;
    if (character == '.') {
        m_timer.start();
    } else if (!wordLike) {
        m_timer.stop();
    } else if (!m_editor.isListActive()) {
        const size_t cursor = m_editor.cursorOffset();
        const auto before = static_cast<unsigned long>(cursor >= 2 ? cursor - 2 : 0);
        const long previous = m_editor.SendScintilla(QsciScintillaBase::SCI_GETCHARAT, before);
        if (cursor >= 2 && (std::isalnum(static_cast<unsigned char>(previous)) || previous == '_'))
            m_timer.start();
    }
}

void Completer::complete() {
    m_timer.stop();
    request();
}

CompletionCatalog Completer::catalog() const {
    CompletionCatalog catalog;
    for (const store::ConnectionRecord& record : m_context.connections.records()) {
        catalog.connections.push_back(record.name);
    }
    catalog.target = m_target;
    return catalog;
}

void Completer::request() {
    m_token.cancel();
    const uint64_t number = ++m_request;
    CompletionRequest request;
    request.script = m_editor.script();
    request.cursor = m_editor.cursorOffset();
    request.lexis = m_editor.lexis();
    auto work = [request, catalog = catalog(),
                 &federation = m_context.workbench.federation()](const CancelToken& token) mutable {
        catalog.describe = [&federation, &token](
                               const std::string& connection,
                               const connect::ObjectPath& path) -> std::optional<connect::Catalog> {
            if (auto known = federation.cached(connection, path)) return known;
            auto asked = federation.describe(connection, path, token);
            if (!asked)
                return std::nullopt;  // the explorer tells what is wrong with a connection, typing goes on
            return std::move(*asked);
        };
        return completionsAt(request, catalog, token);
    };
    m_token = m_context.background.run(
        this, std::move(work), [this, number, cursor = request.cursor](const CompletionAnswer& answer) {
            if (number == m_request && cursor == m_editor.cursorOffset()) show(answer);
        });
}

void Completer::show(const CompletionAnswer& answer) {
    if (answer.items.empty() || !m_editor.hasFocus()) return;
    if (answer.items.size() == 1 && answer.items[0].insert.size() == answer.prefixLength) return;
    std::string list;
    for (const Completion& item : answer.items) {
        if (!list.empty()) list.push_back(kSeparator);
        list += item.insert;
        list.push_back(kTypeSeparator);
        list += std::to_string(static_cast<int>(item.kind));
    }
    m_editor.SendScintilla(QsciScintillaBase::SCI_AUTOCSHOW, static_cast<uintptr_t>(answer.prefixLength),
                           list.c_str());
}

}  // namespace tributary::ui
