// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/save_path.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QStandardPaths>
#include <QtWidgets/QFileDialog>

namespace tributary::ui {

QString saveFolder() {
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return QFileInfo(documents).isDir() ? documents : QDir::homePath();
}

void askSavePath(QWidget* parent, const QString& title, const QString& suggestedName,
                 const QString& nameFilter, std::function<void(const QString&)> chosen) {
    const QFileInfo suggested(suggestedName);
    const QString folder = suggested.isAbsolute() ? suggested.absolutePath() : saveFolder();
    auto* dialog = new QFileDialog(parent, title, folder, nameFilter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suggested.suffix());
    dialog->selectFile(suggested.fileName());
    QObject::connect(dialog, &QFileDialog::fileSelected, parent,
                     [chosen = std::move(chosen)](const QString& path) { chosen(path); });
    dialog->open();
}

}  // namespace tributary::ui
