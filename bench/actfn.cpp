// actfn's rows.

#include "actfn/actfn.hpp"

#include <array>
#include <random>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "fixed.hpp"
#include "functions.hpp"
#include "maps.hpp"

#if __has_include("actfn/functions/softmax.hpp")
#include "actfn/functions/softmax.hpp"
#define ACTFN_BENCH_SOFTMAX
#endif

namespace bench {
namespace {

/// An expression of arrays whose size is a constant.
template <class F>
void fixed_size(const Data<float>& d) {
    with_constant_length(d.rows, [&d]<Index N>(std::integral_constant<Index, N>) {
        using Array = Eigen::Array<float, static_cast<int>(N), 1>;
        Eigen::Map<Array>(d.y) = F()(Eigen::Map<const Array>(d.x));
    });
}

template <class... Fs>
void add_fixed_sizes(Rows& rows, std::tuple<Fs...>) {
    (rows.push_back({"fixed", Fs::name, Operation::forward, fixed_size<Fs>, false}), ...);
}

// A step of RReLU's training; its random numbers alone; and the loop over the standard library's.
void training(const Data<float>& d) {
    with_arrays(d, [](const auto& x, const auto&, auto y) { actfn::RReLUTraining<float>().forward(x, y, 1); });
}
void draws(const Data<float>& d) {
    with_arrays(d, [](const auto& x, const auto&, auto y) {
        const actfn::RReLU<float> f;
        actfn::core::Serial executor;
        actfn::core::RandomSlopes<float>(f.lower(), f.upper(), 0)
            .sweep([](auto, auto slope) { return slope; }, std::array{actfn::core::view<const float>(x)},
                   actfn::core::view<float>(y), 1, executor);
    });
}
void training_with_mt19937(const Data<float>& d) {
    static std::mt19937 generator(1);
    const actfn::RReLU<float> f;
    std::uniform_real_distribution<float> slope(f.lower(), f.upper());
    for (Index i = 0; i < d.size(); ++i) d.y[i] = d.x[i] > 0 ? d.x[i] : d.x[i] * slope(generator);
}
void add_training(Rows& rows) {
    rows.push_back({"training", "rrelu", Operation::forward, training, false, false});
    rows.push_back({"its draws", "rrelu", Operation::forward, draws, false, false});
    rows.push_back({"mt19937", "rrelu", Operation::forward, training_with_mt19937, false, false});
}

#ifdef ACTFN_BENCH_SOFTMAX
template <class S, class T, actfn::Axis axis>
void softmax(const Data<T>& d) {
    with_matrices(d, [](const auto& x, const auto&, auto y) { actfn::forward(S(), x, y, axis); });
}
template <class S, class T, actfn::Axis axis>
void softmax_backward(const Data<T>& d) {
    with_matrices(d, [](const auto& p, const auto& dp, auto dx) { actfn::backward(S(), p, dp, dx, axis); });
}

template <class T, class Tier>
void add_softmax(Rows& rows, std::string_view peer) {
    using S = actfn::Softmax<T, Tier>;
    rows.push_back({peer, softmax_rowwise, Operation::forward, softmax<S, T, actfn::rowwise>});
    rows.push_back({peer, softmax_colwise, Operation::forward, softmax<S, T, actfn::colwise>});
    rows.push_back({peer, softmax_rowwise, Operation::backward, softmax_backward<S, T, actfn::rowwise>});
    rows.push_back({peer, softmax_colwise, Operation::backward, softmax_backward<S, T, actfn::colwise>});
}
#endif

/// A PReLU for the data, made anew only where the number of channels is another one.
template <class T, actfn::Axis axis>
const actfn::PReLU<T>& prelu_for(const Data<T>& d) {
    static actfn::PReLU<T> p;
    const Index channels = axis == actfn::rowwise ? d.rows : d.cols;
    if (p.channels() != channels) p = actfn::PReLU<T>(channels, T(0.25), axis);
    return p;
}
template <class T, actfn::Axis axis>
void prelu(const Data<T>& d) {
    with_matrices(d, [&d](const auto& x, const auto&, auto y) { actfn::forward(prelu_for<T, axis>(d), x, y); });
}
template <class T, actfn::Axis axis>
void prelu_expression(const Data<T>& d) {
    with_matrices(d, [&d](const auto& x, const auto&, auto y) { y = prelu_for<T, axis>(d)(x); });
}
template <class T, actfn::Axis axis>
void prelu_backward(const Data<T>& d) {
    with_matrices(d, [&d](const auto& x, const auto& dy, auto dx) {
        const auto& p = prelu_for<T, axis>(d);
        actfn::backward(p, x, dy, dx, Output<T>(d.d, p.channels()));
    });
}
template <class T, actfn::Axis axis>
void add_prelu(Rows& rows, std::string_view function) {
    rows.push_back({standard.calls, function, Operation::forward, prelu<T, axis>});
    rows.push_back({standard.expressions, function, Operation::forward, prelu_expression<T, axis>});
    rows.push_back({standard.calls, function, Operation::backward, prelu_backward<T, axis>});
}

}  // namespace

void add_actfn_rows(Rows& rows) {
    add_float_standard_functions(rows);
    add_float_exact_functions(rows);
    add_float_fast_functions(rows);
    add_double_standard_functions(rows);
    add_half_functions(rows);
    add_bfloat16_functions(rows);
    add_fixed_sizes(rows, measured(actfn::AllFunctions<float>()));
    add_training(rows);
    add_prelu<float, actfn::rowwise>(rows, prelu_rowwise);
    add_prelu<float, actfn::colwise>(rows, prelu_colwise);
#ifdef ACTFN_BENCH_SOFTMAX
    add_softmax<float, actfn::standard>(rows, "actfn");
    add_softmax<float, actfn::exact>(rows, "exact");
    add_softmax<double, actfn::standard>(rows, "actfn");
#endif
}

}  // namespace bench
