// The scaled exponential linear unit against its definition (Klambauer, Unterthiner, Mayr and Hochreiter, 2017).

#include "actfn/functions/selu.hpp"

#include <limits>
#include <type_traits>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/accuracy.hpp"
#include "references.hpp"

using namespace tests;

namespace {

template <class T>
std::vector<Special<T>> special_values() {
    using L = std::numeric_limits<T>;
    [[maybe_unused]] const T nan = L::quiet_NaN();
    const T inf = L::infinity();
    const T scale = static_cast<T>(1.0507009873554804934193349852946L);
    const T floor = static_cast<T>(1.7580993408473768599402175208123L);
    const T least = L::denorm_min();
    return {
        {T(0), T(0), floor, floor},
        {-T(0), -T(0), floor, floor},
        {inf, inf, scale, T(0)},
        {-inf, -floor, T(0), T(0)},
        {nan, nan, nan, nan},
        {least, least, scale, T(0)},
        {-least, -2 * least, floor, floor},
        {L::min(), scale * L::min(), scale, T(0)},
        {-L::min(), floor * -L::min(), floor, floor},
        {L::max(), inf, scale, T(0)},
        {-L::max(), -floor, T(0), T(0)},
    };
}

// Multiples of the scale as in the documentation of torch.nn.SELU, which quotes the paper's authors; at -200, where e^x no
// longer counts, minus the product of its two constants.
const std::vector<Literal> published = {
    {1, "1.0507009873554804934193349852946", 1e-31},
    {2, "2.1014019747109609868386699705892", 1e-31},
    {10, "10.507009873554804934193349852946", 1e-31},
    {-200, "-1.7580993408473768599402175208123", 1e-31},
    {0, "0", 0},
};

}  // namespace

TEST_CASE("selu is within its bounds", "[selu][accuracy]") {
    check_accuracy<actfn::SELU, SeluReference<Real>>(1, true);
}

TEST_CASE("selu's constants are those of the paper", "[selu][accuracy]") {
    const SeluConstants selu;
    CHECK(abs(selu.alpha - Real::decimal("1.6732632423543772848170429916717")) < Real(1e-31));
    CHECK(abs(selu.scale - Real::decimal("1.0507009873554804934193349852946")) < Real(1e-31));
}

TEST_CASE("selu has the published values", "[selu][accuracy]") {
    for_each_tier<actfn::SELU>([](const auto& f) { check_literals(SeluReference<Real>(), subject(f), published); });
}

TEST_CASE("selu at special values", "[selu][special]") {
    for_each_tier<actfn::SELU>([](const auto& f) {
        check_special_values(subject(f), special_values<typename std::decay_t<decltype(f)>::value_type>());
    });
}
