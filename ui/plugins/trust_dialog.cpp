// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plugins/trust_dialog.h"

#include <QtWidgets/QFileDialog>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QToolButton>

#include "core/store/atomic_file.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"
#include "ui/widgets/wrapped_label.h"

namespace tributary::ui {

namespace {

constexpr int kWidth = 520;
constexpr size_t kKeyFileLimit = 4096;

/// A key itself, or the path of a file that has one.
Result<plugin::PublicKey> keyOf(const std::string& fileOrText) {
    if (fileOrText.rfind("RW", 0) == 0) return plugin::PublicKey::parse(fileOrText);
    auto text = store::readWholeFile(fileOrText, kKeyFileLimit);
    if (!text) return fail(text.error());
    return plugin::PublicKey::parse(*text);
}

}  // namespace

TrustDialog::TrustDialog(What what, const Theme& theme, Background& background, PluginServices services,
                         QWidget* parent)
    : DialogFrame(what == What::Key ? tr("Trust a key") : tr("Add a repository"), parent),
      m_what(what),
      m_background(background),
      m_services(services) {
    setAttribute(Qt::WA_DeleteOnClose);
    setFixedWidth(static_cast<int>(theme.scaled(kWidth)));
    body()->addWidget(buildForm(theme));
    connect(addButton(tr("Cancel"), "normal"), &QPushButton::clicked, this, &QDialog::reject);
    m_agree = addButton(what == What::Key ? tr("Trust this key") : tr("Add"), "primary");
    connect(m_agree, &QPushButton::clicked, this, &TrustDialog::agree);
    connect(this, &QDialog::rejected, this, [this] { m_token.cancel(); });
    refresh();
}

QWidget* TrustDialog::buildForm(const Theme& theme) {
    auto* place = new QWidget;
    auto* column = make::column(12);
    column->setContentsMargins(metrics::kDialogPadding, 16, metrics::kDialogPadding, 16);
    place->setLayout(column);
    column->addWidget(new WrappedLabel(
        m_what == What::Key
            ? tr("Plugins signed with this key can be installed from then on. Trust keys only of people you "
                 "know: a plugin is held back from your files, but it sees the rows it is given.")
            : tr("A repository offers plugins, signed with its key. Both come from who runs it."),
        "muted"));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(10);
    const auto line = [&](const QString& name, const QString& placeholder) {
        auto* edit = new QLineEdit;
        edit->setAccessibleName(name);
        edit->setPlaceholderText(placeholder);
        connect(edit, &QLineEdit::textChanged, this, &TrustDialog::refresh);
        return edit;
    };
    if (m_what == What::Repository) {
        m_address = line(tr("Address"), QStringLiteral("https://plugins.example.com/"));
        form->addRow(tr("Address"), m_address);
    }
    m_keyText = line(tr("Key"), tr("A public key file of minisign, or the key itself (RW…)"));
    connect(m_keyText, &QLineEdit::textChanged, this, &TrustDialog::readKey);
    auto* browse = make::iconButton(theme.icon(QStringLiteral("folder-open")), tr("Browse"));
    connect(browse, &QToolButton::clicked, this, &TrustDialog::browse);
    auto* key = make::row(4);
    key->addWidget(m_keyText, 1);
    key->addWidget(browse);
    form->addRow(tr("Key"), key);
    if (m_what == What::Key) {
        m_owner = line(tr("Whose it is"), QString());
        form->addRow(tr("Whose it is"), m_owner);
    }
    column->addLayout(form);
    m_state = new WrappedLabel(QString(), "muted");
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_state);
    return place;
}

void TrustDialog::browse() {
    auto* dialog = new QFileDialog(this, tr("Key"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Public keys (*.pub)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, m_keyText, &QLineEdit::setText);
    dialog->open();
}

void TrustDialog::readKey() {
    m_key.reset();
    const QString text = m_keyText->text().trimmed();
    if (text.isEmpty()) {
        tell(QString(), "muted");
        return refresh();
    }
    m_background.run(
        this, [file = text.toStdString()](const CancelToken&) { return keyOf(file); },
        [this, text](const Result<plugin::PublicKey>& key) {
            if (m_keyText->text().trimmed() == text) takeKey(key);
        });
}

void TrustDialog::takeKey(const Result<plugin::PublicKey>& key) {
    if (key) {
        m_key = *key;
        tell(tr("The id of this key is %1. Compare it with what its owner tells you by another way, such as "
                "by telephone.")
                 .arg(make::text(key->keyId())),
             "strong");
    } else {
        tell(make::errorText(key.error()), "error");
    }
    refresh();
}

void TrustDialog::refresh() {
    if (!m_agree) return;
    const bool named = !m_address || !m_address->text().trimmed().isEmpty();
    m_agree->setEnabled(isReady() && named);
}

void TrustDialog::agree() {
    if (!isReady()) return;
    m_busy = true;
    refresh();
    const std::string address = m_address ? m_address->text().trimmed().toStdString() : std::string();
    const std::string owner = m_owner ? m_owner->text().trimmed().toStdString() : std::string();
    m_token = m_background.run(
        this,
        [services = m_services, key = *m_key, what = m_what, address,
         owner](const CancelToken& token) -> Result<std::string> {
            if (what == What::Key) {
                if (auto done = services.home.trust().trust(key, owner); !done) return fail(done.error());
                return key.keyId();
            }
            auto added = services.home.repositories().add(address, key, {}, token);
            if (!added) return fail(added.error());
            return added->id;
        },
        [this](const Result<std::string>& outcome) { take(outcome); }, Background::Lane::OwnThread);
}

void TrustDialog::take(const Result<std::string>& outcome) {
    m_busy = false;
    refresh();
    if (!outcome) return tell(make::errorText(outcome.error()), "error");
    const QString name = make::text(*outcome);
    Q_EMIT done(m_what == What::Key ? tr("The key %1 is trusted.").arg(name)
                                    : tr("The repository %1 is added.").arg(name));
    accept();
}

void TrustDialog::tell(const QString& text, const char* kind) {
    m_state->setText(text);
    make::setKind(m_state, kind);
}

}  // namespace tributary::ui
