// actfn's rows: of those functions of its list that formulas.hpp has, too, so that there is something to compare with.

#include "actfn/actfn.hpp"

#include <array>
#include <concepts>
#include <random>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "fixed.hpp"
#include "formulas.hpp"
#include "maps.hpp"

#if __has_include("actfn/functions/softmax.hpp")
#include "actfn/functions/softmax.hpp"
#define ACTFN_BENCH_SOFTMAX
#endif

namespace bench {
namespace {

// Site: a program calls a function from several places. Of one that is called from a single place, a compiler inlines what it
// would not inline otherwise.
template <class F, int Site = 0>
void forward(const Data<typename F::value_type>& d) {
    with_arrays(d, [](const auto& x, const auto&, auto y) { actfn::forward(F(), x, y); });
}
template <class F, int Site = 0>
void expression(const Data<typename F::value_type>& d) {
    with_arrays(d, [](const auto& x, const auto&, auto y) { y = F()(x); });
}

// The calls that do the work of two passes in one, and the two passes.
template <class F, int Site = 0>
void backward(const Data<typename F::value_type>& d) {
    with_arrays(d, [](const auto& x, const auto& dy, auto dx) { actfn::backward(F(), x, dy, dx); });
}
template <class F>
void backward_in_two_passes(const Data<typename F::value_type>& d) {
    with_arrays(d, [](const auto& x, const auto& dy, auto dx) {
        actfn::forward(actfn::Derivative(F()), x, dx);
        dx *= dy;
    });
}
template <class F>
void backward_from_output(const Data<typename F::value_type>& d) {
    with_arrays(d, [](const auto& y, const auto& dy, auto dx) { actfn::backward_from_output(F(), y, dy, dx); });
}
template <class F>
void backward_from_output_in_two_passes(const Data<typename F::value_type>& d) {
    with_arrays(d, [](const auto& y, const auto& dy, auto dx) {
        actfn::forward(actfn::DerivativeFromOutput(F()), y, dx);
        dx *= dy;
    });
}
template <class F>
void forward_with_derivative(const Data<typename F::value_type>& d) {
    with_two_results(d, [](const auto& x, auto y, auto slope) { actfn::forward_with_derivative(F(), x, y, slope); });
}
template <class F>
void forward_with_derivative_in_two_passes(const Data<typename F::value_type>& d) {
    with_two_results(d, [](const auto& x, auto y, auto slope) {
        actfn::forward(F(), x, y);
        actfn::forward(actfn::Derivative(F()), x, slope);
    });
}

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

/// The calls from two more places, which are compiled and not measured.
template <class F>
void keep_other_sites() {
    using Calls = Kernel<typename F::value_type>;
    static volatile Calls others[] = {forward<F, 1>,    forward<F, 2>,  expression<F, 1>,
                                      expression<F, 2>, backward<F, 1>, backward<F, 2>};
    static_cast<void>(others[0]);
}

template <class F, class... Formulas>
constexpr bool is_among(std::tuple<Formulas...>) {
    return ((F::name == Formulas::name) || ...);
}

/// The functions of a list that are measured.
template <class... Fs>
constexpr auto measured(std::tuple<Fs...>) {
    const auto chosen = []<class F>(F f) {
        if constexpr (is_among<F>(Formulas<Scalars<float>>::All())) {
            return std::tuple(f);
        } else {
            return std::tuple();
        }
    };
    return std::tuple_cat(chosen(Fs())...);
}

template <class... Fs>
void add_functions(Rows& rows, const Tier& peers, std::tuple<Fs...>) {
    const auto add = [&]<class F>(F) {
        if constexpr (std::same_as<typename F::value_type, float> && std::same_as<typename F::tier, actfn::standard>)
            keep_other_sites<F>();
        rows.push_back({peers.calls, F::name, Operation::forward, forward<F>});
        rows.push_back({peers.expressions, F::name, Operation::forward, expression<F>});
        rows.push_back({peers.calls, F::name, Operation::derivative, forward<actfn::Derivative<F>>});
        rows.push_back({peers.expressions, F::name, Operation::derivative, expression<actfn::Derivative<F>>});
        rows.push_back({peers.calls, F::name, Operation::backward, backward<F>});
        rows.push_back({peers.two_passes, F::name, Operation::backward, backward_in_two_passes<F>});
        if constexpr (actfn::has_derivative_from_output<F>) {
            rows.push_back({peers.calls, F::name, Operation::backward_from_output, backward_from_output<F>});
            rows.push_back(
                {peers.two_passes, F::name, Operation::backward_from_output, backward_from_output_in_two_passes<F>});
        }
        rows.push_back({peers.calls, F::name, Operation::forward_with_derivative, forward_with_derivative<F>});
        rows.push_back(
            {peers.two_passes, F::name, Operation::forward_with_derivative, forward_with_derivative_in_two_passes<F>});
    };
    (add(Fs()), ...);
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
    add_functions(rows, standard, measured(actfn::AllFunctions<float>()));
    add_functions(rows, exact, measured(actfn::AllFunctions<float, actfn::exact>()));
    add_functions(rows, standard, measured(actfn::AllFunctions<double>()));
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
