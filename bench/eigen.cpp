// Eigen's own expressions, as a user of Eigen would write them; where there is more than one way, the faster.

#include <string_view>
#include <type_traits>

#include "maps.hpp"

namespace bench {
namespace {

template <class X>
auto constant(const X& x, typename X::Scalar c) {
    return X::PlainObject::Constant(x.size(), c);
}

template <class X>
auto leaky(const X& x, typename X::Scalar slope) {
    return x.max(slope * x);
}
template <class X>
auto leaky_slope(const X& x, typename X::Scalar slope) {
    return (x > 0).select(constant(x, 1), slope);
}

struct Identity {
    static constexpr std::string_view name = "identity";
    static auto value(const auto& x) { return x; }
    static auto slope(const auto& x) { return constant(x, 1); }
    static auto slope_from_output(const auto& y) { return constant(y, 1); }
};

struct Step {
    static constexpr std::string_view name = "step";
    template <class X>
    static auto value(const X& x) {
        return (x > 0).template cast<typename X::Scalar>();
    }
    static auto slope(const auto& x) { return constant(x, 0); }
};

struct Sigmoid {
    static constexpr std::string_view name = "sigmoid";
    static auto value(const auto& x) { return x.logistic(); }
    static auto slope(const auto& x) { return x.logistic() * (1 - x.logistic()); }
    static auto slope_from_output(const auto& y) { return y * (1 - y); }
};

struct Tanh {
    static constexpr std::string_view name = "tanh";
    static auto value(const auto& x) { return x.tanh(); }
    static auto slope(const auto& x) { return 1 - x.tanh().square(); }
    static auto slope_from_output(const auto& y) { return 1 - y.square(); }
};

struct HardSigmoid {
    static constexpr std::string_view name = "hard_sigmoid";
    static auto value(const auto& x) { return ((x + 3) / 6).max(0).min(1); }
    template <class X>
    static auto slope(const X& x) {
        return (x.abs() < 3).template cast<typename X::Scalar>() / 6;
    }
    template <class Y>
    static auto slope_from_output(const Y& y) {
        return (y > 0 && y < 1).template cast<typename Y::Scalar>() / 6;
    }
};

struct ReLU {
    static constexpr std::string_view name = "relu";
    template <class X>
    static auto value(const X& x) {
        return x.max(typename X::Scalar(0));
    }
    template <class X>
    static auto slope(const X& x) {
        return (x > 0).template cast<typename X::Scalar>();
    }
    static auto slope_from_output(const auto& y) { return slope(y); }
};

struct LeakyReLU {
    static constexpr std::string_view name = "leaky_relu";
    template <class X>
    static auto value(const X& x) {
        return leaky(x, typename X::Scalar(0.01));
    }
    template <class X>
    static auto slope(const X& x) {
        return leaky_slope(x, typename X::Scalar(0.01));
    }
    static auto slope_from_output(const auto& y) { return slope(y); }
};

struct RReLU {
    static constexpr std::string_view name = "rrelu";
    template <class X>
    static auto value(const X& x) {
        return leaky(x, typename X::Scalar(11.0 / 48));
    }
    template <class X>
    static auto slope(const X& x) {
        return leaky_slope(x, typename X::Scalar(11.0 / 48));
    }
    static auto slope_from_output(const auto& y) { return slope(y); }
};

struct ELU {
    static constexpr std::string_view name = "elu";
    template <class X>
    static auto value(const X& x) {
        using T = typename X::Scalar;
        return x.max(T(0)) + (x.min(T(0)).exp() - T(1));
    }
    static auto slope(const auto& x) { return x.min(0).exp(); }
    static auto slope_from_output(const auto& y) { return y.min(0) + 1; }
};

struct SELU {
    static constexpr std::string_view name = "selu";
    template <class T>
    static constexpr T scale = T(1.05070098735548049342);
    template <class T>
    static constexpr T scale_alpha = T(1.05070098735548049342 * 1.67326324235437728482);
    template <class X>
    static auto value(const X& x) {
        using T = typename X::Scalar;
        return scale<T> * x.max(0) + scale_alpha<T> * (x.min(0).exp() - 1);
    }
    template <class X>
    static auto slope(const X& x) {
        using T = typename X::Scalar;
        return (x > 0).select(constant(x, scale<T>), scale_alpha<T> * x.min(0).exp());
    }
    template <class Y>
    static auto slope_from_output(const Y& y) {
        using T = typename Y::Scalar;
        return (y > 0).select(constant(y, scale<T>), y + scale_alpha<T>);
    }
};

struct Softplus {
    static constexpr std::string_view name = "softplus";
    static auto value(const auto& x) { return x.max(0) + (-x.abs()).exp().log1p(); }
    static auto slope(const auto& x) { return x.logistic(); }
    static auto slope_from_output(const auto& y) { return -(-y).expm1(); }
};

struct HardSwish {
    static constexpr std::string_view name = "hard_swish";
    static auto value(const auto& x) { return x * (x + 3).max(0).min(6) / 6; }
    template <class X>
    static auto slope(const X& x) {
        return (x.abs() < 3).select((2 * x + 3) / 6, (x > 0).template cast<typename X::Scalar>());
    }
};

struct SiLU {
    static constexpr std::string_view name = "silu";
    static auto value(const auto& x) { return x * x.logistic(); }
    static auto slope(const auto& x) { return x.logistic() * (1 + x * (1 - x.logistic())); }
};

struct GELUTanh {
    static constexpr std::string_view name = "gelu_tanh";
    template <class X>
    static auto inner(const X& x) {
        using T = typename X::Scalar;
        return T(0.79788456080286535588) * (x + T(0.044715) * x.cube());
    }
    template <class X>
    static auto value(const X& x) {
        using T = typename X::Scalar;
        return T(0.5) * x * (T(1) + inner(x).tanh());
    }
    template <class X>
    static auto slope(const X& x) {
        using T = typename X::Scalar;
        return T(0.5) * (1 + inner(x).tanh()) + T(0.5) * x * (1 - inner(x).tanh().square()) *
                                                    (T(0.79788456080286535588) * (1 + T(3 * 0.044715) * x.square()));
    }
};

struct Mish {
    static constexpr std::string_view name = "mish";
    static auto value(const auto& x) { return x * x.exp().log1p().tanh(); }
    static auto slope(const auto& x) {
        return x.exp().log1p().tanh() + x * (1 - x.exp().log1p().tanh().square()) * x.logistic();
    }
};

template <class F, class T>
void forward(const Data<T>& d) {
    with_arrays(d, [](const auto& x, const auto&, auto y) { y = F::value(x); });
}
template <class F, class T>
void derivative(const Data<T>& d) {
    with_arrays(d, [](const auto& x, const auto&, auto y) { y = F::slope(x); });
}
template <class F, class T>
void backward(const Data<T>& d) {
    with_arrays(d, [](const auto& x, const auto& dy, auto dx) { dx = dy * F::slope(x); });
}
template <class F, class T>
void backward_from_output(const Data<T>& d) {
    with_arrays(d, [](const auto& y, const auto& dy, auto dx) { dx = dy * F::slope_from_output(y); });
}
template <class F>
constexpr bool knows_slope_from_output =
    !std::is_same_v<F, Step> && !std::is_same_v<F, HardSwish> && !std::is_same_v<F, SiLU> &&
    !std::is_same_v<F, GELUTanh> && !std::is_same_v<F, Mish>;
template <class F, class T>
void forward_with_derivative(const Data<T>& d) {
    with_two_results(d, [](const auto& x, auto y, auto slope) {
        y = F::value(x);
        if constexpr (knows_slope_from_output<F>) {
            slope = F::slope_from_output(y);
        } else {
            slope = F::slope(x);
        }
    });
}

// By columns, since Eigen does not vectorise a broadcast.
template <class T>
void softmax_by_rows(const Data<T>& d) {
    with_matrices(d, [](const auto& x, const auto&, auto y) {
        const Eigen::ArrayX<T> greatest = x.rowwise().maxCoeff();
        Eigen::ArrayX<T> sum = Eigen::ArrayX<T>::Zero(x.rows());
        for (Index j = 0; j < x.cols(); ++j) {
            y.col(j) = (x.col(j) - greatest).exp();
            sum += y.col(j);
        }
        for (Index j = 0; j < x.cols(); ++j) y.col(j) /= sum;
    });
}
template <class T>
void softmax_by_columns(const Data<T>& d) {
    with_matrices(d, [](const auto& x, const auto&, auto y) {
        for (Index j = 0; j < x.cols(); ++j) {
            y.col(j) = (x.col(j) - x.col(j).maxCoeff()).exp();
            y.col(j) /= y.col(j).sum();
        }
    });
}
template <class T>
void softmax_backward_by_rows(const Data<T>& d) {
    with_matrices(d, [](const auto& p, const auto& dp, auto dx) {
        const Eigen::ArrayX<T> sum = (p * dp).rowwise().sum();
        for (Index j = 0; j < p.cols(); ++j) dx.col(j) = p.col(j) * (dp.col(j) - sum);
    });
}
template <class T>
void softmax_backward_by_columns(const Data<T>& d) {
    with_matrices(d, [](const auto& p, const auto& dp, auto dx) {
        for (Index j = 0; j < p.cols(); ++j) dx.col(j) = p.col(j) * (dp.col(j) - (p.col(j) * dp.col(j)).sum());
    });
}

template <class T, class... Functions>
void add(Rows& rows) {
    const auto add_function = [&]<class F>(F) {
        rows.push_back({"Eigen", F::name, Operation::forward, forward<F, T>});
        rows.push_back({"Eigen", F::name, Operation::derivative, derivative<F, T>});
        rows.push_back({"Eigen", F::name, Operation::backward, backward<F, T>});
        if constexpr (knows_slope_from_output<F>) {
            rows.push_back({"Eigen", F::name, Operation::backward_from_output, backward_from_output<F, T>});
        }
        rows.push_back({"Eigen", F::name, Operation::forward_with_derivative, forward_with_derivative<F, T>});
    };
    (add_function(Functions()), ...);
    rows.push_back({"Eigen", softmax_rowwise, Operation::forward, softmax_by_rows<T>});
    rows.push_back({"Eigen", softmax_colwise, Operation::forward, softmax_by_columns<T>});
    rows.push_back({"Eigen", softmax_rowwise, Operation::backward, softmax_backward_by_rows<T>});
    rows.push_back({"Eigen", softmax_colwise, Operation::backward, softmax_backward_by_columns<T>});
}

template <class T>
void add_all(Rows& rows) {
    add<T, Identity, Step, Sigmoid, Tanh, HardSigmoid, ReLU, LeakyReLU, RReLU, ELU, SELU, Softplus, HardSwish, SiLU,
        GELUTanh, Mish>(rows);
}

template <class T, class... Functions>
void add_forward(Rows& rows) {
    (rows.push_back({"Eigen", Functions::name, Operation::forward, forward<Functions, T>}), ...);
}

}  // namespace

void add_eigen_rows(Rows& rows) {
    add_all<float>(rows);
    add_all<double>(rows);
    add_forward<Eigen::half, Sigmoid, Tanh, ELU, ReLU, GELUTanh, SiLU>(rows);
    add_forward<Eigen::bfloat16, Sigmoid, Tanh, ELU, ReLU, GELUTanh, SiLU>(rows);
}

}  // namespace bench
