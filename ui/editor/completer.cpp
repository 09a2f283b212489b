// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/completer.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QScrollBar>
#include <cctype>

namespace tributary::ui {

namespace {

constexpr int kDelayMs = 60;

bool isWordByte(int byte) {
    return byte > 127 || std::isalnum(byte) || byte == '_';
}

}  // namespace

Completer::Completer(SqlEditor& editor, WorkspaceContext& context, QObject* parent)
    : QObject(parent),
      m_editor(editor),
      m_context(context),
      m_popup(new CompletionPopup(context.theme, &editor)) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(kDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &Completer::request);
    connect(&editor, &QsciScintillaBase::SCN_CHARADDED, this, &Completer::typed);
    connect(&editor, &SqlEditor::scriptEdited, this, &Completer::edited);
    connect(&editor, &QsciScintilla::cursorPositionChanged, this, &Completer::cursorMoved);
    connect(m_popup, &CompletionPopup::chosen, this, &Completer::insert);
    for (const QScrollBar* bar : {editor.verticalScrollBar(), editor.horizontalScrollBar()}) {
        connect(bar, &QScrollBar::valueChanged, this, &Completer::dismiss);
    }
    editor.installEventFilter(this);
}

bool Completer::eventFilter(QObject* watched, QEvent* event) {
    if (watched != &m_editor || !m_popup->isVisible()) return QObject::eventFilter(watched, event);
    switch (event->type()) {
        case QEvent::FocusOut:
        case QEvent::Hide:
        case QEvent::Resize:
            dismiss();
            break;
        case QEvent::ShortcutOverride:  // Escape must close the list before it cancels a statement
            if (static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
                event->accept();
                return true;
            }
            break;
        case QEvent::KeyPress:
            if (m_popup->handleKey(*static_cast<QKeyEvent*>(event))) {
                if (!m_popup->isVisible()) dismiss();
                return true;
            }
            break;
        default:
            break;
    }
    return QObject::eventFilter(watched, event);
}

void Completer::dismiss() {
    m_timer.stop();
    m_token.cancel();
    ++m_request;  // an answer on its way is late
    m_popup->hide();
}

void Completer::typed(int character) {
    if (character == '.') {
        m_popup->hide();
        m_timer.start();
    } else if (!isWordByte(character)) {
        dismiss();
    } else if (!m_popup->isVisible()) {
        const size_t cursor = m_editor.cursorOffset();
        const auto before = static_cast<unsigned long>(cursor >= 2 ? cursor - 2 : 0);
        const long previous = m_editor.SendScintilla(QsciScintillaBase::SCI_GETCHARAT, before);
        if (character > 127 || (cursor >= 2 && isWordByte(static_cast<unsigned char>(previous))))
            m_timer.start();
    }
}

// While the list is open it follows what is typed and what is taken back.
void Completer::edited() {
    if (m_popup->isVisible()) m_timer.start();
}

void Completer::cursorMoved() {
    if (!m_popup->isVisible()) return;
    const size_t cursor = m_editor.cursorOffset();
    if (cursor < m_begin) return dismiss();
    for (size_t at = m_begin; at < cursor; ++at) {
        const long byte =
            m_editor.SendScintilla(QsciScintillaBase::SCI_GETCHARAT, static_cast<unsigned long>(at));
        if (byte == '\n') return dismiss();
    }
    m_timer.start();
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
        catalog.cached = [&federation](const std::string& connection, const connect::ObjectPath& path) {
            return federation.cached(connection, path);
        };
        return completionsAt(request, catalog, token);
    };
    m_token = m_context.background.run(
        this, std::move(work), [this, number, cursor = request.cursor](const CompletionAnswer& answer) {
            if (number == m_request && cursor == m_editor.cursorOffset()) show(cursor, answer);
        });
}

void Completer::show(size_t cursor, const CompletionAnswer& answer) {
    m_begin = cursor - answer.prefixLength;
    const bool complete = answer.items.size() == 1 && answer.items[0].insert.size() == answer.prefixLength;
    if (answer.items.empty() || complete || !m_editor.hasFocus()) {
        m_popup->hide();
        return;
    }
    const auto begin = static_cast<long>(m_begin);
    const long x = m_editor.SendScintilla(QsciScintillaBase::SCI_POINTXFROMPOSITION, 0UL, begin);
    const long y = m_editor.SendScintilla(QsciScintillaBase::SCI_POINTYFROMPOSITION, 0UL, begin);
    const long line =
        m_editor.SendScintilla(QsciScintillaBase::SCI_LINEFROMPOSITION, static_cast<unsigned long>(m_begin));
    const long height =
        m_editor.SendScintilla(QsciScintillaBase::SCI_TEXTHEIGHT, static_cast<unsigned long>(line));
    const QPoint place = m_editor.viewport()->mapToGlobal(QPoint(static_cast<int>(x), static_cast<int>(y)));
    m_popup->showItems(answer.items, QRect(place, QSize(1, static_cast<int>(height))));
}

void Completer::insert(const std::string& text) {
    const size_t cursor = m_editor.cursorOffset();
    if (cursor < m_begin) return;
    m_editor.replaceRange(m_begin, cursor, text);
    dismiss();
}

}  // namespace tributary::ui
