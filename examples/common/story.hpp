#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>

#include "report.hpp"

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
template <class Tell>
int run_story(int argc, char** argv, const Story& story, Tell tell) {
    StoryOptions options;
    options.seeds = story.seeds;
    CLI::App app(story.title);
    app.option_defaults()->always_capture_default();
    app.add_option("--output", options.output,
                   "Folder for the pictures and the part of the page, " + story.name + ".html");
    app.add_option("--seed", options.seed, "Seed of all that is random");
    if (story.seeds > 0) {
        app.add_option("--seeds", options.seeds, "Runs, with one seed after the other")->check(CLI::Range(1, 1000));
    }
    if (!story.quick.empty()) app.add_flag("--quick", options.quick, story.quick);
    if (story.add_options) story.add_options(app);
    CLI11_PARSE(app, argc, argv);
    try {
        Report report(story.name, story.title, options.output);
        tell(options, report);
        return report.finish();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s: %s\n", story.name.c_str(), e.what());
        return 1;
    }
}

}  // namespace examples
