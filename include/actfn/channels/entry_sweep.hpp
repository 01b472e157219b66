#pragma once

// The loop over arrays whose formula depends on the channel.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/base/executor.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/channels/entries.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/transposed_copy.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// A part of the entries of adjacent channels, the unit of work of a thread.
struct ChannelPart {
    Index first_channel;
    Index end_channel;
    Index part;
    Index begin;  ///< first entry
    Index end;
};

/// How channels are divided into parts. That depends on the number of entries alone, so that sums over parts do, too.
struct ChannelParts {
    static constexpr Index piece = 512;
    static constexpr Index greatest_number = 256;

    explicit ChannelParts(Index entries)
        : length((std::max)(Index(1), ((entries + piece - 1) / piece + greatest_number - 1) / greatest_number) * piece),
          number((std::max)(Index(1), (entries + length - 1) / length)) {}

    Index length;
    Index number;
};

/// How many channels that lie side by side are worked on together: two cache lines of floats.
inline constexpr Index channels_together = 32;

/// How many entries of a channel a formula is evaluated on before what it gives is used.
inline constexpr Index entries_of_block = 256;

template <class E>
using EntryBlock = std::array<E, static_cast<std::size_t>(entries_of_block)>;

/// Calls use(address of a run of entries with one stride, the stride, first, number) for entries [begin, begin + count) of a channel.
template <class E, class F>
ACTFN_INLINE inline void for_each_run(const ChannelOrder& order, const Channels<E>& x, Index channel, Index begin,
                                      Index count, const F& use) {
    Index o = begin / order.inner();
    Index i = begin - o * order.inner();
    for (Index done = 0; done < count;) {
        const Index n = (std::min)(count - done, order.inner() - i);
        use(x.at(channel, o, i), x.inner_step, done, n);
        done += n;
        i = 0;
        ++o;
    }
}

/// Whether entries [begin, begin + count) of a channel are contiguous.
template <class E>
bool contiguous(const ChannelOrder& order, const Channels<E>& x, Index begin, Index count) {
    return (x.inner_step == 1 || order.inner() == 1) && begin % order.inner() + count <= order.inner();
}

/// Evaluates f on entries [part.begin, part.end) of one channel: block by block, on contiguous copies of what is not contiguous. The outputs are
/// `out` and the blocks `more`; after each block, calls use(number of entries).
template <class Plan, class F, class In, class E, class More, class Use>
ACTFN_LOOP void sweep_channel(const F& f, const ChannelOrder& order, const ChannelPart& part, const In& in,
                              const Channels<E>& out, More& more, const Use& use) {
    const Index channel = part.first_channel;
    const auto addresses = [](const auto&... x) { return core::together(x.data...); };
    [[maybe_unused]] const auto blocks_for = [](const auto&... x) {
        return core::together(EntryBlock<std::remove_cvref_t<decltype(*x.data)>>()...);
    };
    alignas(64) decltype(std::apply(blocks_for, in)) copies;
    alignas(64) EntryBlock<E> result;
    auto from = std::apply(addresses, in);
    for (Index begin = part.begin; begin < part.end; begin += entries_of_block) {
        const Index count = (std::min)(entries_of_block, part.end - begin);
        const auto start = [&](const auto& x) {
            const Index o = begin / order.inner();
            return x.at(channel, o, begin - o * order.inner());
        };
        core::for_each_index<std::tuple_size_v<In>>([&](auto k) {
            const auto& x = std::get<k()>(in);
            auto& copy = std::get<k()>(copies);
            std::get<k()>(from) = copy.data();
            if (core::contiguous(order, x, begin, count)) {
                std::get<k()>(from) = start(x);
            } else {
                core::for_each_run(order, x, channel, begin, count, [&](auto* p, Index step, Index first, Index n) {
                    core::copy_from_stride(p, step, copy.data() + first, n);
                });
            }
        });
        const bool direct = core::contiguous(order, out, begin, count);
        const auto to = std::apply(
            [&](auto&... block) { return core::together(direct ? start(out) : result.data(), block.data()...); }, more);
        core::sweep_contiguous<Plan>(f, count, from, to);
        if (!direct) {
            core::for_each_run(order, out, channel, begin, count, [&](E* p, Index step, Index first, Index n) {
                core::copy_to_stride(result.data() + first, p, step, n);
            });
        }
        use(count);
    }
}

/// The same for up to 32 channels that lie side by side in memory, on transposed copies of 64 entries of each. f(c) is
/// the formula of channel c; calls use(c, number of entries).
template <class Plan, class T, class FormulaOf, std::size_t Inputs, class More, class Use>
ACTFN_LOOP void sweep_channels_across(const FormulaOf& f, const ChannelPart& part,
                                      const std::array<Channels<const T>, Inputs>& in, const Channels<T>& out,
                                      More& more, const Use& use) {
    constexpr Index together = TransposedCopy<T>::lines;
    const Index channels = part.end_channel - part.first_channel;
    // Its rows are entries.
    const auto view = [&](const auto& x) {
        return View<std::remove_pointer_t<decltype(x.data)>>{x.at(part.first_channel, 0, 0), part.end, channels,
                                                             x.inner_step, 1};
    };
    std::array<TransposedCopy<T>, Inputs> copies;
    auto& result = copies[Inputs - 1];
    for (Index begin = part.begin; begin < part.end; begin += together) {
        const Index count = (std::min)(together, part.end - begin);
        for (std::size_t k = 0; k < Inputs; ++k) copies[k].read(view(in[k]), begin, count);
        for (Index c = 0; c < channels; ++c) {
            const Index line = c * together;
            std::array<const T*, Inputs> from;
            for (std::size_t k = 0; k < Inputs; ++k) from[k] = copies[k].data() + line;
            const auto to =
                std::apply([&](auto&... block) { return core::together(result.data() + line, block.data()...); }, more);
            core::sweep_contiguous<Plan>(f(part.first_channel + c), count, from, to);
            use(c, count);
        }
        result.write(view(out), begin, count);
    }
}

/// outputs = f(c)(inputs) for each channel c. The first output is an array, the others are `More` blocks of T, which
/// a `use` gets: use = make_use(part) with use.add(c, count, blocks) after each block of channel part.first_channel + c, and
/// use.finish() in the end. make_use is a template on the number of channels that a part has at most.
template <class Plan, class T, std::size_t More, class FormulaOf, class In, class E, class MakeUse, class Exec>
void sweep_channels(const FormulaOf& f, const ChannelOrder& order, const In& in, const Channels<E>& out,
                    const MakeUse& make_use, Exec& executor) {
    constexpr bool of_t = std::same_as<E, T> && std::same_as<In, std::array<Channels<const T>, std::tuple_size_v<In>>>;
    const auto side_by_side = [](const auto&... x) { return (... && (x.channel_step == 1 && x.inner_step != 1)); };
    const bool across = of_t && order.outer() == 1 && order.channels() >= 4 && order.inner() >= 4 &&
                        std::apply(side_by_side, in) && side_by_side(out);
    const ChannelParts parts(order.entries());
    const Index together = across ? channels_together : 1;
    const Index groups = (order.channels() + together - 1) / together;
    const auto work_on = [&](const ChannelPart& part) {
        alignas(64) std::array<EntryBlock<T>, More> more;
        if constexpr (of_t) {
            if (across) {
                auto use = make_use.template operator()<static_cast<std::size_t>(channels_together)>(part);
                core::sweep_channels_across<Plan>(f, part, in, out, more,
                                                  [&](Index c, Index count) { use.add(c, count, more); });
                return use.finish();
            }
        }
        auto use = make_use.template operator()<1>(part);
        core::sweep_channel<Plan>(f(part.first_channel), order, part, in, out, more,
                                  [&](Index count) { use.add(0, count, more); });
        use.finish();
    };
    core::divide(executor, groups * parts.number, order.channels() * order.entries(), Plan::cost,
                 [&](Index begin, Index end) {
                     for (; begin < end; ++begin) {
                         const Index first = begin / parts.number * together;
                         const Index part = begin % parts.number;
                         work_on({first, (std::min)(first + together, order.channels()), part, part * parts.length,
                                  (std::min)((part + 1) * parts.length, order.entries())});
                     }
                 });
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
