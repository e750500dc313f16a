// The program: the library and a main().
#include <cstdio>
#include <cstring>

#include "phantomime/base/version.hpp"

int main(int argc, char** argv) {
    if (argc == 2 && std::strcmp(argv[1], "--version") == 0) {
        std::printf("phantomime %s\n", phantomime::version().data());
        return 0;
    }
    std::fputs("phantomime: not built yet beyond --version\n", stderr);
    return 2;
}
