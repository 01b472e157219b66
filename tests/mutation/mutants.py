#!/usr/bin/env python3
"""Do the tests notice a changed formula?

    python3 tests/mutation/mutants.py --header functions/mish.hpp [--header ...] [--count 10] [--seed 1]

Each mutant is a header of include/actfn with one change: an operator, a comparison, a constant, min for max, a select
whose values are exchanged. unit.cpp compiles the functions that use the header, for scalars in every tier and type; the
accuracy and special-value tests (tests/support) and the committed checksums (tests/bits) judge them. Headers that no
formula uses (PROGRAMS) are judged by a test, which is compiled anew. Prints what became of the mutants:

    killed            by the accuracy test or the special values
    by checksums      within the bounds, but other bits than the committed ones
    same code         the compiler made the same of it: equivalent, or not for this instruction set
    does not compile
    survived          none of them noticed

and each that was not killed as file:line old -> new. No test of ctest's: a mutant takes about a second. survivors.md
has what was found."""

import argparse
import collections
import hashlib
import os
import random
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"
HERE = Path(__file__).resolve().parent


# Headers, and the source of tests/ with the tests that judge their mutants: the first pattern that fits.
PROGRAMS = [
    (r"base/(?:executor|unrolled)\.hpp|threads\.hpp", "base/executor.cpp"),
    (r"base/message\.hpp", "base/message.cpp"),
    (r"base/(?:error|parameter|axis)\.hpp", "base/error.cpp"),
    (r"base/activation_spec\.hpp|spec/(?:aliases|catalogue|names|number|parse|print|text)\.hpp", "spec/parse.cpp"),
    (r"base/gated_spec\.hpp|spec/gated(?:_catalogue)?\.hpp", "spec/gated.cpp"),
    (r"spec/gated_calls\.hpp", "spec/gated_calls.cpp"),
    (r"spec/.*", "spec/calls.cpp"),
    (r"memory/(?:overlap|view|arguments)\.hpp|base/common_divisor\.hpp", "mutation/overlap.cpp"),
    (r"memory/.*", "memory/view.cpp"),
    (r"channels/learnable.*|functions/learnable.*", "functions/learnable_calls.cpp"),
    (r"channels/(?:gradients|strip|sum|block|sweep|entry_sweep|entries)\.hpp", "channels/calls.cpp"),
    (r"channels/.*", "functions/prelu_calls.cpp"),
    (r"functions/prelu.*", "functions/prelu.cpp"),
    (r"gated/maxout\.hpp", "gated/maxout.cpp"),
    (r"gated/.*", "gated/accuracy.cpp"),
    (r"loop/sum\.hpp", "channels/calls.cpp"),
    (r"random/gumbel\.hpp|functions/gumbel_softmax\.hpp", "functions/gumbel_softmax.cpp"),
    (r"random/slopes\.hpp|functions/rrelu_training\.hpp", "functions/rrelu_training.cpp"),
    (r"random/.*", "random/philox.cpp"),
    (r"simd/(?:interleaved|load_as|part|streaming|strided)\.hpp", None),  # the test of the same name
    (r"simd/(?:convert|stored|packed|packed_memory|x86|value)\.hpp", "simd/load_as.cpp"),
    (r"simd/(?:memory|shuffle)\.hpp", "simd/strided.cpp"),
    (r"functions/(?:logsumexp|hardmax|sparsemax|log_softmax|softmax_state|binary_cross_entropy_with_logits|"
     r"cross_entropy)\.hpp", None),
    (r"functions/binary_cross_entropy_loops\.hpp", "functions/binary_cross_entropy_with_logits.cpp"),
    (r"functions/cross_entropy_passes\.hpp|rows/(?:targets|reduction)\.hpp", "functions/cross_entropy.cpp"),
    (r"functions/entmax15\.hpp|rows/threshold\.hpp", "functions/sparsemax.cpp"),
    (r"functions/softmax_with_options\.hpp|base/softmax_options\.hpp|"
     r"rows/(?:scaled_logits|masked_calls|optional_calls)\.hpp", "functions/softmax_options.cpp"),
    (r"rows/(?:functor|calls|constants)\.hpp|functions/softmin\.hpp", "functions/softmax.cpp"),
    (r"rows/.*|functions/softmax\.hpp", "mutation/rows.cpp"),
]


def program_of(header):
    for pattern, source in PROGRAMS:
        if re.fullmatch(pattern, header):
            return source or header.replace(".hpp", ".cpp")
    return None


def headers_below(folder):
    return sorted(str(p.relative_to(INCLUDE / "actfn")) for p in (INCLUDE / "actfn" / folder).glob("*.hpp"))


def included(header):
    return re.findall(r'#include "actfn/([^"]+)"', (INCLUDE / "actfn" / header).read_text())


def closure(header, found=None):
    """The headers of ours that this one includes, and itself."""
    found = set() if found is None else found
    if header not in found:
        found.add(header)
        for other in included(header):
            closure(other, found)
    return found


def functions_of_the_list():
    """Class by header, of the functions that have an accuracy test."""
    result = {}
    for header in included("functions/list.hpp"):
        if header.startswith("functions/"):
            text = (INCLUDE / "actfn" / header).read_text()
            result[header] = re.search(r"^struct ([A-Za-z0-9]+) : Elementwise<", text, re.M).group(1)
    return result


# --- What can be changed ---------------------------------------------------------------------------------------------


def blanked(text):
    """The text with spaces for what is no code, and for what says of a function what it costs or promises."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group())
    text = re.sub(r"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|^#[^\n]*", blank, text, flags=re.S | re.M)
    # Which parameter a value is, tests/base/error.cpp asks.
    text = re.sub(r"std::array<[^<>]*>|core::valid<[^<>]*>", blank, text)
    promises = r"static_assert\(.*?\);|static constexpr (?:Bounds|int|bool) [^;{]*(?:\{[^}]*\}[^;]*)?;"
    text = re.sub(promises, blank, text, flags=re.S)
    # The free function and its defaults, which unit.cpp does not call: tests/every_function has a test for them.
    text = re.sub(r"template <class Tier = standard, .*", blank, text, flags=re.S)
    return re.sub(r"template <[^;{]*?>(?=\s)", blank, text)


def matching(code, at):
    """Where the bracket at `at` is closed, and the commas directly inside."""
    depth = 0
    commas = []
    for i in range(at, len(code)):
        if code[i] in "([{":
            depth += 1
        elif code[i] in ")]}":
            depth -= 1
            if depth == 0:
                return i, commas
        elif code[i] == "," and depth == 1:
            commas.append(i)
    return None, commas


def changed_number(literal):
    """The literal with another last digit, of those that a float has."""
    hexadecimal = re.fullmatch(r"0x([0-9a-f])\.?([0-9a-f]*)(p[+-]?\d+f?)", literal)
    if hexadecimal:
        first, digits, rest = hexadecimal.groups()
        if not digits:
            return "0x1.8" + rest
        # Of a float's six digits the last has three bits.
        i = min(len(digits), 6) - 1
        digit = "%x" % (int(digits[i], 16) ^ (2 if i == 5 else 1))
        return "0x" + first + "." + digits[:i] + digit + digits[i + 1:] + rest
    decimal = re.fullmatch(r"(\d*\.?\d*)(e[+-]?\d+)?([fL]?)", literal)
    if not decimal or literal in ("0", "1", "0.0", "1.0"):
        return {"0": "1", "1": "0", "0.0": "1.0", "1.0": "0.0"}.get(literal)
    digits = decimal.group(1)
    significant = [i for i, c in enumerate(digits) if c.isdigit() and digits[:i + 1].strip("0.")]
    if not significant:
        return None
    i = significant[min(len(significant), 7) - 1]
    digit = str((int(digits[i]) + 1) % 10)
    return digits[:i] + digit + digits[i + 1:] + (decimal.group(2) or "") + decimal.group(3)


OPERATORS = {" * ": " / ", " / ": " * ", " + ": " - ", " - ": " + ", " < ": " <= ", " <= ": " < ", " > ": " >= ",
             " >= ": " > ", " == ": " != ", " != ": " == ", " && ": " || ", " || ": " && "}
# The tests of learning judge the first, tests/elementwise/properties.cpp the others.
UNCALLED = ["parameter_gradients", "parameter_values", "operator=="]
# The other direction, so that a comparison is not only moved by one number.
REVERSED = {" < ": " > ", " > ": " < ", " <= ": " >= ", " >= ": " <= "}


def bodies_of(code, name):
    """Where functions of this name begin and end."""
    for match in re.finditer(rf"\b{name}\(", code):
        end, _ = matching(code, match.end() - 1)
        begin = re.compile(r"[^;{}]*\{").match(code, end) if end is not None else None
        if begin:
            yield match.start(), matching(code, begin.end() - 1)[0]


def mutations(text, within=None):
    """All changes: (kind, begin, end, replacement); of bodies of functions with the name `within`, or outside of those
    that unit.cpp does not call."""
    code = blanked(text)
    found = of_code(text, code)
    regions = [r for name in ([within] if within else UNCALLED) for r in bodies_of(code, name)]
    inside = [any(begin <= f[1] < end for begin, end in regions) for f in found]
    return [f for f, is_inside in zip(found, inside) if is_inside == bool(within)]


def of_code(text, code):
    found = []
    for match in re.finditer(r" (?:[*/+<>-]|<=|>=|==|!=|&&|\|\|) ", code):
        found.append(("operator", match.start(), match.end(), OPERATORS[match.group()]))
        if match.group() in REVERSED:
            found.append(("operator", match.start(), match.end(), REVERSED[match.group()]))
    for match in re.finditer(r"\b(?:math|std)::(min|max)\)", code):
        found.append(("min/max", match.start(1), match.end(1), "max" if match.group(1) == "min" else "min"))
    number = r"(?<![\w.])(?:0x[0-9a-f]\.?[0-9a-f]*p[+-]?\d+f?|\d+\.?\d*(?:e[+-]?\d+)?[fL]?)(?![\w.])"
    for match in re.finditer(number, code):
        changed = changed_number(match.group())
        if changed is not None and changed != match.group():
            found.append(("constant", match.start(), match.end(), changed))
        before = code[:match.start()]
        if before.endswith("-") and before[-2:-1] in "( ,{" and before[-3:] != " - ":
            found.append(("sign", match.start() - 1, match.end(), match.group()))
    for match in re.finditer(r"math::select\(", code):
        end, commas = matching(code, match.end() - 1)
        if end is None or len(commas) != 2:
            continue
        first = text[commas[0] + 1:commas[1]]
        second = text[commas[1] + 1:end]
        found.append(("select", commas[0] + 1, end, second + "," + first))
    return found


def listed(counts):
    return ", ".join(f"{n} {fate}" for fate, n in sorted(counts.items()))


def shown(text):
    return re.sub(r"\s+", " ", text.strip())


# --- What becomes of a mutant ----------------------------------------------------------------------------------------


class Workshop:
    def __init__(self, options):
        self.options = options
        self.folder = options.work.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        deps = ROOT / ".deps/usr"
        self.flags = ["-std=c++20", "-w", f"-I{self.folder}/mutant", f"-I{INCLUDE}", f"-I{ROOT}/tests"]
        for folder in (deps / "include", deps / "include/eigen3", "/usr/include/eigen3"):
            self.flags += ["-isystem", folder]
        self.libraries = [f"-L{deps}/lib", "-lCatch2Main", "-lCatch2", "-lmpfr", "-lgmp", "-ldl"]
        self.classes = functions_of_the_list()
        self.originals = {}

    def run(self, command, **more):
        def bounded():
            resource.setrlimit(resource.RLIMIT_CPU, (self.options.cpu, self.options.cpu))
        return subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", preexec_fn=bounded, **more)

    def must(self, command, what, **more):
        done = self.run(command, **more)
        if done.returncode != 0:
            sys.exit(f"mutants: {what}:\n{done.stdout}")

    def compiled(self, source, target, *more):
        """A part of the judges, which is made once."""
        if not target.exists():
            command = [self.options.compiler, *self.flags, "-O1", *more, "-c", source, "-o", target]
            self.must(command, f"{source} does not compile")
        return target

    def judge(self, header):
        """The accuracy test of a function."""
        program = self.folder / ("judge_" + self.classes[header])
        if program.exists():
            return program
        of_one = self.folder / (program.name + ".o")
        built = self.options.objects and self.options.objects / f"accuracy_{self.classes[header]}.cpp.o"
        if built and built.exists():
            of_one = built
        else:
            text = (ROOT / "tests/functions/accuracy_of_one.cpp.in").read_text()
            source = self.folder / (program.name + ".cpp")
            source.write_text(text.replace("@stem@", Path(header).stem).replace("@class@", self.classes[header]))
            self.compiled(source, of_one)
        objects = [self.compiled(ROOT / f"tests/support/{part}.cpp", self.folder / f"{part}.o")
                   for part in ("accuracy", "special_values", "subject")]
        loader = self.compiled(HERE / "loader.cpp", self.folder / "loader.o")
        self.must([self.options.compiler, of_one, *objects, loader, "-o", program, *self.libraries], "does not link")
        return program

    def bits(self):
        program = self.folder / "bits"
        if not program.exists():
            objects = [self.compiled(ROOT / "tests/bits/main.cpp", self.folder / "bits.o", "-DISA_CALLS=mutant_calls"),
                       self.compiled(HERE / "loader.cpp", self.folder / "loader.o")]
            self.must([self.options.compiler, *objects, "-o", program, "-ldl"], "does not link")
        return program

    def precompile(self, header):
        """What does not include the header, for all of its mutants."""
        parts = [h for folder in ("base", "elementwise", "math") for h in headers_below(folder)
                 if header not in closure(h)]
        text = "\n".join(['#include "every_function/isa_calls.hpp"', *(f'#include "actfn/{h}"' for h in parts)]) + "\n"
        return self.precompiled(text)

    def precompiled(self, text):
        # clang takes none whose headers have changed since.
        every = sorted(INCLUDE.rglob("*.hpp"))
        stamp = hashlib.sha256("".join([text, *(f"{p} {p.stat().st_mtime_ns}" for p in every)]).encode()).hexdigest()
        name = self.folder / f"before_{stamp[:16]}.hpp"
        if Path(f"{name}.gch").exists():
            return name
        name.write_text(text)
        command = [self.options.compiler, *self.flags, *self.code_flags(), "-x", "c++-header", name,
                   "-o", f"{name}.gch"]
        self.must(command, "does not compile")
        return name

    def code_flags(self):
        return ["-O1", f"-march={self.options.march}", "-ffp-contract=off", "-fPIC"]

    def judges(self, header):
        """Of the functions that use the header, some: itself, or those that include it, or include what includes it."""
        if self.options.function:
            return [f for f in self.classes if self.classes[f] in self.options.function]
        if header in self.classes:
            return [header]
        users = [f for f in self.classes if header in closure(f)]
        users.sort(key=lambda f: (header not in included(f), len(closure(f))))
        return users[:self.options.judges]

    def compile_unit(self, before, header, classes, unit):
        mutants = " ".join(f"MUTANT({c})" for c in classes)
        return self.run([self.options.compiler, *self.flags, *self.code_flags(), "-include", before,
                         f"-DMUTANTS={mutants}", f'-DMUTANT_HEADER="{header}"', "-c", HERE / "unit.cpp", "-o", unit])

    def build_together(self, before, header, texts):
        """The library of all these mutants of a function's header, each in a namespace of its own, where they share the
        time that the compiler takes for what they include; and the numbers of those that do not compile. None if it
        cannot be told which."""
        name = self.classes[header]
        inside = r"^inline namespace ACTFN_ISA \{\n(.*)^\}  // namespace ACTFN_ISA"
        broken = set()
        source, library = self.folder / f"{name}_together.hpp", self.folder / f"{name}_together.so"
        while True:
            kept = [k for k in range(len(texts)) if k not in broken]
            lines = [f'#include "actfn/{other}"' for other in included(header)] + ["#include <algorithm>"]
            lines += re.findall(r"^#include <.*>", texts[0], re.M)
            for k in kept:
                body = re.search(inside, texts[k], re.S | re.M)
                lines.append(f"namespace actfn {{ inline namespace ACTFN_ISA {{ namespace mutant_{k} {{")
                lines += [f"namespace {inner} {{ using namespace actfn::{inner}; }}" for inner in ("math", "core")]
                lines.append(f'#line 1 "mutant_{k}."\n{body.group(1)}}} }} }}')
            source.write_text("\n".join(lines) + "\n")
            classes = [f"actfn::mutant_{k}::{name}" for k in kept]
            unit = self.folder / f"{name}_together.o"
            done = self.compile_unit(before, source, classes, unit)
            if done.returncode == 0:
                self.must([self.options.compiler, "-shared", unit, "-o", library], "does not link")
                return library, broken
            found = {int(k) for k in re.findall(r"^mutant_(\d+)\.:\d+:\d+: (?:fatal )?error:", done.stdout, re.M)}
            if not found - broken:
                return None
            broken |= found

    def build(self, before, function):
        """The library of a function, and whether it is other code than the original's; None if it does not compile."""
        name = self.classes[function]
        unit, library = self.folder / f"{name}.o", self.folder / f"{name}.so"
        if self.compile_unit(before, f"actfn/{function}", [f"actfn::{name}"], unit).returncode != 0:
            return None
        if unit.read_bytes() == self.originals.get(function):
            return "same code"
        self.must([self.options.compiler, "-shared", unit, "-o", library], "does not link")
        return library

    def verdict(self, library, function, index=0):
        environment = dict(os.environ, ACTFN_MUTANT=str(library), ACTFN_MUTANT_INDEX=str(index),
                           ACTFN_TEST_POINTS="2000")
        judge = self.judge(function)
        for tests in ("[special]", "~[special]"):
            if self.run([judge, "--abort", tests], env=environment).returncode != 0:
                return "killed"
        if self.has_committed_bits(library, index):
            return "survived"
        original = self.folder / f"{self.classes[function]}.original"
        if not self.has_committed_bits(original):
            sys.exit(f"mutants: {function} has other checksums without a change")
        # As many points as the test has.
        environment["ACTFN_TEST_POINTS"] = "20000"
        done = self.run([judge, "--abort", "~[special]"], env=environment)
        return "killed" if done.returncode != 0 else "by checksums"

    def has_committed_bits(self, library, index=0):
        environment = dict(os.environ, ACTFN_MUTANT=str(library), ACTFN_MUTANT_INDEX=str(index))
        return self.run([self.bits(), ROOT / "tests/bits/checksums"], env=environment).returncode == 0

    def program_of(self, header):
        return self.options.program or program_of(header)

    def supports(self):
        """What tests may need beside their own source."""
        archive = self.folder / "support.a"
        if not archive.exists():
            objects = [self.compiled(ROOT / f"tests/support/{part}.cpp", self.folder / f"{part}.o")
                       for part in ("allocations", "ulp")]
            self.must(["ar", "rcs", archive, *objects], "does not link")
        return archive

    def built_program(self, header):
        """The object of the test, and its program; None if it does not compile."""
        source = ROOT / "tests" / self.program_of(header)
        unit, program = self.folder / "unit.o", self.folder / "program"
        before = self.precompiled("".join(re.findall(r"^#include <.*>\n", source.read_text(), re.M)) +
                                  "#include <Eigen/Core>\n#include <xsimd/xsimd.hpp>\n")
        if self.run([self.options.compiler, *self.flags, *self.code_flags(), "-include", before, "-c", source,
                     "-o", unit]).returncode != 0:
            return None
        self.must([self.options.compiler, unit, self.supports(), "-o", program, *self.libraries], "does not link")
        return unit.read_bytes(), program

    def fate_by_program(self, header, text):
        mutant = self.folder / "mutant" / "actfn" / header
        mutant.parent.mkdir(parents=True, exist_ok=True)
        mutant.write_text(text)
        built = self.built_program(header)
        mutant.unlink()
        if built is None:
            return "does not compile"
        unit, program = built
        if unit == self.originals.get(header):
            return "same code"
        return "killed" if self.run([program, "--abort"], cwd=self.folder).returncode != 0 else "survived"

    def prepare(self, header):
        """What is not changed must be green."""
        (self.folder / "mutant" / "actfn" / header).unlink(missing_ok=True)
        if self.program_of(header):
            built = self.built_program(header)
            if built is None:
                sys.exit(f"{header}: does not compile without a change")
            unit, program = built
            self.originals[header] = unit
            self.must([program], f"{header}: the tests are not green without a change", cwd=self.folder)
            return None
        before = self.precompile(header)
        for function in self.judges(header):
            if function not in self.originals or header not in self.classes:
                self.originals.pop(function, None)
                library = self.build(before, function)
                if library is None:
                    sys.exit(f"mutants: {function} does not compile without a change")
                self.originals[function] = (self.folder / f"{self.classes[function]}.o").read_bytes()
                shutil.copy(library, library.with_suffix(".original"))
                environment = dict(os.environ, ACTFN_MUTANT=str(library), ACTFN_TEST_POINTS="2000")
                self.must([self.judge(function)], f"{function} is not green without a change", env=environment)
        return before

    def fates(self, header, texts, before):
        """Of all mutants of a header, in their order. Those that survive together are judged alone."""
        if self.program_of(header):
            yield from (self.fate_by_program(header, text) for text in texts)
            return
        together = self.build_together(before, header, texts) if header in self.classes and len(texts) > 1 else None
        for k, text in enumerate(texts):
            if together is not None and k in together[1]:
                yield "does not compile"
                continue
            if together is not None:
                index = k - sum(other < k for other in together[1])
                if self.verdict(together[0], header, index) == "killed":
                    yield "killed"
                    continue
            yield self.fate(header, text, before)

    def fate(self, header, text, before):
        mutant = self.folder / "mutant" / "actfn" / header
        mutant.parent.mkdir(parents=True, exist_ok=True)
        mutant.write_text(text)
        fates = []
        for function in self.judges(header):
            library = self.build(before, function)
            if library is None:
                return "does not compile"
            fates.append(library if library == "same code" else self.verdict(library, function))
            if fates[-1] == "killed":
                break
        mutant.unlink()
        return next(f for f in ("killed", "by checksums", "survived", "same code") if f in fates)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--header", action="append", help="below include/actfn; functions or math: all of that folder")
    parser.add_argument("--function", action="append", help="class that judges, instead of those that are found")
    parser.add_argument("--judges", type=int, default=2, help="how many functions judge a header of math/ (2)")
    parser.add_argument("--count", type=int, default=10, help="mutants of a header (10)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", help="source below tests/ that judges, instead of that in PROGRAMS")
    parser.add_argument("--within", help="only mutants of functions with this name")
    parser.add_argument("--line", type=int, help="only mutants of this line")
    parser.add_argument("--list", action="store_true", help="prints the mutants")
    parser.add_argument("--compiler", default="clang++", help="clang++, with which a mutant takes half the time of g++")
    parser.add_argument("--march", default="x86-64-v3")
    parser.add_argument("--objects", type=Path, help="folder of accuracy_<class>.cpp.o of a build")
    parser.add_argument("--work", type=Path, default=ROOT / "build/mutation")
    parser.add_argument("--cpu", type=int, default=60, help="seconds after which a process has failed (60)")
    options = parser.parse_args()

    workshop = Workshop(options)
    headers = []
    for header in options.header or ["functions", "math"]:
        headers += [header] if header.endswith(".hpp") else [h for h in headers_below(header)]
    counts = collections.Counter()
    for header in headers:
        text = (INCLUDE / "actfn" / header).read_text()
        if not workshop.program_of(header) and not workshop.judges(header):
            continue
        candidates = mutations(text, options.within)
        if options.line:
            candidates = [c for c in candidates if text.count("\n", 0, c[1]) + 1 == options.line]
        # By header, so that the mutants of one do not depend on which others are asked for.
        random.Random(f"{options.seed} {header}").shuffle(candidates)
        chosen = sorted(candidates[:options.count], key=lambda c: c[1])
        before = None if options.list or not chosen else workshop.prepare(header)
        of_header = collections.Counter()
        texts = [text[:begin] + new + text[end:] for _, begin, end, new in chosen]
        fates = iter(()) if options.list else workshop.fates(header, texts, before)
        for kind, begin, end, new in chosen:
            where = f"{header}:{text.count(chr(10), 0, begin) + 1}"
            row = text[text.rfind("\n", 0, begin) + 1:begin].strip()[-30:]
            old, after = shown(text[begin:end]), shown(text[end:end + 25])
            change = f"{where} {kind}: {shown(row)} [{old}] -> [{shown(new)}] {after}"
            if options.list:
                print(change)
                continue
            fate = next(fates)
            of_header[fate] += 1
            if fate not in ("killed", "does not compile"):
                print(f"{fate:12} {change}", flush=True)
        if not options.list:
            counts += of_header
            print(f"{header}: {len(chosen)} of {len(candidates)}: {listed(of_header)}", flush=True)
    if not options.list:
        judged = counts["killed"] + counts["by checksums"] + counts["survived"]
        print(f"{sum(counts.values())} mutants: {listed(counts)}")
        print(f"noticed: {judged - counts['survived']} of the {judged} that are other code")


if __name__ == "__main__":
    main()
