#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>

namespace examples {

/// Writes one channel of samples in [-1, 1] as 16-bit PCM (what is outside is clipped).
inline void write_wav(const std::string& path, std::span<const float> samples, std::uint32_t rate) {
    std::ofstream file(path, std::ios::binary);
    const auto little_endian = [&](std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) file.put(static_cast<char>(value >> 8 * i & 255));
    };
    const auto data_bytes = static_cast<std::uint32_t>(2 * samples.size());
    file << "RIFF";
    little_endian(36 + data_bytes, 4);
    file << "WAVEfmt ";
    little_endian(16, 4);        // bytes of the format that follow
    little_endian(1, 2);         // PCM
    little_endian(1, 2);         // channels
    little_endian(rate, 4);      // samples a second
    little_endian(2 * rate, 4);  // bytes a second
    little_endian(2, 2);         // bytes a sample
    little_endian(16, 2);        // bits a sample
    file << "data";
    little_endian(data_bytes, 4);
    for (const float sample : samples) {
        const long step = std::lround(32767 * std::clamp(sample, -1.0f, 1.0f));
        little_endian(static_cast<std::uint32_t>(step), 2);
    }
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace examples
