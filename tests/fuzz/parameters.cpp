// Any parameter is refused, or kept, and f, f' and f'' are computed with it without undefined behaviour, for scalars as
// for batches.

#include "fuzz.hpp"

#include <algorithm>
#include <array>

#include "actfn/actfn.hpp"

namespace {

template <class F>
void one(FuzzedDataProvider& data) {
    using T = typename F::value_type;
    constexpr std::size_t n = actfn::parameters_of<F>.size();
    std::array<T, n> values;
    const std::vector<T> drawn = fuzz::numbers<T>(data, n);
    std::copy(drawn.begin(), drawn.end(), values.begin());
    fuzz::is_refused([&] {
        const F f = actfn::with_parameters<F>(values);
        for (std::size_t i = 0; i < n; ++i)
            fuzz::require(fuzz::same_bits(f.parameter_values()[i], values[i]), "a parameter that is kept");
        const std::vector<T> x = fuzz::numbers<T>(data, 21);
        std::vector<T> y(x.size());
        std::vector<T> d(x.size());
        actfn::forward_with_derivative(f, x, y, d);
        for (std::size_t i = 0; i < x.size(); ++i) {
            fuzz::require(fuzz::same_or_nan(y[i], f(x[i])), "f of a scalar as of a batch");
            fuzz::require(fuzz::same_or_nan(d[i], f.derivative(x[i])), "f' of a scalar as of a batch");
            if (x[i] != x[i]) fuzz::require(y[i] != y[i] && d[i] != d[i], "NaN for NaN");
            static_cast<void>(f.second_derivative(x[i]));
        }
    });
}

template <class... F>
void any(FuzzedDataProvider& data) {
    using Call = void (*)(FuzzedDataProvider&);
    static constexpr std::array<Call, sizeof...(F)> calls = {&one<F>...};
    calls[data.ConsumeIntegralInRange<std::size_t>(0, calls.size() - 1)](data);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace actfn;
    FuzzedDataProvider data(bytes, size);
    any<LeakyReLU<float>, ELU<float>, ELU<double>, ELU<float, fast>, CELU<float>, Softplus<float>, Softplus<double>,
        Swish<float>, Swish<double>, Swish<float, exact>, HardTanh<float>, SoftShrink<float>, Shrink<double>,
        Threshold<float>, KerasReLU<float>, LinearSigmoid<float>, ISRU<float>, ISRLU<double>, Squareplus<float>,
        DynamicTanh<float>, DynamicTanh<double>, ThresholdedSoftplus<float>, RReLU<float, exact>>(data);
    return 0;
}
