// The committed checksums of every function, softmax's family, PReLU and RReLU in training (tests/bits) through the
// compiled component, for every instruction set of this machine:
//
//     checksums <folder of tests/bits/checksums>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "../bits/files.hpp"
#include "actfn/dispatch.hpp"

namespace {

using namespace bits;
namespace dispatch = actfn::dispatch;

/// Arrays as long as the inputs, made once: their memory would take longer to get than to fill.
template <class T>
struct Results {
    explicit Results(std::size_t n) : ones(n, T(1)), first(n), second(n) {}
    std::vector<T> ones, first, second;
};

/// Calls judge(y) with f, f', f'' or f' from output, by each of the calls that give it.
template <class Tier, class T, class F>
void each_result(const actfn::ActivationSpec& f, const std::string& quantity, const std::vector<T>& x, Results<T>& r,
                 const F& judge) {
    if (quantity == "f") {
        dispatch::forward<Tier>(f, x, r.first);
        judge(r.first);
        dispatch::forward_with_derivative<Tier>(f, x, r.first, r.second);
        judge(r.first);
    } else if (quantity == "f'") {
        dispatch::backward<Tier>(f, x, r.ones, r.first);
        judge(r.first);
        dispatch::forward_with_derivative<Tier>(f, x, r.first, r.second);
        judge(r.second);
    } else if (quantity == "f''") {
        dispatch::backward_backward<Tier>(f, x, r.ones, r.ones, r.first, r.second);
        judge(r.first);
    } else {
        dispatch::backward_from_output<Tier>(f, x, r.ones, r.first);
        judge(r.first);
    }
}

template <class Tier, class T>
void check(const std::string& row, const std::string& expected, const std::string& name, const std::string& quantity,
           const std::vector<T>& x) {
    static Results<T> results(x.size());
    each_result<Tier>(dispatch::parse_activation(name), quantity, x, results, [&](const std::vector<T>& y) {
        Checksum checksum;
        checksum.add<T>(y);
        if (hex(checksum.value()) == expected) return;
        std::printf("%s, %s: %s, but the files have %s\n", std::string(dispatch::isa()).c_str(), row.c_str(),
                    hex(checksum.value()).c_str(), expected.c_str());
        ++failures;
    });
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const File file = read(argv[1]);
    const auto floats = inputs<float>();
    const auto doubles = inputs<double>();
    for (const std::string_view isa : dispatch::isas()) {
        dispatch::set_isa(isa);
        const bool fused = isa != "sse2" && isa != "generic";
        std::set<std::string> functions;
        std::size_t rows_checked = 0;
        for (const auto& [row, entry] : file) {
            std::istringstream words(row);
            std::string name, quantity, type, tier;
            words >> name >> quantity >> type >> tier;
            const std::set<std::string> quantities = {"f", "f'", "f''", "from_output"};
            if (!quantities.contains(quantity)) continue;  // of rows, slopes, kernels
            const std::string expected = expected_of(file, row, fused);
            if (type == "double")
                check<actfn::standard>(row, expected, name, quantity, doubles);
            else if (tier == "exact")
                check<actfn::exact>(row, expected, name, quantity, floats);
            else if (tier == "fast")
                check<actfn::fast>(row, expected, name, quantity, floats);
            else
                check<actfn::standard>(row, expected, name, quantity, floats);
            functions.insert(name);
            ++rows_checked;
        }
        rows.clear();
        check_rows_float_standard();
        check_rows_float_exact();
        check_rows_float_fast();
        check_rows_double_standard();
        check_others_float_standard(floats);
        check_others_float_exact(floats);
        check_others_double_standard(doubles);
        for (const Row& row : rows) {
            const std::string expected = expected_of(file, row.name, fused);
            if (hex(row.checksum) == expected) continue;
            std::printf("%s, %s: %s, but the files have %s\n", std::string(isa).c_str(), row.name.c_str(),
                        hex(row.checksum).c_str(), expected.c_str());
            ++failures;
        }
        if (rows_checked < 4 * functions.size() || functions.empty())
            ++failures;  // f, f' at least, in each type and tier
        std::printf("%s: %zu checksums of %zu functions, %zu of rows\n", std::string(isa).c_str(), rows_checked,
                    functions.size(), rows.size());
    }
    std::printf("%d failures\n", failures);
    return failures == 0 ? 0 : 1;
}
