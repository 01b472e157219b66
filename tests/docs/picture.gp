# gnuplot -e "data = '<what the pages' program wrote>'; picture = '<svg>'" picture.gp
# f, f' and f'' of a function. No background; ActfnPicture.cmake gives the colours their counterparts on dark pages.
load data
set terminal svg size 480,300 font "sans-serif,15"
set output picture
set xrange [x_min:x_max]
set yrange [y_min:y_max]
set border 0
set clip two
set tics scale 0
width = x_max - x_min
x_step = width > 8 ? 2 : width > 2 ? 1 : 0.25
y_step = y_max - y_min > 8 ? 4 : 1
set xtics x_step textcolor rgb "#24292f"
set ytics y_step textcolor rgb "#24292f"
set grid xtics ytics linetype 1 linewidth 1 linecolor rgb "#d0d7de"
set xzeroaxis linetype 1 linewidth 1.5 linecolor rgb "#8c959f"
set yzeroaxis linetype 1 linewidth 1.5 linecolor rgb "#8c959f"
set key outside top center horizontal samplen 2.5 width 2 textcolor rgb "#24292f"
plot $curves index 0 with lines linewidth 3 linecolor rgb "#0969da" title "f", \
     $curves index 1 with lines linewidth 2 dashtype (12, 5) linecolor rgb "#bc4c00" title "f'", \
     $curves index 2 with lines linewidth 2 dashtype (3, 4) linecolor rgb "#1a7f37" title "f''"
