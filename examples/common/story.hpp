#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "report.hpp"

namespace CLI {
class App;
}

namespace examples {

struct StoryOptions {
    std::string output = ".";
    std::uint32_t seed = 1;  // the first one
    int seeds = 0;
    bool quick = false;
};

/// What the command line of a story offers beside --help, --output and --seed.
struct Story {
    std::string name, title;
    int seeds = 0;           // how many runs that differ in their seed; 0: no such option
    std::string quick = {};  // what --quick leaves out; empty: no such option
    std::function<void(CLI::App&)> add_options = {};
};

/// A story's main: reads the command line, lets tell(options, report) do the work and returns the exit code, which is
/// not 0 if a claim failed.
int run_story(int argc, char** argv, const Story& story, const std::function<void(const StoryOptions&, Report&)>& tell);

}  // namespace examples
