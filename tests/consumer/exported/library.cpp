#include "library.hpp"

#include <actfn/functions/sigmoid.hpp>

float LIBRARY(float x) {
    return actfn::sigmoid(x);
}
