// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/sankey/arrangement.h"

#include <algorithm>
#include <cmath>

namespace sankey {

void Arrangement::settle(std::vector<int>& layer, const std::vector<float>& wanted, float height, float gap) {
    std::stable_sort(layer.begin(), layer.end(), [&](int a, int b) {
        return wanted[static_cast<size_t>(a)] < wanted[static_cast<size_t>(b)];
    });
    float at = 0;
    for (const int i : layer) {
        Place& place = places[static_cast<size_t>(i)];
        place.y = std::max(at, wanted[static_cast<size_t>(i)] - place.height / 2);
        at = place.y + place.height + gap;
    }
    float limit = height;
    for (size_t i = layer.size(); i-- > 0;) {
        Place& place = places[static_cast<size_t>(layer[i])];
        place.y = std::max(0.0f, std::min(place.y, limit - place.height));
        limit = place.y - gap;
    }
}

/// The largest ones at the top, as tall as all layers allow.
void Arrangement::pile(int layers, float height, float gap) {
    m_layers.assign(static_cast<size_t>(layers), {});
    for (size_t i = 0; i < places.size(); ++i) {
        if (places[i].value > 0)
            m_layers[static_cast<size_t>(places[i].layer)].push_back(static_cast<int>(i));
    }
    m_scale = HUGE_VALF;
    for (const auto& layer : m_layers) {
        double sum = 0;
        for (const int i : layer) sum += places[static_cast<size_t>(i)].value;
        if (sum > 0)
            m_scale = std::min(
                m_scale, (height - gap * static_cast<float>(layer.size() - 1)) / static_cast<float>(sum));
    }
    for (auto& layer : m_layers) {
        std::stable_sort(layer.begin(), layer.end(), [&](int a, int b) {
            return places[static_cast<size_t>(a)].value > places[static_cast<size_t>(b)].value;
        });
        float at = 0;
        for (const int i : layer) {
            Place& place = places[static_cast<size_t>(i)];
            place.height = std::max(1.0f, static_cast<float>(place.value) * m_scale);
            place.y = at;
            at += place.height + gap;
        }
    }
}

float Arrangement::arrange(int layers, float height, float gap) {
    pile(layers, height, gap);
    std::vector<float> wanted(places.size(), 0);
    for (int sweep = 0; sweep < 16; ++sweep) {
        const bool rightwards = sweep % 2 == 0;
        std::vector<double> sum(places.size(), 0), weight(places.size(), 0);
        for (size_t step = 0; step < m_layers.size(); ++step) {
            auto& layer = m_layers[rightwards ? step : m_layers.size() - 1 - step];
            std::fill(sum.begin(), sum.end(), 0);
            std::fill(weight.begin(), weight.end(), 0);
            for (const Edge& edge : edges) {
                const auto place = static_cast<size_t>(rightwards ? edge.to : edge.from),
                           other = static_cast<size_t>(rightwards ? edge.from : edge.to);
                sum[place] += edge.value * places[other].middle();
                weight[place] += edge.value;
            }
            for (const int i : layer) {
                const auto n = static_cast<size_t>(i);
                wanted[n] = weight[n] > 0 ? static_cast<float>(sum[n] / weight[n]) : places[n].middle();
            }
            settle(layer, wanted, height, gap);
        }
    }
    return m_scale;
}

}  // namespace sankey
