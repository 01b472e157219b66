// Compiled for one instruction set: ISA_CALLS is the name under which its calls are found.

#include "proof_calls.hpp"

#include <span>

#include "actfn/actfn.hpp"
#include "passes.hpp"

#define ISA_TEXT(x) #x
#define ISA_NAME(x) ISA_TEXT(x)

namespace {

using namespace proof;

/// The judge's executor, which is compiled for any machine, as one of actfn's.
struct Threads {
    Executor executor;

    Index threads() const { return executor.threads; }
    static double overhead() { return 0; }
    template <class F>
    void parallel_for(Index n, const F& f) const {
        executor.run(executor.threads, n, &f,
                     [](const void* work, Index begin, Index end) { (*static_cast<const F*>(work))(begin, end); });
    }
};

template <class T>
auto matrix(Shape shape, T* data) {
    using Array = Eigen::Array<std::remove_const_t<T>, Eigen::Dynamic, Eigen::Dynamic>;
    using Matrix = std::conditional_t<std::is_const_v<T>, const Array, Array>;
    using Stride = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
    const Stride stride = shape.along ? Stride(1, shape.n) : Stride(shape.lines, 1);
    return Eigen::Map<Matrix, Eigen::Unaligned, Stride>(data, shape.lines, shape.n, stride);
}

double log_sum(const double* x, Index n) {
    actfn::SoftmaxState state;
    for (Index i = 0; i < n; ++i) state.add(x[i]);
    return state.log_sum();
}

/// One line is called as a vector, which has a path of its own.
bool is_vector(Shape shape) {
    return shape.along && shape.lines == 1;
}

template <class S>
constexpr Functor<typename S::value_type> functor(const char* name, bool is_logarithm) {
    using T = typename S::value_type;
    return {name,
            S::bounds.digits,
            S::bounds.value,
            S::bounds.gradient,
            is_logarithm,
            [](Shape shape, Executor executor, const T* x, T* y) {
                const auto n = static_cast<std::size_t>(shape.n);
                if (is_vector(shape)) return actfn::forward(S(), std::span<const T>(x, n), std::span<T>(y, n));
                actfn::forward(S(), matrix(shape, x), matrix(shape, y), actfn::rowwise, Threads{executor});
            },
            [](Shape shape, Executor executor, const T* y, const T* dy, T* dx) {
                const auto n = static_cast<std::size_t>(shape.n);
                const auto span = [n](auto* p) { return std::span(p, n); };
                if (is_vector(shape)) return actfn::backward(S(), span(y), span(dy), span(dx));
                actfn::backward(S(), matrix(shape, y), matrix(shape, dy), matrix(shape, dx), actfn::rowwise,
                                Threads{executor});
            }};
}

constexpr Functor<float> in_float[float_functors] = {
    functor<actfn::Softmax<float>>("softmax float", false),
    functor<actfn::LogSoftmax<float>>("log_softmax float", true),
    functor<actfn::Softmax<float, actfn::exact>>("softmax float exact", false),
    functor<actfn::LogSoftmax<float, actfn::exact>>("log_softmax float exact", true),
    functor<actfn::Softmax<float, actfn::fast>>("softmax float fast", false),
    functor<actfn::LogSoftmax<float, actfn::fast>>("log_softmax float fast", true),
};
constexpr Functor<double> in_double[double_functors] = {
    functor<actfn::Softmax<double>>("softmax double", false),
    functor<actfn::LogSoftmax<double>>("log_softmax double", true),
};

constexpr Functor<float> sparse[sparse_functors] = {
    functor<actfn::Sparsemax<float>>("sparsemax float", false),
    functor<actfn::Sparsemax<float, actfn::exact>>("sparsemax float exact", false),
    functor<actfn::Sparsemax<float, actfn::fast>>("sparsemax float fast", false),
    functor<actfn::Entmax15<float>>("entmax15 float", false),
    functor<actfn::Entmax15<float, actfn::exact>>("entmax15 float exact", false),
    functor<actfn::Entmax15<float, actfn::fast>>("entmax15 float fast", false),
};

}  // namespace

namespace proof {

extern const Isa ISA_CALLS;
const Isa ISA_CALLS = {ISA_NAME(ACTFN_ISA), in_float, in_double, sparse, &log_sum};

}  // namespace proof
