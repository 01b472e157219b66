// One unit of dispatch_calls.hpp, which is named by DISPATCH_ROWS: calls of the header, or with DISPATCH_COMPONENT of the
// component, or with DISPATCH_SPEC of the component by a spec.

#include "dispatch_calls.hpp"

#include <array>
#include <cstddef>
#include <span>

#include <Eigen/Core>

#include "actfn/functions/elu.hpp"
#include "actfn/functions/gelu.hpp"
#include "actfn/functions/relu.hpp"
#include "actfn/functions/silu.hpp"
#include "actfn/functions/tanh.hpp"
#if defined(DISPATCH_COMPONENT)
#include "actfn/dispatch.hpp"
#include "actfn/spec/catalogue.hpp"
#else
#include "actfn/elementwise/calls.hpp"
#endif

namespace {

template <class F>
constexpr F functor;

template <class F>
void forward(const bench::Arrays& arrays) {
    const bench::Pair<typename F::value_type>& of = arrays;
#if defined(DISPATCH_SPEC)
    static const actfn::ActivationSpec spec = F();
    actfn::dispatch::forward<typename F::tier>(spec, of.x, of.y);
#elif defined(DISPATCH_COMPONENT)
    actfn::dispatch::forward(functor<F>, of.x, of.y);
#else
    actfn::forward(functor<F>, of.x, of.y);
#endif
}

template <class F>
constexpr bench::DispatchRow row(std::string_view name) {
    return {name, sizeof(typename F::value_type), &forward<F>};
}

using Eigen::half;
constexpr std::array rows = {
    row<actfn::ReLU<float>>("relu float"),
    row<actfn::SiLU<float>>("silu float"),
    row<actfn::GELU<float>>("gelu float"),
    row<actfn::Tanh<float>>("tanh float"),
    row<actfn::ELU<float>>("elu float"),
    row<actfn::Tanh<double>>("tanh double"),
    row<actfn::ReLU<half>>("relu half"),
    row<actfn::Tanh<half>>("tanh half"),
    row<actfn::SiLU<half>>("silu half"),
    row<actfn::GELU<half>>("gelu half"),
    row<actfn::ReLU<float, actfn::exact>>("relu float exact"),
    row<actfn::Tanh<float, actfn::exact>>("tanh float exact"),
    row<actfn::SiLU<float, actfn::exact>>("silu float exact"),
    row<actfn::GELU<float, actfn::exact>>("gelu float exact"),
};

}  // namespace

std::span<const bench::DispatchRow> bench::DISPATCH_ROWS() {
    return rows;
}
