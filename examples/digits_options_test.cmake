# What the digits example answers to its options: cmake -D digits=<program> -D folder=<scratch> -P this
file(MAKE_DIRECTORY "${folder}")

# Runs the program and compares its exit ("passes" or "fails") and what it prints.
function(expect exit pattern)
    execute_process(COMMAND "${digits}" ${ARGN} WORKING_DIRECTORY "${folder}"
        RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    set(seen "fails")
    if(result EQUAL 0)
        set(seen "passes")
    endif()
    if(NOT seen STREQUAL exit OR NOT output MATCHES "${pattern}")
        message(SEND_ERROR "digits ${ARGN}: ${seen} (${result}), and should print \"${pattern}\":\n${output}")
    endif()
endfunction()

expect(passes "--activation.*Hidden activation.*--record" --help)
expect(fails "rellu not in {all,identity,.*relu,.*}" --activation rellu)
expect(fails "--record needs one activation" --record pre_activations.f32)
file(WRITE "${folder}/bad.csv" "1,2,3\n")
expect(fails "bad.csv, line 1: expected 64 pixels and a digit, found 3 numbers" --data bad.csv)
file(WRITE "${folder}/words.csv" "zero,one\n")
expect(fails "words.csv, line 1: not a number: zero" --data words.csv)
expect(fails "relu reached [0-9.]+ % on the held-out digits; expected at least 96 %"
    --activation relu --epochs 1 --rate 0.0001 --check)

expect(fails "standrad not in {fast,standard,exact}" --tier standrad)
expect(fails "int8 not in {.*bfloat16.*}" --storage int8)
expect(fails "softplus is here in the tier standard and stored as float only" --activation softplus --tier fast)
expect(passes "tanh: [0-9.]+ % on the held-out digits, in the standard tier of floats"
    --activation tanh --epochs 15 --tier exact --check)

# 1437 training examples through hidden layers of 16 and 8 units, 4 bytes each.
expect(passes "34488 pre-activations" --activation tanh --epochs 1 --hidden 16 8 --record pre_activations.f32)
file(SIZE "${folder}/pre_activations.f32" bytes)
if(NOT bytes EQUAL 137952)
    message(SEND_ERROR "pre_activations.f32 has ${bytes} bytes, not 137952")
endif()
file(READ "${folder}/digits.svg" picture)
if(NOT picture MATCHES "^<svg .*tanh: .*</svg>\n$")
    message(SEND_ERROR "digits.svg is not a picture of a tanh network:\n${picture}")
endif()
