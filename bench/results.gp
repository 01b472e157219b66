# A bar for the time of each library over that of a copy, a group for each function. Drawn by pictures.cmake, which
# knows `data`, `picture` and `machine`. The figures in the title are those of the data.
set datafile separator ","
ink = "#24292f"
ours(library) = strstrt("actfn fast exact", library) > 0
name(library) = library eq "fast" || library eq "exact" ? "actfn, ".library : \
    library eq "libmvec" ? "fast-math loop" : library eq "scalar" ? "plain loop" : library

# A row of the picture for each line of the data, and one and a half above each group for its head.
begins(f) = column(0) == 0 || f ne function
row(f) = (place = column(0) == 0 ? 2 : place + (begins(f) ? 2.5 : 1), function = f, place)
least = 1e9; greatest = 0; longest = 1; loops_least = 1e9; loops_greatest = 0
smaller(a, b) = a < b ? a : b
larger(a, b) = a > b ? a : b
judged = 0
stats data using (row(strcol(1)), input = strcol(5), judged = judged || strcol(9) ne "", \
    longest = larger(longest, $8), \
    strcol(6) eq "actfn" ? (least = smaller(least, $8), greatest = larger(greatest, $8)) : 0, \
    strcol(6) eq "scalar" ? (loops_least = smaller(loops_least, $8), loops_greatest = larger(loops_greatest, $8)) : 0) nooutput
rows = place + 0.8

# Figures of two or three digits, of an error above 9999 one and the power of ten.
nanoseconds(t) = sprintf(t < 1 ? "%.3f ns" : t < 10 ? "%.2f ns" : "%.1f ns", t)
times(t) = sprintf(t < 9.95 ? "%.1f" : "%.0f", t)
range(a, b) = times(a).(times(a) eq times(b) ? "" : " to ".times(b))
raised(n) = n > 9 ? raised(n / 10).raised(n % 10) : word("⁰ ¹ ² ³ ⁴ ⁵ ⁶ ⁷ ⁸ ⁹", n + 1)
power(e) = int(floor(log10(e / 0.95)))
ulp(e) = e > 9999 ? sprintf("%.0f·10", e / 10.0 ** power(e)).raised(power(e)) : sprintf(e < 9.95 ? "%.2g" : "%.0f", e)
error(text) = text eq "" ? "" : ", ".(text eq "inf" ? text : ulp(real(text)))." ULP"

height = 21 * rows + 148
set terminal svg size 520,height font "sans-serif,16"
set output picture
set lmargin at screen 0.27
set rmargin at screen 0.98
set tmargin at screen 1 - 92.0 / height
set bmargin at screen 56.0 / height
set logscale x
# The longest bar leaves room for its label.
set xrange [0.8:0.8 * (longest / 0.8) ** 1.75]
set yrange [rows:0]
set border 0
unset key
set tics scale 0 textcolor rgb ink
set xtics offset 0, 0.5 (1, "" 2, "" 5, 10, "" 20, "" 50, 100, "" 200, "" 500, 1000)
unset ytics
set grid xtics linetype 1 linewidth 1 linecolor rgb "#d0d7de"
set arrow from 1, graph 0 to 1, graph 1 nohead linecolor rgb ink
set xlabel "forward: times the time of a copy, log scale" offset 0, 0.7 textcolor rgb ink
message = "actfn takes ".range(least, greatest)." times as long as a copy"
loops = loops_greatest > 0 ? ", plain loops ".range(loops_least, loops_greatest) : ""
set label 1 message.(loops ne "" ? "," : "") at screen 0.02, screen 1 - 22.0 / height left textcolor rgb ink font "sans-serif:Bold,17"
set label 2 loops[3:*] at screen 0.02, screen 1 - 43.0 / height left textcolor rgb ink font "sans-serif:Bold,17"
set label 3 "one thread, 64 Ki floats (".input."): ns per float".(judged ? ", largest error" : "") at screen 0.02, screen 1 - 66.0 / height left textcolor rgb ink font ",14"
set label 4 machine at screen 0.02, screen 1 - 84.0 / height left textcolor rgb ink font ",14"

colour = "#8c959f #0969da"
letters = ink." #0969da"
shown(mine, x) = (row(strcol(1)), ours(strcol(6)) == mine ? x : NaN)
head(f) = begins(f) ? row(f) : (row(f), NaN)
past(bar) = larger(bar, 1) * 1.1
plot for [mine = 0:1] data using (shown(mine, 1)):(place):(1):8:(place - 0.4):(place + 0.4) with boxxyerror \
         fillstyle solid noborder linecolor rgb word(colour, mine + 1), \
     for [mine = 0:1] data using (shown(mine, 0.93)):(place):(name(strcol(6))) with labels right \
         textcolor rgb word(letters, mine + 1), \
     for [mine = 0:1] data using (shown(mine, past($8))):(place):(nanoseconds($7).error(strcol(9))) with labels left \
         textcolor rgb word(letters, mine + 1), \
     data using (0.93):(head(strcol(1)) - 1.05):1 with labels right font "sans-serif:Bold,16" textcolor rgb ink
