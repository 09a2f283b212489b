// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/editor/qscintilla.h"

#include <QtCore/QTimer>
#include <string>

#include "core/base/error.h"
#include "core/sql/splitter.h"
#include "ui/editor/sql_lexer.h"
#include "ui/session/dragged_names.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// The SQL text area: colours, the statement under the cursor marked in the margin, errors underlined,
/// comments toggled. Offsets are bytes of the UTF-8 text, as everywhere in core. UI thread.
class SqlEditor : public QsciScintilla {
    Q_OBJECT

  public:
    SqlEditor(Theme& theme, QWidget* parent = nullptr);

    std::string script() const;
    void setScript(const std::string& text);
    /// Replaces the whole text as one step that can be undone.
    void replaceScript(const std::string& text);
    /// Replaces [begin, end) as one step that can be undone; the cursor stands behind it.
    void replaceRange(size_t begin, size_t end, const std::string& text);
    size_t cursorOffset() const;
    void setCursorOffset(size_t offset);
    bool hasSelection() const { return hasSelectedText(); }
    /// [begin, end) of the selection.
    std::pair<size_t, size_t> selectionRange() const;

    void setLexis(sql::Lexis lexis);
    sql::Lexis lexis() const { return m_lexis; }

    /// The connection the text runs on; empty: federated. Names dropped here are written for it.
    void setTarget(const std::string& target) { m_target = target; }
    /// Puts names at the cursor, in place of the selection.
    void insertNames(const std::vector<DraggedName>& names);

    void toggleComment();
    void clearErrors();
    /// Underlines `position` (relative to the statement that starts at `statementOffset`) and moves the
    /// cursor there.
    void showError(size_t statementOffset, const SourcePosition& position, const QString& message);

  Q_SIGNALS:
    void scriptEdited();

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    QByteArray fromMimeData(const QMimeData* source, bool& rectangular) const override;

  private:
    void restyle();
    void releaseKeys();
    void markStatement();
    size_t offsetOf(size_t statementOffset, const SourcePosition& position) const;

    Theme& m_theme;
    SqlLexer* m_lexer;
    sql::Lexis m_lexis = sql::Lexis::DuckDb;
    std::string m_target;
    QTimer m_markTimer;
    QString m_errorText;
    long m_errorBegin = -1;
    long m_errorEnd = -1;
};

}  // namespace tributary::ui
