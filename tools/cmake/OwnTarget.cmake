# What every target of our own gets: C++20, warnings, sanitizers, the precompiled header. Third parties get none of it.

# ccache, where it is, with what it needs to know to cache compilations that use a precompiled header; compilers are
# deterministic here, so the times it would otherwise fear are not used. A project that takes phantomime in decides on
# its own.
if(PROJECT_IS_TOP_LEVEL)
    find_program(PHANTOMIME_CCACHE ccache)
    find_program(PHANTOMIME_ENV env)
endif()
if(PROJECT_IS_TOP_LEVEL AND PHANTOMIME_CCACHE AND PHANTOMIME_ENV AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(launcher "${PHANTOMIME_ENV}" CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime)
    if(NOT DEFINED ENV{CCACHE_DIR})
        list(APPEND launcher "CCACHE_DIR=${PROJECT_SOURCE_DIR}/build/ccache")
    endif()
    list(APPEND launcher "${PHANTOMIME_CCACHE}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${launcher}")
endif()

# One precompiled header for all of our targets, built once: what nearly every file includes. It saves about 3 s a file
# that uses nlohmann/json and 1 s any other. It changes nothing else: every file still includes what it uses.
function(phantomime_pch name) # phantomime_pch(NAME [further header...])
    file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/generated/pch.cpp" CONTENT "// Carries a precompiled header.\n")
    add_library(${name} OBJECT "${PROJECT_BINARY_DIR}/generated/pch.cpp")
    target_precompile_headers(${name} PRIVATE
        <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional> <span> <sstream> <string>
        <string_view> <unordered_map> <unordered_set> <utility> <variant> <vector> <nlohmann/json.hpp> ${ARGN})
    phantomime_own_target(${name} ${name})
endfunction()

# phantomime_own_target(TARGET [PCH]): PCH names the precompiled header's target where it is not everyone's.
function(phantomime_own_target target)
    set_target_properties(${target} PROPERTIES CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF CXX_SCAN_FOR_MODULES OFF)
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src")
    # For all alike, since a precompiled header is refused where its macros differ; an installed target needs none.
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:phantomime_headers>)
    target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wpedantic -Wconversion -Wshadow $<$<BOOL:${PHANTOMIME_WERROR}>:-Werror>
        # Optimising, g++ 12 sees impossible sizes inside std::string's own operator+ (GCC PR 105329, 105651; gone in 13).
        "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-array-bounds;-Wno-stringop-overread;-Wno-stringop-overflow;-Wno-restrict>"
        # Where CMake has joined sources into one unit, a local name may meet a neighbour's; the preset dev asks file by file.
        $<$<BOOL:${CMAKE_UNITY_BUILD}>:-Wno-shadow>
        # g++ takes the unit's own types for those of a header where CMake has joined sources into one unit.
        $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wno-subobject-linkage>
        -ffunction-sections -fdata-sections
        $<$<CONFIG:RelWithDebInfo,Debug>:-D_GLIBCXX_ASSERTIONS>)
    target_link_options(${target} PRIVATE $<$<CONFIG:Release>:-Wl,--gc-sections>)
    if(PHANTOMIME_SANITIZE)
        target_compile_options(${target} PRIVATE -fsanitize=${PHANTOMIME_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
        target_link_options(${target} PRIVATE -fsanitize=${PHANTOMIME_SANITIZE})
    endif()
    if(PHANTOMIME_PCH)
        set(pch phantomime_pch ${ARGN})
        list(GET pch -1 pch)
        if(NOT TARGET ${pch})
            phantomime_pch(${pch})
        endif()
        if(NOT target STREQUAL pch)
            target_precompile_headers(${target} REUSE_FROM ${pch})
        endif()
        if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
            target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp") # or ccache sees it change
        else()
            target_compile_options(${target} PRIVATE -fpch-preprocess) # so that ccache sees which one is used
        endif()
    endif()
endfunction()

# Start of a program with these libraries up to main(), 200 starts each on Debian 12 (an empty C program: 0.28 ms):
#   2.10 ms  everything shared               1.70 ms  yaml-cpp, RE2, pugixml, zlib, brotli as archives
#   1.30 ms  ... and libstdc++, libgcc       0.75 ms  ... and OpenSSL
# Lazy or immediate binding makes no difference. We take the third: OpenSSL stays shared, so that the system's security
# updates reach it. A static libstdc++ must be the only one in the process, hence not with a shared C++ library.
function(phantomime_fast_start target)
    if(NOT CMAKE_BUILD_TYPE STREQUAL "Release" OR PHANTOMIME_SANITIZE OR APPLE OR NOT UNIX)
        return()
    endif()
    foreach(dependency IN ITEMS yaml_cpp re2 pugixml)
        get_target_property(files phantomime_dep::${dependency} INTERFACE_LINK_LIBRARIES)
        if(NOT files MATCHES "\\.a$")
            return()
        endif()
    endforeach()
    target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc)
endfunction()

# phantomime_library(NAME FOLDERS folder... [SOURCES file...]): a static library of src/phantomime/<folder>/**.cpp; the
# folder `.` means the files directly in src/phantomime.
function(phantomime_library target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FOLDERS;SOURCES")
    set(sources ${arg_SOURCES})
    foreach(folder IN LISTS arg_FOLDERS)
        if(folder STREQUAL ".")
            file(GLOB found CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/phantomime/*.cpp")
        else()
            file(GLOB_RECURSE found CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/phantomime/${folder}/*.cpp")
        endif()
        list(APPEND sources ${found})
    endforeach()
    if(NOT sources)
        file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/generated/${target}_empty.cpp" CONTENT "// Nothing here yet.\n")
        set(sources "${PROJECT_BINARY_DIR}/generated/${target}_empty.cpp")
    endif()
    add_library(${target} STATIC ${sources})
    phantomime_own_target(${target})
endfunction()

# Headers directly in src/phantomime are the public API: installed, and with CMAKE_VERIFY_INTERFACE_HEADER_SETS each is
# compiled alone (target all_verify_interface_header_sets).
function(phantomime_public_headers)
    file(GLOB headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/phantomime/*.hpp")
    set(gtest_headers ${headers})
    list(FILTER headers EXCLUDE REGEX "/gtest\\.hpp$")
    list(FILTER gtest_headers INCLUDE REGEX "/gtest\\.hpp$")
    # The one header below that is promised too: it needs nothing else.
    target_sources(phantomime_core PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/src"
        FILES "${PROJECT_SOURCE_DIR}/src/phantomime/base/version.hpp")
    target_sources(phantomime PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/src" FILES ${headers})
    target_sources(phantomime_gtest INTERFACE FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/src" FILES ${gtest_headers})
    target_compile_features(phantomime INTERFACE cxx_std_20)
endfunction()
