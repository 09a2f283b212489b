// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtWidgets/QWidget>
#include <optional>

#include "core/result/store_view.h"
#include "ui/async/background.h"
#include "ui/chart/chart_canvas.h"
#include "ui/chart/chart_settings.h"

class QComboBox;
class QLabel;
class QMenu;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace tributary::ui {

/// The Chart tab of a result: chooses type and columns, has the rows down-sampled off the UI thread for the
/// pixels at hand, and says what is drawn. Works only while it is visible.
class ChartPage : public QWidget {
    Q_OBJECT

  public:
    ChartPage(const Theme& theme, Background& background, QWidget* parent = nullptr);

    /// The rows the grid shows. Settings already chosen stay if their columns are still there.
    void setView(result::StoreView view);
    /// In which zone moments are shown (IANA name; empty: UTC).
    void setDisplayZone(const QByteArray& zone);
    /// More rows have come.
    void refresh();

    /// What is drawn, to be kept with a saved query; empty before there is anything.
    QJsonObject settings() const;
    void setSettings(const QJsonObject& settings);

    void writePng(const QString& path);
    void writeSvg(const QString& path);

  Q_SIGNALS:
    void settingsChanged();
    void drawn();  ///< a sample has arrived and is on the screen
    void failed(const QString& message);
    void alertAsked(const QString& column);  ///< a rule over what is drawn

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    QWidget* buildControls();
    void buildExportMenu(QToolButton* button);
    void fillColumns();
    void fillYMenu();
    void chosen();
    void requestSample();
    void takeSample(Result<result::ChartSample> sample, const ChartSettings& settings,
                    std::optional<std::pair<double, double>> window);
    void showExplanation(const QString& text);
    void tellNote();
    void tellHover(const ChartHit& hit);
    QString xTitle() const;
    bool isMoment() const;

    const Theme& m_theme;
    Background& m_background;
    result::StoreView m_view;
    const result::ResultStore* m_columnsOf = nullptr;
    std::optional<ChartSettings> m_settings;
    std::optional<std::pair<double, double>> m_window;
    QByteArray m_zone;
    CancelToken m_token;
    uint64_t m_generation = 0;
    bool m_sampling = false;
    bool m_stale = true;

    QComboBox* m_type = nullptr;
    QComboBox* m_x = nullptr;
    QPushButton* m_y = nullptr;
    QMenu* m_yMenu = nullptr;
    QToolButton* m_reset = nullptr;
    QToolButton* m_export = nullptr;
    QToolButton* m_alert = nullptr;
    QLabel* m_note = nullptr;
    QStackedWidget* m_stack = nullptr;
    ChartCanvas* m_canvas = nullptr;
    QLabel* m_explanation = nullptr;
};

}  // namespace tributary::ui
