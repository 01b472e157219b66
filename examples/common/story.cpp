#include "story.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

namespace examples {

int run_story(int argc, char** argv, const Story& story,
              const std::function<void(const StoryOptions&, Report&)>& tell) {
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
