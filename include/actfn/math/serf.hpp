#pragma once

#include <array>

#include "actfn/base/precision.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace math {

/// Minimax polynomials (Sollya) in t - 1/2, with t = e^x on [0, 1], for the derivative t (K(t) + x H(t)) of
/// x erf(log(1 + t)): `slope` is H(t) = 2 / sqrt(pi) e^(-log(1 + t)^2) / (1 + t), `rest` is (K(t) + a H(t)) / (t - c), where c
/// is e^x next to the root and a + a_low is -K(c) / H(c), which is nearly log(c).
template <class Precision>
struct SerfConstants;

template <>
struct SerfConstants<float> {
    static constexpr float vanished = -109.0f;  ///< f, f' and f'' are 0 up to here
    static constexpr float straight = 10.6f;    ///< f(x) = x, f'(x) = 1 and f''(x) = 0 from here on
    static constexpr float c = 0x1.36921ep-2f;
    static constexpr float a = -0x1.316c6p0f;
    static constexpr float a_low = -0x1.4e601p-25f;
    static constexpr std::array<float, 12> slope = {
        0x1.46c3b8p-1f,  -0x1.8a7f9ep-1f, 0x1.c0d06cp-2f,  -0x1.470fa2p-4f, -0x1.c8853p-4f,  0x1.3dddc4p-3f,
        -0x1.037aecp-3f, 0x1.4c9a14p-4f,  -0x1.658d26p-5f, 0x1.33564ap-6f,  -0x1.d85a42p-9f, -0x1.a8872cp-10f};
    static constexpr std::array<float, 12> rest = {0x1.13804cp-1f,  -0x1.909222p-2f, 0x1.2396e4p-4f,  0x1.02492ap-3f,
                                                   -0x1.678814p-3f, 0x1.28e81ap-3f,  -0x1.7d686ap-4f, 0x1.962b5ep-5f,
                                                   -0x1.83d8aap-6f, 0x1.095656p-7f,  0x1.73f6fp-8f,   -0x1.e57712p-8f};
};

template <>
struct SerfConstants<fast> : SerfConstants<float> {
    static constexpr std::array<float, 7> slope = {0x1.46c342p-1f,  -0x1.8a6cccp-1f, 0x1.c0ff94p-2f, -0x1.5a56c6p-4f,
                                                   -0x1.c9b756p-4f, 0x1.8ad64ap-3f,  -0x1.1c7b52p-3f};
    static constexpr std::array<float, 7> rest = {0x1.13802cp-1f,  -0x1.907aep-2f, 0x1.23b7e6p-4f, 0x1.f8f34ep-4f,
                                                  -0x1.66997ap-3f, 0x1.5700e4p-3f, -0x1.9ceb88p-4f};
};

template <>
struct SerfConstants<double> {
    static constexpr double vanished = -752;  ///< f, f' and f'' are 0 up to here
    static constexpr double straight = 27.6;  ///< f(x) = x, f'(x) = 1 and f''(x) = 0 from here on
    static constexpr double c = 0x1.36921ep-2;
    static constexpr double a = -0x1.316c60a73007ep0;
    static constexpr double a_low = 0x1.677ac2405caeep-58;
    static constexpr std::array<double, 24> slope = {
        0x1.46c3b7d44aea5p-1,  -0x1.8a7f9dae76fbbp-1,  0x1.c0d081d4c1694p-2,  -0x1.471074911652ep-4,
        -0x1.c8898c35d043cp-4, 0x1.3de5f413f6015p-3,   -0x1.0380704fb426bp-3, 0x1.4c2ed2fc2a1d2p-4,
        -0x1.622b6518c8626p-5, 0x1.347ce988b721ep-6,   -0x1.7136bdcc7b8f4p-8, -0x1.5bdd1b03be217p-12,
        0x1.350648155cac6p-9,  -0x1.4f1e585da97abp-9,  0x1.111341bf72df2p-9,  -0x1.858871008ffebp-10,
        0x1.01bdbde557836p-10, -0x1.40e5c6984f107p-11, 0x1.603b5352b210fp-12, -0x1.68a057457559bp-13,
        0x1.17ece00c9773p-13,  -0x1.8fc6c967e806dp-14, 0x1.95669740da544p-18, 0x1.6137f8637edfap-16};
    static constexpr std::array<double, 24> rest = {
        0x1.13804c91c001fp-1,  -0x1.909222e55d5bp-2,   0x1.239552819f023p-4,  0x1.0249e6d40ca3ep-3,
        -0x1.67743ef345a5ep-3, 0x1.28d4c03847fdbp-3,   -0x1.7f13edf1b3ddep-4, 0x1.9966d9a0c5e04p-5,
        -0x1.6192994177bf2p-6, 0x1.92891a298de9ep-8,   0x1.af6627081c6cep-11, -0x1.9ae911ec9041cp-9,
        0x1.aec2eedde2116p-9,  -0x1.5bac07773d389p-9,  0x1.edf05ea987f6ep-10, -0x1.437df8631eb95p-10,
        0x1.9066205baf3c5p-11, -0x1.d6a132bf924bp-12,  0x1.f9795cc4761d9p-13, -0x1.015712e3fbe9cp-13,
        0x1.4d0646f706256p-14, -0x1.860f47eae8a0bp-15, 0x1.d8b0d366b91aap-21, 0x1.617c766e2a73dp-17};
};

}  // namespace math
}  // namespace ACTFN_ISA
}  // namespace actfn
