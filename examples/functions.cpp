#include "common/activation.hpp"
#include "common/story.hpp"
int main(int argc, char** argv) {
    return examples::run_story(
        argc, argv, {"functions", "Every function of the list with its first two derivatives."},
        [](const examples::StoryOptions&, examples::Report& report) { report.claim("frame", "1", true); });
}
