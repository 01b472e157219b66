// The bits of every function and kernel: one checksum per function, quantity, element type and tier over a fixed set of
// inputs.
//
//     actfn_bits                        prints the checksums of this build
//     actfn_bits checksums.txt          compares them with the file; says what differs, and exits with 1
//     actfn_bits --write checksums.txt  puts them into the file's column for this instruction set
//
// The file has a column for instruction sets with FMA and one for those without, where it differs. Scalar, batch,
// expression and buffer calls, aligned or not, must give the same bits, or the program fails; so must the buffer call while
// the processor flushes subnormal results, but for those results, which keep their sign. Depends on actfn alone, so
// that any compiler, flag and processor can be asked.

#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>
#include <map>
#include <span>
#include <sstream>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "actfn/actfn.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace {

template <class T>
using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// By its bits: under -ffinite-math-only a compiler may say that there is no NaN.
template <class T>
Bits<T> canonical(T x) {
    const auto bits = std::bit_cast<Bits<T>>(x);
    constexpr auto infinity = std::bit_cast<Bits<T>>(std::numeric_limits<T>::infinity());
    constexpr auto magnitude = static_cast<Bits<T>>(~Bits<T>(0) >> 1);
    return (bits & magnitude) > infinity ? Bits<T>(infinity + 1) : bits;
}

/// Depends on every bit and on their order; NaNs are one.
class Checksum {
public:
    template <class T>
    void add(std::span<const T> values) {
        for (const T x : values) hash_ = std::rotl(hash_ ^ canonical(x), 27) * 0x9e3779b97f4a7c15u;
    }
    std::uint64_t value() const { return hash_; }

private:
    std::uint64_t hash_ = 0xcbf29ce484222325u;
};

/// SplitMix64.
std::uint64_t random_bits(std::uint64_t i) {
    std::uint64_t z = (i + 1) * 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/// Half of them of any bits, NaNs and infinities included; half of a magnitude between 2^-24 and 2^11, where the functions
/// bend; and the numbers around zeros, kinks and the ends of the range.
template <class T>
std::vector<T> inputs() {
    using Limits = std::numeric_limits<T>;
    constexpr int fraction_bits = Limits::digits - 1;
    constexpr auto sign = static_cast<Bits<T>>(Bits<T>(1) << (8 * sizeof(T) - 1));
    const auto from_exponent = [](Bits<T> bits, int exponent) {
        const auto fraction = static_cast<Bits<T>>(bits & ((Bits<T>(1) << fraction_bits) - 1));
        const auto field =
            static_cast<Bits<T>>(static_cast<Bits<T>>(Limits::max_exponent - 1 + exponent) << fraction_bits);
        return std::bit_cast<T>(static_cast<Bits<T>>((bits & sign) | field | fraction));
    };
    std::vector<T> x;
    constexpr std::uint64_t half = 1u << 19;
    for (std::uint64_t i = 0; i < half; ++i)
        x.push_back(std::bit_cast<T>(static_cast<Bits<T>>(random_bits(i) >> (64 - 8 * sizeof(T)))));
    for (std::uint64_t i = 0; i < half; ++i) {
        const std::uint64_t r = random_bits(half + i);
        x.push_back(from_exponent(static_cast<Bits<T>>(r >> (64 - 8 * sizeof(T))),
                                  static_cast<int>(random_bits(2 * half + i) % 35) - 24));
    }
    for (const T center :
         {T(0), Limits::min(), T(0.55), T(1), T(3), T(16), T(87), T(88.7), T(103), T(709), T(745), Limits::max()}) {
        const auto bits = std::bit_cast<Bits<T>>(center);
        for (Bits<T> k = 0; k < 64; ++k) {
            const auto near = static_cast<Bits<T>>(bits + k < 32 ? k : bits + k - 32);
            x.push_back(std::bit_cast<T>(near));
            x.push_back(std::bit_cast<T>(static_cast<Bits<T>>(near | sign)));
        }
    }
    return x;
}

struct Row {
    std::string name;
    std::uint64_t checksum;
};

std::vector<Row> rows;
int failures = 0;

template <class T>
void expect_same(const std::string& what, const T* x, const T* got, const T* expected, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        if (canonical(got[i]) == canonical(expected[i])) continue;
        std::printf("%s: at x = %a got %a, in the buffer call %a\n", what.c_str(), static_cast<double>(x[i]),
                    static_cast<double>(got[i]), static_cast<double>(expected[i]));
        ++failures;
        return;
    }
}

/// While it lives, subnormal results become zeros; on aarch64 subnormal inputs, too.
#if defined(__aarch64__)
constexpr bool flushes_inputs = true;
#else
constexpr bool flushes_inputs = false;
#endif
class FlushToZero {
public:
#if defined(__x86_64__)
    FlushToZero() : before_(_mm_getcsr()) {
        _mm_setcsr(before_ | 0x8000u);
    }
    ~FlushToZero() {
        _mm_setcsr(before_);
    }

private:
    unsigned before_;
#elif defined(__aarch64__)
    FlushToZero() {
        asm volatile("mrs %0, fpcr" : "=r"(before_));
        asm volatile("msr fpcr, %0" : : "r"(before_ | (std::uint64_t(1) << 24)));
    }
    ~FlushToZero() {
        asm volatile("msr fpcr, %0" : : "r"(before_));
    }

private:
    std::uint64_t before_;
#else
    FlushToZero() {}
#endif
};

/// x, or the zero of its sign if it is subnormal.
template <class T>
T flushed(T x) {
    const auto bits = std::bit_cast<Bits<T>>(x);
    constexpr auto sign = static_cast<Bits<T>>(Bits<T>(1) << (8 * sizeof(T) - 1));
    const auto magnitude = static_cast<Bits<T>>(bits & static_cast<Bits<T>>(~sign));
    return magnitude < std::bit_cast<Bits<T>>(std::numeric_limits<T>::min())
               ? std::bit_cast<T>(static_cast<Bits<T>>(bits & sign))
               : x;
}

/// Beside the flushed result there may be the unflushed one: an input that is returned as it is has not been computed with.
template <class T>
void check_flushed(const std::string& what, const T* x, const T* got, const T* expected, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        if (canonical(got[i]) == canonical(expected[i]) || canonical(got[i]) == canonical(flushed(expected[i])))
            continue;
        std::printf("%s: at x = %a got %a, in the buffer call %a\n", what.c_str(), static_cast<double>(x[i]),
                    static_cast<double>(got[i]), static_cast<double>(expected[i]));
        ++failures;
        return;
    }
}

/// How many inputs the doors beside the buffer call see: the hard ones at the end, and some before them.
constexpr std::size_t part = 20000;

template <class F>
void check_element_wise(const F& f, const char* quantity, const std::vector<typename F::value_type>& x) {
    using T = typename F::value_type;
    constexpr bool exact = std::is_same_v<typename F::tier, actfn::exact>;
    const std::string name = std::string(F::name) + ' ' + quantity + (sizeof(T) == 4 ? " float" : " double") +
                             (exact ? " exact" : " standard");
    std::vector<T> y(x.size());
    actfn::forward(f, std::span<const T>(x), std::span<T>(y));
    Checksum checksum;
    checksum.add<T>(y);
    rows.push_back({name, checksum.value()});

    std::vector<T> under_flush(x.size());
    {
        const FlushToZero flush;
        actfn::forward(f, std::span<const T>(x), std::span<T>(under_flush));
    }
    if constexpr (flushes_inputs) {
        std::vector<T> flushed_x;
        for (const T v : x) flushed_x.push_back(flushed(v));
        std::vector<T> expected_of_flushed(x.size());
        actfn::forward(f, std::span<const T>(flushed_x), std::span<T>(expected_of_flushed));
        // Whether an input is flushed depends on what is done with it first: either is right.
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (canonical(under_flush[i]) == canonical(flushed(expected_of_flushed[i]))) under_flush[i] = y[i];
        }
    }
    check_flushed(name + ", flushed to zero", x.data(), under_flush.data(), y.data(), x.size());

    const T* some = x.data() + (x.size() - part);
    const T* expected = y.data() + (y.size() - part);
    std::vector<T> z(part + 1);
    for (const std::size_t shift :
         {std::size_t(1), std::size_t(3)}) {  // of inputs and outputs against each other and the register
        actfn::forward(f, std::span<const T>(some + shift, part - shift), std::span<T>(z.data() + 1, part - shift));
        expect_same(name + ", another alignment", some + shift, z.data() + 1, expected + shift, part - shift);
    }
    for (std::size_t i = 0; i < part; ++i) z[i] = f(some[i]);
    expect_same(name + ", scalar", some, z.data(), expected, part);

    using V = actfn::core::native_batch<T>;
    constexpr std::size_t lanes = V::size;
    for (std::size_t i = 0; i + lanes <= part; i += lanes) f(V::load_unaligned(some + i)).store_unaligned(z.data() + i);
    expect_same(name + ", batch", some, z.data(), expected, part - part % lanes);

    using Array = Eigen::Array<T, Eigen::Dynamic, 1>;
    const auto n = static_cast<Eigen::Index>(part);
    Eigen::Map<Array>(z.data(), n) = f(Eigen::Map<const Array>(some, n));
    expect_same(name + ", expression", some, z.data(), expected, part);
}

template <class F>
void check_function(const std::vector<typename F::value_type>& x) {
    const F f;
    check_element_wise(f, "f", x);
    const actfn::Derivative<F> gradient(f);
    check_element_wise(gradient, "f'", x);
    check_element_wise(actfn::Derivative<actfn::Derivative<F>>(gradient), "f''", x);
    if constexpr (actfn::has_derivative_from_output<F>) {
        check_element_wise(actfn::DerivativeFromOutput<F>(f), "from_output", x);
    }
}

template <class T, class Kernel>
void check_kernel(const char* kernel_name, const Kernel& kernel, const std::vector<T>& x) {
    using V = actfn::core::native_batch<T>;
    const std::string name = std::string("math::") + kernel_name + (sizeof(T) == 4 ? " float" : " double");
    const std::size_t n = x.size() - x.size() % 16;  // whole batches on every instruction set
    std::vector<T> y(n);
    for (std::size_t i = 0; i < n; i += V::size) kernel(V::load_unaligned(x.data() + i)).store_unaligned(y.data() + i);
    Checksum checksum;
    checksum.add<T>(y);
    rows.push_back({name, checksum.value()});
    std::vector<T> z(part);
    const T* some = x.data() + (n - part);
    for (std::size_t i = 0; i < part; ++i) z[i] = kernel(some[i]);
    expect_same(name + ", scalar", some, z.data(), y.data() + (n - part), part);
}

/// The public ones: not every one is in a function.
template <class T>
void check_kernels(const std::vector<T>& x) {
    check_kernel(
        "exp", [](auto v) { return actfn::math::exp(v); }, x);
    check_kernel(
        "expm1", [](auto v) { return actfn::math::expm1(v); }, x);
    check_kernel(
        "log", [](auto v) { return actfn::math::log(v); }, x);
    check_kernel(
        "log1p", [](auto v) { return actfn::math::log1p(v); }, x);
    check_kernel(
        "tanh", [](auto v) { return actfn::math::tanh(v); }, x);
    check_kernel(
        "erf", [](auto v) { return actfn::math::erf(v); }, x);
}

// --- What is not element-wise -----------------------------------------------------------------------------------------

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

template <class S, int Order>
void check_rows() {
    using T = typename S::value_type;
    using M = Matrix<T, Order>;
    constexpr bool exact = std::is_same_v<typename S::tier, actfn::exact>;
    const S s;
    for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        Checksum forward;
        Checksum backward;
        std::uint64_t seed = 0;
        for (const auto& [rows_of, cols] :
             {std::pair(1, 1), std::pair(37, 61), std::pair(1000, 300), std::pair(300, 1000), std::pair(3, 100003)}) {
            ++seed;
            const M x = logits<M>(rows_of, cols, seed, seed % 2 == 0 ? 8 : 100);
            const M dy = logits<M>(rows_of, cols, seed + 100, 4).max(T(-4));
            const M y = s(x, axis);
            forward.add<T>(entries(y));
            const M dx = s.backward(y, dy, axis);
            backward.add<T>(entries(dx));
        }
        // Along the storage order and across it the sum has another order.
        const bool along = (axis == actfn::colwise) == (Order == Eigen::ColMajor);
        const std::string kind = std::string(along ? " along" : " across") + (sizeof(T) == 4 ? " float" : " double") +
                                 (exact ? " exact" : " standard");
        const std::string order = Order == Eigen::ColMajor ? " columns" : " rows";
        rows.push_back({std::string(S::name) + kind + " forward" + order, forward.value()});
        rows.push_back({std::string(S::name) + kind + " backward" + order, backward.value()});
    }
}

template <class T, class Tier, int Order>
void check_slopes() {
    using M = Matrix<T, Order>;
    const std::string kind = std::string(sizeof(T) == 4 ? " float" : " double") +
                             (std::is_same_v<Tier, actfn::exact> ? " exact" : " standard") +
                             (Order == Eigen::ColMajor ? " columns" : " rows");
    const M x = logits<M>(700, 900, 77, 100).max(T(-100));
    const M dy = logits<M>(700, 900, 78, 4).max(T(-4));
    for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        actfn::PReLU<T, Tier> p(axis == actfn::rowwise ? 700 : 900, T(0.25), axis);
        typename actfn::PReLU<T, Tier>::Slopes slopes(p.channels());
        for (Eigen::Index i = 0; i < p.channels(); ++i) slopes(i) = static_cast<T>(i - 100) / T(256);
        p.update(slopes, T(1), T(0));
        Checksum checksum;
        const M y = p(x);
        checksum.add<T>(entries(y));
        M dx(700, 900);
        decltype(slopes) dslope(p.channels());
        actfn::backward(p, x, dy, dx, dslope);
        checksum.add<T>(entries(dx));
        checksum.add<T>(entries(dslope));
        rows.push_back(
            {std::string("prelu") + (axis == actfn::rowwise ? " by_row" : " by_column") + kind, checksum.value()});
    }
    const actfn::RReLUTraining<T, Tier> r(T(0.125), T(1) / T(3), 20261121);
    Checksum checksum;
    for (const std::uint64_t step : {std::uint64_t(0), std::uint64_t(1), std::uint64_t(1) << 40}) {
        M y(700, 900);
        M dx(700, 900);
        r.forward(x, y, step);
        r.backward(x, dy, dx, step);
        checksum.add<T>(entries(y));
        checksum.add<T>(entries(dx));
        checksum.add<T>(entries(r.slopes(700, 900, step)));
    }
    rows.push_back({"rrelu_training" + kind, checksum.value()});
}

template <class T, class Tier>
void check_all() {
    const auto x = inputs<T>();
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (check_function<std::tuple_element_t<I, actfn::AllFunctions<T, Tier>>>(x), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<actfn::AllFunctions<T, Tier>>>());
    if constexpr (std::is_same_v<Tier, actfn::standard>) check_kernels(x);
    check_rows<actfn::Softmax<T, Tier>, Eigen::ColMajor>();
    check_rows<actfn::Softmax<T, Tier>, Eigen::RowMajor>();
    check_rows<actfn::LogSoftmax<T, Tier>, Eigen::ColMajor>();
    check_rows<actfn::LogSoftmax<T, Tier>, Eigen::RowMajor>();
    check_slopes<T, Tier, Eigen::ColMajor>();
    check_slopes<T, Tier, Eigen::RowMajor>();
}

// --- The file ---------------------------------------------------------------------------------------------------------

struct Entry {
    std::string fused;
    std::string plain;  ///< without FMA; "=" where it is the same
};
using File = std::map<std::string, Entry>;

File read(const char* path) {
    File file;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        Entry e;
        std::string name;
        if (line.empty() || line[0] == '#' || !(words >> e.fused >> e.plain) || !std::getline(words >> std::ws, name))
            continue;
        file[name] = e;
    }
    return file;
}

void write(const char* path, const File& file) {
    std::ofstream out(path);
    out << "# Written by actfn_bits: with FMA, without FMA (= where it is the same), what.\n";
    for (const auto& [name, e] : file) out << e.fused << ' ' << e.plain << ' ' << name << '\n';
}

std::string hex(std::uint64_t checksum) {
    char digits[20];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(checksum));
    return digits;
}

constexpr bool fused = ACTFN_FUSED != 0;

void put(File& file) {
    for (const Row& row : rows) {
        Entry& e = file[row.name];
        const std::string checksum = hex(row.checksum);
        if (fused) {
            e.fused = checksum;
            if (e.plain.empty()) e.plain = "=";
        } else {
            if (e.fused.empty()) e.fused = checksum;
            e.plain = checksum == e.fused ? "=" : checksum;
        }
    }
}

void compare(const File& file) {
    for (const Row& row : rows) {
        const auto found = file.find(row.name);
        const std::string expected = found == file.end()                   ? "nothing"
                                     : fused || found->second.plain == "=" ? found->second.fused
                                                                           : found->second.plain;
        if (hex(row.checksum) == expected) continue;
        std::printf("%s: %s, but the file has %s\n", row.name.c_str(), hex(row.checksum).c_str(), expected.c_str());
        ++failures;
    }
}

#define BITS_TEXT(x) #x
#define BITS_NAME(x) BITS_TEXT(x)

}  // namespace

int main(int argc, char** argv) {
#if defined(__x86_64__)
    // What is compiled for AVX-512 cannot run without it.
    if (std::strstr(BITS_NAME(ACTFN_ISA), "avx512") != nullptr && !__builtin_cpu_supports("avx512bw")) {
        std::puts("skipped: this processor has no AVX-512");
        return 0;
    }
#endif
    // A part of the program compiles in a third of the time.
#if defined(BITS_TYPE)
    check_all<BITS_TYPE, actfn::BITS_TIER>();
#else
    check_all<float, actfn::standard>();
    check_all<float, actfn::exact>();
    check_all<double, actfn::standard>();
#endif
    if (argc == 3 && std::strcmp(argv[1], "--write") == 0) {
        File file = read(argv[2]);
        put(file);
        write(argv[2], file);
    } else if (argc == 2) {
        compare(read(argv[1]));
    } else {
        for (const Row& row : rows) std::printf("%s %s\n", hex(row.checksum).c_str(), row.name.c_str());
    }
    std::printf("%s: %zu checksums, %d failures\n", BITS_NAME(ACTFN_ISA), rows.size(), failures);
    return failures == 0 ? 0 : 1;
}
