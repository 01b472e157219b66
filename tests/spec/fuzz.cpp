// Any text is a spec that is printed and read back, or is refused in a short, printable message.

#include <algorithm>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "actfn/spec/gated.hpp"
#include "actfn/spec/parse.hpp"
#include "actfn/spec/print.hpp"

namespace {

class Fuzzer {
public:
    explicit Fuzzer(unsigned seed) : random_(seed) {
        for (const auto& f : actfn::core::catalogue) words_.emplace_back(f.name);
        for (const auto& f : actfn::core::catalogue)
            for (const auto& p : f.parameters) words_.emplace_back(p.name);
        for (const auto& unit : actfn::core::gated_catalogue) words_.emplace_back(unit.name);
        for (const auto& alias : actfn::core::name_aliases) words_.emplace_back(alias.theirs);
        for (const auto& alias : actfn::core::gated_aliases) words_.emplace_back(alias.theirs);
        for (const auto& alias : actfn::core::parameter_aliases) words_.emplace_back(alias.theirs);
        for (const char* word :
             {"(",   ")",    ",",    "=",      "1", "-1", "0.5", "1e-3",     "1e38",    "1e400",      "nan",
              "inf", "none", "True", "'tanh'", " ", "_",  ".",   "\xC3\xA9", "inplace", "approximate"})
            words_.emplace_back(word);
    }

    std::string text() {
        const std::size_t kind = below(4);
        std::string text = kind == 0 ? bytes() : kind == 1 ? words() : spec();
        for (std::size_t changes = below(4); changes > 0; --changes) change(text);
        return text;
    }

private:
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    char byte() { return static_cast<char>(below(256)); }
    const std::string& word() { return words_[below(words_.size())]; }

    std::string bytes() {
        std::string text(below(200), ' ');
        for (char& c : text) c = byte();
        return text;
    }
    std::string words() {
        std::string text;
        for (std::size_t n = below(12); n > 0; --n) text += word();
        return text;
    }
    /// A function with some of its parameters.
    std::string spec() {
        const auto& units = actfn::core::gated_catalogue;
        const auto& functions = actfn::core::catalogue;
        const auto& f = below(8) == 0 ? units[below(units.size())] : functions[below(functions.size())];
        std::string text(f.name);
        text += '(';
        for (const auto& p : f.parameters) {
            if (below(3) == 0) continue;
            if (text.back() != '(') text += ", ";
            text.append(p.name).append("=").append(std::to_string(below(2000)) + "e-" + std::to_string(below(40)));
        }
        return text + ')';
    }
    void change(std::string& text) {
        const std::size_t at = below(text.size() + 1);
        switch (below(5)) {
            case 0:
                text.insert(at, 1, byte());
                break;
            case 1:
                text.insert(at, word());
                break;
            case 2:
                text.insert(at, below(100) == 0 ? 100'000 : 60, byte());
                break;
            case 3:
                text.erase(at, below(8));
                break;
            default:
                if (at < text.size()) text[at] = byte();
        }
    }

    std::mt19937_64 random_;
    std::vector<std::string> words_;
};

}  // namespace

TEST_CASE("any text is a spec or is refused", "[spec][fuzz]") {
    Fuzzer fuzzer(20261125);
    constexpr int texts = 100'000;
    int specs = 0;
    int gated_specs = 0;
    int faults = 0;
    const auto read = [&](const std::string& text, const auto& parse, int& count) {
        std::string message;
        try {
            const auto spec = parse(text);
            ++count;
            if (parse(actfn::to_string(spec)) == spec) return;
            message = "is not read back";
        } catch (const std::invalid_argument& e) {
            message = e.what();
            const bool printable = std::ranges::all_of(message, [](char c) { return c >= ' ' && c <= '~'; });
            if (printable && message.starts_with("actfn: ") && message.size() < 300) return;
        }
        ++faults;
        UNSCOPED_INFO(text << ": " << message);
    };
    for (int i = 0; i < texts && faults < 10; ++i) {
        const std::string text = fuzzer.text();
        read(text, actfn::parse_activation, specs);
        read(text, actfn::parse_gated, gated_specs);
    }
    CHECK(faults == 0);
    CHECK(specs > texts / 100);
    CHECK(gated_specs > texts / 1000);
}
