// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/sql_editor.h"

#include <QtGui/QHelpEvent>
#include <QtWidgets/QToolTip>
#include <algorithm>

#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr int kStatementMargin = 0;
constexpr int kNumberMargin = 1;
constexpr int kStatementMarker = 1;
constexpr int kErrorIndicator = 8;
constexpr int kStatementMarginWidth = 4;
constexpr int kMarkDelayMs = 40;
constexpr size_t kMarkLimit = 2'000'000;  // bytes: beyond, finding the statement at every key would be felt

}  // namespace

SqlEditor::SqlEditor(Theme& theme, QWidget* parent)
    : QsciScintilla(parent), m_theme(theme), m_lexer(new SqlLexer(theme, this)) {
    setUtf8(true);
    setEolMode(EolUnix);
    setLexer(m_lexer);
    setFrameShape(QFrame::NoFrame);
    setTabWidth(4);
    setIndentationsUseTabs(false);
    setAutoIndent(true);
    setBackspaceUnindents(true);
    setBraceMatching(SloppyBraceMatch);
    setCaretLineVisible(true);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    setWrapMode(WrapNone);
    releaseKeys();
    SendScintilla(SCI_SETMULTIPLESELECTION, 1L);
    SendScintilla(SCI_SETADDITIONALSELECTIONTYPING, 1L);
    setExtraAscent(2);
    setExtraDescent(2);
    setMarginType(kNumberMargin, NumberMargin);
    setMarginType(kStatementMargin, SymbolMargin);
    setMarginWidth(kStatementMargin, kStatementMarginWidth);
    setMarginMarkerMask(kStatementMargin, 1 << kStatementMarker);
    setMarginMarkerMask(kNumberMargin, 0);  // it would show every marker, over its numbers
    markerDefine(FullRectangle, kStatementMarker);
    indicatorDefine(SquiggleIndicator, kErrorIndicator);
    setAccessibleName(tr("SQL editor"));

    m_markTimer.setSingleShot(true);
    m_markTimer.setInterval(kMarkDelayMs);
    connect(&m_markTimer, &QTimer::timeout, this, &SqlEditor::markStatement);
    connect(this, &QsciScintilla::cursorPositionChanged, this, [this] { m_markTimer.start(); });
    connect(this, &QsciScintilla::textChanged, this, [this] {
        clearErrors();
        m_markTimer.start();
        Q_EMIT scriptEdited();
    });
    connect(&theme, &Theme::changed, this, &SqlEditor::restyle);
    restyle();
}

// Keys the window uses for commands: Scintilla must let go of its own meanings.
void SqlEditor::releaseKeys() {
    constexpr int kCtrl = Qt::ControlModifier;
    constexpr int kCtrlShift = kCtrl | static_cast<int>(Qt::ShiftModifier);
    for (const int key :
         {int(Qt::Key_Escape), kCtrl | int(Qt::Key_Slash), kCtrl | int(Qt::Key_T), kCtrl | int(Qt::Key_L),
          kCtrlShift | int(Qt::Key_T), kCtrlShift | int(Qt::Key_L), kCtrl | int(Qt::Key_Return),
          kCtrl | int(Qt::Key_J), kCtrl | int(Qt::Key_PageUp), kCtrl | int(Qt::Key_PageDown)}) {
        if (QsciCommand* command = standardCommands()->boundTo(key)) command->setKey(0);
    }
}

void SqlEditor::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        SendScintilla(SCI_CANCEL);
        return;
    }
    QsciScintilla::keyPressEvent(event);
}

void SqlEditor::restyle() {
    m_lexer->restyle();
    setLexer(m_lexer);  // QScintilla copies colours when the lexer is set
    const QColor surface = m_theme.color(Role::Surface);
    setPaper(surface);
    setCaretLineBackgroundColor(m_theme.color(Role::CurrentLine));
    setCaretForegroundColor(m_theme.color(Role::Accent));
    setCaretWidth(2);
    setSelectionBackgroundColor(blend(m_theme.color(Role::Accent), surface, m_theme.isDark() ? 0.35 : 0.22));
    resetSelectionForegroundColor();
    setMarginsBackgroundColor(surface);
    setMarginsForegroundColor(m_theme.color(Role::TextFaint));
    setMarginsFont(m_theme.monospace(metrics::kTextSmall));
    setMarginWidth(kNumberMargin, QStringLiteral("00000"));
    setMarkerBackgroundColor(m_theme.color(Role::Accent), kStatementMarker);
    setMarkerForegroundColor(m_theme.color(Role::Accent), kStatementMarker);
    setIndicatorForegroundColor(m_theme.color(Role::Danger), kErrorIndicator);
    setMatchedBraceBackgroundColor(m_theme.color(Role::AccentSoft));
    setMatchedBraceForegroundColor(m_theme.color(Role::Accent));
    setUnmatchedBraceForegroundColor(m_theme.color(Role::Danger));
    setUnmatchedBraceBackgroundColor(surface);
    SendScintilla(SCI_SETMARGINLEFT, 0L, 14L);
}

std::string SqlEditor::script() const {
    const long length = SendScintilla(SCI_GETLENGTH);
    std::string text(static_cast<size_t>(length), '\0');
    if (length > 0) SendScintilla(SCI_GETTEXTRANGE, 0L, length, text.data());
    return text;
}

void SqlEditor::setScript(const std::string& text) {
    setText(QString::fromStdString(text));
    SendScintilla(SCI_EMPTYUNDOBUFFER);
}

void SqlEditor::replaceScript(const std::string& text) {
    const size_t cursor = cursorOffset();
    beginUndoAction();
    SendScintilla(SCI_TARGETWHOLEDOCUMENT);
    SendScintilla(SCI_REPLACETARGET, static_cast<uintptr_t>(text.size()), text.c_str());
    endUndoAction();
    setCursorOffset(std::min(cursor, text.size()));
}

void SqlEditor::replaceRange(size_t begin, size_t end, const std::string& text) {
    beginUndoAction();
    SendScintilla(SCI_SETTARGETRANGE, static_cast<unsigned long>(begin), static_cast<long>(end));
    SendScintilla(SCI_REPLACETARGET, static_cast<uintptr_t>(text.size()), text.c_str());
    endUndoAction();
    setCursorOffset(begin + text.size());
}

size_t SqlEditor::cursorOffset() const {
    return static_cast<size_t>(SendScintilla(SCI_GETCURRENTPOS));
}

void SqlEditor::setCursorOffset(size_t offset) {
    SendScintilla(SCI_GOTOPOS, static_cast<unsigned long>(offset));
    ensureCursorVisible();
}

std::pair<size_t, size_t> SqlEditor::selectionRange() const {
    return {static_cast<size_t>(SendScintilla(SCI_GETSELECTIONSTART)),
            static_cast<size_t>(SendScintilla(SCI_GETSELECTIONEND))};
}

void SqlEditor::setLexis(sql::Lexis lexis) {
    m_lexis = lexis;
    m_markTimer.start();
}

void SqlEditor::insertNames(const std::vector<DraggedName>& names) {
    const QByteArray text = namesInSql(names, m_target, m_lexis).toUtf8();
    SendScintilla(SCI_REPLACESEL, text.constData());
    ensureCursorVisible();
    setFocus();
}

QByteArray SqlEditor::fromMimeData(const QMimeData* source, bool& rectangular) const {
    const std::vector<DraggedName> names = draggedNames(*source);
    if (names.empty()) return QsciScintilla::fromMimeData(source, rectangular);
    rectangular = false;
    return namesInSql(names, m_target, m_lexis).toUtf8();
}

void SqlEditor::toggleComment() {
    int fromLine = 0;
    int toLine = 0;
    int column = 0;
    int endColumn = 0;
    if (hasSelectedText()) {
        getSelection(&fromLine, &column, &toLine, &endColumn);
        if (endColumn == 0 && toLine > fromLine) --toLine;
    } else {
        getCursorPosition(&fromLine, &column);
        toLine = fromLine;
    }
    bool allCommented = true;
    for (int line = fromLine; line <= toLine; ++line) {
        const QString content = text(line).trimmed();
        if (!content.isEmpty() && !content.startsWith(QLatin1String("--"))) allCommented = false;
    }
    beginUndoAction();
    for (int line = fromLine; line <= toLine; ++line) {
        const QString content = text(line);
        if (content.trimmed().isEmpty()) continue;
        if (!allCommented) {
            insertAt(QStringLiteral("-- "), line, 0);
            continue;
        }
        const int at = content.indexOf(QLatin1String("--"));
        const int width = content.midRef(at).startsWith(QLatin1String("-- ")) ? 3 : 2;
        const long begin = positionFromLineIndex(line, at);
        SendScintilla(SCI_DELETERANGE, static_cast<unsigned long>(begin), static_cast<long>(width));
    }
    endUndoAction();
}

void SqlEditor::clearErrors() {
    if (m_errorBegin < 0) return;
    SendScintilla(SCI_SETINDICATORCURRENT, static_cast<unsigned long>(kErrorIndicator));
    SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, SendScintilla(SCI_GETLENGTH));
    m_errorBegin = m_errorEnd = -1;
    m_errorText.clear();
}

size_t SqlEditor::offsetOf(size_t statementOffset, const SourcePosition& position) const {
    const long firstLine = SendScintilla(SCI_LINEFROMPOSITION, static_cast<unsigned long>(statementOffset));
    const auto line = static_cast<unsigned long>(firstLine) + position.line - 1;
    long begin =
        position.line == 1 ? static_cast<long>(statementOffset) : SendScintilla(SCI_POSITIONFROMLINE, line);
    for (uint32_t column = 1; column < position.column; ++column) {
        begin = SendScintilla(SCI_POSITIONAFTER, static_cast<unsigned long>(begin));
    }
    return static_cast<size_t>(std::clamp(begin, 0L, SendScintilla(SCI_GETLENGTH)));
}

void SqlEditor::showError(size_t statementOffset, const SourcePosition& position, const QString& message) {
    clearErrors();
    const size_t begin = offsetOf(statementOffset, position);
    long end = static_cast<long>(begin);
    for (uint32_t i = 0; i < std::max(1U, position.length); ++i) {
        end = SendScintilla(SCI_POSITIONAFTER, static_cast<unsigned long>(end));
    }
    if (position.length <= 1) {  // one character is hard to see: take the word
        end = std::max(end, SendScintilla(SCI_WORDENDPOSITION, static_cast<unsigned long>(begin), 1L));
    }
    SendScintilla(SCI_SETINDICATORCURRENT, static_cast<unsigned long>(kErrorIndicator));
    SendScintilla(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(begin), end - static_cast<long>(begin));
    m_errorBegin = static_cast<long>(begin);
    m_errorEnd = end;
    m_errorText = message;
    setCursorOffset(begin);
}

void SqlEditor::markStatement() {
    markerDeleteAll(kStatementMarker);
    if (static_cast<size_t>(SendScintilla(SCI_GETLENGTH)) > kMarkLimit) return;
    const std::string text = script();
    const sql::Statement statement = sql::statementAt(text, cursorOffset(), m_lexis);
    if (statement.end <= statement.begin) return;
    const auto line = [this](size_t offset) {
        return static_cast<int>(SendScintilla(SCI_LINEFROMPOSITION, static_cast<unsigned long>(offset)));
    };
    for (int i = line(statement.begin); i <= line(statement.end); ++i) markerAdd(i, kStatementMarker);
}

bool SqlEditor::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && m_errorBegin >= 0) {
        const QPoint at = viewport()->mapFromGlobal(static_cast<QHelpEvent*>(event)->globalPos());
        const long position = SendScintilla(SCI_POSITIONFROMPOINTCLOSE, static_cast<unsigned long>(at.x()),
                                            static_cast<long>(at.y()));
        if (position >= m_errorBegin && position <= m_errorEnd) {
            QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), m_errorText, this);
            return true;
        }
    }
    return QsciScintilla::event(event);
}

}  // namespace tributary::ui
