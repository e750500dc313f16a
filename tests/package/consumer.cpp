#include <iostream>

#include "phantomime/base/version.hpp"

int main() { std::cout << phantomime::version() << '\n'; }
