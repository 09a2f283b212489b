// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sql/formatter.h"

#include <vector>

#include "core/sql/keywords.h"

namespace tributary::sql {
namespace {

constexpr size_t kIndent = 4;
constexpr size_t kLineWidth = 100;

/// A token that counts, and whether space stood in front of it.
struct Piece {
    std::string text;
    TokenKind kind = TokenKind::Unknown;
    bool spaced = false;
    bool keyword = false;
};

std::vector<Piece> piecesOf(std::string_view text, Lexis lexis) {
    std::vector<Piece> out;
    bool spaced = false;
    for (const Token& token : tokenize(text, lexis)) {
        if (token.kind == TokenKind::Space) {
            spaced = true;
            continue;
        }
        Piece piece{std::string(text.substr(token.begin, token.end - token.begin)), token.kind, spaced,
                    false};
        const bool qualified = !out.empty() && out.back().text == ".";
        piece.keyword = piece.kind == TokenKind::Word && !qualified && isReserved(piece.text);
        out.push_back(std::move(piece));
        spaced = false;
    }
    for (size_t i = 0; i < out.size(); i++) {
        // LEFT(…) and RIGHT(…) are functions, tbl.left and a column called left are somebody's names.
        const bool call = i + 1 < out.size() && (out[i + 1].text == "(" || out[i + 1].text == ".");
        if (call && isWord(out[i].text, {"LEFT", "RIGHT", "SET"})) out[i].keyword = false;
        if (out[i].keyword) out[i].text = upper(out[i].text);
    }
    return out;
}

bool isLineComment(const Piece& piece) {
    return piece.kind == TokenKind::Comment && piece.text.substr(0, 2) != "/*";
}

bool isOperator(const Piece& piece, std::string_view text) {
    return piece.kind == TokenKind::Operator && piece.text == text;
}

/// Does a + or - after `before` belong to the number or name behind it?
bool isUnary(const Piece* before) {
    if (!before) return true;
    if (before->kind == TokenKind::Operator)
        return before->text != ")" && before->text != "]" && before->text != "}";
    return before->keyword && !isWord(before->text, {"END", "NULL", "TRUE", "FALSE"});
}

/// Space between `left` and `right` on one line; `leftUnary`: `left` is a sign.
bool needsSpace(const Piece& left, bool leftUnary, const Piece& right) {
    if (left.kind == TokenKind::Unknown || right.kind == TokenKind::Unknown) return right.spaced;
    if (left.kind == TokenKind::Number && right.kind == TokenKind::Word) return right.spaced;
    for (const char* glued : {".", "::", ":", "[", "{", "@"}) {
        if (isOperator(left, glued) || isOperator(right, glued)) return right.spaced;
    }
    if (isOperator(right, "]") || isOperator(right, "}")) return right.spaced;
    if (isOperator(left, "(") || isOperator(right, ")")) return right.kind == TokenKind::Comment;
    if (isOperator(right, ",") || isOperator(right, ";")) return left.kind == TokenKind::Comment;
    if (isOperator(right, "(")) {
        // MySQL tells count(x) from count (x); after a keyword it is a matter of looks.
        return left.keyword || left.kind != TokenKind::Word ? !leftUnary : right.spaced;
    }
    if (leftUnary) return right.kind == TokenKind::Operator;  // "- -1" must not become a comment
    return true;
}

/// Words that begin a clause, and how many of them belong together.
size_t clauseLength(const std::vector<Piece>& pieces, size_t at) {
    const auto word = [&](size_t i, std::initializer_list<std::string_view> words) {
        return i < pieces.size() && pieces[i].keyword && isWord(pieces[i].text, words);
    };
    if (word(at, {"GROUP", "ORDER"}) && word(at + 1, {"BY"})) return 2;
    if (word(at, {"UNION", "EXCEPT", "INTERSECT"})) return word(at + 1, {"ALL", "DISTINCT"}) ? 2 : 1;
    if (word(at, {"INSERT"}) && word(at + 1, {"INTO"})) return 2;
    if (word(at, {"DELETE"}) && word(at + 1, {"FROM"})) return 2;
    if (word(at, {"SELECT"})) return word(at + 1, {"DISTINCT", "ALL"}) ? 2 : 1;
    if (word(at, {"JOIN"})) return 1;
    if (word(at, {"LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL"})) {
        size_t i = at + 1;
        while (word(i, {"LEFT", "RIGHT", "FULL", "INNER", "OUTER"})) i++;
        return word(i, {"JOIN"}) ? i + 1 - at : 0;
    }
    return word(at, {"FROM", "WHERE", "HAVING", "LIMIT", "OFFSET", "VALUES", "SET", "RETURNING", "QUALIFY",
                     "WINDOW", "WITH"})
               ? 1
               : 0;
}

class Formatter {
  public:
    explicit Formatter(std::vector<Piece> pieces) : m_pieces(std::move(pieces)) {}

    std::string run() {
        size_t at = 0;
        while (at < m_pieces.size()) block(at, 0);
        while (!m_out.empty() && (m_out.back() == '\n' || m_out.back() == ' ')) m_out.pop_back();
        return std::move(m_out);
    }

  private:
    /// Lays out clauses until the closing parenthesis of this block or the end of the statement.
    void block(size_t& at, size_t indent) {
        while (at < m_pieces.size()) {
            if (isOperator(m_pieces[at], ")") && indent > 0) return;
            if (isOperator(m_pieces[at], ";")) {
                emit(at++, indent);
                m_out += "\n\n";
                m_last = nullptr;
                return;
            }
            clause(at, indent);
        }
    }

    bool opensBlock(size_t at) const {
        return isOperator(m_pieces[at], "(") && at + 1 < m_pieces.size() && m_pieces[at + 1].keyword &&
               isWord(m_pieces[at + 1].text, {"SELECT", "WITH"});
    }

    /// End of the clause that begins at `at`, and where its top-level commas, ANDs and sub-blocks are.
    size_t clauseEnd(size_t at, std::vector<size_t>& breaks, bool& hasBlock) const {
        int depth = 0;
        size_t i = at + std::max<size_t>(1, clauseLength(m_pieces, at));
        bool between = false;
        for (; i < m_pieces.size(); i++) {
            const Piece& piece = m_pieces[i];
            if (isOperator(piece, "(")) {
                if (opensBlock(i)) hasBlock = true;
                depth++;
            } else if (isOperator(piece, ")")) {
                if (depth-- == 0) return i;
            } else if (isOperator(piece, ";") && depth == 0) {
                return i;
            } else if (depth == 0 && clauseLength(m_pieces, i) > 0) {
                return i;
            } else if (depth == 0 && isOperator(piece, ",")) {
                breaks.push_back(i + 1);
            } else if (depth == 0 && piece.keyword && isWord(piece.text, {"BETWEEN"})) {
                between = true;
            } else if (depth == 0 && piece.keyword && isWord(piece.text, {"AND", "OR"})) {
                if (!between || piece.text == "OR") breaks.push_back(i);
                between = false;
            }
        }
        return i;
    }

    void clause(size_t& at, size_t indent) {
        std::vector<size_t> breaks;
        bool hasBlock = false;
        const size_t end = clauseEnd(at, breaks, hasBlock);
        freshLine(indent);
        const bool broken = !breaks.empty() && (hasBlock || indent + inlineWidth(at, end) > kLineWidth);
        size_t next = 0;
        while (at < end) {
            while (next < breaks.size() && breaks[next] < at) next++;
            if (broken && next < breaks.size() && breaks[next] == at) freshLine(indent + kIndent);
            if (opensBlock(at)) {
                subBlock(at, indent);
            } else {
                emit(at++, indent + kIndent);
            }
        }
    }

    void subBlock(size_t& at, size_t indent) {
        emit(at++, indent);
        const size_t inner = indent + kIndent;
        freshLine(inner);
        m_last = nullptr;
        while (at < m_pieces.size() && !isOperator(m_pieces[at], ")")) {
            if (isOperator(m_pieces[at], ";")) return;  // unbalanced: the caller goes on
            clause(at, inner);
        }
        if (at >= m_pieces.size()) return;
        freshLine(indent);
        emit(at++, indent);
    }

    size_t inlineWidth(size_t at, size_t end) const {
        size_t width = 0;
        for (size_t i = at; i < end && width <= kLineWidth; i++) {
            width += m_pieces[i].text.size();
            if (i > at) width += needsSpace(m_pieces[i - 1], false, m_pieces[i]);
        }
        return width;
    }

    void freshLine(size_t indent) {
        while (!m_out.empty() && m_out.back() == ' ') m_out.pop_back();
        if (!m_out.empty() && m_out.back() != '\n') m_out += '\n';
        m_out.append(indent, ' ');
        m_lineStart = true;
    }

    void emit(size_t at, size_t continuation) {
        const Piece& piece = m_pieces[at];
        if (!m_lineStart && m_last && needsSpace(*m_last, m_lastUnary, piece)) m_out += ' ';
        m_out += piece.text;
        m_lineStart = false;
        m_lastUnary = (isOperator(piece, "-") || isOperator(piece, "+")) && isUnary(m_last);
        m_last = &piece;
        if (isLineComment(piece)) freshLine(continuation);
    }

    std::vector<Piece> m_pieces;
    std::string m_out;
    const Piece* m_last = nullptr;
    bool m_lastUnary = false;
    bool m_lineStart = true;
};

bool sameTokens(std::string_view a, std::string_view b, Lexis lexis) {
    const auto left = piecesOf(a, lexis);
    const auto right = piecesOf(b, lexis);
    if (left.size() != right.size()) return false;
    for (size_t i = 0; i < left.size(); i++) {
        if (left[i].kind != right[i].kind || left[i].text != right[i].text) return false;
    }
    return true;
}

}  // namespace

std::string formatSql(std::string_view text, Lexis lexis) {
    auto pieces = piecesOf(text, lexis);
    if (lexis == Lexis::Flux || pieces.empty()) return std::string(text);
    if (lexis == Lexis::MySql) {
        for (const Piece& piece : pieces) {
            if (piece.kind == TokenKind::Word && isWord(piece.text, {"DELIMITER"})) return std::string(text);
        }
    }
    std::string out = Formatter(std::move(pieces)).run();
    return sameTokens(text, out, lexis) ? out : std::string(text);
}

}  // namespace tributary::sql
