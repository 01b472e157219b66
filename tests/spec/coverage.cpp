// Every activation of other libraries has our name or a reason: the lists in coverage/.

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "../support/coverage_line.hpp"
#include "../support/message.hpp"
#include "actfn/spec/gated.hpp"
#include "actfn/spec/parse.hpp"
#include "actfn/spec/print.hpp"

TEST_CASE("every activation of other libraries has our name or a reason", "[spec][coverage]") {
    int files = 0;
    int names = 0;
    int ours = 0;
    int units = 0;
    for (const auto& entry : std::filesystem::directory_iterator(TESTS_COVERAGE)) {
        if (entry.path().extension() != ".txt") continue;
        ++files;
        std::ifstream file(entry.path());
        std::string prefix;
        std::string text;
        REQUIRE(std::getline(file, prefix));
        REQUIRE(prefix.starts_with("prefix "));
        prefix.erase(0, 7);
        std::set<std::string> seen;
        while (std::getline(file, text)) {
            INFO(entry.path().filename() << ": " << text);
            const tests::CoverageLine line = tests::coverage_line(text).value_or(tests::CoverageLine{text, false, ""});
            CHECK(seen.insert(line.theirs).second);
            CHECK_FALSE(line.ours.empty());
            ++names;
            actfn::ActivationSpec spec;
            const std::string refused =
                tests::message([&] { spec = actfn::parse_activation(prefix + line.theirs); }, "");
            if (!line.has_ours) {
                CHECK_FALSE(refused.empty());  // else the reason is none
                if (!line.ours.starts_with("a gated unit")) continue;
                ++units;
                const std::size_t begin = line.ours.find('`') + 1;
                const std::string unit = line.ours.substr(begin, line.ours.find('`', begin) - begin);
                CHECK(refused.ends_with("it is a gated unit of two arrays, which parse_gated() reads"));
                CHECK(actfn::to_string(actfn::parse_gated(prefix + line.theirs)).starts_with(unit));
                CHECK(actfn::parse_gated(prefix + line.theirs) == actfn::parse_gated(unit));
                continue;
            }
            const std::string function = tests::function_of(line.ours);
            ++ours;
            CHECK(refused.empty());
            CHECK(actfn::to_string(spec).starts_with(function));
            CHECK(tests::message([&] { CHECK(spec == actfn::parse_activation(line.ours)); }, "").empty());
        }
    }
    CHECK(files == 6);
    CHECK(units == 10);
    WARN(names << " names of " << files << " libraries, " << ours << " with ours, " << units << " of gated units");
}
