# cmake -D IN=file -D OUT=file.cpp -P EmbedArray.cmake: a file's bytes as a C++ array.
file(READ "${IN}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes "${bytes}")
file(WRITE "${OUT}" "#include \"phantomime/server/builtin_packs.hpp\"

namespace {

alignas(16) constexpr unsigned char bytes[] = {
${bytes}
0};

}  // namespace

namespace phantomime::builtin {

std::string_view packs() noexcept { return {reinterpret_cast<const char*>(bytes), sizeof bytes - 1}; }

}  // namespace phantomime::builtin
")
