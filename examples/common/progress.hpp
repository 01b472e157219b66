#pragma once

#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <mutex>
#include <string>
#include <utility>

namespace examples {

/// A line on stderr that counts what is done: rewritten in place on a terminal, a line for every tenth in a log.
class Progress {
public:
    Progress(std::string what, std::size_t total)
        : what_(std::move(what)), total_(total), terminal_(isatty(fileno(stderr)) != 0) {}

    /// May be called from several threads.
    void step() {
        const std::scoped_lock lock(mutex_);
        ++done_;
        if (terminal_) {
            std::fprintf(stderr, "\r%s: %zu of %zu%s", what_.c_str(), done_, total_, done_ == total_ ? "\n" : "");
        } else if (done_ == total_ || done_ * 10 / total_ != (done_ - 1) * 10 / total_) {
            std::fprintf(stderr, "%s: %zu of %zu\n", what_.c_str(), done_, total_);
        }
    }

private:
    std::string what_;
    std::size_t total_, done_ = 0;
    bool terminal_;
    std::mutex mutex_;
};

}  // namespace examples
