#!/usr/bin/env python3
"""Which lines of include/ do the tests run?

    python3 tests/coverage.py                                all that ctest runs, in build/coverage: more than an hour
    python3 tests/coverage.py --target actfn_test_math ...   some of its targets, each then run once
    python3 tests/coverage.py --program <file> ...           programs and libraries compiled with the flags below, which
                                                             have left their profiles in the folder --profiles

Prints a line for each header: how many of its lines that generate code are run, and which are not. By clang's
source-based coverage: a template that no test instantiates has no such lines, so a header of which nothing is
instantiated is said to be not reached. A line is run if it is in one instantiation. What is declared constexpr or
consteval and never run has been evaluated by the compiler, or by nobody: such lines stand in a column of their own, and
there are two figures, without and with them."""

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INCLUDE = ROOT / "include" / "actfn"
FLAGS = "-fprofile-instr-generate -fcoverage-mapping"


def run(*command, **more):
    return subprocess.run([str(c) for c in command], check=True, **more)


def built(options):
    """The programs of the targets, or all of ctest's, which have then run."""
    build = options.build.resolve()
    run("cmake", "--preset", "clang", "-B", build, "-DACTFN_WARNINGS_AS_ERRORS=OFF", "-DACTFN_BUILD_BENCH=OFF",
        # clang has no coverage of what comes from a precompiled header.
        "-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON", f"-DCMAKE_CXX_FLAGS=-march=native {FLAGS}", cwd=ROOT)
    run("cmake", "--build", build, *(["--target", *options.target] if options.target else []))
    environment = dict(os.environ, LLVM_PROFILE_FILE=str(options.profiles.resolve() / "%m.profraw"))
    programs = [p for p in build.rglob("actfn_*") if p.is_file() and os.access(p, os.X_OK)]
    if not options.target:
        subprocess.run(["ctest", "--test-dir", str(build)], env=environment, check=False)
        return programs
    programs = [p for p in programs if p.name in options.target]
    for program in programs:
        subprocess.run([str(program)], env=environment, check=False, stdout=subprocess.DEVNULL)
    return programs


def counts_of(regions):
    """The count of each line of one instantiation: the greatest of the innermost region that it begins in and of those
    that begin on it."""
    counts = {}
    for begin, first, end, count in regions:  # an inner one after the one around it
        for line in range(begin + 1, end + 1):
            counts[line] = count
    for begin, first, end, count in regions:
        if first:
            counts[begin] = max(count, counts.get(begin, 0))
    return counts


def is_constexpr(text, line, column):
    """Whether what has its body, or that of its lambda, there is declared constexpr or consteval."""
    before = "\n".join([*text[:line - 1], text[line - 1][:column - 1]])
    declaration = re.split(r"[;{}]|^#.*$", before, flags=re.M)[-1]
    return re.search(r"(?<!if )\bconst(?:expr|eval)\b", re.sub(r"//.*", "", declaration)) is not None


def lines_run(programs, options):
    """How often each line is run, by header; of the lines that generate code. By instantiation: llvm-cov's own lines of a
    file lay them over each other, and what follows an `if constexpr` that returns in one is then not run in any. And the
    lines of what is declared constexpr."""
    merged = options.profiles / "merged.profdata"
    run(options.profdata, "merge", "-sparse", "-o", merged, *options.profiles.glob("*.profraw"))
    objects = [programs[0], *(part for p in programs[1:] for part in ("-object", p))]
    done = run(options.cov, "export", "-format=text", "-skip-expansions", f"-instr-profile={merged}", *objects,
               stdout=subprocess.PIPE, text=True)
    headers = {}
    counts = {}
    texts = {}
    constant = {}
    for function in json.loads(done.stdout)["data"][0]["functions"]:
        for number, name in enumerate(function["filenames"]):
            if name not in headers:
                path = Path(name).resolve()
                headers[name] = str(path.relative_to(INCLUDE)) if INCLUDE in path.parents else None
            header = headers[name]
            if header is None:
                continue
            code, gap = 0, 3
            regions = sorted(((line, column, -end, -last, kind, count)
                              for line, column, end, last, count, file, _, kind in function["regions"]
                              if file == number and kind in (code, gap)))
            own = counts_of([(line, kind == code, -end, count) for line, _, end, _, kind, count in regions])
            lines = counts.setdefault(header, {})
            for line, count in own.items():
                lines[line] = max(count, lines.get(line, 0))
            text = texts.setdefault(header, (INCLUDE / header).read_text().splitlines())
            if regions and is_constexpr(text, *regions[0][:2]):
                constant.setdefault(header, set()).update(own)
    return counts, constant


def ranges(numbers):
    parts = []
    for n in numbers:
        if parts and parts[-1][1] == n - 1:
            parts[-1][1] = n
        else:
            parts.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", action="extend", nargs="+", default=[])
    parser.add_argument("--program", action="extend", nargs="+", type=Path, default=[])
    parser.add_argument("--build", type=Path, default=ROOT / "build/coverage")
    parser.add_argument("--profiles", type=Path, default=ROOT / "build/coverage-profiles")
    parser.add_argument("--cov", default="llvm-cov-14")
    parser.add_argument("--profdata", default="llvm-profdata-14")
    options = parser.parse_args()

    options.profiles.mkdir(parents=True, exist_ok=True)
    programs = options.program or built(options)
    if not programs:
        sys.exit("coverage: no program")
    counts, constant = lines_run(programs, options)
    every = sorted(str(p.relative_to(INCLUDE)) for p in INCLUDE.rglob("*.hpp"))
    total = ran = compiled = 0
    print("| header | lines | run | not run | constexpr, not run |\n|---|---|---|---|---|")
    for header in every:
        if header not in counts:
            continue
        lines = counts[header]
        missed = sorted(line for line, count in lines.items() if count == 0)
        by_compiler = [line for line in missed if line in constant.get(header, ())]
        missed = [line for line in missed if line not in by_compiler]
        all_lines = len(lines) - len(by_compiler)
        total += all_lines
        ran += all_lines - len(missed)
        compiled += len(by_compiler)
        share = 100 * (all_lines - len(missed)) / max(all_lines, 1)
        print(f"| {header} | {all_lines} | {share:.1f} % | {ranges(missed)} | {ranges(by_compiler)} |")
    print(f"\n{ran} of {total} lines, {100 * ran / max(total, 1):.1f} %; with {compiled} that are constexpr and not run, "
          f"{100 * ran / max(total + compiled, 1):.1f} %")
    print("not reached: " + ", ".join(h for h in every if h not in counts))


if __name__ == "__main__":
    main()
