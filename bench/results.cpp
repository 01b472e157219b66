#include "results.hpp"

#include <algorithm>

#include "text.hpp"

namespace bench {

double Group::of(std::string_view peer) const {
    const auto found = nanoseconds.find(peer);
    return found == nanoseconds.end() ? 0 : found->second;
}

double Group::ratio(std::string_view a, std::string_view b) const {
    return of(b) > 0 ? of(a) / of(b) : 0;
}

std::string row_name(const Group& g, std::string_view peer) {
    std::string size = std::to_string(g.rows);
    if (g.cols > 1) size += 'x' + std::to_string(g.cols);
    std::string name;
    for (const std::string_view part :
         {g.function, name_of(g.operation), g.type, std::string_view(size), std::string_view(g.input), peer}) {
        name.append(name.empty() ? "" : "/").append(part);
    }
    return name;
}

std::string size_text(const Group& g) {
    if (g.cols > 1) return text("%td x %td", g.rows, g.cols);
    if (g.rows % (1 << 20) == 0) return text("%td Mi", g.rows >> 20);
    return g.rows % (1 << 10) == 0 ? text("%td Ki", g.rows >> 10) : text("%td", g.rows);
}

void write_csv(std::ostream& out, const Groups& groups, const Facts& facts) {
    for (const auto& [name, value] : facts) out << "# " << name << ": " << value << '\n';
    out << "# function,operation,type,size,input,peer,ns per element,times the copy loop's time,largest error in ULP\n";
    for (const Group& g : groups) {
        for (const auto& [peer, time] : g.nanoseconds) {
            std::string row = row_name(g, peer);
            std::ranges::replace(row, '/', ',');
            out << row << text(",%.4g,", time);
            if (g.of("copy") > 0) out << text("%.3g", g.ratio(peer, "copy"));
            out << ',';
            if (const auto errors = g.errors.find(peer); errors != g.errors.end())
                out << text("%.3g", errors->second.all);
            out << '\n';
        }
    }
}

}  // namespace bench
