// Buffer calls on views of any shape, stride and place in one piece of memory: each is refused and writes nothing, or
// writes its outputs and nothing else.

#include "fuzz.hpp"

#include <algorithm>
#include <array>

#include "actfn/actfn.hpp"

namespace {

using Index = Eigen::Index;

/// Where a view of the memory lies.
struct Place {
    Index first;
    Index rows;
    Index cols;
    Index row_step;
    Index col_step;

    Index at(Index row, Index col) const { return first + row * row_step + col * col_step; }
};

constexpr Index memory_size = 1024;

Place place_of(FuzzedDataProvider& data, Index rows, Index cols) {
    // The shape differs rarely, so that most calls come to work.
    if (data.ConsumeIntegralInRange(0, 15) == 0) rows = data.ConsumeIntegralInRange<Index>(0, 9);
    const bool by_rows = data.ConsumeBool();
    const Index inner = data.ConsumeIntegralInRange<Index>(1, 3);
    const Index outer = inner * (by_rows ? cols : rows) + data.ConsumeIntegralInRange<Index>(0, 3);
    const Index first = data.ConsumeIntegralInRange<Index>(0, 300);
    return by_rows ? Place{first, rows, cols, outer, inner} : Place{first, rows, cols, inner, outer};
}

template <class T>
auto map(std::vector<T>& memory, const Place& p) {
    using Stride = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
    return Eigen::Map<Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>, 0, Stride>(
        memory.data() + p.first, p.rows, p.cols, Stride(p.col_step, p.row_step));
}

template <class F, class T>
void one(FuzzedDataProvider& data) {
    const F f;
    const Index rows = data.ConsumeIntegralInRange<Index>(0, 12);
    const Index cols = data.ConsumeIntegralInRange<Index>(0, 12);
    std::array<Place, 3> places;
    for (Place& p : places) p = place_of(data, rows, cols);
    if (data.ConsumeBool()) places[2] = places[data.ConsumeIntegralInRange<std::size_t>(0, 1)];
    const bool is_backward = data.ConsumeBool();
    std::vector<T> memory = fuzz::numbers<T>(data, memory_size);
    const std::vector<T> before = memory;

    const auto& [x, dy, out] = places;
    const bool refused = fuzz::is_refused([&, &x = x, &dy = dy, &out = out] {
        auto to = map(memory, out);
        if (is_backward) {
            actfn::backward(f, map(memory, x), map(memory, dy), to);
        } else {
            actfn::forward(f, map(memory, x), to);
        }
    });
    std::vector<bool> written(memory.size(), false);
    if (!refused) {
        for (Index j = 0; j < out.cols; ++j) {
            for (Index i = 0; i < out.rows; ++i) {
                const auto at = static_cast<std::size_t>(out.at(i, j));
                written[at] = true;
                if (!is_backward) {
                    const T expected = T(f(typename F::value_type(before[static_cast<std::size_t>(x.at(i, j))])));
                    fuzz::require(fuzz::same_bits(memory[at], expected) || expected != expected, "f(x) in its place");
                }
            }
        }
    }
    for (std::size_t k = 0; k < memory.size(); ++k)
        fuzz::require(written[k] || fuzz::same_bits(memory[k], before[k]), "nothing else written");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace actfn;
    FuzzedDataProvider data(bytes, size);
    using Call = void (*)(FuzzedDataProvider&);
    static constexpr Call calls[] = {&one<ReLU<float>, float>,
                                     &one<Sigmoid<float>, float>,
                                     &one<Tanh<double>, double>,
                                     &one<ELU<float, exact>, float>,
                                     &one<SiLU<Eigen::half>, Eigen::half>,
                                     &one<Sigmoid<Eigen::bfloat16, exact>, Eigen::bfloat16>};
    calls[data.ConsumeIntegralInRange<std::size_t>(0, std::size(calls) - 1)](data);
    return 0;
}
