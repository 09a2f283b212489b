// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/sql_lexer.h"

#include "ui/editor/sql_words.h"
#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr int kKeywordSet = 1;
constexpr int kFunctionSet = 5;  // Scintilla's "user" lists start here and have styles of their own
constexpr int kTypeSet = 6;

QByteArray joined(const std::vector<std::string_view>& words) {
    QByteArray text;
    for (const std::string_view word : words) {
        text.append(word.data(), static_cast<int>(word.size()));
        text.append(' ');
    }
    return text;
}

}  // namespace

SqlLexer::SqlLexer(const Theme& theme, QObject* parent)
    : QsciLexerSQL(parent),
      m_theme(theme),
      m_keywords(joined(sqlKeywords())),
      m_functions(joined(sqlFunctions())),
      m_types(joined(sqlTypes())) {
    restyle();
}

const char* SqlLexer::keywords(int set) const {
    if (set == kKeywordSet) return m_keywords.constData();
    if (set == kFunctionSet) return m_functions.constData();
    if (set == kTypeSet) return m_types.constData();
    return nullptr;
}

void SqlLexer::restyle() {
    const QFont font = m_theme.monospace(metrics::kTextBody);
    setDefaultFont(font);
    setDefaultColor(m_theme.color(Role::Text));
    setDefaultPaper(m_theme.color(Role::Surface));
    setFont(font, -1);
    setPaper(m_theme.color(Role::Surface), -1);
    setColor(m_theme.color(Role::Text), -1);
    for (const int style : {Comment, CommentLine, CommentDoc, PlusComment, CommentLineHash, CommentDocKeyword,
                            CommentDocKeywordError}) {
        setColor(m_theme.color(Role::Comment), style);
    }
    setColor(m_theme.color(Role::Number), Number);
    setColor(m_theme.color(Role::Keyword), Keyword);
    QFont keyword = font;
    keyword.setWeight(QFont::DemiBold);
    setFont(keyword, Keyword);
    setColor(m_theme.color(Role::String), SingleQuotedString);
    setColor(m_theme.color(Role::Function), KeywordSet5);
    setColor(m_theme.color(Role::Keyword), KeywordSet6);
}

}  // namespace tributary::ui
