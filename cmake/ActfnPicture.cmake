# actfn_picture_stamp(<variable> <script> <data>): what a picture says of the gnuplot script and the data that it shows, so
# that a test without gnuplot sees whether they are the present ones.
function(actfn_picture_stamp variable script data)
    file(READ "${script}" text)
    file(READ "${data}" more)
    string(SHA256 sum "${text}${more}")
    string(SUBSTRING "${sum}" 0 16 sum)
    set(${variable} "Drawn by gnuplot; sum of what it was given: ${sum}" PARENT_SCOPE)
endfunction()

# Fails unless the picture is of the present script and data; says then what draws it.
function(actfn_check_picture svg script data remedy)
    actfn_picture_stamp(stamp "${script}" "${data}")
    file(READ "${svg}" text)
    if(NOT text MATCHES "${stamp}")
        message(FATAL_ERROR "${svg} is stale: ${remedy}")
    endif()
endfunction()

# actfn_draw(<svg> <script> <data> <title> [<definitions>])
# The script has the names `data` and `picture`, the SVG to write, and those of the definitions. The colours that it may use have counterparts for dark
# pages; there is no background.
function(actfn_draw svg script data title)
    find_program(ACTFN_GNUPLOT gnuplot)
    if(NOT ACTFN_GNUPLOT)
        message(FATAL_ERROR "gnuplot is missing (Debian: gnuplot-nox)")
    endif()
    execute_process(COMMAND ${ACTFN_GNUPLOT} -e "data = '${data}'; picture = '${svg}'; ${ARGV4}" "${script}"
        COMMAND_ERROR_IS_FATAL ANY)
    file(READ "${svg}" text)
    actfn_picture_stamp(stamp "${script}" "${data}")
    set(dark)
    foreach(pair IN ITEMS "36,41,47=#e6edf3" "208,215,222=#30363d" "140,149,159=#7d8590" "9,105,218=#58a6ff"
            "188,76,0=#f0883e" "26,127,55=#3fb950")
        string(REPLACE "=" ";" pair "${pair}")
        list(GET pair 0 light)
        list(GET pair 1 other)
        string(REPLACE "," ", *" pattern "rgb\\( *${light}\\)")
        string(REGEX REPLACE "${pattern}" "rgb(${light})" text "${text}")
        string(APPEND dark "[stroke=\"rgb(${light})\"]{stroke:${other}}[fill=\"rgb(${light})\"]{fill:${other}}[color=\"rgb(${light})\"]{color:${other}}\n")
    endforeach()
    string(REGEX REPLACE "<title>[^<]*</title>\n<desc>[^<]*</desc>"
        "<title>${title}</title>\n<desc>${stamp}</desc>\n<style>@media (prefers-color-scheme:dark){\n${dark}}</style>"
        text "${text}")
    # Symbols but the dot, marks of no length, and groups that are empty.
    string(REGEX REPLACE "<defs>.*</defs>\n" "" without "${text}")
    if(NOT without MATCHES "href='#gp")
        set(text "${without}")
    endif()
    string(REGEX REPLACE "<filter id.*</filter>\n" "" text "${text}")
    string(REGEX REPLACE "\t<[a-z]+ [^>]*id='gp(Dot|Pt[0-47-9]|Pt1[0-9])'[^>]*/>\n" "" text "${text}")
    string(REGEX REPLACE "\t<path stroke='black'  d='M[0-9., M]*'/>" "" text "${text}")
    string(REGEX REPLACE "<g fill=[^>]*>\n</g>\n" "" text "${text}")
    string(REPLACE " font-family=\"sans-serif\" >" ">" text "${text}")
    string(REPLACE "color=\"black\" stroke=\"currentColor\"" "stroke=\"#000\"" text "${text}")
    string(REPLACE " stroke-linecap=\"butt\" stroke-linejoin=\"miter\"" "" text "${text}")
    string(REGEX REPLACE "([0-9])  '/>" "\\1'/>" text "${text}")
    file(WRITE "${svg}" "${text}")
endfunction()
