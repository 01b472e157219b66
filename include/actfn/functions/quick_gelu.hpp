#pragma once

#include <concepts>
#include <string_view>
#include <utility>

#include "actfn/elementwise/functor.hpp"
#include "actfn/math/constant.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/logistic_product.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/math/scaled.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The approximation of GELU by the logistic function s.
///
///     f(x)   = x s(1.702 x)
///     f'(x)  = s(z) + z s'(z) with z = 1.702 x        f''(x) = 1.702 (2 s'(z) + z s''(z))
///     f' from output: none, since two inputs have the same output
///
/// 1.702 is the real number, not its rounding to T.
/// Special values: f(-inf) = -0, f(+-0) = +-0, f(inf) = inf; f'(-inf) = -0, f'(0) = 1/2, f'(inf) = 1; f''(0) = 0.851,
/// f''(+-inf) = -0; NaN gives NaN. Range [-0.1636101, inf], with the minimum at x = -0.7511542, which is the root of f'.
/// f'' has the roots +-1.4097282.
/// Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016.
template <class T = float, class Tier = standard>
struct QuickGELU : Elementwise<QuickGELU<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "quick_gelu";
    static constexpr bool interleaved = true;
    static constexpr Bounds bounds = core::bounds<T, Tier>({2.5, 4.0, 6.0, 0});

    template <Value V>
    ACTFN_INLINE V value(V x) const {
        using C = math::LogisticProductConstants<scalar_of<V>>;
        const V bounded = (math::max)(V(C::least() / factor<scalar_of<V>>), x);
        const auto of_z = [&](auto... z) ACTFN_INLINE_LAMBDA { return math::logistic_product(bounded, z...); };
        const V y = with_scaled((math::min)(V(C::greatest / factor<scalar_of<V>>), bounded), of_z);
        if constexpr (std::same_as<Tier, exact>) return math::beside_tie(y, x);  // x / 2 (1 + 0.851 x)
        return y;
    }
    template <Value V>
    ACTFN_INLINE V gradient(V x) const {
        const auto of_z = [&](auto... z) ACTFN_INLINE_LAMBDA { return math::logistic_product_gradient(x, z...); };
        return with_scaled(bounded_magnitude(x), of_z);
    }
    template <Value V>
    ACTFN_INLINE V curvature(V x) const {
        const auto of_z = [](auto... z) ACTFN_INLINE_LAMBDA {
            return math::logistic_product_curvature(core::Parameter<scalar_of<V>>(factor<scalar_of<V>>), z...);
        };
        return with_scaled(bounded_magnitude(x), of_z);
    }

    friend constexpr bool operator==(const QuickGELU&, const QuickGELU&) = default;

private:
    template <class C>
    static constexpr C factor = static_cast<C>(1.702);

    /// -abs(x), but not less than where the derivatives are 0.
    template <Value V>
    ACTFN_INLINE static V bounded_magnitude(V x) {
        using C = scalar_of<V>;
        return (math::max)(V(math::LogisticProductConstants<C>::least() / factor<C>), math::negative_abs(x));
    }
    /// f(z, low) with 1.702 x = z + low. In the exact tier f(z), which is good enough.
    template <Value V, class F>
    ACTFN_INLINE static V with_scaled(V x, const F& f) {
        const V high = V(factor<scalar_of<V>>);
        if constexpr (std::same_as<Tier, exact>) {
            return f(high * x);
        } else {
            const auto z = math::product(high, x);
            // opaque: -ffast-math would join its factor with another.
            return f(core::opaque(z.product),
                     math::fma(math::constant_low<V>(-0x1.78d4fep-26f, 0x1.89374bc6a7efap-55), x, z.low));
        }
    }
};

/// QuickGELU<T, Tier>()(x) for x's element type T.
template <class Tier = standard, core::Argument X>
auto quick_gelu(X&& x) {
    return QuickGELU<core::element_of<X>, Tier>()(std::forward<X>(x));
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(quick_gelu);

}  // namespace ACTFN_ISA
}  // namespace actfn
