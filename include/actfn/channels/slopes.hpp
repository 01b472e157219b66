#pragma once

// The slopes that a functor holds: one for all elements, one for each channel, or one for each element.

#include <concepts>
#include <span>
#include <string_view>
#include <type_traits>

#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/channels/slopes_view.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// A type that slopes can be given as: an Eigen array, or one that converts to a span.
template <class A>
concept SlopesLike = Dense<A> || SpanLike<A>;

template <class A>
struct slope_element : elements<A> {};
template <Dense A>
struct slope_element<A> {
    using type = typename A::Scalar;
};

/// Slopes in memory that the object owns: of T, or of float for elements of 16 bits. If each element has a slope, they are in
/// column-major order.
template <Scalar T>
class Slopes {
public:
    using Values = Eigen::Array<T, Eigen::Dynamic, 1>;

    Slopes(Index channels, T value, Axis axis) : axis_(axis) {
        require_some(channels);
        values_ = Values::Constant(channels, core::finite(value, name, "init"));
    }

    /// A vector or a span holds one slope for each channel, or one for all. A matrix holds one slope for each element
    /// of an array of its shape.
    template <SlopesLike A>
    Slopes(const A& slopes, Axis axis) : axis_(axis) {
        require_some(number_of(slopes));
        if constexpr (of_elements<A>) rows_ = slopes.rows();
        values_.resize(number_of(slopes));
        assign(slopes);
    }

    template <SlopesLike A>
    void set(const A& slopes) {
        bool fits = number_of(slopes) == values_.size();
        if constexpr (of_elements<A>) fits = fits && (rows_ == 0 || rows_ == slopes.rows());
        if (!fits) {
            core::fail(Message("prelu: set_slope: ") + core::text(number_of(slopes)) +
                       " slopes are given, but there are " + channels() +
                       (number_of(slopes) == size() ? " of another shape" : ""));
        }
        assign(slopes);
    }

    Axis axis() const { return axis_; }
    const Values& values() const { return values_; }
    Values& values() { return values_; }
    Index size() const { return values_.size(); }
    /// The slopes as the calls know them.
    ACTFN_INLINE SlopesView<T> view() const { return {values_.data(), size(), rows_, axis_}; }
    Message channels() const { return view().channels(); }

private:
    static constexpr std::string_view name = "prelu";

    template <class A>
    static constexpr bool of_elements = [] {
        if constexpr (Dense<A>) {
            return A::RowsAtCompileTime != 1 && A::ColsAtCompileTime != 1;
        } else {
            return false;
        }
    }();

    static Index number_of(const auto& slopes) { return static_cast<Index>(slopes.size()); }
    static void require_some(Index channels) {
        if (channels < 1) core::fail(Message("prelu: channels must be >= 1, but is ") + core::text(channels));
    }

    /// Copies the slopes. Throws, and changes nothing, if one is not finite.
    template <class A>
    void assign(const A& slopes) {
        constexpr bool same_type = std::same_as<typename slope_element<A>::type, T>;
        static_assert(
            same_type,
            "actfn: the slopes must have the functor's element type, or be floats if that has 16 bits: convert them, "
            "e.g. with slopes.cast<float>().");
        if constexpr (same_type) {
            const auto given = [&] {
                if constexpr (Dense<A>) {
                    return Values(Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>(slopes.derived()).reshaped());
                } else {
                    const std::span<const T> s(slopes);
                    return Values(Eigen::Map<const Values>(s.data(), static_cast<Index>(s.size())));
                }
            }();
            for (const T value : given) core::finite(value, name, "slope");
            values_ = given;
        }
    }

    Axis axis_;
    Values values_;
    Index rows_ = 0;  // of the matrix of slopes, if each element has one; else 0
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
