#include "inputs.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <functional>
#include <limits>
#include <random>
#include <stdexcept>
#include <type_traits>

namespace bench {

template <class T>
std::vector<T> generate(std::string_view kind, unsigned seed) {
    using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    using Limits = std::numeric_limits<T>;
    std::mt19937_64 random(seed);
    std::function<T()> next;
    if (kind == "normal") {
        next = [&random, normal = std::normal_distribution<T>(0, 2)]() mutable { return normal(random); };
    } else if (kind == "bits") {
        next = [&random] { return std::bit_cast<T>(static_cast<Bits>(random())); };
    } else if (kind == "saturated") {
        next = [&random] { return random() % 2 ? T(50) : T(-50); };
    } else if (kind == "subnormal") {
        const T least = std::log(Limits::denorm_min()) + T(0.5);
        const T greatest = std::log(Limits::min()) - T(0.5);
        next = [&random, left = std::uniform_real_distribution<T>(least, greatest),
                tiny = std::uniform_real_distribution<T>(-1, 1)]() mutable {
            return random() % 2 ? left(random) : tiny(random) * Limits::min();
        };
    } else {
        throw std::runtime_error("unknown input \"" + std::string(kind) + "\"; there are " + std::string(all_inputs));
    }
    // A branch predictor learns no pattern of this length.
    std::vector<T> values(1 << 20);
    for (T& v : values) v = next();
    return values;
}
template std::vector<float> generate(std::string_view, unsigned);
template std::vector<double> generate(std::string_view, unsigned);

std::vector<float> read_floats(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::vector<float> values;
    for (float v; file.read(reinterpret_cast<char*>(&v), sizeof v);) values.push_back(v);
    if (values.empty()) throw std::runtime_error(path + " holds no float32 value");
    return values;
}

}  // namespace bench
