// compile_pack OUT.bin PACKDIR...: turns packs into the form the binary embeds, at build time, so that a start parses
// no YAML. A pack that does not load ends the build with its errors and exit code 3.
#include <fstream>
#include <iostream>

#include "phantomime/formats/pack_loader.hpp"

int main(int argc, char** argv) {
  using namespace phantomime;
  if (argc < 2) {
    std::cerr << "usage: compile_pack OUT.bin PACKDIR...\n";
    return 2;
  }
  const DiskFileStore disk;
  Errors errors;
  std::vector<formats::PackFiles> packs;
  for (int i = 2; i < argc; ++i)
    if (auto pack = formats::read_pack(disk, argv[i], errors)) packs.push_back(std::move(*pack));
  // Each must load on its own; two packs may well have stubs of the same name.
  for (const formats::PackFiles& pack : packs) (void)formats::bind_packs({pack}, {}, errors);
  if (!errors.empty()) {
    std::cerr << render(errors);
    return 3;
  }
  std::ofstream out{argv[1], std::ios::binary | std::ios::trunc};
  const std::string bytes = formats::compile_packs(packs);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) {
    std::cerr << "compile_pack: cannot write " << argv[1] << '\n';
    return 4;
  }
  return 0;
}
