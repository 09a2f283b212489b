// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/completion_popup.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QScreen>
#include <algorithm>
#include <array>

#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"
#include "ui/widgets/two_line_delegate.h"

namespace tributary::ui {

namespace {

constexpr int kVisibleRows = 10;
constexpr int kNarrowest = 220;
constexpr int kWidest = 560;
constexpr int kMeasured = 200;  // rows looked at for the width
constexpr int kGap = 2;

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

QIcon iconOf(const Theme& theme, CompletionKind kind) {
    const auto same = [kind](const KindIcon& entry) { return entry.kind == kind; };
    const auto found = std::find_if(kIcons.begin(), kIcons.end(), same);
    return theme.icon(QLatin1String(found->icon), found->role);
}

}  // namespace

CompletionPopup::CompletionPopup(Theme& theme, QWidget* editor)
    : QFrame(editor, Qt::ToolTip | Qt::FramelessWindowHint), m_theme(theme), m_list(new QListView(this)) {
    setProperty("kind", "float");
    setFocusPolicy(Qt::NoFocus);
    setAttribute(Qt::WA_ShowWithoutActivating);
    setAccessibleName(tr("Completions"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new TwoLineDelegate(theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    auto* column = make::column(0);
    column->setContentsMargins(1, 1, 1, 1);
    setLayout(column);
    column->addWidget(m_list);
    connect(m_list, &QListView::clicked, this, &CompletionPopup::choose);
    hide();
}

QSize CompletionPopup::sizeFor(const std::vector<Completion>& items) const {
    const QFontMetrics name(m_theme.monospace(metrics::kTextSmall + 0.5));
    const QFontMetrics detail(m_theme.font(metrics::kTextSmall));
    int width = kNarrowest;
    for (size_t i = 0; i < items.size() && i < kMeasured; ++i) {
        const int needed = name.horizontalAdvance(make::text(items[i].text)) +
                           detail.horizontalAdvance(make::text(items[i].detail)) + 88;
        width = std::max(width, needed);
    }
    const int rows = std::min(kVisibleRows, static_cast<int>(items.size()));
    return {std::min(width, kWidest), rows * m_list->sizeHintForRow(0) + 4};
}

void CompletionPopup::showItems(const std::vector<Completion>& items, const QRect& line) {
    m_items = items;
    m_model.clear();
    for (const Completion& item : items) {
        auto* row = new QStandardItem(iconOf(m_theme, item.kind), make::text(item.text));
        row->setData(make::text(item.detail), TwoLineDelegate::RightRole);
        row->setData(true, TwoLineDelegate::MonospaceRole);
        row->setToolTip(make::text(item.insert));
        m_model.appendRow(row);
    }
    m_list->setCurrentIndex(m_model.index(0, 0));
    m_list->scrollToTop();
    m_list->setVerticalScrollBarPolicy(items.size() > kVisibleRows ? Qt::ScrollBarAsNeeded
                                                                   : Qt::ScrollBarAlwaysOff);
    resize(sizeFor(items));
    const QScreen* screen = parentWidget()->screen();
    const QRect room = screen ? screen->availableGeometry() : QRect(line.topLeft(), QSize(4096, 4096));
    const bool below = line.bottom() + kGap + height() <= room.bottom() ||
                       line.top() - room.top() < room.bottom() - line.bottom();
    const int top = below ? line.bottom() + kGap : line.top() - kGap - height();
    const int left = std::clamp(line.left(), room.left(), std::max(room.left(), room.right() - width()));
    QFrame::move(left, top);
    if (!isVisible()) show();
}

void CompletionPopup::move(int by) {
    const int last = m_model.rowCount() - 1;
    const int row = m_list->currentIndex().row() + by;
    // One step beyond an end comes in at the other; a page stops there.
    const int wanted = by == 1 && row > last ? 0 : by == -1 && row < 0 ? last : std::clamp(row, 0, last);
    m_list->setCurrentIndex(m_model.index(wanted, 0));
    m_list->scrollTo(m_list->currentIndex());
}

void CompletionPopup::choose(const QModelIndex& index) {
    if (!index.isValid()) return;
    const std::string insert = m_items.at(static_cast<size_t>(index.row())).insert;
    hide();
    Q_EMIT chosen(insert);
}

bool CompletionPopup::handleKey(const QKeyEvent& key) {
    if (key.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::ShiftModifier)) return false;
    switch (key.key()) {
        case Qt::Key_Up:
            move(-1);
            return true;
        case Qt::Key_Down:
            move(1);
            return true;
        case Qt::Key_PageUp:
            move(-kVisibleRows);
            return true;
        case Qt::Key_PageDown:
            move(kVisibleRows);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Tab:
            choose(m_list->currentIndex());
            return true;
        case Qt::Key_Escape:
            hide();
            return true;
        default:
            return false;
    }
}

}  // namespace tributary::ui
