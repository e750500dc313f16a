# Packs built into the program: tools/compile_pack.cpp reads the YAML once, at build time, and the library carries the
# result, so a start parses none.

set(PHANTOMIME_BUILTIN_PACKS_SOURCE "${PROJECT_BINARY_DIR}/generated/builtin_packs.cpp")

function(phantomime_builtin_packs library compiler)
    add_executable(${compiler} tools/compile_pack.cpp)
    phantomime_own_target(${compiler})
    target_link_libraries(${compiler} PRIVATE phantomime_core)

    set(folders "")
    foreach(pack IN LISTS PHANTOMIME_PACKS)
        if(IS_DIRECTORY "${PROJECT_SOURCE_DIR}/scenarios/${pack}")
            list(APPEND folders "${PROJECT_SOURCE_DIR}/scenarios/${pack}")
        else()
            message(STATUS "scenarios/${pack} does not exist: not built in")
        endif()
    endforeach()
    file(GLOB_RECURSE inputs CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/scenarios/*" "${PROJECT_SOURCE_DIR}/fixtures/*")

    set(blob "${PROJECT_BINARY_DIR}/generated/builtin_packs.bin")
    if(folders)
        add_custom_command(OUTPUT "${blob}"
            COMMAND ${compiler} "${blob}" ${folders}
            DEPENDS ${compiler} ${inputs}
            COMMENT "Compiling packs: ${PHANTOMIME_PACKS}" VERBATIM)
    else()
        add_custom_command(OUTPUT "${blob}" COMMAND ${CMAKE_COMMAND} -E touch "${blob}" VERBATIM)
    endif()

    # The assembler copies the file in where it can (ELF); elsewhere a script writes it as an array.
    if(UNIX AND NOT APPLE AND CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
        configure_file("${PROJECT_SOURCE_DIR}/tools/cmake/builtin_packs_incbin.cpp.in" "${PHANTOMIME_BUILTIN_PACKS_SOURCE}" @ONLY)
        set_source_files_properties("${PHANTOMIME_BUILTIN_PACKS_SOURCE}" PROPERTIES OBJECT_DEPENDS "${blob}")
    else()
        add_custom_command(OUTPUT "${PHANTOMIME_BUILTIN_PACKS_SOURCE}"
            COMMAND ${CMAKE_COMMAND} -D "IN=${blob}" -D "OUT=${PHANTOMIME_BUILTIN_PACKS_SOURCE}"
                    -P "${PROJECT_SOURCE_DIR}/tools/cmake/EmbedArray.cmake"
            DEPENDS "${blob}" "${PROJECT_SOURCE_DIR}/tools/cmake/EmbedArray.cmake" VERBATIM)
    endif()
    # A unit of its own in every preset: what it depends on would be forgotten in a unit of several.
    set_source_files_properties("${PHANTOMIME_BUILTIN_PACKS_SOURCE}"
        PROPERTIES SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
