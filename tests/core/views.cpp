// What a buffer call refuses, with which words, and that it has written nothing by then.

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "calls.hpp"

using namespace tests;

namespace {

constexpr int guard = 77;

/// The arguments of a call, all 3 x 4 and apart, in one piece of memory that shows what was written.
template <class T>
struct Arguments {
    std::vector<T> memory = std::vector<T>(400, T(guard));
    std::vector<Matrix<T>> in = {place(0), place(1)};
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

/// The message of the exception; empty if there was none.
template <class F>
std::string message(const F& call) {
    try {
        call();
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return "";
}

template <class T>
std::string message(const Call<T>& call, const Arguments<T>& a) {
    std::vector<Matrix<const T>> in;
    for (const auto& m : a.in) in.push_back({m.data, m.rows, m.cols, m.row_stride, m.col_stride});
    return message([&] { call.run(in, a.out, Executor()); });
}

}  // namespace

TEMPLATE_TEST_CASE("a shape mismatch names the call, the arguments and both shapes", "[errors]", float, double) {
    using T = TestType;
    for (const auto& f : functions<T>()) {
        for (const auto& call : calls(f)) {
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
                CHECK(a.untouched());
            }
            std::vector<T> five(5, T(guard)), six(6, T(guard)), seven(6, T(guard));
            CHECK(message([&] { call.run_spans({five, six}, {six, seven}); }) ==
                  first + "5 x 1, but " + (call.inputs.size() == 2 ? call.inputs[1] : call.outputs[0]) + " is 6 x 1");
            CHECK(std::ranges::count(six, T(guard)) == 6);
        }
    }
}

TEMPLATE_TEST_CASE("an output that overlaps an input in part is refused", "[errors]", float, double) {
    using T = TestType;
    for (const auto& f : functions<T>()) {
        for (const auto& call : calls(f)) {
            for (std::size_t i = 0; i < call.inputs.size(); ++i) {
                for (std::size_t o = 0; o < call.outputs.size(); ++o) {
                    INFO(call.label << ", " << call.outputs[o] << " and " << call.inputs[i]);
                    const std::string expected = "actfn: " + call.name + ": " + call.outputs[o] + " overlaps " +
                                                 call.inputs[i] +
                                                 " in part; in place, both must have the same address, shape and strides";
                    Arguments<T> a;
                    T* const p = a.in[i].data;
                    const auto refused = [&](Matrix<T> in, Matrix<T> out) {
                        a.choose(i, in, o, out);
                        return message(call, a) == expected;
                    };
                    CHECK(refused({p, 3, 4, 1, 3}, {p + 1, 3, 4, 1, 3}));
                    CHECK(refused({p, 3, 4, 1, 3}, {p + 11, 3, 4, 1, 3}));
                    CHECK(refused({p + 1, 3, 4, 1, 3}, {p, 3, 4, 1, 3}));
                    CHECK(refused({p, 3, 4, 1, 3}, {p, 3, 4, 4, 1}));           // the other storage order
                    CHECK(refused({p, 3, 4, 1, 3}, {p, 3, 4, 1, 5}));           // another outer stride
                    CHECK(refused({p, 3, 4, 2, 6}, {p, 3, 4, 1, 3}));           // another inner stride
                    CHECK(refused({p, 1, 4, 1, 7}, {p + 14, 1, 4, 1, 7}));      // a row of a matrix shifted by two columns
                    CHECK(refused({p, 3, 4, 1, 10}, {p + 2, 3, 4, 1, 10}));     // blocks that share a row
                    CHECK(a.untouched());
                }
            }
            if (call.outputs.size() == 2) {
                Arguments<T> a;
                a.out[1] = a.out[0];  // not even at the same place
                const std::string expected = "actfn: " + call.name + ": the outputs y and d overlap";
                INFO(call.label);
                CHECK(message(call, a) == expected);
                a.out[1].data += 11;
                CHECK(message(call, a) == expected);
                CHECK(a.untouched());
            }
        }
    }
}

TEMPLATE_TEST_CASE("what only lies between is no overlap", "[errors]", float, double) {
    using T = TestType;
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
            CHECK(accepted({p, 1, 4, 1, 7}, {p + 1, 1, 4, 1, 7}));      // rows of one matrix stored by columns
            CHECK(accepted({p, 1, 4, 1, 7}, {p + 6, 1, 4, 1, 7}));
            CHECK(accepted({p, 3, 4, 1, 10}, {p + 3, 3, 4, 1, 10}));    // blocks one above the other
            CHECK(accepted({p, 3, 4, 10, 1}, {p + 4, 3, 4, 10, 1}));    // and side by side, stored by rows
            CHECK(accepted({p, 3, 4, 2, 6}, {p + 1, 3, 4, 2, 6}));      // real and imaginary parts
            CHECK(accepted({p, 3, 4, 1, 3}, {p + 12, 3, 4, 1, 3}));     // end to end
            CHECK(accepted({p, 1, 1, 1, 1}, {p, 1, 1, 9, 9}));          // one element, whatever the strides say
            CHECK(accepted({p, 1, 4, 9, 1}, {p, 1, 4, 5, 1}));          // one row
            CHECK(accepted({p, 0, 4, 1, 0}, {p + 1, 0, 4, 1, 0}));      // nothing
        }
    }
}
