"""A recipe of the sources around it: conan create <actfn>/cmake/packages/conan"""

import os
import re

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load


class Actfn(ConanFile):
    name = "actfn"
    description = "Activation functions over Eigen arrays, vectorised: a header-only C++20 library"
    license = "MIT"
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    no_copy_source = True

    @property
    def root(self):
        return os.path.join(self.recipe_folder, "..", "..", "..")

    def set_version(self):
        header = load(self, os.path.join(self.root, "include", "actfn", "version.hpp"))
        numbers = re.findall(r"#define ACTFN_VERSION_(?:MAJOR|MINOR|PATCH) +(\d+)", header)
        self.version = ".".join(numbers)

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*"):
            copy(self, pattern, src=self.root, dst=self.export_sources_folder)

    def requirements(self):
        self.requires("eigen/[>=3.4.0]")
        self.requires("xsimd/[>=13]")

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["ACTFN_BUILD_TESTS"] = False
        toolchain.generate()

    def build(self):
        CMake(self).configure()

    def package(self):
        CMake(self).install()

    def package_info(self):
        self.cpp_info.set_property("cmake_find_mode", "none")  # the package's own actfn-config.cmake
        self.cpp_info.builddirs = [os.path.join("lib", "cmake", "actfn")]

    def package_id(self):
        self.info.clear()
