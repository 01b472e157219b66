// Compiled with the vectoriser off: what a plain loop over std::exp costs.

#include <tuple>
#include <type_traits>

#include "fixed.hpp"
#include "formulas.hpp"

namespace bench {
namespace {

template <class F>
void fixed_size(const Data<float>& d) {
    with_constant_length(d.rows, [&d]<Index N>(std::integral_constant<Index, N>) {
        for (Index i = 0; i < N; ++i) d.y[i] = F::value(d.x[i]);
    });
}

template <class... Fs>
void add_fixed_sizes(Rows& rows, std::tuple<Fs...>) {
    (rows.push_back({"fixed scalar", Fs::name, Operation::forward, fixed_size<Fs>, false}), ...);
}

}  // namespace
}  // namespace bench

void bench::add_scalar_rows(Rows& rows) {
    add_scalar_loops<float>(rows, "scalar");
    add_scalar_loops<double>(rows, "scalar");
    add_fixed_sizes(rows, Formulas<Scalars<float>>::All());
}
