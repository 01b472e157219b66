// actfn on Windows, with the macros of its system header: buffer calls, expressions, rows and specs agree with scalars.

#include <windows.h>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <stdexcept>
#include <vector>

#include <Eigen/Core>

#include "actfn/actfn.hpp"
#include "actfn/activation_spec.hpp"

static int failures = 0;

static void check(bool holds, const char* what) {
    if (holds) return;
    std::printf("%s\n", what);
    ++failures;
}

int main() {
    const actfn::Sigmoid<float> sigmoid;
    const Eigen::ArrayXf x = Eigen::ArrayXf::LinSpaced(1003, -9, 9);
    Eigen::ArrayXf y(x.size());
    Eigen::ArrayXf z(x.size());
    actfn::forward(sigmoid, x, y);
    bool same = true;
    for (Eigen::Index i = 0; i < x.size(); ++i) same = same && y(i) == sigmoid(x(i));
    check(same, "a buffer call has other bits than scalar calls");
    z = actfn::sigmoid(x);
    check((y == z).all(), "an expression has other bits than a buffer call");
    actfn::forward(actfn::parse_activation("sigmoid"), x, z);
    check((y == z).all(), "a spec has other bits than its functor");
    actfn::forward(actfn::GELU<float, actfn::exact>(), x, z);
    check(std::fabs(z(1002) - 9.0f) < 1e-6f, "gelu(9) is not 9");

    const Eigen::ArrayXXd logits = Eigen::ArrayXXd::Random(37, 20);
    Eigen::ArrayXXd p(37, 20);
    actfn::forward(actfn::Softmax<double>(), logits, p, actfn::rowwise);
    check(((p.rowwise().sum() - 1).abs() < 1e-14).all(), "rows of softmax do not sum to 1");
    check((p == actfn::softmax(logits, actfn::rowwise)).all(), "softmax has other bits by its buffer call");
    std::vector<float> span(9, 2.0f);
    actfn::forward(actfn::Softmax<float>(), span, span);
    check(std::fabs(span[4] - 1.0f / 9) < 1e-7f, "the softmax of a span");
    try {
        actfn::parse_activation("sigmoidd");
        check(false, "an unknown name is accepted");
    } catch (const std::invalid_argument&) {
    }
    std::printf("%d failures\n", failures);
    return failures == 0 ? 0 : 1;
}
