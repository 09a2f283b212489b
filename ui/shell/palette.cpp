// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette.h"

#include <QtCore/QTimer>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QApplication>

#include "ui/widgets/make.h"
#include "ui/widgets/two_line_delegate.h"

namespace tributary::ui {

namespace {

constexpr int kWidth = 600;
constexpr int kHeight = 420;
constexpr int kTopGap = 6;

}  // namespace

Palette::Palette(WorkspaceContext& context, Commands& commands, bool commandsOnly, QWidget* window)
    : QDialog(window, Qt::Popup | Qt::FramelessWindowHint),
      m_context(context),
      m_commands(commands),
      m_model(new PaletteModel(context.theme, this)),
      m_input(new QLineEdit(this)),
      m_list(new QListView(this)) {
    setAccessibleName(commandsOnly ? tr("Commands") : tr("Go to"));
    m_input->setObjectName(QStringLiteral("paletteInput"));
    m_input->setPlaceholderText(commandsOnly ? tr("Run a command…")
                                             : tr("Go to table, column, query, command…"));
    m_input->setAccessibleName(m_input->placeholderText());
    m_input->installEventFilter(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new TwoLineDelegate(context.theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    auto* frame = make::frame("float", this);
    auto* column = make::column(0);
    frame->setLayout(column);
    column->setContentsMargins(1, 1, 1, 4);
    auto* inputRow = make::row();
    inputRow->setContentsMargins(8, 2, 8, 2);
    inputRow->addWidget(m_input);
    column->addLayout(inputRow);
    column->addWidget(make::horizontalLine(frame));
    column->addWidget(m_list, 1);
    setLayout(make::column(0));
    layout()->addWidget(frame);
    connect(m_input, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_model->search(text);
        selectFirst();
    });
    connect(m_list, &QListView::clicked, this, &Palette::choose);
    if (!commandsOnly) addWorkspace();
    addCommands();
    selectFirst();
}

void Palette::openBelow(int top) {
    QWidget* window = parentWidget();
    resize(std::min(kWidth, window->width() - 40), std::min(kHeight, window->height() - top - 40));
    move(window->mapToGlobal(QPoint((window->width() - width()) / 2, top + kTopGap)));
    show();
    m_input->setFocus();
}

void Palette::addCommands() {
    std::vector<PaletteItem> items;
    for (const Command command : m_commands.all()) {
        const QAction* action = m_commands.action(command);
        PaletteItem item;
        item.text = action->text();
        item.right = action->shortcut().toString(QKeySequence::NativeText);
        item.icon = QStringLiteral("command");
        item.command = static_cast<int>(command);
        items.push_back(std::move(item));
    }
    m_model->add(std::move(items));
}

void Palette::addWorkspace() {
    std::vector<std::string> connections;
    for (const store::ConnectionRecord& record : m_context.connections.records())
        connections.push_back(record.name);
    m_context.background.run(
        this,
        [&workbench = m_context.workbench, connections](const CancelToken& token) {
            return workspaceItems(workbench, connections, token);
        },
        [this](std::vector<PaletteItem> items) {
            m_model->add(std::move(items));
            selectFirst();
        });
}

void Palette::selectFirst() {
    if (m_model->rowCount() > 0) m_list->setCurrentIndex(m_model->index(0));
}

bool Palette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_input && event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            choose(m_list->currentIndex());
            return true;
        }
        for (const int listKey : {Qt::Key_Up, Qt::Key_Down, Qt::Key_PageUp, Qt::Key_PageDown}) {
            if (key->key() != listKey) continue;
            QApplication::sendEvent(m_list, event);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void Palette::choose(const QModelIndex& index) {
    if (!index.isValid()) return;
    const PaletteItem item = m_model->item(index.row());
    close();
    switch (item.kind) {
        case PaletteItem::Kind::Command: {
            // After the popup has gone: the command may open a window of its own.
            QAction* action = m_commands.action(static_cast<Command>(item.command));
            QTimer::singleShot(0, action, &QAction::trigger);
            break;
        }
        case PaletteItem::Kind::Query: {
            NewQuery query;
            query.title = item.text;
            query.sql = make::text(item.query.sql);
            query.target = item.query.target;
            query.savedQueryId = item.query.id;
            query.chart = item.query.chart;
            m_context.navigator.openQuery(query);
            break;
        }
        default:
            m_context.navigator.reveal(item.connection, item.path);
    }
}

}  // namespace tributary::ui
