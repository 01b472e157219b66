# The time of a float over the bytes of the arrays. Drawn by pictures.cmake, which knows `data`, `picture`, `machine`
# and `caches`, in KiB. The figures in the title are those of the data.
set datafile separator ","
ink = "#24292f"
curve = "copy relu tanh sigmoid softplus"
colour = "#8c959f #24292f #bc4c00 #0969da #1a7f37"
n = words(curve)
is(i) = (strcol(6) eq "copy" ? "copy" : strcol(1)) eq word(curve, i)

smaller(a, b) = a < b ? a : b
larger(a, b) = a > b ? a : b

# Of each curve the last point.
array last[n]
bytes = 0; lowest = 1e9; highest = 0
do for [i = 1:n] {
    last[i] = 0
    stats data using (is(i) ? (last[i] = $7, bytes = 8 * $4, lowest = smaller(lowest, $7), highest = larger(highest, $7)) : 0) nooutput
}
least = 1e9; greatest = 0
do for [i = 2:n] {
    if (last[i] > 0) { least = smaller(least, last[i]); greatest = larger(greatest, last[i]) }
}

set terminal svg size 520,440 font "sans-serif,16"
set output picture
set lmargin at screen 0.09
set rmargin at screen 0.84
set tmargin at screen 1 - 110.0 / 440
set bmargin at screen 56.0 / 440
set logscale x 2
set logscale y
set xrange [1024:bytes]
set yrange [lowest / 1.2:highest * 1.2]
set border 0
unset key
set tics scale 0 textcolor rgb ink
set xtics offset 0, 0.5 ("1 KiB" 2**10, "32 KiB" 2**15, "1 MiB" 2**20, "32 MiB" 2**25)
set ytics (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
set grid xtics ytics linetype 1 linewidth 1 linecolor rgb "#d0d7de"
set xlabel "bytes of input and output together" offset 0, 0.7 textcolor rgb ink
where = words(caches) > 0 && bytes > 2048.0 * word(caches, words(caches)) ? "in memory" : "at the end"
in_copies = sprintf("%.1f to %.1f", least / last[1], greatest / last[1])
set label 1 "actfn ".where.": ".in_copies." times a copy's time" at screen 0.02, screen 1 - 22.0 / 440 left textcolor rgb ink font "sans-serif:Bold,16"
set label 2 machine at screen 0.02, screen 1 - 44.0 / 440 left textcolor rgb ink font ",14"
set label 3 "ns per float, forward, one thread" at screen 0.02, screen 1 - 72.0 / 440 left textcolor rgb ink
do for [i = 1:words(caches)] {
    edge = 1024.0 * word(caches, i)
    set arrow from edge, graph 0 to edge, graph 1 nohead dashtype (4, 4) linecolor rgb ink
    set label sprintf("L%d is full", i) at edge, graph 1.04 center textcolor rgb ink font ",14"
}

# Each name beside the end of its curve, but a line above the name below it.
line = (highest / lowest * 1.44) ** (19.0 / (440 - 110 - 56))
below = 0
do for [rank = 1:n] {
    next = 0
    do for [i = 1:n] {
        if (last[i] > 0 && (next == 0 || last[i] < last[next])) { next = i }
    }
    if (next > 0) {
        below = larger(last[next], below * line)
        last[next] = 0
        set label word(curve, next) at bytes, below left offset 0.6, 0 textcolor rgb word(colour, next)
    }
}
plot for [i = 1:n] data using (is(i) ? 8 * $4 : NaN):7 with lines linewidth 3 linecolor rgb word(colour, i)
