# Joins what the stories have left into one page:
#
#     cmake -D stories=<name>;... -D left_out=<name>=<reason>;... -D folder=<of their folders> -D page=<file> -P this
#
# A story that has left nothing has not run to its end, and the page says so; and why one was left out of the build.
file(WRITE "${page}" "<!DOCTYPE html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>actfn: the stories that made these functions</title>
<style>
body { font: 16px/1.5 Helvetica, Arial, sans-serif; color: #222; max-width: 1100px; margin: 2em auto; padding: 0 1em }
.wide { overflow-x: auto }
table { border-collapse: collapse; margin: 1em 0; font-size: 14px }
th, td { padding: 2px 12px; text-align: right; white-space: nowrap; border-bottom: 1px solid #ddd }
th:first-child, td:first-child { text-align: left }
figure { margin: 1em 0 } figure svg { max-width: 100%; height: auto } figcaption { color: #666; font-size: 14px }
.title { font-size: 18px } .holds::marker { color: green; content: \"\\2713  \" } .fails { color: #c00 }
.fails::marker { content: \"\\2717  \" }
section { border-top: 2px solid #222; margin-top: 3em }
</style>
</head>
<body>
<h1>The stories that made these functions</h1>
")
set(missing)
foreach(story IN LISTS stories)
    set(reason)
    if("${left_out}" MATCHES "(^|;)${story}=([^;]*)")
        set(reason "${CMAKE_MATCH_2}")
    endif()
    if(reason)
        set(part "<section>\n<h2>${story}</h2>\n<p>left out: ${reason}</p>\n</section>\n")
    elseif(EXISTS "${folder}/${story}/${story}.html")
        file(READ "${folder}/${story}/${story}.html" part)
    else()
        set(part "<section>\n<h2>${story}</h2>\n<p class=\"fails\">did not run to its end</p>\n</section>\n")
        list(APPEND missing ${story})
    endif()
    file(APPEND "${page}" "${part}")
endforeach()
file(APPEND "${page}" "</body>\n</html>\n")
message(STATUS "${page}: every table and picture")
if(missing)
    message(FATAL_ERROR "these stories have left nothing to show: ${missing}")
endif()
