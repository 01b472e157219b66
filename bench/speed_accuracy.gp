# The picture of README: time against largest error, a dot a library. Drawn by speed_accuracy.cmake, which knows `data` and
# `picture`. What is said in the titles is checked there.
set terminal svg size 520,640 font "sans-serif,17"
set output picture
set datafile separator ","
set multiplot layout 2,1 margins 0.1,0.98,0.12,0.88 spacing 0,0.22
set logscale xy
set xrange [0.06:75]
set border 0
set tics scale 0 textcolor rgb "#24292f"
set grid xtics ytics linetype 1 linewidth 1 linecolor rgb "#d0d7de"
set xtics (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
set label 1 "largest error in ULP" at graph -0.08, graph 1.08 left textcolor rgb "#24292f"
unset key

# On which side of its dot a name stands, and how much higher or lower, so that none is on another.
on_left = "sigmoid/Eigen;sigmoid/xsimd;tanh/oneDNN;tanh/actfn;"
higher = "sigmoid/Eigen;sigmoid/oneDNN;tanh/Eigen;tanh/fast-math loop;"
lower = "sigmoid/xsimd;sigmoid/SLEEF u10;tanh/oneDNN;tanh/actfn exact;"
is(list) = strstrt(list, strcol(1)."/".strcol(2).";") > 0
ours(library) = library[1:5] eq "actfn"
on(f) = strcol(1) eq f ? 1 : NaN
lost = 1e9  # where a NaN or an infinity is drawn
drawn(error) = error > lost ? lost : error
beside(step) = drawn(column(4)) * (is(higher) ? step : is(lower) ? 1.0 / step : 1)

do for [f in "sigmoid tanh"] {
    if (f eq "sigmoid") {
        set title "sigmoid: all others are slower, and lose the tail" textcolor rgb "#24292f" font ",18" offset 0,1
        set yrange [0.2:1e10]
        set ytics ("0.5" 0.5, "10" 10, "10³" 1e3, "10⁶" 1e6, "inf" lost)
        step = 3
    } else {
        set title "tanh: all others are slower, none as right as exact" textcolor rgb "#24292f" font ",18" offset 0,1
        set yrange [0.15:4000]
        set ytics (0.5, 2, 10, 100, "10³" 1e3)
        set xlabel "ns per element" textcolor rgb "#24292f"
        step = 2.5
    }
    plot data using (ours(strcol(2)) ? NaN : on(f) * column(3)):(drawn(column(4))) with points pt 7 ps 0.9 lc rgb "#8c959f", \
         data using (ours(strcol(2)) ? on(f) * column(3) : NaN):(drawn(column(4))) with points pt 7 ps 1.3 lc rgb "#0969da", \
         data using (ours(strcol(2)) || is(on_left) ? NaN : on(f) * column(3) * 1.1):(beside(step)):2 with labels left textcolor rgb "#24292f", \
         data using (!ours(strcol(2)) && is(on_left) ? on(f) * column(3) / 1.1 : NaN):(beside(step)):2 with labels right textcolor rgb "#24292f", \
         data using (ours(strcol(2)) && !is(on_left) ? on(f) * column(3) * 1.13 : NaN):(beside(step)):2 with labels left textcolor rgb "#0969da", \
         data using (ours(strcol(2)) && is(on_left) ? on(f) * column(3) / 1.13 : NaN):(beside(step)):2 with labels right textcolor rgb "#0969da"
}
