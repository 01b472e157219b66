#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "../every_function/map.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/gated/calls.hpp"
#include "actfn/simd/value.hpp"
#include "units.hpp"

namespace tests {

template <class U>
GatedUnit<typename U::value_type> gated_unit(const std::string& label) {
    using T = typename U::value_type;
    using C = actfn::core::compute_t<T, typename U::tier>;
    GatedUnit<T> unit;
    unit.label = label;
    unit.forward = [](Matrix<const T> gate, Matrix<const T> up, Matrix<T> y, const Executor& e) {
        actfn::forward(U(), map(gate), map(up), map(y), e);
    };
    unit.backward = [](Matrix<const T> gate, Matrix<const T> up, Matrix<const T> dy, Matrix<T> dgate, Matrix<T> dup,
                       const Executor& e) {
        actfn::backward(U(), map(gate), map(up), map(dy), map(dgate), map(dup), e);
    };
    // With an executor of the same type, so that one loop is compiled for both.
    unit.forward_span = [](std::span<const T> gate, std::span<const T> up, std::span<T> y) {
        actfn::forward(U(), gate, up, y, Executor());
    };
    unit.backward_span = [](std::span<const T> gate, std::span<const T> up, std::span<const T> dy, std::span<T> dgate,
                            std::span<T> dup) { actfn::backward(U(), gate, up, dy, dgate, dup, Executor()); };
    unit.forward_split = [](Matrix<const T> x, Matrix<T> y, actfn::Axis axis, actfn::GateOrder order,
                            const Executor& e) { actfn::forward(U(), map(x), map(y), axis, order, e); };
    unit.backward_split = [](Matrix<const T> x, Matrix<const T> dy, Matrix<T> dx, actfn::Axis axis,
                             actfn::GateOrder order,
                             const Executor& e) { actfn::backward(U(), map(x), map(dy), map(dx), axis, order, e); };
    unit.forward_lines = [](std::span<const T> x, std::span<T> y, actfn::Lines lines, actfn::GateOrder order) {
        actfn::forward(U(), x, y, lines, order, Executor());
    };
    unit.backward_lines = [](std::span<const T> x, std::span<const T> dy, std::span<T> dx, actfn::Lines lines,
                             actfn::GateOrder order) { actfn::backward(U(), x, dy, dx, lines, order, Executor()); };
    unit.scalar = [](T gate, T up) { return U()(gate, up); };
    unit.batches = [](const std::vector<T>& gate, const std::vector<T>& up) {
        using V = actfn::core::native_batch<T>;
        constexpr std::size_t width = actfn::core::lanes<V>;
        std::vector<T> y(gate.size() / width * width);
        for (std::size_t i = 0; i < y.size(); i += width) {
            U()(V::load_unaligned(&gate[i]), V::load_unaligned(&up[i])).store_unaligned(&y[i]);
        }
        return y;
    };
    unit.value = [](T gate, T up) {
        const U u;
        return static_cast<T>(u.f().value(static_cast<C>(gate)) * u.g().value(static_cast<C>(up)));
    };
    unit.dgate = [](T gate, T up, T dy) {
        const U u;
        return static_cast<T>(static_cast<C>(dy) * u.g().value(static_cast<C>(up)) *
                              u.f().gradient(static_cast<C>(gate)));
    };
    unit.dup = [](T gate, T up, T dy) {
        const U u;
        return static_cast<T>(static_cast<C>(dy) * u.f().value(static_cast<C>(gate)) *
                              u.g().gradient(static_cast<C>(up)));
    };
    return unit;
}

}  // namespace tests
