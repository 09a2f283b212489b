// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/prometheus/api_session.h"

namespace tributary::connectors::prometheus {

/// The answer of /api/v1/query and /api/v1/query_range, read as it arrives: series by series, sample by
/// sample, never as a whole. Memory stays at what one piece of the wire and one label set need.
class SeriesStream {
  public:
    enum class Shape { Series, Scalar, Text };
    using LabelList = std::vector<std::pair<std::string, std::string>>;

    explicit SeriesStream(std::unique_ptr<Answer> answer) : m_answer(std::move(answer)) {}

    /// Up to the result; to be called first.
    Result<void> start();
    Shape shape() const { return m_shape; }

    /// The next series; false: the end of the answer.
    Result<bool> nextSeries();
    const LabelList& labels() const { return m_labels; }

    /// The next sample of the series; false: it has no more. Native histograms are left out and counted.
    Result<bool> nextSample(int64_t& millis, double& value);
    /// Of a result of shape Text, after nextSample.
    const std::string& text() const { return m_text; }

    /// What the server warned of, and what was left out. Complete after the last series.
    std::vector<std::string> warnings() const;
    Result<void> check() { return m_answer->check(); }
    uint64_t bytesRead() const { return m_answer->bytesRead(); }

  private:
    bool fill();
    bool peek(char& c);
    bool expect(char c);
    /// After an element: true and `more` for ',', false in `more` for `close`, which is consumed.
    bool separator(char close, bool& more);
    bool string(std::string& out);
    bool escape(std::string& out);
    bool number(std::string& out);
    bool skipValue();
    bool readLabels();
    bool sample(int64_t& millis, double& value);
    bool textSample(int64_t& millis);
    bool enterKey(bool& hasSamples);
    bool readTexts(std::vector<std::string>& out);
    bool topKey(const std::string& key);
    bool finish();
    bool corrupt(const std::string& what);

    enum class State { Before, Series, Values, OneValue, Single, Ended };

    std::unique_ptr<Answer> m_answer;
    std::string m_buffer;
    size_t m_at = 0;
    Error m_error;
    State m_state = State::Before;
    Shape m_shape = Shape::Series;
    bool m_first = true;  ///< no element of the current list was read yet
    LabelList m_labels;
    std::string m_text;
    std::string m_key;
    std::vector<std::string> m_warnings;
    std::string m_failure;
    size_t m_histograms = 0;
};

/// "1700000000.123", seconds since 1970, as milliseconds; false if it is no such number.
bool parseMillis(std::string_view text, int64_t& out);
/// A sample's value as the interface writes it: "1.5", "NaN", "+Inf", "-Inf".
bool parseValue(std::string_view text, double& out);

}  // namespace tributary::connectors::prometheus
