// What a buffer call refuses, with which words, and that it has written nothing by then.

#include "../support/eigen_setup.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../every_function/calls.hpp"
#include "../support/message.hpp"
#include "actfn/functions/prelu.hpp"
#include "actfn/memory/view.hpp"

using namespace tests;

namespace {

constexpr int guard = 77;

/// The arguments of a call, all 3 x 4 and apart, in one piece of memory that shows what was written.
template <class T>
struct Arguments {
    std::vector<T> memory = std::vector<T>(500, T(guard));
    std::vector<Matrix<T>> in = {place(0), place(1), place(4)};
    std::vector<Matrix<T>> out = {place(2), place(3)};

    Matrix<T> place(Index k) { return {memory.data() + 100 * k, 3, 4, 1, 3}; }
    Matrix<T>& argument(const Call<T>& call, std::size_t k) {
        return k < call.inputs.size() ? in[k] : out[k - call.inputs.size()];
    }
    /// Gives one input and one output, and all other arguments the shape of these.
    void choose(std::size_t i, Matrix<T> input, std::size_t o, Matrix<T> output) {
        for (auto* all : {&in, &out}) {
            for (auto& m : *all) m = {m.data, input.rows, input.cols, 1, input.rows};
        }
        in[i] = input;
        out[o] = output;
    }
    bool untouched() const {
        return std::ranges::all_of(memory, [](T v) { return v == T(guard); });
    }
};

template <class T>
std::string message(const Call<T>& call, const Arguments<T>& a) {
    std::vector<Matrix<const T>> in;
    for (const auto& m : a.in) in.push_back({m.data, m.rows, m.cols, m.row_stride, m.col_stride});
    return tests::message([&] { call.run(in, a.out, Executor()); }, "");
}

}  // namespace

TEMPLATE_TEST_CASE("a shape mismatch names the call, the arguments and both shapes", "[errors]", float, double) {
    using T = TestType;
    for (const auto& group : every_call<T>()) {
        for (const auto& call : group) {
            const std::size_t arguments = call.inputs.size() + call.outputs.size();
            const std::string first = "actfn: " + call.name + ": " + call.inputs[0] + " is ";
            for (std::size_t k = 1; k < arguments; ++k) {
                const std::string name = k < call.inputs.size() ? call.inputs[k] : call.outputs[k - call.inputs.size()];
                INFO(call.label << ", argument " << name);
                Arguments<T> a;
                auto& m = a.argument(call, k);
                m = {m.data, 4, 3, 1, 4};  // as many elements
                CHECK(message(call, a) == first + "3 x 4, but " + name + " is 4 x 3");
                m = {m.data, 3, 5, 1, 3};
                CHECK(message(call, a) == first + "3 x 4, but " + name + " is 3 x 5");
                m = {m.data, 0, 0, 1, 0};
                const std::string remedy = k < call.inputs.size() ? "" : "; resize " + name + " first";
                CHECK(message(call, a) == first + "3 x 4, but " + name + " is 0 x 0" + remedy);
                CHECK(a.untouched());
            }
            std::vector<T> five(5, T(guard)), six(6, T(guard)), seven(6, T(guard));
            CHECK(message([&] {
                      call.run_spans({five, six, six}, {six, seven});
                  }) ==
                  first + "5 x 1, but " + (call.inputs.size() > 1 ? call.inputs[1] : call.outputs[0]) + " is 6 x 1");
            CHECK(std::ranges::count(six, T(guard)) == 6);
        }
    }
}

TEMPLATE_TEST_CASE("an output that overlaps an input in part is refused", "[errors]", float, double) {
    using T = TestType;
    for (const auto& group : every_call<T>()) {
        for (const auto& call : group) {
            for (std::size_t i = 0; i < call.inputs.size(); ++i) {
                for (std::size_t o = 0; o < call.outputs.size(); ++o) {
                    INFO(call.label << ", " << call.outputs[o] << " and " << call.inputs[i]);
                    const std::string expected =
                        "actfn: " + call.name + ": " + call.outputs[o] + " overlaps " + call.inputs[i] +
                        " in part; in place, both must have the same address, shape and strides";
                    Arguments<T> a;
                    T* const p = a.in[i].data;
                    const auto refused = [&](Matrix<T> in, Matrix<T> out) {
                        a.choose(i, in, o, out);
                        return message(call, a) == expected;
                    };
                    CHECK(refused({p, 3, 4, 1, 3}, {p + 1, 3, 4, 1, 3}));
                    CHECK(refused({p, 3, 4, 1, 3}, {p + 11, 3, 4, 1, 3}));
                    CHECK(refused({p, 3, 4, 1, 3}, {p + 2, 3, 4, -1, 3}));  // rows reversed, columns not
                    CHECK(refused({p, 3, 4, 1, 3}, {p + 9, 3, 4, 1, -3}));  // columns reversed, rows not
                    CHECK(refused({p + 11, 3, 4, -1, -3}, {p, 3, 4, 1, 3}));
                    // Neither the first nor the last of these elements has the least or the greatest address.
                    CHECK(refused({p + 2, 3, 4, -1, 3}, {p + 10, 3, 4, 1, 3}));
                    CHECK(refused({p + 12, 3, 4, 1, 3}, {p + 23, 3, 4, 1, -3}));
                    CHECK(refused({p + 1, 3, 4, 1, 3}, {p, 3, 4, 1, 3}));
                    CHECK(refused({p, 3, 4, 1, 3}, {p, 3, 4, 4, 1}));        // the other storage order
                    CHECK(refused({p, 3, 4, 1, 3}, {p, 3, 4, 1, 5}));        // another outer stride
                    CHECK(refused({p, 3, 4, 2, 6}, {p, 3, 4, 1, 3}));        // another inner stride
                    CHECK(refused({p, 1, 4, 1, 7}, {p + 14, 1, 4, 1, 7}));   // a row of a matrix shifted by two columns
                    CHECK(refused({p, 3, 4, 1, 10}, {p + 2, 3, 4, 1, 10}));  // blocks that share a row
                    CHECK(a.untouched());
                }
            }
            if (call.outputs.size() == 2) {
                Arguments<T> a;
                a.out[1] = a.out[0];  // not even at the same place
                const std::string expected =
                    "actfn: " + call.name + ": the outputs " + call.outputs[0] + " and " + call.outputs[1] + " overlap";
                INFO(call.label);
                CHECK(message(call, a) == expected);
                a.out[1].data += 11;
                CHECK(message(call, a) == expected);
                CHECK(a.untouched());
            }
        }
    }
}

TEMPLATE_TEST_CASE("an output with two elements at one address is refused", "[errors]", float, double) {
    using T = TestType;
    for (const auto& group : every_call<T>()) {
        for (const auto& call : group) {
            for (std::size_t o = 0; o < call.outputs.size(); ++o) {
                INFO(call.label << ", " << call.outputs[o]);
                Arguments<T> a;
                const auto refused = [&](Matrix<T> out) {
                    a.choose(0, {a.in[0].data, out.rows, out.cols, 1, out.rows}, o, out);
                    return message(call, a) == "actfn: " + call.name + ": two elements of the output " +
                                                   call.outputs[o] + " have the same address";
                };
                T* const p = a.out[o].data + 50;
                CHECK(refused({p, 4, 1, 0, 4}));
                CHECK(refused({p, 3, 4, 1, 0}));
                CHECK(refused({p, 3, 4, 1, 2}));
                CHECK(refused({p, 4, 4, 4, -6}));
                CHECK(a.untouched());
                CHECK(!refused({p, 3, 4, 4, 3}));  // interleaved without a meeting
                CHECK(!refused({p, 1, 1, 0, 0}));
            }
        }
    }
}

TEMPLATE_TEST_CASE("slopes' gradients in the memory of a matrix are an overlap", "[errors]", float, double) {
    using T = TestType;
    Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic> x(3, 4), dy(3, 4), dx(3, 4);
    x.setConstant(T(guard));
    dx = dy = x;
    const actfn::PReLU<T> p(3);
    // As they begin at the same address and with the same stride, but not in the same shape.
    CHECK(message([&] {
              actfn::backward(p, x, dy, dx, x.col(0));
          }).starts_with("actfn: backward: dslope overlaps x in part"));
    CHECK(message([&] {
              actfn::backward(p, x, dy, dx, dy.col(0));
          }).starts_with("actfn: backward: dslope overlaps dy in part"));
    CHECK(((x == T(guard)).all() && (dy == T(guard)).all() && (dx == T(guard)).all()));
}

TEMPLATE_TEST_CASE("what only lies between is no overlap", "[errors]", float, double) {
    using T = TestType;
    constexpr Index huge = std::numeric_limits<Index>::max() - 2;
    REQUIRE(!functions<T>().empty());
    const auto& f = functions<T>().front();
    for (const auto& call : calls(f)) {
        INFO(call.label);
        for (std::size_t i = 0; i < call.inputs.size(); ++i) {
            Arguments<T> a;
            T* const p = a.in[i].data;
            const auto accepted = [&](Matrix<T> in, Matrix<T> out) {
                a.choose(i, in, 0, out);
                return message(call, a).empty();
            };
            CHECK(accepted({p, 1, 4, 1, 7}, {p + 1, 1, 4, 1, 7}));  // rows of one matrix stored by columns
            CHECK(accepted({p, 1, 4, 1, 7}, {p + 6, 1, 4, 1, 7}));
            CHECK(accepted({p, 3, 4, 1, 10}, {p + 3, 3, 4, 1, 10}));  // blocks one above the other
            CHECK(accepted({p, 3, 4, 10, 1}, {p + 4, 3, 4, 10, 1}));  // and side by side, stored by rows
            CHECK(accepted({p, 3, 4, 2, 6}, {p + 1, 3, 4, 2, 6}));    // real and imaginary parts
            CHECK(accepted({p, 3, 4, 1, 3}, {p + 12, 3, 4, 1, 3}));   // end to end
            CHECK(accepted({p, 1, 1, 1, 1}, {p, 1, 1, 9, 9}));        // one element, whatever the strides say
            CHECK(accepted({p, 1, 4, 9, 1}, {p, 1, 4, 5, 1}));        // one row
            CHECK(accepted({p, 3, 4, 1, 3}, {p + 14, 3, 4, -1, 3}));  // end to end, reversed in part
            CHECK(accepted({p + 9, 3, 4, 1, -3}, {p + 12, 3, 4, 1, 3}));
            CHECK(accepted({p, 0, 4, 1, 0}, {p + 1, 0, 4, 1, 0}));  // nothing
            CHECK(accepted({p, 0, 4, 1, huge}, {p, 0, 4, -huge, -huge}));
            CHECK(accepted({nullptr, 4, 0, 1, 4}, {nullptr, 4, 0, huge, 4}));
            CHECK(accepted({p, 1, 4, huge, 1}, {p + 4, 1, 4, -huge, 1}));
        }
    }
}

TEMPLATE_TEST_CASE("an overlap is seen if and only if two elements share a byte", "[errors]", float, double) {
    using T = TestType;
    using View = actfn::core::View<T>;
    constexpr auto size = static_cast<Index>(sizeof(T));
    std::mt19937_64 random(19);
    const auto from = [&random](Index least, Index greatest) {
        return least + static_cast<Index>(random() % static_cast<std::uint64_t>(greatest - least + 1));
    };
    alignas(64) std::array<T, 1000> memory;
    // Half an element off if not aligned: i386 asks for 4 bytes only where a double has 8.
    const auto any_view = [&](bool aligned) {
        const auto stride = [&] { return random() % 4 == 0 ? from(-40, 40) : from(-7, 7); };
        const Index offset = from(400, 600) * size + (aligned ? 0 : size / 2);
        return View{
            reinterpret_cast<T*>(reinterpret_cast<std::uintptr_t>(memory.data()) + static_cast<std::uintptr_t>(offset)),
            from(0, 7), from(0, 7), stride(), stride()};
    };
    const auto bytes_of = [](const View& v) {
        std::set<std::uintptr_t> bytes;
        for (Index i = 0; i < v.rows; ++i) {
            for (Index j = 0; j < v.cols; ++j) {
                const Index offset = (i * v.row_stride + j * v.col_stride) * size;
                for (Index b = 0; b < size; ++b)
                    bytes.insert(reinterpret_cast<std::uintptr_t>(v.data) + static_cast<std::uintptr_t>(offset + b));
            }
        }
        return bytes;
    };
    int wrong = 0;
    int overlaps = 0;
    for (int n = 0; n < 60000; ++n) {
        const View a = any_view(true);
        View b = any_view(n % 4 != 0);
        if (n % 3 == 0) {
            // As two blocks of one matrix.
            b.row_stride = a.row_stride;
            b.col_stride = a.col_stride;
        }
        const auto bytes = bytes_of(a);
        const bool expected = std::ranges::any_of(bytes_of(b), [&](std::uintptr_t p) { return bytes.contains(p); });
        overlaps += expected;
        wrong += actfn::core::overlap(a, b) != expected;
        wrong += actfn::core::overlap(b.transposed(), a) != expected;
        wrong += !a.plain() && actfn::core::folded(a) != (static_cast<Index>(bytes.size()) < a.rows * a.cols * size);
        wrong += a.plain() && static_cast<Index>(bytes.size()) < a.rows * a.cols * size;
    }
    CHECK(wrong == 0);
    CHECK((overlaps > 5000 && overlaps < 55000));
}
