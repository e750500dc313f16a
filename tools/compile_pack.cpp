// compile_pack OUT.bin PACKDIR...: turns packs into the form the binary embeds. A stub for now: an empty file.
#include <cstdio>

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: compile_pack OUT.bin PACKDIR...\n", stderr);
    return 2;
  }
  std::FILE* out = std::fopen(argv[1], "wb");
  if (out == nullptr) {
    std::perror(argv[1]);
    return 4;
  }
  return std::fclose(out) == 0 ? 0 : 4;
}
