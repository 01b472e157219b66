# Compiles SOURCE with COMPILER, and says like report() in upstream.hpp whether there was a warning.
set(work_around "the work-around is ACTFN_ZMM in simd/value.hpp")
execute_process(COMMAND ${COMPILER} -O2 -Wall -Wextra -march=x86-64-v4 -c ${SOURCE} -o ${OUTPUT}
    RESULT_VARIABLE status ERROR_VARIABLE warnings)
if(status)
    message(FATAL_ERROR "${warnings}")
elseif(warnings MATCHES "-W(maybe-)?uninitialized")
    message("still needed: ${VERSION}: its AVX-512 intrinsics warn; ${work_around}")
elseif(warnings)
    message(FATAL_ERROR "another warning: ${warnings}")
else()
    message("skipped: not at fault: ${VERSION}; ${work_around}")
endif()
