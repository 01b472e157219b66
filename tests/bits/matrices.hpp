#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "actfn/actfn.hpp"
#include "bits.hpp"

namespace bits {

template <class T, int Order>
using Matrix = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Order>;

/// Logits: multiples of 2^-8 in [-range, range), a few of them -inf; the same entries whatever the storage order.
template <class M>
M logits(Eigen::Index rows_of, Eigen::Index cols, std::uint64_t seed, int range) {
    using T = typename M::Scalar;
    M m(rows_of, cols);
    for (Eigen::Index j = 0; j < cols; ++j) {
        for (Eigen::Index i = 0; i < rows_of; ++i) {
            const std::uint64_t r = random_bits((seed << 32) + static_cast<std::uint64_t>(j * rows_of + i));
            const auto steps = static_cast<std::int64_t>(r % (static_cast<std::uint64_t>(range) << 9));
            m(i, j) = static_cast<T>(steps - (std::int64_t(range) << 8)) / T(256);
            if (r >> 54 == 0) m(i, j) = -std::numeric_limits<T>::infinity();
        }
    }
    return m;
}

template <class M>
std::span<const typename M::Scalar> entries(const M& m) {
    return {m.data(), static_cast<std::size_t>(m.size())};
}

}  // namespace bits
