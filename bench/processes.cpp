#include "processes.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <stdexcept>

extern char** environ;

namespace bench {
namespace {

void run(std::vector<std::string> arguments) {
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    pid_t child = 0;
    int status = 0;
    if (posix_spawnp(&child, pointers[0], nullptr, nullptr, pointers.data(), environ) != 0 ||
        waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        throw std::runtime_error("a process of " + arguments[0] + " failed");
    }
}

}  // namespace

Samples run_processes(int count, const std::vector<std::string>& arguments) {
    const auto path = std::filesystem::temp_directory_path() / ("actfn_bench_" + std::to_string(getpid()));
    std::vector<std::string> with_path = arguments;
    with_path.push_back("--samples=" + path.string());
    Samples samples;
    for (int i = 0; i < count; ++i) {
        std::cerr << "Process " << i + 1 << " of " << count << std::endl;
        run(with_path);
        std::ifstream file(path);
        double time;
        for (std::string name; file >> time >> std::ws && std::getline(file, name);) samples[name].push_back(time);
        std::filesystem::remove(path);
    }
    return samples;
}

void write_samples(const std::string& path, const Samples& samples) {
    std::ofstream file(path);
    file.precision(std::numeric_limits<double>::max_digits10);
    for (const auto& [name, times] : samples) {
        for (const double time : times) file << time << ' ' << name << '\n';
    }
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace bench
