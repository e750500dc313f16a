# The compiled libraries phantomime links, under names of our own: phantomime_dep::NAME. Distributions disagree on
# target names, on static or shared, and on whether there is a CMake package at all; that is settled here and nowhere
# else. An installed phantomime carries this file too, because a static library hands its own dependencies on.
#
# PHANTOMIME_ARCHIVES: a folder with archives of our own to look into first (llhttp).

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)

# phantomime_find_binary(NAME HEADER header LIBS lib... [PACKAGE package TARGETS target...] [HINTS folder...])
# Takes the archives where there are some, else what the CMake package offers, else the shared library. Defines nothing
# where nothing is found: the caller decides what that means.
# Archives first, because a program that resolves its C++ symbols in shared libraries starts later (phantomime_fast_start in
# OwnTarget.cmake has the numbers).
function(phantomime_find_binary name)
    if(TARGET phantomime_dep::${name})
        return()
    endif()
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "HEADER;PACKAGE" "LIBS;TARGETS;HINTS")
    find_path(PHANTOMIME_INCLUDE_${name} ${arg_HEADER} HINTS ${arg_HINTS} PATH_SUFFIXES include NO_CACHE)
    set(files "")
    foreach(lib IN LISTS arg_LIBS)
        set(file file-NOTFOUND)
        find_library(file NAMES lib${lib}.a HINTS ${arg_HINTS} PATH_SUFFIXES lib NO_CACHE)
        if(NOT file AND arg_PACKAGE)
            find_package(${arg_PACKAGE} QUIET)
            foreach(target IN LISTS arg_TARGETS)
                if(TARGET ${target})
                    add_library(phantomime_dep::${name} INTERFACE IMPORTED GLOBAL)
                    target_link_libraries(phantomime_dep::${name} INTERFACE ${target})
                    return()
                endif()
            endforeach()
        endif()
        if(NOT file)
            find_library(file NAMES ${lib} HINTS ${arg_HINTS} PATH_SUFFIXES lib NO_CACHE)
        endif()
        if(NOT file OR NOT PHANTOMIME_INCLUDE_${name})
            return()
        endif()
        list(APPEND files "${file}")
    endforeach()
    add_library(phantomime_dep::${name} INTERFACE IMPORTED GLOBAL)
    target_link_libraries(phantomime_dep::${name} INTERFACE ${files})
    target_include_directories(phantomime_dep::${name} SYSTEM INTERFACE "${PHANTOMIME_INCLUDE_${name}}")
endfunction()

# phantomime_wrap(NAME TARGET...): our name for targets that exist.
function(phantomime_wrap name)
    if(NOT TARGET phantomime_dep::${name})
        add_library(phantomime_dep::${name} INTERFACE IMPORTED GLOBAL)
        target_link_libraries(phantomime_dep::${name} INTERFACE ${ARGN})
    endif()
endfunction()

phantomime_find_binary(yaml_cpp HEADER yaml-cpp/yaml.h LIBS yaml-cpp PACKAGE yaml-cpp TARGETS yaml-cpp::yaml-cpp yaml-cpp)
phantomime_find_binary(re2 HEADER re2/re2.h LIBS re2 PACKAGE re2 TARGETS re2::re2)
phantomime_find_binary(pugixml HEADER pugixml.hpp LIBS pugixml PACKAGE pugixml TARGETS pugixml::pugixml pugixml)
phantomime_find_binary(zlib HEADER zlib.h LIBS z PACKAGE ZLIB TARGETS ZLIB::ZLIB)
phantomime_find_binary(brotli HEADER brotli/encode.h LIBS brotlienc brotlidec brotlicommon)
phantomime_find_binary(llhttp HEADER llhttp.h LIBS llhttp HINTS ${PHANTOMIME_ARCHIVES})
phantomime_wrap(ssl OpenSSL::SSL)
phantomime_wrap(crypto OpenSSL::Crypto)
