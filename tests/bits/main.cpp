// The bits of every function and kernel: one checksum per function, quantity, element type and tier over a fixed set of
// inputs.
//
//     actfn_bits                    prints the checksums of this build
//     actfn_bits checksums          compares them with the files of that folder; says what differs, and exits with 1
//     actfn_bits --write checksums  puts them into the files' column for this instruction set
//
// A file has a column for instruction sets with FMA and one for those without, where it differs. Scalar, batch,
// expression and buffer calls, aligned or not, must give the same bits, or the program fails; so must the buffer call while
// the processor flushes subnormal results, or subnormal inputs too, but for those results, which keep their sign, and where
// a subnormal input counts as zero. Depends on actfn alone, so that any compiler, flag and processor can be asked (build.sh).

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "../every_function/isa_calls.hpp"
#include "bits.hpp"
#include "files.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace tests {
extern const Isa ISA_CALLS;
}

namespace {

using namespace bits;

/// While it lives, subnormal results become zeros, with `inputs` (on aarch64 in any case) subnormal operands, too.
class FlushToZero {
public:
#if defined(__x86_64__)
    explicit FlushToZero(bool inputs) : before_(_mm_getcsr()) {
        _mm_setcsr(before_ | (inputs ? 0x8040u : 0x8000u));
    }
    ~FlushToZero() {
        _mm_setcsr(before_);
    }

private:
    unsigned before_;
#elif defined(__aarch64__)
    explicit FlushToZero(bool) {
        asm volatile("mrs %0, fpcr" : "=r"(before_));
        asm volatile("msr fpcr, %0" : : "r"(before_ | (std::uint64_t(1) << 24)));
    }
    ~FlushToZero() {
        asm volatile("msr fpcr, %0" : : "r"(before_));
    }

private:
    std::uint64_t before_;
#else
    explicit FlushToZero(bool) {}
#endif
};

template <class T>
constexpr auto smallest_normal = std::bit_cast<Bits<T>>(std::numeric_limits<T>::min());

/// x, or the zero of its sign if the bits of its magnitude are below `kept`: by default, if it is subnormal.
template <class T>
T flushed(T x, Bits<T> kept = smallest_normal<T>) {
    const auto bits = std::bit_cast<Bits<T>>(x);
    constexpr auto sign = static_cast<Bits<T>>(Bits<T>(1) << (8 * sizeof(T) - 1));
    const auto magnitude = static_cast<Bits<T>>(bits & static_cast<Bits<T>>(~sign));
    return magnitude < kept ? std::bit_cast<T>(static_cast<Bits<T>>(bits & sign)) : x;
}

/// The least result that is surely not flushed. AArch64 judges a result before it is rounded: the smallest normal number may be
/// what a subnormal one was rounded to.
template <class T>
#if defined(__aarch64__)
constexpr Bits<T> least_kept = smallest_normal<T> + 1;
#else
constexpr Bits<T> least_kept = smallest_normal<T>;
#endif

/// Beside the flushed result there may be the unflushed one: an input that is returned as it is has not been computed with.
template <class T>
void check_flushed(const std::string& what, const T* x, const T* got, const T* expected, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        if (canonical(got[i]) == canonical(expected[i]) ||
            canonical(got[i]) == canonical(flushed(expected[i], least_kept<T>)))
            continue;
        std::printf("%s: at x = %a got %a, in the buffer call %a\n", what.c_str(), static_cast<double>(x[i]),
                    static_cast<double>(got[i]), static_cast<double>(expected[i]));
        ++failures;
        return;
    }
}

template <class T>
void check_quantity(const std::string& name, const tests::IsaCalls<T>& f, const std::vector<T>& x) {
    std::vector<T> y(x.size());
    f.buffer(nullptr, x.data(), y.data(), x.size());
    Checksum checksum;
    checksum.add<T>(y);
    rows.push_back({name, checksum.value()});

    std::vector<T> flushed_x;
    for (const T v : x) flushed_x.push_back(flushed(v));
    std::vector<T> of_flushed(x.size());
    f.buffer(nullptr, flushed_x.data(), of_flushed.data(), x.size());
    for (const bool inputs : {false, true}) {
        std::vector<T> under_flush(x.size());
        {
            const FlushToZero flush(inputs);
            f.buffer(nullptr, x.data(), under_flush.data(), x.size());
        }
        // Whether an input is flushed depends on what is done with it first: either is right.
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (canonical(under_flush[i]) == canonical(flushed(of_flushed[i]))) under_flush[i] = y[i];
        }
        check_flushed(name + (inputs ? ", inputs flushed to zero, too" : ", flushed to zero"), x.data(),
                      under_flush.data(), y.data(), x.size());
    }

    const T* some = x.data() + (x.size() - part);
    const T* expected = y.data() + (y.size() - part);
    std::vector<T> z(part + 1);
    for (const std::size_t shift :
         {std::size_t(1), std::size_t(3)}) {  // of inputs and outputs against each other and the register
        f.buffer(nullptr, some + shift, z.data() + 1, part - shift);
        expect_same(name + ", another alignment", some + shift, z.data() + 1, expected + shift, part - shift);
    }
    const auto check = [&](const char* kind, tests::IsaCall<T> call) {
        if (call == nullptr) return;
        z.assign(z.size(), T(77));
        call(nullptr, some, z.data(), part);
        expect_same(name + ", " + kind, some, z.data(), expected, part);
    };
    check("scalar", f.scalar);
    check("batch", f.batch);
    check("expression", f.expression);
}

template <class T>
void check_functions(tests::IsaFunctor<T> tests::IsaFunction::*functor, const char* kind, const std::vector<T>& x) {
    constexpr const char* quantity[tests::quantities] = {"f", "f'", "f''", "from_output"};
    for (const tests::IsaFunction* f : tests::ISA_CALLS.functions) {
        for (std::size_t q = 0; q < tests::quantities; ++q) {
            const tests::IsaCalls<T>& c = (f->*functor).calls[q];
            if (c.buffer != nullptr) check_quantity(std::string(f->name) + ' ' + quantity[q] + kind, c, x);
        }
    }
}

// --- The file ---------------------------------------------------------------------------------------------------------

/// elu.txt for "elu f float standard", math.txt for "math::exp float".
std::string file_of(const std::string& name) {
    return name.substr(0, std::min(name.find(' '), name.find(':'))) + ".txt";
}

void write(const std::filesystem::path& folder, const File& file) {
    std::filesystem::create_directories(folder);
    std::map<std::string, std::string> texts;
    for (const auto& [name, e] : file) texts[file_of(name)] += e.fused + ' ' + e.plain + ' ' + name + '\n';
    for (const auto& [path, text] : texts) {
        std::ofstream(folder / path)
            << "# Written by bits_write: with FMA, without FMA (= where it is the same), what.\n"
            << text;
    }
}

void put(File& file) {
    for (const Row& row : rows) {
        Entry& e = file[row.name];
        const std::string checksum = hex(row.checksum);
        if (tests::ISA_CALLS.fused) {
            // What stood for both columns was that without FMA.
            if (e.plain == "=" && !e.fused.empty() && e.fused != checksum) e.plain = e.fused;
            e.fused = checksum;
            if (e.plain.empty()) e.plain.assign(1, '=');  // of "=" g++ 12 warns falsely
        } else {
            if (e.fused.empty()) e.fused = checksum;
            e.plain = checksum == e.fused ? "=" : checksum;
        }
    }
}

void compare(const File& file) {
    for (const Row& row : rows) {
        const std::string expected = expected_of(file, row.name, tests::ISA_CALLS.fused);
        if (hex(row.checksum) == expected) continue;
        std::printf("%s: %s, but the files have %s\n", row.name.c_str(), hex(row.checksum).c_str(), expected.c_str());
        ++failures;
    }
}

}  // namespace

int main(int argc, char** argv) {
    const char* isa = tests::ISA_CALLS.name;
#if defined(__x86_64__)
    // What is compiled for AVX-512 cannot run without it.
    if (std::strstr(isa, "avx512") != nullptr && !__builtin_cpu_supports("avx512bw")) {
        std::puts("skipped: this processor has no AVX-512");
        return 0;
    }
#endif
    const auto floats = inputs<float>();
    const auto doubles = inputs<double>();
    check_functions(&tests::IsaFunction::standard, " float standard", floats);
    check_functions(&tests::IsaFunction::exact, " float exact", floats);
    check_functions(&tests::IsaFunction::fast, " float fast", floats);
    check_functions(&tests::IsaFunction::wide, " double standard", doubles);
    check_rows_float_standard();
    check_rows_float_exact();
    check_rows_float_fast();
    check_rows_double_standard();
    check_others_float_standard(floats);
    check_others_float_exact(floats);
    check_others_double_standard(doubles);
    if (argc == 3 && std::strcmp(argv[1], "--write") == 0) {
        File file = read(argv[2]);
        put(file);
        write(argv[2], file);
    } else if (argc == 2) {
        compare(read(argv[1]));
    } else {
        for (const Row& row : rows) std::printf("%s %s\n", hex(row.checksum).c_str(), row.name.c_str());
    }
    std::printf("%s: %zu checksums, %d failures\n", isa, rows.size(), failures);
    return failures == 0 ? 0 : 1;
}
