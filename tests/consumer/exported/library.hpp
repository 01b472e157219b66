#pragma once

float shows(float x);
float hides(float x);
