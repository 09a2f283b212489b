// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/sql/splitter.h"

namespace tributary::sql {

/// What tells one lexis from another, as data. Sources: the scanners and manuals of the servers themselves.
struct LexisRules {
    bool dashComment = true;      ///< -- to the end of the line
    bool dashNeedsSpace = false;  ///< MySQL: only when a space or control character follows
    bool hashComment = false;     ///< # to the end of the line
    bool hashNeedsSpace = false;  ///< ClickHouse: "# " and "#!" only
    bool slashComment = false;    ///< // to the end of the line
    bool blockComment = true;     ///< /* … */
    bool nestedComments = false;
    bool executableComments = false;   ///< MySQL's /*! … */ is code
    bool backslashInStrings = false;   ///< everywhere
    bool doubledQuotes = true;         ///< '' inside '…' is one quote
    bool doubleQuoteIsString = false;  ///< "…" is text, not a name
    bool backtickIdentifier = false;
    bool bracketIdentifier = false;  ///< SQLite's [name]
    bool dollarQuotes = false;       ///< $tag$ … $tag$
    bool dollarTagMayStartWithDigit = false;
    bool dollarInWords = false;
    bool dollarParameters = false;    ///< $1, $name
    bool colonParameters = false;     ///< :name
    bool atParameters = false;        ///< @name is a parameter …
    bool atVariables = false;         ///< … or a variable, @@name too
    bool questionParameters = false;  ///< ?, ?1
    bool braceParameters = false;     ///< {name:Type}
    bool regexAfterTilde = false;     ///< =~ /regex/
    bool unitsOnNumbers = false;      ///< 5m, 1h30m
    bool unicodeSpaces = false;       ///< U+00A0, U+3000 and the like separate words
    bool longOperators = false;       ///< PostgreSQL's rule: any run of operator characters
    bool escapeStrings = false;       ///< E'…' has backslashes
    std::string_view stringPrefixes;  ///< letters that belong to the string after them: "bexn"
    bool bodies = false;              ///< BEGIN … END after CREATE TRIGGER and the like
    bool delimiterCommand = false;    ///< MySQL's DELIMITER
    bool splitInParentheses = true;   ///< PostgreSQL: not inside ( … ), as psql
    bool singleStatement = false;
};

const LexisRules& rulesFor(Lexis lexis);

}  // namespace tributary::sql
