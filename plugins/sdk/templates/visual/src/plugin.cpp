// SPDX-License-Identifier: MIT
#include <tributary_scene.hpp>

namespace {

using namespace tributary_sdk;

struct Bar {
    std::string name;
    double value;
    int64_t row;
};

std::vector<Bar> read(VisualCall& call) {
    const size_t label = call.input.find(call.config.required("label"));
    const size_t value = call.input.findNumeric(call.config.required("value"));
    std::vector<Bar> out;
    int64_t at = 0;
    for (Batch batch; call.input.next(batch);) {
        for (int64_t row = 0; row < batch.rows(); ++row, ++at) {
            if (row % 4096 == 0) call.host.check();  // throws when the user has cancelled
            if (batch.column(value).isNull(row) || !(batch.column(value).number(row) >= 0)) continue;
            out.push_back({batch.column(label).display(row), batch.column(value).number(row), at});
        }
    }
    return out;
}

void draw(VisualCall& call) {
    const TributaryCanvas& canvas = call.canvas;
    std::vector<Bar> bars = read(call);
    std::stable_sort(bars.begin(), bars.end(), [](const Bar& a, const Bar& b) { return a.value > b.value; });
    Scene scene(canvas);
    const float font = scene.fontSize(), step = font * 2;
    const auto room = static_cast<size_t>(static_cast<float>(canvas.height) / step);
    const size_t shown = std::min(bars.size(), room);
    const float left = static_cast<float>(canvas.width) * 0.3f,
                width = static_cast<float>(canvas.width) * 0.56f;
    for (size_t i = 0; i < shown; ++i) {
        const Bar& bar = bars[i];
        const float y = step * static_cast<float>(i),
                    most = static_cast<float>(std::max(bars.front().value, 1e-300));
        auto& mark = scene.rect(left, y + step * 0.2f, width * static_cast<float>(bar.value) / most,
                                step * 0.6f, canvas.palette[0], 3);
        // The row lets the window select it; the tooltip is shown under the mouse.
        scene.describe(mark, bar.name + ": " + groupedNumber(bar.value), bar.row);
        scene.text(left - 8, y + step * 0.65f, elided(bar.name, left - 16, font), canvas.text,
                   TRIBUTARY_ALIGN_RIGHT);
        scene.text(left + mark.width + 6, y + step * 0.65f, shortNumber(bar.value, canvas), canvas.muted);
    }
    if (bars.empty()) scene.message("There are no rows to draw");
    Scene::publish(std::move(scene), std::to_string(shown) + " of " + std::to_string(bars.size()) + " bars.",
                   call.picture);
}

}  // namespace

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin = tributary_sdk::plugin("@ID@", "1.0.0").visual<draw>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
