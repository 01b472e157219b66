#pragma once

// The memory that rows work on.

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

#include "rows.hpp"

namespace bench {

/// The arrays of all calls, with Eigen's alignment and their pages there before anything is timed. They start at unlike
/// places within a page: arrays that are a power of two apart would fight for the same ways of the cache.
template <class T>
class Arrays {
public:
    explicit Arrays(Index n)
        : n_(n),
          memory_(static_cast<T*>(::operator new(static_cast<std::size_t>(count* step()) * sizeof(T), alignment))) {
        std::uninitialized_fill_n(memory_.get(), count * step(), T(0));
    }
    T* x() const { return memory_.get(); }
    T* dy() const { return x() + step(); }
    T* y() const { return dy() + step(); }
    T* d() const { return y() + step(); }
    T* output() const { return d() + step(); }
    Data<T> data(Index rows, Index cols) const { return {x(), dy(), y(), d(), rows, cols}; }

    /// Fills x or dy, over and over.
    void fill(T* array, const std::vector<T>& values) const {
        for (Index i = 0; i < n_; ++i) array[i] = values[static_cast<std::size_t>(i) % values.size()];
    }

private:
    static constexpr Index count = 5;
    static constexpr std::align_val_t alignment{4096};
    struct Release {
        void operator()(T* p) const { ::operator delete(p, alignment); }
    };
    Index step() const { return n_ + 5 * 4096 + 1024 / static_cast<Index>(sizeof(T)); }
    Index n_;
    std::unique_ptr<T, Release> memory_;
};

}  // namespace bench
