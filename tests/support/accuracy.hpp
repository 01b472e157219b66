#pragma once

// The accuracy test of every function: compares it, by every call that has a bound, with the reference written in MPFR, the
// published values and the special values of its data file. The calls are those of every_function/isa_calls.hpp, and the
// test itself is compiled once, in accuracy.cpp: of a function there is only what its data file says.

#include <memory>
#include <string_view>
#include <vector>

#include "function_data.hpp"
#include "reference.hpp"

namespace tests {

/// Values of a function's parameters, to be rounded to its element type; empty for the defaults.
using Parameters = std::vector<double>;

/// A function's FunctionData. What depends on the parameters is called with them.
struct DataFile {
    std::string_view name;
    std::vector<Parameters> parameters;
    std::vector<Parameters> special_parameters;
    Parameters published_parameters;
    std::vector<Literal> published;
    std::unique_ptr<Reference> (*reference_of_float)(const Parameters&);
    std::unique_ptr<Reference> (*reference_of_double)(const Parameters&);
    std::vector<Special<float>> (*special_values_of_standard)(const Parameters&);
    std::vector<Special<float>> (*special_values_of_exact)(const Parameters&);
    std::vector<Special<double>> (*special_values_of_wide)(const Parameters&);
};

/// The bounds of every element type and tier, on every instruction set of the machine, with the default parameters and the
/// others of the data file: f, f', f'', the fused call bit for bit, the backward calls. Where the output does not determine
/// the input, that from-output calls throw.
void check_accuracy(const DataFile& data);

/// Both the reference and the function have the published values.
void check_published_values(const DataFile& data);

/// By scalar and in every lane of a batch, among lanes with another value; backward at infinite, NaN and zero factors.
void check_special_values(const DataFile& data);

template <class F>
std::unique_ptr<Reference> made_reference(const Parameters& parameters) {
    const F f = with_rounded_parameters<F>(parameters);
    return std::make_unique<decltype(reference<Real>(f))>(reference<Real>(f));
}

template <template <class, class> class F, class T, class Tier>
std::vector<Special<T>> special_values(const Parameters& parameters) {
    return FunctionData<F>::special_values(with_rounded_parameters<F<T, Tier>>(parameters));
}

template <template <class, class> class F>
DataFile data_file() {
    using Data = FunctionData<F>;
    using actfn::exact;
    using actfn::standard;
    DataFile data = {F<float, standard>::name,
                     Data::parameters(),
                     Data::parameters(),
                     {},
                     Data::published(),
                     &made_reference<F<float, standard>>,
                     &made_reference<F<double, standard>>,
                     &special_values<F, float, standard>,
                     &special_values<F, float, exact>,
                     &special_values<F, double, standard>};
    if constexpr (requires { Data::special_parameters(); }) data.special_parameters = Data::special_parameters();
    if constexpr (requires { Data::published_parameters(); }) data.published_parameters = Data::published_parameters();
    return data;
}

}  // namespace tests
