// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QTimer>

#include "ui/editor/completion_engine.h"
#include "ui/editor/completion_popup.h"
#include "ui/editor/sql_editor.h"
#include "ui/session/workspace_context.h"

namespace tributary::ui {

/// Offers completions in one editor: after a dot or two letters by itself, or when asked. The catalog is
/// asked off the UI thread; an answer for a text that has changed since is dropped.
class Completer : public QObject {
    Q_OBJECT

  public:
    Completer(SqlEditor& editor, WorkspaceContext& context, QObject* parent);
    void setTarget(const std::string& target) { m_target = target; }
    /// Asks now, whatever was typed.
    void complete();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void typed(int character);
    void edited();
    void cursorMoved();
    void request();
    void show(size_t cursor, const CompletionAnswer& answer);
    void insert(const std::string& text);
    void dismiss();
    CompletionCatalog catalog() const;

    SqlEditor& m_editor;
    WorkspaceContext& m_context;
    CompletionPopup* m_popup;
    std::string m_target;
    QTimer m_timer;
    CancelToken m_token;
    uint64_t m_request = 0;
    size_t m_begin = 0;  ///< where the word being completed begins
};

}  // namespace tributary::ui
