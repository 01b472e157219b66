// Compiled with warnings that a user may have on, as errors, and with actfn's headers in the plain include path.

#define EIGEN_USE_THREADS
#include "actfn/threads.hpp"

#include "every_call.hpp"

int main() {
    every_call::all();
}
