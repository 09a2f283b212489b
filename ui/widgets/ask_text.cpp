// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ask_text.h"

#include <QtWidgets/QLineEdit>
#include <utility>

#include "ui/theme/metrics.h"
#include "ui/widgets/dialog_frame.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kWidth = 420;

/// A dialog with one paragraph, perhaps a field, and two buttons.
class AskDialog : public DialogFrame {
  public:
    AskDialog(const QString& title, const QString& words, const QString& button, const char* kind,
              QWidget* parent)
        : DialogFrame(title, parent) {
        setAttribute(Qt::WA_DeleteOnClose);
        setFixedWidth(kWidth);
        m_content = make::column(8);
        m_content->setContentsMargins(metrics::kDialogPadding, 16, metrics::kDialogPadding, 16);
        auto* label = make::label(words, "muted", this);
        label->setWordWrap(true);
        m_content->addWidget(label);
        body()->addLayout(m_content);
        connect(addButton(QCoreApplication::translate("tributary::ui", "Cancel"), "normal"),
                &QPushButton::clicked, this, &QDialog::reject);
        m_accept = addButton(button, kind);
        m_accept->setDefault(true);
        connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
    }

    QLineEdit* addField(const QString& initial) {
        auto* field = new QLineEdit(initial, this);
        field->selectAll();
        m_content->addWidget(field);
        connect(field, &QLineEdit::textChanged, this,
                [this](const QString& text) { m_accept->setEnabled(!text.trimmed().isEmpty()); });
        m_accept->setEnabled(!initial.trimmed().isEmpty());
        field->setFocus();
        return field;
    }

  private:
    QVBoxLayout* m_content = nullptr;
    QPushButton* m_accept = nullptr;
};

}  // namespace

void askText(QWidget* parent, const QString& title, const QString& label, const QString& initial,
             const QString& button, std::function<void(const QString&)> answer) {
    auto* dialog = new AskDialog(title, label, button, "primary", parent);
    QLineEdit* field = dialog->addField(initial);
    field->setAccessibleName(label);
    QObject::connect(dialog, &QDialog::accepted, parent,
                     [field, answer = std::move(answer)] { answer(field->text().trimmed()); });
    dialog->open();
}

void askPassword(QWidget* parent, const QString& title, const QString& words,
                 std::function<void(const std::optional<QString>&)> answer) {
    auto* dialog = new AskDialog(title, words, QCoreApplication::translate("tributary::ui", "Continue"),
                                 "primary", parent);
    QLineEdit* field = dialog->addField({});
    field->setEchoMode(QLineEdit::Password);
    field->setAccessibleName(title);
    QObject::connect(dialog, &QDialog::finished, dialog, [field, answer](int outcome) {
        answer(outcome == QDialog::Accepted ? std::optional(field->text()) : std::nullopt);
    });
    dialog->open();
}

void askConfirmation(QWidget* parent, const QString& title, const QString& question, const QString& button,
                     std::function<void()> yes) {
    auto* dialog = new AskDialog(title, question, button, "danger", parent);
    QObject::connect(dialog, &QDialog::accepted, parent, [yes = std::move(yes)] { yes(); });
    dialog->open();
}

}  // namespace tributary::ui
